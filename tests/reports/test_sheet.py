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
