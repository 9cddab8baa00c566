"""A feed's files: found by name in a zip or a folder, decoded, cut into rows of text."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from roadnet.errors import RoadnetError
from roadnet.io.formats.archive import extract_zip
from roadnet.io.formats.text import decode_text
from roadnet.io.limits import ReadLimits
from roadnet.io.raw import Job, Note

LOCATIONS: Final = "locations.geojson"
TABLES: Final = (
    "agency.txt",
    "stops.txt",
    "routes.txt",
    "trips.txt",
    "stop_times.txt",
    "calendar.txt",
    "calendar_dates.txt",
    "frequencies.txt",
    "shapes.txt",
    "feed_info.txt",
    "areas.txt",
    "stop_areas.txt",
    "location_groups.txt",
    "location_group_stops.txt",
    "booking_rules.txt",
)
_ALLOWED: Final = frozenset((*TABLES, LOCATIONS))
_BACKBONE: Final = ("stop_times.txt", "trips.txt", "stops.txt")
_SHOWN: Final = 5
_CELL_CHARACTERS: Final = 8_000_000  # an area as WKT


@dataclass(slots=True)
class Row:
    """One row of a table; what the table has no column for, or leaves empty, is ``""``.

    Not frozen: a feed has millions of them, and a frozen one takes longer to make.
    """

    number: int
    cells: Sequence[str]
    columns: Mapping[str, int]

    def get(self, *names: str) -> str:
        """Return the first of some columns that holds anything."""
        for name in names:
            at = self.columns.get(name)
            if at is not None and at < len(self.cells) and self.cells[at]:
                return self.cells[at]
        return ""


@dataclass
class Log:
    """What is met on the way, a row at a time; each code and file becomes one note."""

    _met: dict[tuple[str, str, str], tuple[list[int], dict[str, None]]] = field(
        default_factory=dict
    )
    _plain: list[Note] = field(default_factory=list)

    def add(self, code: str, file: str, row: int, name: str = "", *, column: str = "") -> None:
        """Note a row, and the identifier or value that it is about."""
        rows, names = self._met.setdefault((code, file, column), ([], {}))
        rows.append(row)
        names[name] = None

    def tell(self, code: str, **figures: float | int | str) -> None:
        """Note what is about no row."""
        self._plain.append(Note(code, figures=figures))

    def notes(self) -> tuple[Note, ...]:
        """Return all notes."""
        rowwise = [
            Note(code, tuple(rows), {"file": file, "column": column, "names": shown(list(names))})
            for (code, file, column), (rows, names) in self._met.items()
        ]
        return (*self._plain, *rowwise)


def is_feed(members: Iterable[str]) -> bool:
    """Tell whether the names of files are those of a timetable."""
    return set(_BACKBONE) <= {name.casefold() for name in members}


def shown(names: Sequence[str]) -> str:
    """Return the first of some identifiers, for a sentence."""
    return ", ".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")


class Feed:
    """The files of one feed, read when they are asked for.

    Raises
    ------
    RoadnetError
        ``gtfs_not_a_feed`` where none of the files of a timetable is there; what
        :func:`roadnet.io.formats.archive.extract_zip` raises.
    """

    def __init__(self, job: Job, limits: ReadLimits, scratch: Path, log: Log) -> None:
        self._name, self._encoding = Path(job.path).name, job.encoding
        self._limits, self._log = limits, log
        self._files = _find_files(Path(job.path), limits, scratch)
        if not any(name in self._files for name in _BACKBONE):
            raise RoadnetError("gtfs_not_a_feed", file=self._name, known=", ".join(_BACKBONE))
        self.encoding = ""

    def has(self, table: str) -> bool:
        """Whether the feed holds a file."""
        return table in self._files

    def rows(self, table: str) -> Iterator[Row]:
        """Yield a table's rows, the first is 1; blank lines do not count. None where it is absent.

        Raises
        ------
        RoadnetError
            ``encoding_wrong``, ``file_unreadable``, ``too_many_rows``, ``too_many_columns``.
        """
        if table not in self._files:
            return
        csv.field_size_limit(_CELL_CHARACTERS)
        reader = csv.reader(io.StringIO(self._text(table), newline=""))
        columns: dict[str, int] | None = None
        number = 0
        try:
            for line in reader:
                cells = [cell.strip() for cell in line]
                if not any(cells):
                    continue
                if columns is None:
                    columns = self._columns(table, cells)
                    continue
                number += 1
                if number > self._limits.rows:
                    raise RoadnetError("too_many_rows", file=table, limit=self._limits.rows)
                yield Row(number, cells, columns)
        except csv.Error as error:
            raise RoadnetError("file_unreadable", file=table, reason=str(error)) from error

    def locations(self) -> list[Any]:
        """Return the features of ``locations.geojson``, as JSON has them.

        Raises
        ------
        RoadnetError
            ``file_unreadable``, ``too_many_rows``.
        """
        if LOCATIONS not in self._files:
            return []
        try:
            content = json.loads(self._text(LOCATIONS))
        except (ValueError, RecursionError) as error:
            reason = str(error)[:200]
            raise RoadnetError("file_unreadable", file=LOCATIONS, reason=reason) from error
        features = content.get("features") if isinstance(content, dict) else None
        if not isinstance(features, list):
            raise RoadnetError("file_unreadable", file=LOCATIONS, reason="FeatureCollection")
        if len(features) > self._limits.rows:
            raise RoadnetError("too_many_rows", file=LOCATIONS, limit=self._limits.rows)
        return features

    def _text(self, table: str) -> str:
        path = self._files[table]
        if path.stat().st_size > self._limits.file_bytes:
            raise RoadnetError("file_too_large", file=table)
        text, encoding, guessed = decode_text(path.read_bytes(), self._encoding, table)
        if guessed:
            self._log.tell("encoding_guessed", file=table, encoding=encoding)
        self.encoding = encoding if guessed or not self.encoding else self.encoding
        return text

    def _columns(self, table: str, cells: Sequence[str]) -> dict[str, int]:
        if len(cells) > self._limits.columns:
            raise RoadnetError("too_many_columns", file=table, limit=self._limits.columns)
        named = [(cell.strip().lstrip("\ufeff").casefold(), at) for at, cell in enumerate(cells)]
        return dict(reversed(named))  # of two columns of one name the first


def _find_files(path: Path, limits: ReadLimits, scratch: Path) -> dict[str, Path]:
    """Find the files of the list in the folder nearest the top that holds any of the backbone."""
    if path.is_dir():
        found = _files_of(path)
    else:
        root = scratch / "feed"
        extract_zip(path, root, limits, only=_ALLOWED)
        found = [file for file in sorted(root.rglob("*")) if file.is_file()]
    found = [p for p in found if p.name.casefold() in _ALLOWED and "__MACOSX" not in p.parts]
    homes = sorted(
        {p.parent for p in found if p.name.casefold() in _BACKBONE},
        key=lambda home: (len(home.parts), home.as_posix()),
    )
    return {p.name.casefold(): p for p in reversed(found) if homes and p.parent == homes[0]}


def _files_of(folder: Path) -> list[Path]:
    """Return the files right in a user's own folder; folders in it are none of our concern."""
    try:
        return sorted(file for file in folder.iterdir() if file.is_file())
    except OSError as error:
        known = ", ".join(_BACKBONE)
        raise RoadnetError("gtfs_not_a_feed", file=folder.name, known=known) from error
