"""Tables that are placed by stakes, zones and datums: one case a finding, as in the corpus.

R1 is route X1 from stake 0 to 0.964 km, R2 goes on to 1.928; R3 is a route of its own. A hazard
without coordinates, and a road without a line, are to be found on them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.io.corpus import (
    BOTH,
    LINES,
    case,
    feature,
    road_frame,
    shapefile,
    toml,
    write_roads,
)

STAKES = {"R1": ("X1", 0.0, 0.964), "R2": ("X1", 0.964, 1.928), "R3": ("C3", 0.0, 5.3)}
HAZARDS = "hazard_id,route_code,start_stake_km,end_stake_km\nH1,"
PARTS = [[[104.00, 30.00], [104.004, 30.00]], [[104.006, 30.00], [104.01, 30.00]]]
FILE_OF_ROUTES = """[layers.roads]
path = "segments.csv"
[layers.roads.geometry]
path = "roads.geojson"
[layers.villages]
path = "villages.csv"
"""


def roads(folder: Path, extra: tuple[dict[str, Any], ...] = (), **changed: Any) -> None:
    """Write the roads with their stakes; ``changed`` are other coordinates or stakes of one."""
    features = []
    for name, line in LINES.items():
        new = changed.get(name, {})
        code, start, end = new.get("stakes", STAKES[name])
        line = new.get("line", line)
        kind = "MultiLineString" if isinstance(line[0][0], list) else "LineString"
        stakes = {"route_code": code, "start_stake_km": start, "end_stake_km": end}
        features.append(feature(name, line, kind, **stakes))
    write_roads(folder, [*features, *extra])


def hazard(folder: Path, words: str) -> None:
    (folder / "hazards.csv").write_text(f"{HAZARDS}{words}\n", encoding="utf-8")


@case("placed_by_stakes@hazards")
def hazard_on_a_route(folder: Path) -> None:
    roads(folder)
    hazard(folder, "X1,K0+500,K1+200")


@case("stakes_route_unknown@hazards")
def hazard_on_no_route(folder: Path) -> None:
    roads(folder)
    hazard(folder, "X9,K0+500,")


@case("stakes_beyond_route@hazards")
def hazard_beyond_the_route(folder: Path) -> None:
    roads(folder)
    hazard(folder, "X1,500,")


@case("stakes_in_gap@hazards")
def hazard_where_no_road_is(folder: Path) -> None:
    roads(folder, R2={"stakes": ("X1", 2.0, 3.0)})
    hazard(folder, "X1,1.5,")


@case("stakes_ambiguous@hazards")
def hazard_where_stakes_repeat(folder: Path) -> None:
    roads(folder, R2={"stakes": ("X1", 0.5, 1.5)})
    hazard(folder, "X1,0.7,")


@case("stretch_partly_placed@hazards")
def hazard_over_the_end(folder: Path) -> None:
    roads(folder)
    hazard(folder, "X1,1.5,2.5")


@case("stakes_without_length@roads")
def road_without_length(folder: Path) -> None:
    stakes = {"route_code": "X1", "start_stake_km": 0.5, "end_stake_km": 0.5}
    roads(folder, extra=(feature("R4", None, **stakes),))


@case("route_line_broken@roads")
def route_in_parts(folder: Path) -> None:
    roads(folder, R1={"line": PARTS})
    hazard(folder, "X1,1.5,")


@case("route_line_out_of_scale@roads")
def stakes_in_metres(folder: Path) -> None:
    roads(folder, R1={"stakes": ("X1", 0, 964)})
    hazard(folder, "C3,1.5,")


@case("route_line_turned@roads")
def segment_drawn_backwards(folder: Path) -> None:
    roads(folder, R2={"line": LINES["R2"][::-1]})
    hazard(folder, "X1,1.5,")


@case("route_without_stakes@routes")
def route_line_of_another_length(folder: Path) -> Path:
    roads(folder, R3={"stakes": ("C3", None, None)})
    rows = "A,X1,0,0.5\nB,X1,0.5,1\nC,X1,1,1.9\nD,C3,0,50\n"
    head = "road_id,route_code,start_stake_km,end_stake_km\n"
    (folder / "segments.csv").write_text(head + rows, encoding="utf-8")
    return toml(folder, FILE_OF_ROUTES)


# --- zones and datums ------------------------------------------------------------------------

SHIFT = "\nshift = { dx = 15.8, dy = -154.4, dz = -82.3 }"


@case("zone_assumed@roads")
def eastings_with_a_zone_and_no_prj(folder: Path) -> None:
    shapefile(folder, road_frame().to_crs(4523))  # CGCS2000, 3-degree zone 35: 105 E
    (folder / "roads.prj").unlink()


@case("zone_number_put_right@roads")
def eastings_with_a_zone_in_a_system_without(folder: Path) -> Path:
    shapefile(folder, road_frame().to_crs(4523))
    (folder / "roads.prj").unlink()
    return toml(folder, BOTH.replace('roads.geojson"', 'roads.shp"\ncrs = "EPSG:4544"'))


@case("datum_shifted@roads")
def beijing_54_with_parameters(folder: Path) -> Path:
    shapefile(folder, road_frame().set_crs(4214, allow_override=True))
    return toml(folder, BOTH.replace('roads.geojson"', 'roads.shp"' + SHIFT))
