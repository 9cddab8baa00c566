"""Cells, names and widths of a workbook."""

import openpyxl
import pytest

from roadnet.reports.sheet import (
    Column,
    Sheet,
    clean_sheet_name,
    display_width,
    open_workbook,
    write_sheet,
)


def roundtrip(tmp_path, *columns, **options):
    path = tmp_path / "book.xlsx"
    with open_workbook(path) as book:
        write_sheet(book, Sheet("s", "title", "note", columns, **options))
    return openpyxl.load_workbook(path)["s"]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@x", "http://x", "007", "{=1}", "a\x00b\x1b"]
)
def test_a_text_stays_a_text(tmp_path, text):
    cell = roundtrip(tmp_path, Column("h", [text]))["A5"]
    assert cell.data_type == "s"
    assert cell.hyperlink is None
    assert cell.value == text.replace("\x00", " ").replace("\x1b", " ")


def test_numbers_keep_their_digits_and_what_is_missing_is_empty(tmp_path):
    sheet = roundtrip(tmp_path, Column("h", [1 / 3, float("nan"), None, float("inf")], "ratio"))
    assert [sheet.cell(row, 1).value for row in range(5, 9)] == [1 / 3, None, None, None]
    assert sheet["A5"].number_format == "0.0%"


def test_a_text_longer_than_a_cell_is_cut(tmp_path):
    assert len(roundtrip(tmp_path, Column("h", ["长" * 40_000]))["A5"].value) == 32_000


def test_a_sheet_without_rows_says_so(tmp_path):
    sheet = roundtrip(tmp_path, Column("h", []), Column("i", []), empty="none")
    assert sheet["A5"].value == "none"
    assert sheet.auto_filter.ref is None


def test_chinese_characters_are_two_letters_wide(tmp_path):
    assert display_width("村a") == 3
    # Heading 2, longest value 2 * 10 letters, 2 to spare.
    assert roundtrip(tmp_path, Column("h", ["一二三四五六七八九十"])).column_dimensions[
        "A"
    ].width == pytest.approx(22, abs=1)


@pytest.mark.parametrize(
    ("name", "clean"), [("a/b[c]:d", "a b c  d"), ("x" * 40, "x" * 31), ("'", "-")]
)
def test_a_sheets_name_is_one_that_it_can_bear(name, clean):
    assert clean_sheet_name(name) == clean


def test_parts_are_rounded_to_add_up_to_the_total_that_is_shown(tmp_path):
    # Thirds of a kilometre: 0.333 three times would show 0.999 above a total of 1.000.
    sheet = roundtrip(tmp_path, Column("h", [1 / 3] * 3, "km", total=1.0), has_totals=True)
    assert [sheet.cell(row, 1).value for row in range(5, 9)] == [0.334, 0.333, 0.333, 1.0]
    assert sheet["A5"].number_format == "#,##0.000"
    # 0.005 + 0.005 = 0.01 ten thousand yuan, not 0.01 + 0.01.
    sheet = roundtrip(tmp_path, Column("h", [0.005, 0.005], "money", total=0.01), has_totals=True)
    assert [sheet.cell(row, 1).value for row in range(5, 8)] == [0.01, 0.0, 0.01]


def test_a_rate_shows_as_all_or_none_only_where_it_is(tmp_path):
    sheet = roundtrip(tmp_path, Column("h", [1.0, 0.9996, 0.9994, 0.0, 0.0004], "ratio"))
    formats = [sheet.cell(row, 1).number_format for row in range(5, 10)]
    assert formats == ["0.0%", '"99.9%"', "0.0%", "0.0%", '"0.1%"']
    assert sheet["A6"].value == 0.9996
