"""The check-list of unified signs: yes, no, and what nobody wrote down."""

import pandas as pd

from roadnet.analysis.checklist import checklist_totals, stop_checklist
from tests.analysis.service_scenes import drawn, standard

SIGNS = standard(stop_checklist=["has_sign", "has_light", "has_bench"])


def layer():
    stops = drawn("A-B-C-D", "ABCD", cell_m=9, stops={k: {} for k in "ABCD"}).layers["stops"]
    return stops.assign(
        has_sign=pd.array([True, True, False, None], dtype="boolean"),
        has_light=pd.Series([1.0, None, None, 0.0]),
    )


def test_an_absent_answer_is_unknown_never_no():
    table = stop_checklist(layer(), standard=SIGNS)
    assert table["has_sign_met"].tolist() == ["yes", "yes", "no", "unknown"]
    assert table["has_light_met"].tolist() == ["yes", "unknown", "unknown", "no"]
    assert table["has_bench_met"].tolist() == ["unknown"] * 4
    # One "no" settles it; without one, the bench keeps it open.
    assert table["all_met"].tolist() == ["unknown", "unknown", "no", "no"]
    assert table["stop_id"].tolist() == list("ABCD")
    assert "all_met" not in layer()


def test_all_met_and_totals():
    two = standard(stop_checklist=["has_sign", "has_light"])
    table = stop_checklist(layer(), standard=two)
    assert table["all_met"].tolist() == ["yes", "unknown", "no", "no"]
    totals = checklist_totals(table, standard=two)
    assert totals.loc["has_sign"].tolist() == [2, 1, 1]
    assert totals.loc["has_light"].tolist() == [1, 1, 2]
    assert totals.loc["all"].tolist() == [1, 2, 1]
    assert (totals.sum(axis=1) == len(table)).all()


def test_no_items_nothing_to_fail():
    none = standard(stop_checklist=[])
    table = stop_checklist(layer(), standard=none)
    assert table["all_met"].tolist() == ["yes"] * 4
    assert checklist_totals(table, standard=none).index.tolist() == ["all"]
