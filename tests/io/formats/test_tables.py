"""Sheets as offices write them: what is read, and which of the sheet's rows the notes name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt

from roadnet.errors import RoadnetError
from roadnet.io.formats.open import list_tables, read_job
from roadnet.io.formats.tables.grid import Grid
from roadnet.io.formats.tables.split import find_tables
from roadnet.io.limits import ReadLimits
from roadnet.io.raw import ROW, Job, RawLayer

LIMITS = ReadLimits()
Cells = Sequence[Sequence[Any]]


def xlsx(folder: Path, cells: Cells, merges: Sequence[str] = (), name: str = "行政村") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = name
    for row in cells:
        sheet.append(list(row))
    for area in merges:
        sheet.merge_cells(area)
    book.save(folder / "t.xlsx")
    return folder / "t.xlsx"


def csv(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    (folder / "t.csv").write_bytes(text.encode(encoding))
    return folder / "t.csv"


def read(path: Path, layer: str = "", **more: Any) -> RawLayer:
    scratch = path.parent / f"scratch{len(list(path.parent.iterdir()))}"
    scratch.mkdir()
    return read_job(Job(str(path), layer=layer, **more), LIMITS, scratch)


def tables(path: Path) -> list[str]:
    scratch = path.parent / f"scratch{len(list(path.parent.iterdir()))}"
    scratch.mkdir()
    return list_tables(path, LIMITS, scratch)


def rows_of(raw: RawLayer, code: str) -> tuple[int, ...]:
    (note,) = [note for note in raw.notes if note.code == code]
    return note.rows


def column(raw: RawLayer, name: str) -> list[Any]:
    return list(raw.table[name].to_pylist())


VILLAGES = [
    ["某县建制村一览表", None, None, None],
    ["建制村编码", "建制村名称", "人口", "户数"],
    ["001", "甲村", 12, 4],
    ["002", "乙村", 30, 9],
    [None, None, None, None],
    ["003", "丙村", 8, 2],
    ["合 计", None, 50, 15],
    ["注：丙村含飞地", None, None, None],
]


def test_rows_bear_the_numbers_of_the_sheet(tmp_path: Path) -> None:
    """Title in row 1, headings in row 2, a blank row 5, the total in row 7, a remark in row 8."""
    raw = read(xlsx(tmp_path, VILLAGES, ["A1:D1"]))
    assert raw.fields == ("建制村编码", "建制村名称", "人口", "户数")
    assert column(raw, ROW) == [3, 4, 6]
    assert column(raw, "人口") == ["12", "30", "8"]
    assert rows_of(raw, "totals_row") == (7,)
    assert rows_of(raw, "remark_row") == (8,)


@pytest.mark.parametrize(
    "word", ["合计", "小计", "总计", "合　计", "大桥乡小计", "全县合计：", "Total", "合计（个）"]
)
def test_totals_anywhere(word: str, tmp_path: Path) -> None:
    text = f"序号,名称,人口\n1,甲村,3\n,{word},3\n2,乙村,4\n"
    raw = read(csv(tmp_path, text))
    assert column(raw, "名称") == ["甲村", "乙村"]
    assert rows_of(raw, "totals_row") == (3,)


def test_a_village_whose_name_holds_such_a_word(tmp_path: Path) -> None:
    raw = read(csv(tmp_path, "序号,名称,人口\n1,合计沟村,3\n2,总计坪,4\n"))
    assert column(raw, "名称") == ["合计沟村", "总计坪"]


@pytest.mark.parametrize("merged", [True, False])
def test_headings_of_two_levels(merged: bool, tmp_path: Path) -> None:
    """A known word stays alone, others bear their group; the total of a group is the group."""
    cells = [
        ["编码", "坐标", None, "里程", None, None, "人口", None],
        [None, "经度", "纬度", "起点", "止点", "差异", "合计", "外出"],
        ["1", 104, 30, 0, 1.5, 0, 12, 3],
    ]
    merges = ["A1:A2", "B1:C1", "D1:F1", "G1:H1"] if merged else []
    raw = read(xlsx(tmp_path, cells, merges))
    assert raw.fields == (
        *("编码", "经度", "纬度", "里程/起点", "里程/止点", "里程/差异", "人口", "人口/外出"),
    )
    assert column(raw, ROW) == [3]


def test_two_levels_with_the_same_words_below(tmp_path: Path) -> None:
    cells = [
        ["路线代码", "起点", None, "止点", None],
        [None, "经度", "纬度", "经度", "纬度"],
        ["X001", 104, 30, 104.1, 30],
    ]
    raw = read(xlsx(tmp_path, cells, ["A1:A2", "B1:C1", "D1:E1"]))
    assert raw.fields == ("路线代码", "起点/经度", "起点/纬度", "止点/经度", "止点/纬度")


def test_a_row_of_units_belongs_to_the_headings(tmp_path: Path) -> None:
    raw = read(csv(tmp_path, "路线代码,路面宽度,里程\n,（米）,（km）\nX001,6.5,3\n"))
    assert raw.fields == ("路线代码", "路面宽度(米)", "里程(km)")
    assert column(raw, ROW) == [3]


def test_tables_one_below_another(tmp_path: Path) -> None:
    cells = [
        *VILLAGES,
        [None],
        ["某县桥梁一览表"],
        ["桥梁编码", "桥梁名称", "路线代码"],
        ["Q1", "大桥", "X001"],
    ]
    path = xlsx(tmp_path, cells)
    assert tables(path) == ["行政村/1", "行政村/2"]
    first, second = read(path, "行政村/1"), read(path, "行政村/2")
    assert column(first, ROW) == [3, 4, 6]
    assert second.fields == ("桥梁编码", "桥梁名称", "路线代码")
    assert column(second, ROW) == [12]
    unnamed = read(path)
    assert column(unnamed, ROW) == [3, 4, 6]
    (told,) = [note for note in unnamed.notes if note.code == "layer_chosen"]
    assert told.figures["known"] == "行政村/1, 行政村/2"
    with pytest.raises(RoadnetError) as caught:
        read(path, "行政村/3")
    assert caught.value.code == "layer_unknown"


def test_tables_side_by_side(tmp_path: Path) -> None:
    """The same headings twice, an empty column between: the list goes on at its right."""
    cells = [
        ["名称", "人口", None, "名称", "人口"],
        ["甲村", 12, None, "丙村", 8],
        ["乙村", 30, None, None, None],
    ]
    path = xlsx(tmp_path, cells)
    assert tables(path) == ["行政村/1", "行政村/2"]
    assert column(read(path, "行政村/1"), "名称") == ["甲村", "乙村"]
    assert column(read(path, "行政村/2"), "名称") == ["丙村"]
    assert column(read(path, "行政村/2"), ROW) == [2]


def test_tables_in_one_text_file(tmp_path: Path) -> None:
    text = "名称,人口\n甲村,12\n\n桥梁名称,路线代码\n大桥,X001\n"
    path = csv(tmp_path, text, "gbk")
    assert tables(path) == ["1", "2"]
    assert column(read(path, "2"), "桥梁名称") == ["大桥"]
    assert column(read(path, "2"), ROW) == [5]


def test_blank_rows_and_columns_do_not_tear_a_table(tmp_path: Path) -> None:
    path = csv(tmp_path, "名称,人口,,备注\n甲村,12,,\n\n\n乙村,30,,x\n")
    assert tables(path) == [""]
    assert column(read(path), "名称") == ["甲村", "乙村"]


def test_cells_of_all_kinds_in_one_column(tmp_path: Path) -> None:
    cells = [
        ["建制村编码", "建制村名称", "日期"],
        [510108001001, "甲", dt.datetime(2024, 5, 1)],
        ["510108001002", 7, "2024年5月2日"],
        [510108001003.0, True, dt.datetime(2024, 5, 3, 8, 30)],
        ["５１０１０８００１００４", "丁", None],
        [5101080010051234567, "戊", None],
    ]
    raw = read(xlsx(tmp_path, cells))
    assert column(raw, "建制村编码")[:4] == [f"51010800100{i}" for i in (1, 2, 3, 4)]
    assert column(raw, "建制村名称")[:3] == ["甲", "7", "true"]
    assert column(raw, "日期")[:3] == ["2024-05-01", "2024年5月2日", "2024-05-03 08:30:00"]
    assert rows_of(raw, "signs_narrowed") == (5,)
    assert rows_of(raw, "digits_lost") == (6,)


def test_codes_that_excel_cut_to_a_power_of_ten(tmp_path: Path) -> None:
    raw = read(csv(tmp_path, "编码,名称\n5.10108E+11,甲村\n510108001002,乙村\n"))
    assert rows_of(raw, "digits_lost") == (2,)


def test_leading_zeros_lost(tmp_path: Path) -> None:
    """0012 has four digits; 13 and 140 may have been 0013 and 0140. A year is no such code."""
    raw = read(csv(tmp_path, "编码,名称\n0012,甲村\n130,乙村\n140,丙村\n"))
    assert rows_of(raw, "zeros_lost") == (3, 4)


def test_an_old_workbook(tmp_path: Path) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("村")
    for y, row in enumerate(VILLAGES):
        for x, cell in enumerate(row):
            if cell is not None and y:
                sheet.write(y, x, cell)
    sheet.write_merge(0, 0, 0, 3, VILLAGES[0][0])
    sheet.write(3, 4, xlwt.Formula("1/0"))
    sheet.row(3).hidden = True
    sheet.col(2).hidden = True
    book.add_sheet("旧").visibility = 1
    book.save(str(tmp_path / "t.xls"))
    assert tables(tmp_path / "t.xls") == ["村"]
    raw = read(tmp_path / "t.xls")
    assert column(raw, "人口") == ["12", "30", "8"]
    assert column(raw, ROW) == [3, 4, 6]
    assert rows_of(raw, "hidden_rows_read") == (4,)
    assert rows_of(raw, "totals_row") == (7,)
    assert [n.figures["columns"] for n in raw.notes if n.code == "hidden_columns_read"] == [1]


def test_what_is_hidden_or_in_error_is_said_with_its_rows(tmp_path: Path) -> None:
    path = xlsx(tmp_path, VILLAGES)
    book = openpyxl.load_workbook(path)
    sheet = book.active
    sheet["C3"] = "#N/A"
    sheet["C3"].data_type = "e"
    sheet["D4"] = "=C4+1"
    sheet.row_dimensions[6].hidden = True
    book.save(path)
    raw = read(path)
    assert rows_of(raw, "cells_in_error") == (3,)
    assert rows_of(raw, "formula_without_value") == (4,)
    assert rows_of(raw, "hidden_rows_read") == (6,)
    assert column(raw, "人口") == [None, "30", "8"]


def test_merged_cells_are_filled_downwards(tmp_path: Path) -> None:
    cells = [["乡镇", "名称"], ["城关镇", "甲村"], [None, "乙村"], ["大桥乡", "丙村"]]
    raw = read(xlsx(tmp_path, cells, ["A2:A3"]))
    assert column(raw, "乡镇") == ["城关镇", "城关镇", "大桥乡"]
    assert rows_of(raw, "merged_cells_filled") == (3,)


def test_quoted_line_breaks_count_as_one_row(tmp_path: Path) -> None:
    raw = read(csv(tmp_path, '名称;备注\n甲村;"一\n二"\n乙村;x\n'))
    assert column(raw, ROW) == [2, 3]
    assert column(raw, "备注") == ["一\n二", "x"]


def test_captions_between_rows(tmp_path: Path) -> None:
    cells = [
        ["编码", "名称", "人口"],
        ["一、城关镇"],
        ["1", "甲村", 3],
        ["二、大桥乡"],
        ["2", "乙村", 4],
    ]
    raw = read(xlsx(tmp_path, cells, ["A2:C2", "A4:C4"]))
    assert column(raw, "编码") == ["1", "2"]
    assert rows_of(raw, "remark_row") == (2, 4)


def test_notes_on_other_rows_stay_when_rows_are_chosen(tmp_path: Path) -> None:
    raw = read(xlsx(tmp_path, VILLAGES), where="人口 > 10")
    assert column(raw, ROW) == [3, 4]
    assert rows_of(raw, "totals_row") == (7,)


@pytest.mark.parametrize(
    ("line", "unit"),
    [("单位：万元、公里", "万元、公里"), ("（单位：人）", "人"), ("填报单位：某县交通运输局", "")],
)
def test_a_unit_for_the_whole_table(line: str, unit: str, tmp_path: Path) -> None:
    raw = read(csv(tmp_path, f"一览表,,{line}\n编码,名称,人口\n1,甲村,3\n"))
    said = [note.figures["unit"] for note in raw.notes if note.code == "unit_stated_above"]
    assert said == ([unit] if unit else [])


def test_a_sheet_of_very_many_tables_is_one_and_loses_none():
    """Villages and stops in turns, a blank row between: 200 tables are, 201 are one."""
    heads = (("村名", "人口"), ("站名", "班次"))
    rows = [row for k in range(201) for row in (heads[k % 2], ("甲", "1"), (None, None))]
    known = frozenset(word for head in heads for word in head)
    assert len(find_tables(Grid(rows[: 200 * 3]), known)) == 200
    (box,) = find_tables(Grid(rows), known)
    assert (box.top, box.bottom) == (0, len(rows))
