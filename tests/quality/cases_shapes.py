"""Cases of the rules on places and lines: coordinates, reference systems, geometry, topology."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyproj
import shapely
from pyproj import CRS

from roadnet.crs import gcj02_from_wgs84
from tests.quality.cases import Case, Change, add, both, nothing, put
from tests.quality.scene import CRS_TIDY, Draft, box, line, point

_TO_DEGREES = pyproj.Transformer.from_crs(CRS_TIDY, "EPSG:4326", always_xy=True)


def _at_zero(draft: Draft) -> None:
    """Put the whole district's system elsewhere and one stop on 0 N 0 E."""
    x, y = _TO_DEGREES.transform(0.0, 0.0, direction="INVERSE")
    draft.set("stops", 1, geometry=shapely.Point(x, y))


def _degrees(longitude: float, latitude: float) -> shapely.Point:
    return shapely.Point(*_TO_DEGREES.transform(longitude, latitude, direction="INVERSE"))


def _spread(decimals: int) -> Change:
    """Eight sites a little over a kilometre from each other, in rounded degrees."""

    def make(draft: Draft) -> None:
        draft.drop("sites")
        draft.rows["sites"] = [
            {"site_id": f"I{n}", "geometry": _degrees(105.01, round(30.4 + 0.01037 * n, decimals))}
            for n in range(8)
        ]

    return make


def _shifted(*names: str) -> Change:
    """Put nine stops at the roads, and move these layers as maps in GCJ-02 are moved."""

    def make(draft: Draft) -> None:
        stop = draft.rows["stops"][0]
        draft.rows["stops"] = [
            {**stop, "stop_id": f"S{n}", "geometry": point(100 * n, 5)} for n in range(1, 10)
        ]
        for name in names:
            for row in draft.rows[name]:
                row["geometry"] = shapely.transform(row["geometry"], _to_gcj02)

    return make


def _to_gcj02(xy: np.ndarray) -> np.ndarray:
    lon, lat = gcj02_from_wgs84(*_TO_DEGREES.transform(*xy.T))
    return np.column_stack(_TO_DEGREES.transform(lon, lat, direction="INVERSE"))


def _mercator(draft: Draft) -> None:
    """Draw the district in web Mercator: at 30.4 N lengths are 1 / cos(30.4) = 1.159 too long."""
    go = pyproj.Transformer.from_crs(CRS_TIDY, "EPSG:3857", always_xy=True)
    draft.crs = CRS("EPSG:3857")
    for rows in draft.rows.values():
        for row in rows:
            if row.get("geometry") is not None:
                row["geometry"] = shapely.transform(
                    row["geometry"], lambda xy: np.column_stack(go.transform(*xy.T))
                )


def _in_zone(layer: str, degrees: float) -> Change:
    """Nine stops at the roads, and a layer read with a meridian so much further east."""

    def make(draft: Draft) -> None:
        _shifted()(draft)
        for row in draft.rows[layer]:
            row["geometry"] = shapely.transform(row["geometry"], _eastwards(degrees))

    return make


def _eastwards(degrees: float) -> Callable[[np.ndarray], np.ndarray]:
    def move(xy: np.ndarray) -> np.ndarray:
        lon, lat = _TO_DEGREES.transform(*xy.T)
        return np.column_stack(_TO_DEGREES.transform(lon + degrees, lat, direction="INVERSE"))

    return move


def _move(layer: str, dx: float, dy: float) -> Change:
    return lambda draft: draft.move(layer, dx, dy)


def _road(row: int, *xy: tuple[float, float], **more: object) -> Change:
    return put("roads", row, geometry=line(*xy), **more)


def _new_road(*xy: tuple[float, float], **more: object) -> Change:
    return add("roads", 3, road_id="R8", geometry=line(*xy), **more)


def _parts(gap_m: float) -> Change:
    first, second = line((0, 0), (400, 0)), line((400 + gap_m, 0), (1000, 0))
    return put("roads", 1, geometry=shapely.MultiLineString([first, second]))


COORDINATES = (
    Case(
        "coordinate_outlier",
        put("stops", 1, geometry=point(0, 300_000)),
        put("stops", 1, geometry=point(0, 90_000)),  # below 100 km nothing is an outlier
        "stops",
        (1,),
        {"distance_km": 299.5},  # from the middle, 500 m north of the origin
    ),
    Case("null_island", _at_zero, nothing, "stops", (1,)),
    Case(
        "villages_coincide",
        put("villages", 2, geometry=point(103.5, 105)),  # half a metre from village 1
        put("villages", 4, geometry=point(103, 105)),  # a former village's seat at the present one
        "villages",
        (1, 2),
    ),
    Case(
        "stops_coincide",
        put("stops", 2, geometry=point(503, 11)),
        put("stops", 2, geometry=point(505, 11)),
        "stops",
        (1, 2),
    ),
    Case("coordinates_coarse", _spread(2), _spread(4), "sites", (), {"share_percent": 100.0}),
)

REFERENCE_SYSTEMS = (
    Case(
        "layer_disjoint",
        _move("sites", 52_000, 0),  # from x = 203 to 52,203: 50.2 km east of the roads
        _move("sites", 15_000, 0),
        "sites",
        (),
        {"distance_km": 50.2},
    ),
    Case(
        # 3 degrees of longitude at 31 N are 3 * 111.3 * cos 31 = 286 km
        "layer_in_other_zone",
        _in_zone("stops", 3.0),
        _in_zone("stops", 2.5),
        "stops",
        (),
        {"meridian_degrees": -3.0},
    ),
    Case("layer_disjoint", _in_zone("stops", 2.5), _in_zone("stops", 3.0), "stops"),
    Case("layer_offset", _shifted("stops"), _shifted(), "stops", (), {"crs": "gcj02"}),
    Case("roads_offset", _shifted("roads"), _shifted(), "roads", (), {"crs": "gcj02"}),
    # 1 / cos(latitude) on the sphere; the ellipsoid makes it a trifle less towards the north.
    Case("crs_stretches", _mercator, nothing, "roads", (), {"crs": "EPSG:3857"}),
)

GEOMETRY = (
    Case(
        "road_too_short",
        _new_road((0, 0), (0.9, 0)),
        _new_road((0, 0), (1.1, 0)),
        "roads",
        (8,),
        {"length_m": 0.9},
    ),
    Case(
        "repeated_vertices",
        _road(1, (0, 0), (500, 0), (500, 0), (500, 0), (1000, 0)),
        _road(1, (0, 0), (500, 0), (500.1, 0), (1000, 0)),
        "roads",
        (1,),
        {"times": 2},
    ),
    Case(
        "self_crossing",
        _road(1, (0, 0), (600, 0), (600, 100), (500, 100), (500, -100), (1000, 0)),
        _road(1, (0, 0), (600, 0), (600, 100), (700, 100), (700, 0), (1000, 0)),
        "roads",
        (1,),
    ),
    Case(
        # 100 m up and 100 m back, 1 m beside: the angle is atan(1 / 100) = 0.573 degrees
        "spike",
        _road(1, (0, 0), (500, 0), (500, 100), (501, 0), (1000, 0)),
        _road(1, (0, 0), (500, 0), (500, 100), (510, 0), (1000, 0)),  # 5.7 degrees: a hairpin
        "roads",
        (1,),
        {"angle_degrees": 0.573, "leg_m": 100.0},
    ),
    Case(
        "long_leg",
        _new_road((0, 0), (-2100, 0)),
        _new_road((0, 0), (-1000, 0), (-2100, 0)),
        "roads",
        (8,),
        {"leg_m": 2100.0},
    ),
    Case(
        # 3,300 m in five steps: 660 m
        "vertices_sparse",
        _new_road((0, 0), (-660, 0), (-1320, 0), (-1980, 0), (-2640, 0), (-3300, 0)),
        _new_road((0, 0), (-660, 0), (-1320, 0), (-1980, 0), (-2640, 0)),  # under 3 km
        "roads",
        (8,),
        {"spacing_m": 660.0},
    ),
    Case("parts_apart", _parts(20), _parts(0), "roads", (1,), {"gap_m": 20.0, "parts": 2}),
    Case(
        "structure_too_long",
        _new_road((0, 0), (-12_000, 0), is_tunnel=True),
        _new_road((0, 0), (-12_000, 0)),
        "roads",
        (8,),
        {"length_km": 12.0},
    ),
    Case(
        "road_duplicate",
        _new_road((1000, 1000), (1000, 0)),  # road 3 the other way round
        _new_road((1000, 1000), (1000, 0), is_overlap=True),
        "roads",
        (3, 8),
        {"length_km": 1.0},
    ),
)

TOPOLOGY = (
    Case(
        "road_over_road",
        _new_road((500, -100), (500, 100), is_bridge=True),
        _new_road((500, -100), (500, 100)),
        "roads",
        (8,),
        {"other": "R1"},
    ),
    Case(
        "dangling_end",
        _new_road((500, 0), (500, 400)),
        _new_road((500, 0), (500, 1000)),
        "roads",
        (8,),
    ),
    Case(
        "near_miss",
        _new_road((500, 0), (500, 970)),  # 30 m short of D-C
        _new_road((500, 0), (500, 940)),  # 60 m short: meant
        "roads",
        (8,),
        {"gap_m": 30.0, "other": "R5"},
    ),
    Case("near_miss", _new_road((500, 0), (500, 989)), _new_road((500, 0), (500, 991)), "roads"),
    Case(
        "join_made",
        _new_road((500, 0), (500, 994)),  # 6 m short of D-C
        _new_road((500, 0), (500, 1000)),
        "roads",
        (8,),
        {"gap_m": 6.0, "other": "R5"},
    ),
    Case(
        # a bridge over A-B passes 6 m beside the end of a road of the ground
        "join_refused",
        both(
            _new_road((500, -500), (500, 1000), is_bridge=True),
            add("roads", 3, road_id="R9", geometry=line((0, 500), (494, 500))),
        ),
        both(
            _new_road((500, -500), (500, 1000)),
            add("roads", 3, road_id="R9", geometry=line((0, 500), (494, 500))),
        ),
        "roads",
        (9,),
        {"gap_m": 6.0, "other": "R8"},
    ),
    Case(
        "crossing_joined",
        _new_road((500, -100), (500, 100)),
        both(_new_road((500, -100), (500, 0), (500, 100)), _road(1, (0, 0), (500, 0), (1000, 0))),
        "roads",
        (),
    ),
    Case(
        # 200 m along A-B, then away
        "overlap_partial",
        _new_road((300, 0), (500, 0), (500, 100)),
        _new_road((300, 0), (500, 0), (500, 100), is_overlap=True),
        "roads",
        (),
        {"length_m": 200.0},
    ),
    Case(
        "isolated_part",
        # village 4 at (305, 901) stands 41 m off its end and 99 m off D-C
        _new_road((300, 300), (300, 860)),
        _new_road((0, 300), (300, 300)),
        "roads",
        (8,),
        {"length_km": 0.56, "villages": 1},
    ),
)

DECLARED = (
    Case(
        "village_outside_township",
        put("villages", 2, geometry=point(1400, 900)),  # 200 m beyond x = 1200
        put("villages", 2, geometry=point(1290, 900)),  # 90 m: boundaries are generalised
        "villages",
        (2,),
        {"distance_m": 200.0},
    ),
    Case(
        "village_outside_boundaries",
        put("villages", 2, geometry=point(900, 1700)),  # 200 m north of y = 1500
        put("villages", 2, geometry=point(900, 1590)),
        "villages",
        (2,),
        {"distance_m": 200.0},
    ),
    Case(
        "seat_outside_township",
        put("townships", 1, geometry=point(1500, 50)),
        put("townships", 1, geometry=point(1100, 50)),
        "townships",
        (1,),
        {"distance_m": 300.0},
    ),
    Case(
        # 100 m by 2,000 m
        "boundaries_overlap",
        put("boundaries", 2, geometry=box(1100, -500, 2500, 1500)),
        put("boundaries", 2, geometry=box(1199, -500, 2500, 1500)),
        "boundaries",
        (1,),
        {"area_km2": 0.2},
    ),
)

CASES = (*COORDINATES, *REFERENCE_SYSTEMS, *GEOMETRY, *TOPOLOGY, *DECLARED)
