"""``hazard_log.csv``: what happened to each hazard, one line an entry, only ever added to."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from roadnet.errors import RoadnetError
from roadnet.io.atomic import write_bytes
from roadnet.io.write import to_safe_cell

FILE_NAME: Final = "hazard_log.csv"
STATES: Final = ("open", "in_work", "closed")
HEADINGS: Final = ("hazard_id", "date", "state", "note", "by")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: on ``day`` the item went into ``state``; why, and who says so."""

    hazard_id: str
    day: date
    state: str
    note: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class HazardLog:
    """The entries in the order of the file, and the mark of the file that they were read from."""

    entries: tuple[Entry, ...]
    mark: str


def read_hazard_log(path: Path) -> HazardLog:
    """Read a log; a file that is not there is an empty log.

    Raises
    ------
    RoadnetError
        ``hazard_log_bad`` with the line, where a column is missing or a date or state cannot be
        read: nothing of a log is passed over.
    """
    data = path.read_bytes() if path.exists() else b""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RoadnetError("hazard_log_bad", file=path.name, line=1, reason="UTF-8") from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = [name for name in HEADINGS[:3] if name not in (reader.fieldnames or ())]
    if data and missing:
        raise RoadnetError("hazard_log_bad", file=path.name, line=1, reason=", ".join(missing))
    entries = tuple(_entry(row, path.name, reader.line_num) for row in reader)
    return HazardLog(entries, _mark(data))


def append_entry(path: Path, entry: Entry, *, seen: HazardLog) -> HazardLog:
    """Add an entry at the end of the file; what stands there stays byte for byte.

    Parameters
    ----------
    path
        The log; made where it is not there.
    entry
        The new entry.
    seen
        The log as the person saw it.

    Raises
    ------
    RoadnetError
        ``hazard_log_changed`` where somebody has written to the file since; ``hazard_log_entry``
        where the state is none of :data:`STATES` or the item has no identifier.
    """
    if entry.state not in STATES or not entry.hazard_id.strip():
        raise RoadnetError(
            "hazard_log_entry", item=entry.hazard_id, state=entry.state, known=", ".join(STATES)
        )
    before = path.read_bytes() if path.exists() else b""
    if _mark(before) != seen.mark:
        raise RoadnetError("hazard_log_changed", file=path.name)
    if not before:
        before = b"\xef\xbb\xbf" + _line(HEADINGS)
    elif not before.endswith(b"\n"):
        before += b"\r\n"
    write_bytes(path, before + _line_of(entry, _headings_of(before)))
    return read_hazard_log(path)


def _headings_of(data: bytes) -> Sequence[str]:
    """Return the file's own columns, in its order."""
    return next(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def _line_of(entry: Entry, headings: Sequence[str]) -> bytes:
    values = {
        "hazard_id": entry.hazard_id,
        "date": entry.day.isoformat(),
        "state": entry.state,
        "note": entry.note,
        "by": entry.by,
    }
    return _line([values.get(name, "") for name in headings])


def _line(cells: Sequence[str]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerow([to_safe_cell(cell) for cell in cells])
    return out.getvalue().encode("utf-8")


def _entry(row: dict[str, str | None], file: str, line: int) -> Entry:
    hazard_id, state = (row["hazard_id"] or "").strip(), (row["state"] or "").strip()
    try:
        day = date.fromisoformat((row["date"] or "").strip())
    except ValueError as error:
        raise RoadnetError("hazard_log_bad", file=file, line=line, reason="date") from error
    if state not in STATES or not hazard_id:
        reason = "state" if hazard_id else "hazard_id"
        raise RoadnetError("hazard_log_bad", file=file, line=line, reason=reason)
    return Entry(_plain(hazard_id), day, state, _plain(row.get("note")), _plain(row.get("by")))


def _plain(cell: str | None) -> str:
    """Take away the ``'`` that keeps a spreadsheet from running a text as a formula."""
    text = cell or ""
    return text[1:] if text.startswith("'") and to_safe_cell(text[1:]) == text else text


def _mark(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
