"""Tables as offices write them: each differs by one fault from the good district's villages."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

from tests.io.corpus import VILLAGES, case, error, with_villages, workbook

HEAD, *ROWS = VILLAGES.splitlines()


@case("remark_row")
def remark_below_the_table(folder: Path) -> None:
    with_villages(folder, VILLAGES + "注：丙村含飞地,,,\n填表人：张三,,审核人：李四,\n")


@case("heading_repeated")
def headings_on_each_printed_page(folder: Path) -> None:
    with_villages(folder, "\n".join([HEAD, ROWS[0], HEAD, *ROWS[1:]]) + "\n")


@case("signs_narrowed")
def codes_in_wide_digits(folder: Path) -> None:
    with_villages(folder, VILLAGES.replace("002", "００２"))


@case("zeros_lost")
def codes_without_their_leading_zeros(folder: Path) -> None:
    with_villages(folder, VILLAGES.replace("001,", "010,").replace("002,", "0020,").replace(
        "010,", "0010,").replace("003,", "300,"))  # fmt: skip


@case("unit_stated_above")
def unit_for_the_whole_table(folder: Path) -> None:
    with_villages(folder, "某县建制村一览表,,,单位：万人\n" + VILLAGES)


@case("unit_converted")
def population_in_ten_thousands(folder: Path) -> None:
    rows = [f"{row},{count}" for row, count in zip(ROWS, ("0.12", "0.03", "0.1"), strict=True)]
    with_villages(folder, "\n".join([f"{HEAD},人口（万人）", *rows]) + "\n")


@case("unit_unfit")
def population_in_hectares(folder: Path) -> None:
    with_villages(folder, "\n".join([f"{HEAD},人口(公顷)", *(f"{row},3" for row in ROWS)]) + "\n")


def in_excel(folder: Path) -> Any:
    book = workbook(folder)
    return book, book.active


@case("hidden_rows_read")
def excel_with_a_hidden_row(folder: Path) -> None:
    book, sheet = in_excel(folder)
    sheet.row_dimensions[3].hidden = True
    book.save(folder / "villages.xlsx")


@case("hidden_columns_read")
def excel_with_a_hidden_column(folder: Path) -> None:
    book, sheet = in_excel(folder)
    sheet.column_dimensions["C"].hidden = True
    book.save(folder / "villages.xlsx")


@case("cells_in_error")
def excel_with_a_cell_in_error(folder: Path) -> None:
    book, sheet = in_excel(folder)
    sheet["E1"] = "人口"
    sheet["E2"] = "#N/A"
    sheet["E2"].data_type = "e"
    book.save(folder / "villages.xlsx")


@case("formula_without_value")
def excel_with_a_formula_never_computed(folder: Path) -> None:
    book, sheet = in_excel(folder)
    sheet["E1"] = "人口"
    sheet["E2"] = "=1+1"
    book.save(folder / "villages.xlsx")


def old_workbook(folder: Path) -> bytes:
    import xlwt

    (folder / "villages.csv").unlink()
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("村")
    for y, line in enumerate(VILLAGES.splitlines()):
        for x, cell in enumerate(line.split(",")):
            sheet.write(y, x, cell)
    book.save(str(folder / "villages.xls"))
    return (folder / "villages.xls").read_bytes()


@case("crs_assumed")
def old_excel(folder: Path) -> None:
    old_workbook(folder)


@error("content_mismatch")
def text_called_old_excel(folder: Path) -> None:
    with_villages(folder, VILLAGES, "villages.xls")


@error("file_unreadable")
def old_excel_whose_sectors_turn_back(folder: Path) -> None:
    """The directory's first sector is followed by itself."""
    data = bytearray(old_workbook(folder))
    (directory,) = struct.unpack_from("<I", data, 48)
    (table,) = struct.unpack_from("<I", data, 76)
    struct.pack_into("<I", data, 512 * (table + 1) + 4 * directory, directory)
    (folder / "villages.xls").write_bytes(data)


@error("workbook_too_large")
def old_excel_with_a_cell_far_out(folder: Path) -> None:
    import xlwt

    (folder / "villages.csv").unlink()
    book = xlwt.Workbook()
    sheet = book.add_sheet("a")
    sheet.write(0, 0, 1)
    sheet.write(65_535, 255, 1)
    book.save(str(folder / "villages.xls"))
