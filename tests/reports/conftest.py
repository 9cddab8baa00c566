"""One small district with every status of the road, hostile names, and its assessment."""

import pytest

from roadnet.analysis.assess import assess
from roadnet.findings import Finding
from tests.scenes import district_of, line_of, points_of

# One cell is 100 m; the limit of access is 500 m. T is the township's seat. A stands on the
# hardened road TA, B on the earth road that goes on from there, C on the hardened road EC, which is
# joined to nothing and 600 m from TA, D 800 m from any road.
PICTURE = """
T--------A--------B





E--------C







         D
"""
HOSTILE = '=HYPERLINK("http://example.invalid","x")'
PEOPLE = {"A": 1, "B": 2, "C": 4, "D": 8}


@pytest.fixture(scope="session")
def district():
    at = points_of(PICTURE, 100.0)
    roads = [
        {"road_id": word, "surface": surface, "geometry": line_of(word, at)}
        for word, surface in (("TA", "asphalt"), ("AB", "earth"), ("EC", "asphalt"))
    ]
    villages = [
        {
            "village_id": letter,
            "name": HOSTILE if letter == "A" else f"+{letter}村\x1b[31m",
            "township_id": "T",
            "population": people,
            "geometry": at[letter],
        }
        for letter, people in PEOPLE.items()
    ]
    return district_of(
        roads=roads,
        villages=villages,
        townships=[{"township_id": "T", "name": "@T", "is_county_seat": True, "geometry": at["T"]}],
        bus_routes=[{"route_id": "=1+1", "name": "{{ 7*7 }}", "stop_ids": "S"}],
        hazards=[{"hazard_id": "H", "kind": "flood", "geometry": at["C"]}],
    )


@pytest.fixture(scope="session")
def assessment(district):
    return assess(district)


@pytest.fixture(scope="session")
def findings():
    return [
        Finding("id_missing", "villages", rows=(3, 7), lon=75.0, lat=34.3),
        Finding("id_missing", "roads", rows=(1,)),
    ]
