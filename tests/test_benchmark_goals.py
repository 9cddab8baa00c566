"""The goals of the benchmarks: what counts as met, and how far off a figure is."""

from benchmarks.goals import goal_rows


def verdicts(**figures):
    return {row[0]: row[1:] for row in goal_rows(figures)}


def test_a_figure_is_held_against_its_bound_on_the_right_side():
    rows = verdicts(map_mb=1.0, map_rate=40.0, province_gb=12.0, nearest_networkx=25.0)
    told = {goal: rest for goal, *rest in rows.values()}
    assert told["at most 1 MB"] == ["1 MB", "met"]
    assert told["at least 50 frames/s"] == ["40 frames/s", "1.25 times away"]
    assert told["at most 8 GB"] == ["12 GB", "1.50 times away"]
    assert told["at least 20 x"] == ["25 x", "met"]


def test_a_goal_that_was_not_measured_is_told():
    assert all(found == "not measured" for _, found, _ in verdicts().values())
