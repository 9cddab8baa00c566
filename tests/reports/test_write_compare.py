"""A comparison's files: hostile names stand as text, figures are those of the comparison."""

import json

import openpyxl
import pandas as pd
import pytest

from roadnet.maps.compare_map import labels_of
from roadnet.planning.changes import RemoveRows, SetValues, apply_changes
from roadnet.planning.compare import compare
from roadnet.reports.figure_words import to_figure_name
from roadnet.reports.write_compare import COMPARE_OUTPUTS, in_words, write_compare
from tests.reports.conftest import HOSTILE

NASTY = "<img src=x onerror=alert(1)>{{ 7*7 }}${1}`</script>"


@pytest.fixture(scope="module")
def found(district):
    named = apply_changes(district, [SetValues("roads", ("TA", "AB"), {"name": NASTY})])
    hardened = SetValues("roads", ("AB",), {"surface": "cement"})
    return compare(named, apply_changes(named, [hardened, RemoveRows("roads", ("EC",))]))


@pytest.fixture(scope="module", params=["zh", "en"])
def written(request, found, tmp_path_factory):
    folder = tmp_path_factory.mktemp("compare")
    write_compare(found, ([], []), folder, lang=request.param)
    return folder, request.param


def test_every_file_is_written(written):
    assert {path.name for path in written[0].iterdir()} == set(COMPARE_OUTPUTS)


def test_the_workbook_holds_no_formula_and_the_hostile_name_as_text(found, written):
    book = openpyxl.load_workbook(written[0] / "compare.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert NASTY in {cell.value for cell in cells}
    assert "A" not in set(found.difference.villages["id"])  # it is connected in both
    assert HOSTILE not in {cell.value for cell in cells}


def test_the_map_shows_hostile_names_as_text(written):
    page = (written[0] / "map.html").read_text(encoding="utf-8")
    assert "<img src=x" not in page
    assert "{{ 7*7 }}" not in page


def test_json_lists_what_changed(written):
    # AB is hardened: B is connected. EC is gone: C, 600 m from TA, is off the network.
    content = json.loads((written[0] / "compare.json").read_text(encoding="utf-8"))
    road = {one["id"]: one for one in content["villages"] if one["what"] == "road"}
    assert {key: (one["before"], one["after"]) for key, one in road.items()} == {
        "B": ("unhardened", "connected"),
        "C": ("no_route", "off_network"),
    }
    assert all(one["why"] and "compare." not in one["why"] for one in road.values())
    assert [(one["id"], one["what"], one["trend"]) for one in content["roads"]] == [
        ("EC", "row", "gone"),
        ("AB", "surface", "other"),
    ]
    connected = next(
        one for one in content["headline"] if one["figure"] == "connectivity.connected"
    )
    assert (connected["before"], connected["after"], connected["change"]) == (1, 2, 1.0)


def test_the_headline_is_in_words(found, written):
    book = openpyxl.load_workbook(written[0] / "compare.xlsx")
    said = [row[0] for row in book.worksheets[0].iter_rows(values_only=True)]
    for figure in found.difference.headline["figure"]:
        name = to_figure_name(figure, written[1])
        assert name in said
        assert "_" not in name and "." not in name


def test_before_and_after_of_one_date_are_told_apart(found):
    for lang in ("zh", "en"):
        labels = labels_of(found, lang)
        assert labels["before"] != labels["after"]


def test_a_change_of_a_rate_is_the_difference_of_what_is_shown():
    # 50.04 and 51.06 show as 50.0 and 51.1: the change shows as 1.1, though it is 1.02.
    row = {"figure": "bus.rate", "before": 0.5004, "after": 0.5106, "change": 0.0102}
    said = in_words(pd.DataFrame([row]), "en").iloc[0]
    assert (said["before"], said["after"], said["change"]) == ("50.0%", "51.1%", "1.1%")
