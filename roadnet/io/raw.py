"""A layer as the file has it: rows, provenance, and notes on what the reading met.

This is what passes from the child process to the program: an Arrow table and plain JSON, never a
pickle. Arrow is imported where it is used: the child is started before the program has it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import pyarrow as pa

WKB: Final = "__wkb"
"""Column of a raw table: geometry as plain two-dimensional WKB, null where there is none."""
ROW: Final = "__row"
"""Column of a raw table: the row's number in the file: of a sheet its own, else the first is 1."""


_KINDS: Final = {1: "point", 2: "line", 3: "polygon", 4: "point", 5: "line", 6: "polygon"}
_SAMPLE_ROWS: Final = 20
_MOST_VALUES: Final = 60


@dataclass(frozen=True, slots=True)
class Note:
    """What the reading met in a file; becomes a finding once the layer is known.

    ``rejected`` tells that the rows do not go on.
    """

    code: str
    rows: tuple[int, ...] = ()
    figures: Mapping[str, float | int | str] = field(default_factory=dict)
    rejected: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be read: one table of one file.

    ``path`` is an absolute local path; ``layer`` names a layer, sheet or member inside it;
    ``x`` and ``y`` name coordinate columns of a table; ``names`` are words by which a heading row
    is known; ``describe`` asks for a description of every table of the file instead of rows.
    ``tags`` are further keys of OpenStreetMap that are wanted as columns.
    ``timetable`` tells that the file is a GTFS feed, or a folder of one, and ``period`` the days
    of it that are looked at.
    """

    path: str
    layer: str = ""
    encoding: str = ""
    where: str = ""
    x: str = ""
    y: str = ""
    names: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    describe: bool = False
    timetable: bool = False
    period: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Convert to what JSON holds."""
        return asdict(self)


def to_job(table: Mapping[str, Any]) -> Job:
    """Convert back from what JSON held."""
    lists = {key: tuple(table.get(key, ())) for key in ("names", "tags")}
    return Job(**{**table, **lists})


@dataclass(frozen=True, slots=True)
class RawLayer:
    """A table as the file has it.

    Parameters
    ----------
    table
        The file's own columns, then :data:`ROW` and, where there is geometry, :data:`WKB`.
    layer
        The layer or sheet that was read.
    crs
        Reference system as an authority code or WKT; empty where unknown.
    crs_stated
        Whether the file itself says so, rather than the format by default.
    encoding
        Of the text; empty where the format settles it.
    notes
        What was met.
    further
        Layers that the same file fills beside, by the data model's names.
    """

    table: pa.Table
    layer: str = ""
    crs: str = ""
    crs_stated: bool = False
    encoding: str = ""
    notes: tuple[Note, ...] = ()
    further: Mapping[str, RawLayer] = field(default_factory=dict)

    def without_shapes(self) -> RawLayer:
        """Return the same rows without their geometry, to let its bytes go."""
        if WKB not in self.table.column_names:
            return self
        return replace(self, table=self.table.drop_columns([WKB]))

    @property
    def fields(self) -> tuple[str, ...]:
        """The file's own columns."""
        return tuple(name for name in self.table.column_names if name not in (WKB, ROW))


def write_raw(raw: RawLayer, path: Path) -> dict[str, Any]:
    """Write the rows as an Arrow file, shapes in one beside it; return the rest as plain JSON."""
    _write_table(raw.without_shapes().table, path)
    if WKB in raw.table.column_names:
        _write_table(raw.table.select([WKB]), _beside(path, WKB))
    return {
        "layer": raw.layer,
        "crs": raw.crs,
        "crs_stated": raw.crs_stated,
        "encoding": raw.encoding,
        "notes": [asdict(note) for note in raw.notes],
        "further": {k: write_raw(v, _beside(path, k)) for k, v in raw.further.items()},
    }


def _write_table(table: pa.Table, path: Path) -> None:
    import pyarrow as pa

    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)


def _beside(path: Path, layer: str) -> Path:
    return path.with_name(f"{path.stem}-{layer}{path.suffix}")


def read_raw(path: Path, about: Mapping[str, Any]) -> RawLayer:
    """Read back what :func:`write_raw` wrote."""
    table = _read_table(path)
    notes = tuple(
        Note(note["code"], tuple(note["rows"]), note["figures"], note["rejected"])
        for note in about["notes"]
    )
    further = {k: read_raw(_beside(path, k), v) for k, v in about["further"].items()}
    return RawLayer(
        table, about["layer"], about["crs"], about["crs_stated"], about["encoding"], notes, further
    )


def _read_table(path: Path) -> pa.Table:
    """Read an Arrow file and the shapes beside it, most of it, which stay in their file, mapped.

    Not on Windows, where a file that is mapped cannot be removed.
    """
    import pyarrow as pa

    with pa.OSFile(str(path), "rb") as source:
        table = pa.ipc.open_file(source).read_all()
    shapes = _beside(path, WKB)
    if not shapes.exists():
        return table
    mapped = os.name == "posix"
    with pa.memory_map(str(shapes)) if mapped else pa.OSFile(str(shapes), "rb") as source:
        return table.append_column(WKB, pa.ipc.open_file(source).read_all()[WKB])


def describe(name: str, raw: RawLayer) -> dict[str, Any]:
    """Describe a table in plain JSON: columns, kinds of geometry, rows and the first of them.

    ``values`` holds, by column, every value that occurs, of columns where they are few.
    """
    kinds: list[str] = []
    if WKB in raw.table.column_names:
        blobs = [blob for blob in raw.table[WKB].to_pylist() if blob]
        kinds = sorted(
            {_KINDS.get(int.from_bytes(blob[1:5], "little") % 1000, "") for blob in blobs}
        )
    head = raw.table.select(list(raw.fields)).slice(0, _SAMPLE_ROWS).to_pylist()
    return {
        "name": name,
        "columns": list(raw.fields),
        "geometry": kinds,
        "rows": raw.table.num_rows,
        "crs": raw.crs,
        "encoding": raw.encoding,
        "sample": [{name: to_word(value) for name, value in row.items()} for row in head],
        "values": {name: few for name in raw.fields if (few := _few_values(raw.table[name]))},
    }


def describe_feed(members: Sequence[str]) -> dict[str, Any]:
    """Describe a timetable (GTFS) as one table without places, its files for columns."""
    return {
        "name": "",
        "columns": list(members),
        "geometry": [],
        "rows": len(members),
        "crs": "",
        "encoding": "",
        "sample": [],
        "values": {},
        "kind": "gtfs",
    }


def _few_values(column: pa.ChunkedArray) -> list[str]:
    """Every value of a column, in the order of the rows; none where they are many."""
    found = [value for value in column.unique().to_pylist() if value is not None]
    return [to_word(value) or "" for value in found] if len(found) <= _MOST_VALUES else []


def to_word(value: object) -> str | None:
    """Convert a value to text: 12.0 is ``12``, yes is ``true``; what is none stays None."""
    if value is None or value != value:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e18 else repr(value)
    return str(value)
