"""Links that end a dependence, tried by assessing the district with the link built."""

import pytest

from roadnet.analysis.assess import assess
from roadnet.planning.changes import apply_changes
from roadnet.planning.relief import relief_links
from tests.scenes import frame_of, points_of, scene

FORK = """
    S-----A-----B-----C
    |
    T-----------------U
"""
# S-A-B-C, and S-T-U 400 m below it: each arm hangs on its own roads.


@pytest.fixture(scope="module")
def fork():
    roads = ["SA", "AB", "BC", "ST", "TU"]
    district = scene(
        FORK, " ".join(roads), cell_m=200, villages={"C": 30, "U": 50},
        **{road: {"surface": "asphalt"} for road in roads},
    )  # fmt: skip
    seat = {"township_id": "S", "is_county_seat": True, "geometry": points_of(FORK, 200)["S"]}
    return district.with_layer("townships", frame_of("townships", [seat]))


def test_a_link_ends_the_dependence_that_it_promises_to_end(fork):
    before = assess(fork)
    cut_by = before.villages.set_index("village_id")["cut_by"]
    assert cut_by.to_dict() == {"C": "BC;AB;SA", "U": "TU;ST"}
    links = relief_links(before)
    # From U to the road above it, and from C to the road below: 2 rows of 200 m each.
    assert [link.village_ids for link in links] == [("U",), ("C",)]
    assert [link.project.length_km for link in links] == pytest.approx([0.4, 0.4])
    for link in links:
        after = assess(apply_changes(fork, link.project.changes))
        cut_by = after.villages.set_index("village_id")["cut_by"]
        assert (cut_by[list(link.village_ids)] == "").all()
        assert link.project.cost_cny > 0


def test_no_link_is_proposed_where_nothing_lies_outside_the_dependence():
    """Everything hangs on S-A, and there is no other road to reach."""
    district = scene("S-----A-----C", "SA AC", cell_m=200, villages={"C": 30})
    points = points_of("S-----A-----C", 200)
    seat = {"township_id": "S", "is_county_seat": True, "geometry": points["S"]}
    assert (
        relief_links(assess(district.with_layer("townships", frame_of("townships", [seat])))) == []
    )
