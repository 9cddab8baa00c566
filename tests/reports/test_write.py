"""The files that an assessment leaves: complete, whole, safe to open, the same each time."""

import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pandas as pd
import pyogrio
import pytest

from roadnet.errors import RoadnetError
from roadnet.reports import OUTPUTS, write
from roadnet.reports.villages_table import RESULTS
from roadnet.reports.write import write_assessment
from roadnet.schema import layers
from tests.reports.conftest import HOSTILE, PEOPLE

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def folder(assessment, findings, tmp_path_factory):
    directory = tmp_path_factory.mktemp("out") / "deep" / "er"
    files = write_assessment(assessment, findings, directory, lang="en")
    assert [file.name for file in files] == list(OUTPUTS)
    assert sorted(p.name for p in directory.iterdir()) == sorted(OUTPUTS)  # nothing left behind
    return directory


def test_the_summary_holds_the_contracts_keys_in_order(folder):
    text = (folder / "summary.json").read_text(encoding="utf-8")
    assert "NaN" not in text
    summary = json.loads(text)
    assert list(summary) == [
        "district", "standard", "join_tolerance_m", "crs", "roads", "network", "connectivity",
        "townships", "bus", "stations", "logistics", "resilience", "rai", "findings",
    ]  # fmt: skip
    # Each of A, B, C, D has the one status that its place in the drawing gives it.
    status = {"connected": 1, "unhardened": 1, "no_route": 1, "off_network": 1}
    assert summary["connectivity"]["by_status"] == status
    assert summary["connectivity"]["rate"] == 1 / 4
    assert summary["connectivity"]["population_rate"] == PEOPLE["A"] / 15
    assert summary["logistics"]["rate"] is None  # there is no layer of nodes
    assert summary["findings"] == {"error": 0, "warning": 2, "info": 0}


def test_the_village_table_opens_in_a_spreadsheet_without_formulas(folder, district):
    data = (folder / "villages.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    table = pd.read_csv(folder / "villages.csv", encoding="utf-8-sig", dtype=str)
    own = [c for c in district.layers["villages"].columns if c != "geometry"]
    assert list(table.columns[: len(own) + len(RESULTS)]) == [*own, *RESULTS]
    assert list(table["name"]) == ["'" + HOSTILE, *(f"'+{v}村\x1b[31m" for v in "BCD")]
    assert list(table["road_status"]) == ["connected", "unhardened", "no_route", "off_network"]
    assert list(table["population"]) == ["1", "2", "4", "8"]
    assert not any(str(text).startswith("Reason(") for text in table["road_reason"])


def test_every_layer_of_the_geopackage_opens(folder, assessment):
    path = folder / "assessment.gpkg"
    names = [str(name) for name, _ in pyogrio.list_layers(path)]
    results = ["villages", "townships", "roads", "joins", "gaps", "findings"]
    # GDAL lists tables without geometry last.
    assert names == [*results, "hazards", "bus_routes"]
    frames = {name: pyogrio.read_dataframe(path, layer=name) for name in names}
    assert {name: len(frame) for name, frame in frames.items()} == {
        "villages": 4, "townships": 1, "roads": 3, "joins": 0,
        "gaps": len(assessment.gaps), "findings": 2, "bus_routes": 1, "hazards": 1,
    }  # fmt: skip
    assert frames["villages"].crs == assessment.district.crs
    assert "geometry" not in frames["bus_routes"]
    assert set(layers()["roads"].columns) <= set(frames["roads"].columns)
    assert frames["villages"]["missing_km"][0] == 0.0


def test_a_finding_stands_where_its_degrees_say(folder, assessment):
    found = pyogrio.read_dataframe(folder / "assessment.gpkg", layer="findings")
    placed = found.to_crs("EPSG:4326").geometry[0]
    assert (round(placed.x, 9), round(placed.y, 9)) == (75.0, 34.3)
    assert found.geometry[1] is None
    assert list(found["rows"]) == ["3;7", "1"]
    assert list(found["severity"]) == ["warning", "warning"]


def test_the_workbook_has_a_sheet_for_each_kind_of_gap(folder, assessment):
    book = openpyxl.load_workbook(folder / "gaps.xlsx")
    assert book.sheetnames == [
        "By township", "No hardened road", "No bus", "Logistics broken", "Seats below class",
        "No station", "Standard",
    ]  # fmt: skip
    road = list(book["No hardened road"].iter_rows(min_row=5, values_only=True))
    assert [row[2] for row in road] == ["B", "C", "D"]
    assert [row[4] for row in road] == [2, 4, 8]
    assert [row[5] for row in road] == [
        "Road not hardened", "No route", "Away from any road"
    ]  # fmt: skip
    assert book["Logistics broken"]["A5"].value.startswith("Not judged")
    assert book["No hardened road"].freeze_panes == "C5"
    assert book["No hardened road"].auto_filter.ref == "A4:H7"
    for sheet in book:
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_workbook_and_summary_hold_the_same_numbers(folder):
    sheet = openpyxl.load_workbook(folder / "gaps.xlsx")["By township"]
    heads = [cell.value for cell in sheet[4]]
    total = dict(zip(heads, [cell.value for cell in sheet[sheet.max_row]], strict=True))
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))["connectivity"]
    assert total["Villages"] == summary["villages"] == 4
    assert total["To have a hardened road"] == summary["eligible"] == 4
    assert total["With a hardened road"] == summary["connected"] == 1
    assert total["Road rate"] == summary["rate"]
    assert total["Population (persons)"] == sum(PEOPLE.values())
    assert sheet["B5"].value == "@T"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_same_assessment_gives_the_same_bytes(assessment, findings, tmp_path, lang):
    for name in ("one", "two"):
        write_assessment(assessment, findings, tmp_path / name, lang=lang)
    for name in OUTPUTS:
        one, two = ((tmp_path / run / name).read_bytes() for run in ("one", "two"))
        assert one == two, name


def test_a_run_that_is_stopped_leaves_the_old_files(assessment, findings, tmp_path, monkeypatch):
    for name in OUTPUTS:
        (tmp_path / name).write_text("old")

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setitem(write.WRITERS, "summary.json", stop)
    with pytest.raises(KeyboardInterrupt):
        write_assessment(assessment, findings, tmp_path, lang="zh")
    assert {p.name: p.read_text() for p in tmp_path.iterdir()} == dict.fromkeys(OUTPUTS, "old")


def test_a_run_that_is_killed_leaves_the_old_files(tmp_path):
    for name in OUTPUTS:
        (tmp_path / name).write_text("old")
    code = f"""
import os
from pathlib import Path
from roadnet.reports import write
write.WRITERS.update({{
    name: lambda a, f, path, lang: path.write_text("half") for name in write.WRITERS
}})
write.WRITERS["summary.json"] = lambda *_: os._exit(9)
write.write_assessment(None, [], Path({str(tmp_path)!r}), lang="zh")
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)
    assert done.returncode == 9
    assert {name: (tmp_path / name).read_text() for name in OUTPUTS} == dict.fromkeys(
        OUTPUTS, "old"
    )


def test_a_place_that_cannot_be_written_is_one_clear_error(assessment, findings, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(RoadnetError) as caught:
        write_assessment(assessment, findings, tmp_path / "file", lang="zh")
    assert caught.value.code == "write_failed"
    assert (tmp_path / "file").read_text() == "x"


def test_progress_rises_to_the_whole(assessment, findings, tmp_path):
    told = []
    write_assessment(
        assessment, findings, tmp_path, lang="zh", progress=lambda step, share: told.append(share)
    )
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0.0, 1.0)
