"""Origin-destination tables by hand and against networkx."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from roadnet.analysis.od import COLUMNS, od_table
from roadnet.errors import RoadnetError
from tests.analysis.service_scenes import drawn, minutes_of, place, says

PICTURE = """
    S-----A-----T     X-Y

       V        W        Z
"""
# A cell is 100 m: S 0, A 600, T 1200 m. V stands 200 m below SA at 300 m, W 200 m below T. X-Y is a
# road of its own, Z 200 m below its end Y plus 100 m: hypot(100, 200) from it; U is nowhere near.


def table(nearest=None, *, seats=("S", "T", "X"), villages="VW", picture=PICTURE, **more):
    district = drawn(
        picture, "SA AT XY", cell_m=100, villages=dict.fromkeys(villages, 1),
        townships={key: {} for key in seats},
        attributes={"SA": {"speed_km_h": 60.0}, "AT": {"speed_km_h": 30.0}, "XY": {}}, **more,
    )  # fmt: skip
    placed = place(district)
    found = od_table(district, placed, minutes_of(placed), walk_speed_km_h=6, nearest=nearest)
    assert tuple(found.columns) == COLUMNS
    assert says(found["reason"].dropna())
    return found


def test_every_pair():
    found = table()
    assert found["origin_id"].tolist() == list("VVVWWW")
    assert found["target_id"].tolist() == list("STX") * 2
    # 200 m on foot at 6 km/h: 2 min. SA 1 min a km, AT 2 min a km.
    assert found["km"].tolist() == pytest.approx([0.5, 1.1, np.nan, 1.4, 0.2, np.nan], nan_ok=True)
    by_hand = [2 + 0.3, 2 + 0.3 + 1.2, np.nan, 2 + 1.2 + 0.6, 2, np.nan]
    assert found["min"].tolist() == pytest.approx(by_hand, nan_ok=True)
    assert found["reason"].notna().tolist() == [False, False, True] * 2
    assert found["reason"].iloc[2].key == "services.od.no_way"


def test_the_nearest():
    found = table(nearest=1, villages="VWZ")
    assert found["origin_id"].tolist() == list("VWZ")
    assert found["target_id"].tolist() == list("STX")
    assert found["km"].tolist()[:2] == pytest.approx([0.5, 0.2])
    two = table(nearest=2)
    assert two["target_id"].tolist() == list("STTS")


def test_who_reaches_nothing_keeps_a_row():
    found = table(nearest=2, seats=("S", "T"), villages="VZ")
    assert found["origin_id"].tolist() == list("VVZ")
    assert pd.isna(found["target_id"].iloc[2])
    assert found["reason"].iloc[2].key == "services.od.no_target"


FAR = PICTURE + "\n" * 6 + "    U\n"


def test_places_off_the_road():
    found = table(picture=FAR, villages="VU", seats=("S",))
    assert found["reason"].iloc[1].key == "services.od.origin_off"
    back = table(picture=FAR, villages="V", seats=("S", "U"))
    assert back["reason"].iloc[1].key == "services.od.target_off"
    assert back["km"].isna().tolist() == [False, True]


def test_a_layer_that_is_not_there():
    district = drawn(PICTURE, "SA", cell_m=100, villages={"V": 1})
    placed = place(district)
    with pytest.raises(RoadnetError) as caught:
        od_table(district, placed, minutes_of(placed), walk_speed_km_h=6)
    assert (caught.value.code, caught.value.params) == ("layer_needed", {"layer": "townships"})


def test_against_networkx():
    rng = np.random.default_rng(4)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXY"
    grid = "\n".join("    " + "---".join(letters[5 * row : 5 * row + 5]) for row in range(5))
    pairs = [letters[n : n + 2] for n in range(24) if n % 5 < 4]
    pairs += [letters[n] + letters[n + 5] for n in range(20)]
    kept = [pair for pair in pairs if rng.random() < 0.7]
    district = drawn(
        grid, " ".join(kept), cell_m=1000, villages=dict.fromkeys("AGMSY", 1),
        townships={key: {} for key in "BHQ"},
    )  # fmt: skip
    placed = place(district)
    found = od_table(district, placed, minutes_of(placed), walk_speed_km_h=6)
    graph = nx.Graph()
    graph.add_nodes_from(letters)
    for a, b in kept:
        # Columns are 4 cells apart, rows one.
        graph.add_edge(a, b, w=4.0 if ord(b) - ord(a) == 1 else 1.0)
    assert found["km"].notna().sum() > 5
    for row in found.itertuples():
        if nx.has_path(graph, row.origin_id, row.target_id):
            way = nx.dijkstra_path_length(graph, row.origin_id, row.target_id, weight="w")
            assert row.km == pytest.approx(way)
            assert row.min == pytest.approx(3 * way)  # 20 km/h
        else:
            assert np.isnan(row.km)
