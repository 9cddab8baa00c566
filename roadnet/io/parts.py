"""A layer of several files: their rows are numbered on, and go on as the rows of one.

``source_row`` names a row for everything that comes after the reading, so that no two rows of a
layer may have the same. The first file's rows keep their numbers; those of each further file are
numbered on from a power of ten that no file's rows reach: of 10 003 the third row is meant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from roadnet.findings import Finding, RowsOf
from roadnet.io.config import LayerConfig, owner_of
from roadnet.io.places.geometry import Mask
from roadnet.io.places.placing import Placed
from roadnet.io.places.staking import Table
from roadnet.io.raw import ROW, RawLayer

SOURCE_FILE: Final = "source_file"
"""Column of a layer of several files: the file that each row is from."""
_LEAST_STEP: Final = 1_000
Parts = Mapping[str, tuple[RowsOf, ...]]


@dataclass(frozen=True, slots=True)
class ReadLayer:
    """A layer on its way: its rows in metres, which do not go on and why, what was met."""

    raw: RawLayer
    placed: Placed
    table: Table
    rejected: Mapping[str, Mask]
    findings: tuple[Finding, ...]


def number_on(
    raws: Mapping[str, RawLayer], files: Mapping[str, LayerConfig]
) -> tuple[dict[str, RawLayer], Parts]:
    """Give the rows of further files numbers of their own; return also where each file begins.

    Parameters
    ----------
    raws
        The rows, by the names that the files are read under.
    files
        What the user says of each.
    """
    numbered = dict(raws)
    parts: dict[str, tuple[RowsOf, ...]] = {}
    for owner in dict.fromkeys(map(owner_of, raws)):
        names = [name for name in raws if owner_of(name) == owner]
        if len(names) == 1:
            continue
        step = _step([raws[name] for name in names])
        starts = [number * step for number in range(len(names))]
        for name, start in zip(names, starts, strict=True):
            numbered[name] = _from(raws[name], start)
        labels = _labels([files[name] for name in names])
        parts[owner] = tuple(map(RowsOf, labels, starts))
    return numbered, parts


def _labels(files: Sequence[LayerConfig]) -> list[str]:
    """Name each file; with the table in it where a file is named twice."""
    names = [one.path.name for one in files]
    return [
        f"{name} {one.layer}".strip() if names.count(name) > 1 else name
        for name, one in zip(names, files, strict=True)
    ]


def _step(raws: Sequence[RawLayer]) -> int:
    """Return the least power of ten beyond every row's number."""
    numbers = [pc.max(raw.table[ROW]).as_py() or 0 for raw in raws]
    numbers += [row for raw in raws for note in raw.notes for row in note.rows]
    step = _LEAST_STEP
    while step <= max(numbers):
        step *= 10
    return step


def _from(raw: RawLayer, start: int) -> RawLayer:
    if not start:
        return raw
    at = raw.table.column_names.index(ROW)
    rows = pc.add(raw.table[ROW].cast(pa.int64()), start)
    notes = tuple(replace(note, rows=tuple(row + start for row in note.rows)) for note in raw.notes)
    return replace(raw, table=raw.table.set_column(at, ROW, rows), notes=notes)


def join_parts(read: Mapping[str, ReadLayer], parts: Parts) -> dict[str, ReadLayer]:
    """Put the rows of each layer's files one after another; other layers pass as they are."""
    joined: dict[str, ReadLayer] = {}
    for name, layer in read.items():
        owner = owner_of(name)
        if owner not in parts:
            joined[name] = layer
        elif owner == name:
            same = [one for key, one in read.items() if owner_of(key) == owner]
            joined[name] = _joined(owner, same, parts[owner])
    return joined


def _joined(name: str, layers: Sequence[ReadLayer], parts: Sequence[RowsOf]) -> ReadLayer:
    frames = [_with_file(one.table.frame, part) for one, part in zip(layers, parts, strict=True)]
    first = layers[0]
    table = Table(
        _stacked(frames),
        np.concatenate([one.table.shapes for one in layers]),
        np.concatenate([one.table.is_open for one in layers]),
    )
    placed = replace(
        first.placed,
        shapes=np.concatenate([one.placed.shapes for one in layers]),
        lon=np.concatenate([one.placed.lon for one in layers]),
        lat=np.concatenate([one.placed.lat for one in layers]),
        label=_listed(one.placed.label for one in layers),
        rejected=_masks([one.placed.rejected for one in layers], layers),
    )
    raw = replace(
        first.raw,
        layer=first.raw.layer if len({one.raw.layer for one in layers}) == 1 else "",
        encoding=_listed(one.raw.encoding for one in layers),
    )
    told = [
        Finding("layer_part", name, figures={"file": part.file, "before": part.before})
        for part in parts[1:]
    ]
    findings = (*told, *(finding for one in layers for finding in one.findings))
    return ReadLayer(raw, placed, table, _masks([one.rejected for one in layers], layers), findings)


def _with_file(frame: pd.DataFrame, part: RowsOf) -> pd.DataFrame:
    """Put the file's name first; a column of the user's own of that name stays as it is."""
    if SOURCE_FILE in frame.columns:
        return frame
    named = pd.DataFrame({SOURCE_FILE: [part.file] * len(frame)}, index=frame.index)
    return pd.concat([named, frame], axis=1)


def _stacked(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Stack rows: the users' further columns of all files, then those that all have."""
    common = [name for name in frames[0].columns if all(name in one.columns for one in frames)]
    every = dict.fromkeys(name for one in frames for name in one.columns)
    order = [*(name for name in every if name not in common), *common]
    full = [one for one in frames if len(one)] or [frames[0]]
    stacked = pd.concat(full, ignore_index=True)
    return stacked.reindex(columns=order).astype(
        {name: frames[0][name].dtype for name in common if _is_alike(name, frames)}
    )


def _is_alike(name: str, frames: Sequence[pd.DataFrame]) -> bool:
    return all(one[name].dtype == frames[0][name].dtype for one in frames)


def _masks(told: Sequence[Mapping[str, Mask]], layers: Sequence[ReadLayer]) -> dict[str, Mask]:
    """Join masks by finding; a file without the finding has it in no row."""
    codes = dict.fromkeys(code for masks in told for code in masks)
    sizes = [len(one.table.frame) for one in layers]
    return {
        code: np.concatenate(
            [
                masks.get(code, np.zeros(size, dtype=bool))
                for masks, size in zip(told, sizes, strict=True)
            ]
        )
        for code in codes
    }


def _listed(words: Any) -> str:
    return ", ".join(dict.fromkeys(word for word in words if word))
