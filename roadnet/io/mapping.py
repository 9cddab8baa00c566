"""The file's columns to those of the data model; whatever cannot be read is said."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from roadnet.errors import RoadnetError
from roadnet.findings import Figure, Finding
from roadnet.io.config import LayerConfig, Scalar
from roadnet.io.places.stakes import to_stake_km
from roadnet.io.raw import ROW, RawLayer, to_word
from roadnet.io.units import split_unit, unit_factor
from roadnet.io.values import CONVERTERS, UNREADABLE, is_empty_word
from roadnet.schema import SOURCE_ROW, Column, Layer
from roadnet.schema.labels import value_called

_SHOWN: Final = 5
_SHAPEFILE_HEADING: Final = 10
_RESERVED: Final = frozenset({"fid", "ogc_fid", "geom", "geometry", SOURCE_ROW})
_TEXT: Final = pd.StringDtype(na_value=np.nan)  # what pandas 3 takes for text by itself
Word = str | None
IntArray = NDArray[np.int64]


def map_columns(
    raw: RawLayer, layer: Layer, config: LayerConfig, *, flags: Sequence[str] = ()
) -> tuple[pd.DataFrame, list[Finding]]:
    """Build a layer's table by the data model.

    Parameters
    ----------
    raw
        The file's rows.
    layer
        The data model's layer.
    config
        What the user says of columns and values; it goes before names and aliases.
    flags
        Further yes-no columns, where the file has them (a stop's check-list).

    Returns
    -------
    One row for each row of the file, index 0..n-1: the user's further columns, the data model's
    columns, ``source_row``; and what could not be read.

    Raises
    ------
    RoadnetError
        ``column_missing``: the mapping names a column that the file has not.
    """
    rows = raw.table[ROW].to_numpy()
    sources = find_columns(raw, layer, config)
    columns = {**layer.columns, **_further(raw, layer, config, flags, sources)}
    findings: list[Finding] = []
    data: dict[str, Any] = _user_columns(raw, columns)
    for name, column in columns.items():
        theirs = sources.get(name)
        words = to_words(raw.table[theirs]) if theirs else no_words(len(rows))
        if column.required and theirs is None and name not in config.defaults:
            words, told = _without_required(layer, name, rows)
            findings.append(told)
        factor, told_of_unit = _unit(theirs, column, layer)
        findings.extend(told_of_unit)
        words = words if factor else no_words(len(rows))
        values, met = _to_values(words, column, config, layer, rows, factor=factor)
        data[name] = values
        findings.extend(met)
    data[SOURCE_ROW] = rows
    return pd.DataFrame(data, index=pd.RangeIndex(len(rows))), findings


def find_columns(raw: RawLayer, layer: Layer, config: LayerConfig) -> dict[str, str]:
    """Find for each column of ours the file's column that feeds it."""
    fields = raw.fields
    folded = {split_unit(field)[0].casefold(): field for field in reversed(fields)}
    folded |= {field.casefold(): field for field in reversed(fields)}
    found = {}
    for name, column in layer.columns.items():
        for word in (name, *column.aliases):
            if word.casefold() in folded:
                found[name] = folded[word.casefold()]
                break
        else:
            if cut := _cut_heading(name, layer, folded):
                found[name] = cut
    for ours, theirs in config.columns.items():
        found[ours] = _require_field(theirs, fields, folded, config)
    return found


@dataclass(frozen=True, slots=True)
class Words:
    """A column as text: the different words (or None), and by row the position of its word.

    Columns of a few words on many rows are read at the cost of the words.
    """

    distinct: Sequence[Word]
    at: IntArray

    def of(self, values: Any) -> Any:
        """Spread values, an array with one for each different word, over the rows."""
        return values.take(self.at)


def to_words(column: pa.ChunkedArray) -> Words:
    """Convert a column to text: 12.0 is ``12``, yes is ``true``, blanks are None."""
    coded = column.combine_chunks().dictionary_encode()
    at = coded.indices.fill_null(len(coded.dictionary)).to_numpy(zero_copy_only=False)
    values = coded.dictionary.to_pylist()
    if pa.types.is_string(column.type):
        distinct = [value.strip() or None for value in values]
    else:
        distinct = [to_word(value) for value in values]
    return Words([*distinct, None], at.astype(np.int64))


def no_words(count: int) -> Words:
    """Return a column without any word."""
    return Words([None], np.zeros(count, dtype=np.int64))


def _cut_heading(name: str, layer: Layer, folded: Mapping[str, str]) -> str | None:
    """Take a name cut to ten signs, as a shapefile cuts it, if it can mean but one column."""
    cut = name[:_SHAPEFILE_HEADING]
    alike = [other for other in layer.columns if other.startswith(cut)]
    return folded.get(cut) if len(name) > len(cut) and len(alike) == 1 else None


def _require_field(
    theirs: str, fields: Sequence[str], folded: Mapping[str, str], config: LayerConfig
) -> str:
    if theirs in fields:
        return theirs
    if theirs.casefold() in folded:
        return folded[theirs.casefold()]
    from rapidfuzz import process  # a package of some weight, for a mistake alone

    near = process.extractOne(theirs, fields, score_cutoff=60.0)
    known = near[0] if near else ", ".join(fields[:20])
    raise RoadnetError("column_missing", file=config.path.name, column=theirs, known=known)


def _further(
    raw: RawLayer,
    layer: Layer,
    config: LayerConfig,
    flags: Sequence[str],
    sources: dict[str, str],
) -> dict[str, Column]:
    """Columns beyond the data model that hold yes or no; ``sources`` learns where they are."""
    folded = {field.casefold(): field for field in raw.fields}
    further = {}
    for name in dict.fromkeys((*flags, *config.columns, *config.defaults)):
        if name in layer.columns:
            continue
        if name not in sources and name.casefold() in folded:
            sources[name] = folded[name.casefold()]
        if name in sources or name in config.defaults:
            further[name] = Column(name=name, type="flag", says="")
    return further


def _user_columns(raw: RawLayer, columns: Mapping[str, Column]) -> dict[str, Any]:
    """Keep the file's columns under names that clash neither with ours nor together."""
    ours = {name.casefold() for name in columns}
    taken = set(ours)
    data: dict[str, Any] = {}
    for field in raw.fields:
        folded = field.casefold()
        if folded in ours and field in columns:
            continue  # it is ours under the same name
        name = f"source_{field}" if folded in ours or folded in _RESERVED else field
        while name.casefold() in taken:
            name += "_"
        taken.add(name.casefold())
        data[name] = _to_series(raw.table[field])
    return data


def _to_series(column: pa.ChunkedArray) -> Any:
    if pa.types.is_string(column.type):
        return pd.array(column.to_pylist(), dtype=_TEXT)
    if pa.types.is_boolean(column.type):
        return pd.array(column.to_pylist(), dtype="boolean")
    if pa.types.is_integer(column.type) and column.null_count:
        return pd.array(column.to_pylist(), dtype="Int64")
    return column.to_numpy()


def _without_required(layer: Layer, name: str, rows: Any) -> tuple[Words, Finding]:
    """Make identifiers of row numbers where a column that must be there is not, and say so."""
    found = Finding("column_absent", layer.name, figures={"column": name})
    if name != layer.id_column:
        return no_words(len(rows)), found
    return Words([f"row-{row}" for row in rows], np.arange(len(rows))), found


def _to_values(
    words: Words,
    column: Column,
    config: LayerConfig,
    layer: Layer,
    rows: Any,
    *,
    factor: float = 1.0,
) -> tuple[Any, list[Finding]]:
    told, by_pattern = (maps.get(column.name, {}) for maps in (config.values, config.patterns))  # noqa: PD011
    exact = {str(theirs).strip(): _word(ours) for theirs, ours in told.items()}
    patterns = [(re.compile(theirs), _word(ours)) for theirs, ours in by_pattern.items()]
    default = config.defaults.get(column.name)
    if column.type == "text" and not told and not patterns and default is None:
        return words.of(_typed(words.distinct, column)), []  # text is taken as it is
    convert = CONVERTERS[column.type]
    known: list[Any] = []
    bad = np.zeros(len(words.distinct), dtype=bool)
    for place, word in enumerate(words.distinct):
        meant = _meant(word, exact, patterns)
        if meant is None or (meant == word and is_empty_word(word, column)):
            known.append(None)
            continue
        value = convert(meant, column)
        if value is None and column.type == "enum":
            value = value_called(layer.name, column.name, meant)
        if column.type == "ids" and value is not None:
            value = _named_parts(str(value), layer, column)
        if factor != 1.0 and isinstance(value, float) and to_stake_km(meant) is None:
            value *= factor
        known.append(value)
        bad[place] = value is None
    findings = _tell(words, bad, column, layer, rows, defaulted=default is not None)
    if default is not None:
        filled = convert(_word(default), column)
        known = [filled if value is None else value for value in known]
    return words.of(_typed(known, column)), findings


def _unit(theirs: str | None, column: Column, layer: Layer) -> tuple[float, list[Finding]]:
    """Return what a value is to be multiplied by; 0 where its unit measures something else."""
    unit = split_unit(theirs or "")[1] if column.type == "number" and column.unit else ""
    if not unit:
        return 1.0, []
    factor = unit_factor(unit, column.unit)
    if factor == 1.0:
        return 1.0, []
    figures: dict[str, Figure] = {"theirs": theirs or "", "unit": unit, "ours": column.unit}
    if factor is None:
        return 0.0, [Finding("unit_unfit", layer.name, figures=figures)]
    figures["factor"] = f"{factor:g}"
    return factor, [Finding("unit_converted", layer.name, figures=figures)]


def _named_parts(word: str, layer: Layer, column: Column) -> str:
    """Put the values of a list for their names in a language; what is no name stays."""
    parts = (value_called(layer.name, column.name, part) or part for part in word.split(";"))
    return ";".join(parts)


def _meant(word: Word, exact: Mapping[str, str], patterns: Sequence[tuple[Any, str]]) -> Word:
    if word is None:
        return exact.get("")
    if word in exact:
        return exact[word]
    for pattern, meant in patterns:
        if pattern.search(word):
            return meant
    return word


def _word(value: Scalar) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _tell(
    words: Words,
    bad: NDArray[np.bool_],
    column: Column,
    layer: Layer,
    rows: Any,
    *,
    defaulted: bool,
) -> list[Finding]:
    """One finding for all the values of a column that cannot be read."""
    hit = tuple(rows[bad[words.at]].tolist())
    if not hit:
        return []
    shown = list(
        dict.fromkeys(words.distinct[place] or "" for place in np.flatnonzero(bad).tolist())
    )
    values = ", ".join(shown[:_SHOWN]) + (" …" if len(shown) > _SHOWN else "")
    known = ", ".join(column.values)
    code = "value_defaulted" if defaulted and column.type == "enum" else UNREADABLE[column.type]
    figures = {"column": column.name, "values": values, "known": known}
    return [Finding(code, layer.name, rows=hit, figures=figures)]


def _typed(values: Sequence[Any], column: Column) -> Any:
    if column.type == "number":
        return np.array(values, dtype=float)  # None becomes NaN
    if column.type == "flag":
        return pd.array(values, dtype="boolean")
    return pd.array(values, dtype=_TEXT)
