"""Look into a file before its mapping is known: what tables it holds, what stands in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from roadnet.io.limits import ReadLimits
from roadnet.io.raw import Job
from roadnet.io.sandbox import Reading
from roadnet.schema import layers


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
    """

    file: Path
    name: str
    columns: tuple[str, ...]
    geometry: tuple[str, ...]
    rows: int
    crs: str
    encoding: str
    sample: tuple[Mapping[str, str | None], ...]


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
    names = _known_names()
    jobs = [Job(str(path), names=names, describe=True) for path in paths]
    told = Reading(jobs, limits or ReadLimits()).wait_for_descriptions() if jobs else []
    return [_to_layer(path, row) for path, rows in zip(paths, told, strict=True) for row in rows]


def _known_names() -> tuple[str, ...]:
    columns = [column for layer in layers().values() for column in layer.columns.values()]
    words = {word: None for column in columns for word in (column.name, *column.aliases)}
    return tuple(words)


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
    )
