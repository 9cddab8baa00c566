"""The hazard ledger: states by log, what is overdue, shares, order, contradictions."""

from datetime import date

import pytest

from roadnet.analysis.assess import assess
from roadnet.analysis.hazards import hazard_exposure
from roadnet.errors import RoadnetError
from roadnet.planning.hazard_log import Entry, append_entry, read_hazard_log
from roadnet.planning.ledger import hazard_ledger
from tests.scenes import frame_of, points_of, scene

TODAY = date(2026, 6, 1)
ROAD = "S-----A-----B-----C"


@pytest.fixture(scope="module")
def district():
    points = points_of(ROAD, 100)
    base = scene(
        ROAD, "SA AB BC", cell_m=100, villages={"A": 3, "B": 5, "C": 7},
        **{road: {"surface": "asphalt"} for road in ("SA", "AB", "BC")},
    )  # fmt: skip
    seat = {"township_id": "S", "name": "S", "is_county_seat": True, "geometry": points["S"]}
    middle = points["B"].__class__((points["B"].x + points["C"].x) / 2, points["B"].y + 50)
    first = points["S"].__class__(points["S"].x + 100, points["S"].y)
    away = points["S"].__class__(points["S"].x + 100, points["S"].y + 51)
    days = {"found_on": "2026-01-10", "due_on": "2026-05-01"}
    hazards = [
        {"hazard_id": "late", "status": "open", **days, "geometry": middle},
        {"hazard_id": "near seat", "status": "open", "due_on": "2026-07-01", "geometry": first},
        {"hazard_id": "away", "status": "closed", "closed_on": "2026-05-01", **days,
         "geometry": away},
        {"hazard_id": "nowhere", "status": "closed", "closed_on": "2026-05-02", **days},
    ]  # fmt: skip
    return base.with_layer("townships", frame_of("townships", [seat])).with_layer(
        "hazards", frame_of("hazards", hazards)
    )


def test_exposure_counts_who_is_behind_and_says_why_not(district):
    table = hazard_exposure(assess(district)).set_index("hazard_id")
    # B-C carries C alone (7 people), 50 m away is inclusive; S-A carries all three (15).
    assert table.loc["late", ["road_ids", "cut_population"]].tolist() == ["BC", 7]
    assert table.loc["near seat", ["cut_villages", "cut_population"]].tolist() == [3, 15]
    assert table.loc["away", "reason"].key == "hazards.no_road"
    assert table.loc["nowhere", "reason"].key == "hazards.no_place"
    assert table["cut_population"].isna().tolist() == [False, False, True, True]


def test_a_ledger_without_a_log_goes_by_the_layer(district):
    ledger = hazard_ledger(district, today=TODAY, exposure=hazard_exposure(assess(district)))
    # Two of four are closed; one of these on its very term (in time), one a day late.
    assert (ledger.total, ledger.closed, ledger.closed_on_time) == (4, 2, 1)
    assert (ledger.closed_ratio, ledger.on_time_ratio, ledger.overdue) == (0.5, 0.25, 1)
    assert ledger.items["hazard_id"].tolist()[:2] == ["near seat", "late"]
    # 1 May to 1 June are 31 days.
    late = ledger.items.set_index("hazard_id").loc["late"]
    assert late["days_late"] == 31
    assert "31" in late["state_reason"].text("zh")
    assert ledger.findings == ()


def test_the_last_entry_up_to_the_day_decides(district):
    log = [
        Entry("late", date(2026, 5, 20), "in_work"),
        Entry("late", date(2026, 5, 30), "closed", "new wall", "Li"),
        Entry("late", date(2026, 6, 2), "open"),
    ]
    item = hazard_ledger(district, log, today=TODAY).items.set_index("hazard_id").loc["late"]
    assert (item["state"], item["closed_on"], item["note"]) == (
        "closed",
        date(2026, 5, 30),
        "new wall",
    )
    assert item["days_late"] == 29
    earlier = hazard_ledger(district, log, today=date(2026, 5, 25))
    assert (earlier.in_work, earlier.overdue) == (1, 1)


def test_contradictions_are_findings(district):
    log = [
        Entry("nobody", date(2026, 5, 1), "open"),
        Entry("late", date(2026, 1, 9), "closed"),
        Entry("away", date(2026, 5, 3), "open"),
        Entry("late", date(2026, 6, 2), "open"),
    ]
    codes = [finding.code for finding in hazard_ledger(district, log, today=TODAY).findings]
    assert sorted(codes) == [
        "hazard_log_before_found",
        "hazard_log_disagrees",
        "hazard_log_in_future",
        "hazard_log_unknown",
    ]


def test_entries_are_added_and_what_stands_stays(tmp_path):
    path = tmp_path / "hazard_log.csv"
    first = Entry("隐患,1", date(2026, 5, 1), "in_work", 'two\nlines, "quoted"', "张")
    once = append_entry(path, first, seen=read_hazard_log(path))
    before = path.read_bytes()
    twice = append_entry(path, Entry("b", date(2026, 5, 2), "closed"), seen=once)
    assert path.read_bytes().startswith(before)
    assert twice.entries == (first, Entry("b", date(2026, 5, 2), "closed"))


def test_a_note_that_looks_like_a_formula_stays_text_and_comes_back(tmp_path):
    path = tmp_path / "hazard_log.csv"
    entry = Entry("=1+1", date(2026, 5, 1), "open", "=cmd()", "<script>{{ x }}")
    assert append_entry(path, entry, seen=read_hazard_log(path)).entries == (entry,)
    assert "\n'=1+1," in path.read_text(encoding="utf-8-sig")


def test_a_log_changed_meanwhile_is_not_written_over(tmp_path):
    path = tmp_path / "hazard_log.csv"
    seen = read_hazard_log(path)
    append_entry(path, Entry("a", date(2026, 5, 1), "open"), seen=seen)
    standing = path.read_bytes()
    with pytest.raises(RoadnetError, match="changed since"):
        append_entry(path, Entry("b", date(2026, 5, 1), "open"), seen=seen)
    assert path.read_bytes() == standing


@pytest.mark.parametrize("line", ["a,2026-13-01,open", "a,2026-05-01,mended", ",2026-05-01,open"])
def test_a_line_that_cannot_be_read_is_named(tmp_path, line):
    path = tmp_path / "hazard_log.csv"
    path.write_text(f"hazard_id,date,state\nx,2026-01-01,open\n{line}\n", encoding="utf-8")
    with pytest.raises(RoadnetError, match="Line 3"):
        read_hazard_log(path)
