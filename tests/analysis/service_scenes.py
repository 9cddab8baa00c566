"""Drawn districts with stops, nodes and other places on them."""

from dataclasses import replace

from roadnet.analysis.connectivity import find_reach
from roadnet.analysis.places import place_on_network
from roadnet.analysis.roads import edge_minutes, road_states
from roadnet.analysis.roots import find_roots
from roadnet.network.build import build_network
from roadnet.schema import layers
from roadnet.standards import Figure, read_standard
from tests.scenes import frame_of, points_of, scene

CN = read_standard("cn")


def standard(base=CN, **figures):
    """The standard with some figures of its own."""
    own = {name: Figure(value, "test", verified=False) for name, value in figures.items()}
    return replace(base, figures={**base.figures, **own})


def drawn(picture, roads, *, cell_m, villages=None, attributes=None, **places):
    """A scene with further layers: ``stops={"S": {"service_days_per_week": 7}}``.

    A place's letter is its identifier and its name; a place without a letter in the drawing (a
    route, a zone) has no point.
    """
    district = scene(picture, roads, cell_m=cell_m, villages=villages or {}, **(attributes or {}))
    points = points_of(picture, cell_m)
    for layer, rows in places.items():
        key = layers()[layer].id_column
        table = [
            {key: letter, "name": letter, "geometry": points.get(letter), **row}
            for letter, row in rows.items()
        ]
        district = district.with_layer(layer, frame_of(layer, table))
    return district


def place(district, figures=CN):
    """The district's places on its network."""
    network = build_network(district)
    states = road_states(network.roads, figures)
    limit_m = figures.number("access_limit_m")
    reach = find_reach(network, states, find_roots(district, network), access_limit_m=limit_m)
    return place_on_network(
        district, network, states, preferred=reach.hardened, access_limit_m=limit_m
    )


def minutes_of(placed, figures=CN):
    return edge_minutes(placed.network, figures)


def by_village(district, table, column):
    """One column of a result by village."""
    return dict(zip(district.layers["villages"]["village_id"], table[column], strict=True))


def says(reasons):
    """Each reason in both languages: no placeholder is left open, no sentence is empty."""
    for reason in reasons:
        for lang in ("zh", "en"):
            text = reason.text(lang)
            assert text
            assert "{" not in text
            assert "nan" not in text
    return True
