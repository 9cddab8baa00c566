"""Look into a file before its mapping is known: what tables it holds, what stands in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from roadnet.io.limits import ReadLimits, chosen_limits
from roadnet.io.raw import Job
from roadnet.io.recognition.vocabulary import every_word
from roadnet.io.sandbox import Reading


@dataclass(frozen=True, slots=True)
class FileLayer:
    """One table of a file.

    Parameters
    ----------
    file
        The file.
    name
        What ``layer`` in district.toml takes; empty where there is only one table.
    columns
        The file's own columns, in order.
    geometry
        Kinds that occur: ``point``, ``line``, ``polygon``; empty for a table without places.
    rows
        How many.
    crs, encoding
        As far as the file says or shows it; empty where unknown.
    sample
        The first rows, every value as text.
    values
        By column, every value that occurs as text; only of columns where they are few.
    kind
        ``gtfs`` for a timetable as a whole, whose files stand for columns; else empty.
    """

    file: Path
    name: str
    columns: tuple[str, ...]
    geometry: tuple[str, ...]
    rows: int
    crs: str
    encoding: str
    sample: tuple[Mapping[str, str | None], ...]
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    kind: str = ""


def list_layers(
    file: str | Path | Sequence[str | Path], *, limits: ReadLimits | None = None
) -> list[FileLayer]:
    """Look into one file or several, in one child process.

    Raises
    ------
    RoadnetError
        As :func:`roadnet.io.read.read_district`, with the file's name.
    """
    several = [file] if isinstance(file, str | Path) else list(file)
    paths = [Path(one).absolute() for one in several]
    names = every_word()
    jobs = [Job(str(path), names=names, describe=True) for path in paths]
    told = Reading(jobs, limits or chosen_limits()).wait_for_descriptions() if jobs else []
    return [_to_layer(path, row) for path, rows in zip(paths, told, strict=True) for row in rows]


def _to_layer(path: Path, row: Mapping[str, Any]) -> FileLayer:
    return FileLayer(
        file=path,
        name=str(row["name"]),
        columns=tuple(row["columns"]),
        geometry=tuple(row["geometry"]),
        rows=int(row["rows"]),
        crs=str(row["crs"]),
        encoding=str(row["encoding"]),
        sample=tuple(row["sample"]),
        kind=str(row.get("kind", "")),
        values={name: tuple(values) for name, values in row.get("values", {}).items()},
    )
