"""What the bytes of an .xlsx say before it is opened: its size, hidden parts, errors, formulas."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from roadnet.errors import RoadnetError
from roadnet.io.limits import ReadLimits
from roadnet.io.raw import ROW, Note, RawLayer

_CELL: Final = re.compile(rb'<c [^>]*?r="([A-Z]{1,3})(\d{1,7})"')
_ROW: Final = re.compile(rb'<row [^>]*?r="(\d{1,7})"([^>]*)>')
_NO_VALUE: Final = re.compile(
    rb'r="[A-Z]{1,3}(\d{1,7})"[^>]*><f[^>]*>[^<]*</f>(?:<v ?/>|<v></v>)?</c>'
)
_ERROR: Final = re.compile(rb'r="[A-Z]{1,3}(\d{1,7})"[^>]*? t="e"')
_HIDDEN_COLUMN: Final = re.compile(rb'<col [^>]*?hidden="(?:1|true)"')
_CHUNK: Final = 1 << 20
_OVERLAP: Final = 1024
_SPARSE_FROM: Final = 2_000_000
_SPARSE: Final = 50
_MOST_WORDS: Final = 4 << 20


@dataclass
class SheetFacts:
    """One sheet's size and what is easily overlooked in it; rows are the sheet's own."""

    width: int = 0
    height: int = 0
    cells: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: int = 0
    errors: set[int] = field(default_factory=set)
    formulas: set[int] = field(default_factory=set)

    def notes(self, raw: RawLayer) -> list[Note]:
        """Say of the rows that were read what is hidden in them, in error or not computed."""
        read = set(raw.table[ROW].to_pylist())
        found = (
            ("hidden_rows_read", self.hidden_rows),
            ("cells_in_error", self.errors),
            ("formula_without_value", self.formulas),
        )
        notes = [Note(c, tuple(sorted(rows & read))) for c, rows in found if rows & read]
        if self.hidden_columns:
            notes.append(Note("hidden_columns_read", figures={"columns": self.hidden_columns}))
        return notes


def require_modest(facts: SheetFacts, file: str, limits: ReadLimits) -> None:
    """Require that a sheet, laid out in full, is within the limits and not nearly all empty.

    Raises
    ------
    RoadnetError
        ``workbook_too_large``.
    """
    laid_out = facts.width * facts.height
    too_large = facts.width > limits.columns or facts.height > limits.rows
    sparse = laid_out > _SPARSE_FROM and laid_out > _SPARSE * facts.cells
    if too_large or sparse or laid_out > limits.cells:
        raise RoadnetError("workbook_too_large", file=file)


def scan_xlsx(path: Path, file: str, limits: ReadLimits) -> dict[str, SheetFacts]:
    """Scan a workbook's sheets, by name.

    Raises
    ------
    RoadnetError
        ``workbook_too_large``, ``content_mismatch``, ``file_unreadable``.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = {info.filename: info for info in archive.infolist()}
            if sum(info.file_size for info in members.values()) > limits.expanded_bytes:
                raise RoadnetError("workbook_too_large", file=file)
            if "xl/workbook.xml" not in members:
                raise RoadnetError("content_mismatch", file=file, format="excel")
            facts = {
                name: _scan_sheet(archive, info, file, limits)
                for name, info in members.items()
                if name.startswith("xl/worksheets/") and name.endswith(".xml")
            }
            return {n: facts[m] for n, m in _sheet_members(archive, members).items() if m in facts}
    except (
        *(zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError),
        *(RuntimeError, ValueError, IndexError, ElementTree.ParseError),
    ) as error:
        raise RoadnetError("file_unreadable", file=file, reason=str(error)) from error


def _scan_sheet(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, file: str, limits: ReadLimits
) -> SheetFacts:
    facts = SheetFacts()
    columns: set[bytes] = set()
    tail = b""
    with archive.open(info) as stream:
        while chunk := stream.read(_CHUNK):
            text = tail + chunk
            found = _CELL.findall(text)
            columns.update(letters for letters, _ in found)
            facts.cells += len(found)
            for number, about in _ROW.findall(text):
                facts.height = max(facts.height, int(number))
                if b'hidden="1"' in about or b'hidden="true"' in about:
                    facts.hidden_rows.add(int(number))
            facts.height = max(facts.height, int(found[-1][1]) if found else 0)
            if b' t="e"' in text:
                facts.errors.update(map(int, _ERROR.findall(text)))
            if b"<f" in text:
                facts.formulas.update(map(int, _NO_VALUE.findall(text)))
            if b"<col " in text:
                facts.hidden_columns = max(facts.hidden_columns, len(_HIDDEN_COLUMN.findall(text)))
            tail = text[-_OVERLAP:]
            facts.width = max(map(_to_position, columns), default=0)
            require_modest_so_far(facts, file, limits)
    require_modest(facts, file, limits)
    return facts


def require_modest_so_far(facts: SheetFacts, file: str, limits: ReadLimits) -> None:
    """Require what must hold of a part of a sheet already: a bomb is not read to its end."""
    if facts.width > limits.columns or facts.height > limits.rows or facts.cells > limits.cells:
        raise RoadnetError("workbook_too_large", file=file)


def _sheet_members(
    archive: zipfile.ZipFile, members: Mapping[str, zipfile.ZipInfo]
) -> dict[str, str]:
    """Return which member holds which sheet."""
    targets = {
        node.get("Id", ""): node.get("Target", "")
        for node in _nodes(archive, members, "xl/_rels/workbook.xml.rels", "Relationship")
    }
    found = {}
    for node in _nodes(archive, members, "xl/workbook.xml", "sheet"):
        key = next((v for k, v in node.items() if k.endswith("}id")), "")
        target = targets.get(key, "").removeprefix("/xl/")
        found[node.get("name", "")] = f"xl/{target}"
    return found


def _nodes(
    archive: zipfile.ZipFile, members: Mapping[str, zipfile.ZipInfo], name: str, tag: str
) -> list[dict[str, str]]:
    if name not in members or members[name].file_size > _MOST_WORDS:
        return []
    data = archive.read(name)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise ValueError("<!DOCTYPE>")
    root = ElementTree.fromstring(data)  # noqa: S314 - without a DOCTYPE nothing expands
    return [dict(node.items()) for node in root.iter() if node.tag.endswith(f"}}{tag}")]


def _to_position(letters: bytes) -> int:
    position = 0
    for letter in letters:
        position = position * 26 + letter - 64
    return position
