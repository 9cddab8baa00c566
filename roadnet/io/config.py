"""``district.toml``: what the user says of the files, checked and with every mistake named."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from math import inf, isfinite
from pathlib import Path
from typing import Any, Final

from roadnet.errors import RoadnetError
from roadnet.io.gtfs.calendar import parse_period
from roadnet.io.mergers.model import MERGERS, PREVIOUS, merger_model
from roadnet.io.places.datum import DatumShift
from roadnet.io.places.stakes import ROUTES
from roadnet.io.postgis.address import is_database, to_address
from roadnet.schema import Layer, layers

CONFIG_NAME: Final = "district.toml"
GTFS: Final = "gtfs"
MORE: Final = ".more."
_LARGEST_BYTES: Final = 4 << 20
_DISTRICT_KEYS: Final = ("name", "standard", "crs", "data_date", "margin_km")
_TEXT_KEYS: Final = ("path", "layer", "encoding", "crs", "where", "x", "y")
_TABLE_KEYS: Final = ("columns", "values", "patterns", "defaults")
_FEED_KEYS: Final = ("path", "encoding", "crs", "period")
_SIDE_KEYS: Final = {"roads": ("geometry",), "villages": ("mergers", "previous")}
_SIMILAR: Final = 60.0
_BARE_KEY: Final = re.compile(r"^\s*([^\s=\[\]\"'#.]*[^\x00-\x7f][^\s=\[\]\"'#]*)\s*=")
Scalar = str | int | float | bool


@dataclass(frozen=True, slots=True)
class LayerConfig:
    """What the user says of one layer; see the data model's page for each key.

    ``columns`` is ours = theirs; ``values`` and ``patterns`` are, by column of ours, theirs = ours.
    ``geometry`` is, for roads alone, the file of route lines that rows with stakes are placed on.
    ``mergers`` and ``previous`` are, for villages alone, a table of old and new codes and the list
    of an earlier year.
    ``more`` holds, by a free name, further files whose rows are of the same layer.
    ``shift`` holds the seven parameters from the layer's datum to CGCS2000.
    ``period`` is, for a timetable alone, the days that are looked at.
    """

    path: Path
    layer: str = ""
    encoding: str = ""
    crs: str = ""
    where: str = ""
    x: str = ""
    y: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, Scalar]] = field(default_factory=dict)
    patterns: Mapping[str, Mapping[str, Scalar]] = field(default_factory=dict)
    defaults: Mapping[str, Scalar] = field(default_factory=dict)
    geometry: LayerConfig | None = None
    mergers: LayerConfig | None = None
    previous: LayerConfig | None = None
    more: Mapping[str, LayerConfig] = field(default_factory=dict)
    shift: DatumShift | None = None
    period: str = ""


@dataclass(frozen=True, slots=True)
class DistrictConfig:
    """What the user says of a district."""

    name: str
    standard: str = "cn"
    crs: str = ""
    data_date: str = ""
    margin_km: float | None = None
    layers: Mapping[str, LayerConfig] = field(default_factory=dict)
    base: Path = field(default_factory=Path)


def side_files(config: DistrictConfig) -> dict[str, LayerConfig]:
    """Return the files beside the layers, by the names that they are read under."""
    found: dict[str, LayerConfig] = {}
    roads, villages = config.layers.get("roads"), config.layers.get("villages")
    if roads and roads.geometry:
        found[ROUTES] = roads.geometry
    if villages and villages.mergers:
        found[MERGERS] = villages.mergers
    if villages and villages.previous:
        found[PREVIOUS] = villages.previous
    return found


def part_files(config: DistrictConfig) -> dict[str, LayerConfig]:
    """Return the further files of layers, by the names that they are read under."""
    return {
        f"{name}{MORE}{part}": row
        for name, layer in config.layers.items()
        for part, row in layer.more.items()
    }


def owner_of(name: str) -> str:
    """Return the layer whose rows a file has: ``roads.more.village`` is of ``roads``."""
    return name.partition(MORE)[0]


def every_file(config: DistrictConfig) -> Iterator[LayerConfig]:
    """Yield every file that a district is read from: of layers, their parts, and beside them."""
    for known in (config.layers, part_files(config), side_files(config)):
        yield from known.values()


def read_config(path: Path) -> DistrictConfig:
    """Read a ``district.toml``.

    Raises
    ------
    RoadnetError
        ``config_unreadable``, ``config_bare_key`` (with line), ``config_unknown_key`` (with a
        suggestion), ``config_wrong_type``, ``config_bad_pattern``, ``config_bad_period``,
        ``path_not_local``, ``config_without_layers``.
    """
    table = _parse(path)
    _require_keys(table, ("district", "layers"), "")
    about = _table(table.get("district", {}), "district")
    _require_keys(about, _DISTRICT_KEYS, "district")
    given = _table(table.get("layers", {}), "layers")
    if not given:
        raise RoadnetError("config_without_layers", file=str(path))
    _require_keys(given, (*layers(), GTFS), "layers")
    return DistrictConfig(
        name=_text(about, "name", "district") or path.parent.resolve().name,
        standard=_text(about, "standard", "district") or "cn",
        crs=_text(about, "crs", "district"),
        data_date=_text(about, "data_date", "district"),
        margin_km=_length(about, "margin_km", "district"),
        layers={name: _to_layer(name, row, path.parent) for name, row in given.items()},
        base=path.parent,
    )


def _parse(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            raise RoadnetError("file_too_large", file=path.name)
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise RoadnetError("config_not_utf8", file=str(path)) from error
    except OSError as error:
        raise RoadnetError("file_missing", file=str(path)) from error
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        for number, line in enumerate(text.splitlines(), start=1):
            if bare := _BARE_KEY.match(line):
                raise RoadnetError(
                    "config_bare_key", file=path.name, line=number, key=bare[1]
                ) from error
        raise RoadnetError("config_unreadable", file=path.name, reason=str(error)) from error


def _to_layer(name: str, row: object, base: Path) -> LayerConfig:
    if name == GTFS:
        return _to_feed(row, base)
    table = dict(_table(row, f"layers.{name}"))
    side = {key: table.pop(key) for key in _SIDE_KEYS.get(name, ()) if key in table}
    more = _table(table.pop("more", {}), f"layers.{name}.more")
    config = _to_table(name, table, base, f"layers.{name}")
    further: dict[str, Any] = {
        key: _to_table(MERGERS if key == "mergers" else name, row, base, f"layers.{name}.{key}")
        for key, row in side.items()
    }
    parts = {
        part: _to_table(name, row, base, f"layers.{name}.more.{part}") for part, row in more.items()
    }
    return replace(config, more=parts, **further)


def _to_feed(row: object, base: Path) -> LayerConfig:
    where = f"layers.{GTFS}"
    table = _table(row, where)
    _require_keys(table, _FEED_KEYS, where)
    texts = {key: _text(table, key, where) for key in _FEED_KEYS}
    if not texts["path"]:
        raise RoadnetError("config_path_missing", layer=GTFS)
    if texts["period"]:
        try:
            parse_period(texts["period"])
        except ValueError as error:
            shown = {"where": f"{where}.period", "value": texts["period"][:80]}
            raise RoadnetError("config_bad_period", **shown) from error
    return LayerConfig(
        path=to_local_path(texts["path"], base),
        encoding=texts["encoding"],
        crs=texts["crs"],
        period=texts["period"],
    )


def _to_table(name: str, row: object, base: Path, where: str) -> LayerConfig:
    table = _table(row, where)
    _require_keys(table, (*_TEXT_KEYS, *_TABLE_KEYS, "shift"), where)
    texts = {key: _text(table, key, where) for key in _TEXT_KEYS}
    if not texts["path"]:
        raise RoadnetError("config_path_missing", layer=name)
    tables = {key: _table(table.get(key, {}), f"{where}.{key}") for key in _TABLE_KEYS}
    if name in _models():
        _require_columns(name, tables, where)
    columns = {k: _text(tables["columns"], k, f"{where}.columns") for k in tables["columns"]}
    maps = {
        key: {c: _scalars(_table(v, f"{where}.{key}.{c}"), where) for c, v in tables[key].items()}
        for key in ("values", "patterns")
    }
    _require_patterns(maps["patterns"], where)
    defaults = _scalars(tables["defaults"], f"{where}.defaults")
    for told in maps.values():
        _require_meanings(name, told, where)
    _require_meanings(name, {column: {"": value} for column, value in defaults.items()}, where)
    return LayerConfig(
        path=_to_path(texts.pop("path"), base, where),
        **texts,
        columns=columns,
        values=maps["values"],
        patterns=maps["patterns"],
        defaults=defaults,
        geometry=None,
        mergers=None,
        previous=None,
        more={},
        shift=_to_shift(table["shift"], f"{where}.shift") if "shift" in table else None,
    )


def _to_shift(row: object, where: str) -> DatumShift:
    table = _table(row, where)
    _require_keys(table, [known.name for known in fields(DatumShift)], where)
    for key, value in table.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            raise RoadnetError("config_wrong_type", where=f"{where}.{key}", value=str(value)[:80])
    return DatumShift(**{key: float(value) for key, value in table.items()})


def _to_path(text: str, base: Path, where: str) -> Path:
    """Convert a path as written; a layer's table may stand in a database instead."""
    if is_database(text) and where.count(".") == 1:
        to_address(text)  # it is understood and has no password, or is refused
        return Path(text)
    return to_local_path(text, base)


def to_local_path(text: str, base: Path) -> Path:
    """Convert a path as written to an absolute one on this machine.

    Raises
    ------
    RoadnetError
        ``path_not_local`` for an address, a connection string or a virtual file system.
    """
    plain = text.replace("\\", "/")
    scheme = re.match(r"^[A-Za-z][A-Za-z0-9+.-]+:", plain)
    if scheme or plain.startswith(("/vsi", "//", "<", "{")) or "\x00" in text:
        raise RoadnetError("path_not_local", path=text)
    return (base / plain).absolute()


def _models() -> Mapping[str, Layer]:
    return {**layers(), MERGERS: merger_model()}


def _require_columns(layer: str, tables: Mapping[str, Mapping[str, object]], where: str) -> None:
    """Require that mapped columns are of the data model; a standard may add columns to stops."""
    known = _models()[layer].columns
    for key, table in tables.items():
        for name in table:
            if name not in known and not (layer == "stops" and re.match(r"^(has|is)_\w+$", name)):
                raise _unknown(name, known, f"{where}.{key}")


def _require_meanings(layer: str, maps: Mapping[str, Mapping[str, Scalar]], where: str) -> None:
    """Require that what a value is said to mean is of the column's enumeration."""
    known = layers()[layer].columns if layer in layers() else {}
    for column, table in maps.items():
        allowed = known[column].values if column in known else ()
        for value in table.values():
            if allowed and str(value) not in allowed:
                raise RoadnetError(
                    "config_bad_value",
                    where=f"[{where}]",
                    column=column,
                    value=str(value)[:80],
                    known=", ".join(allowed),
                )


def _require_patterns(patterns: Mapping[str, Mapping[str, object]], where: str) -> None:
    for column, table in patterns.items():
        for pattern in table:
            try:
                re.compile(pattern)
            except (re.error, RecursionError, OverflowError) as error:
                raise RoadnetError(
                    "config_bad_pattern",
                    where=f"{where}.patterns.{column}",
                    pattern=pattern,
                    reason=str(error),
                ) from error


def _require_keys(table: Mapping[str, object], known: Iterable[str], where: str) -> None:
    for key in table:
        if key not in known:
            raise _unknown(key, known, where)


def _unknown(key: str, known: Iterable[str], where: str) -> RoadnetError:
    from rapidfuzz import process  # a package of some weight, for a mistake alone

    names = list(known)
    near = process.extractOne(key, names, score_cutoff=_SIMILAR)
    return RoadnetError(
        "config_unknown_key",
        key=key,
        where=f"[{where}]" if where else "district.toml",
        near=near[0] if near else ", ".join(names[:8]),
    )


def _table(value: object, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise RoadnetError("config_wrong_type", where=where, value=str(value)[:80])
    return value


def _text(table: Mapping[str, object], key: str, where: str) -> str:
    value = table.get(key, "")
    if isinstance(value, dict | list):
        raise RoadnetError("config_wrong_type", where=f"{where}.{key}", value=str(value)[:80])
    return str(value)


def _length(table: Mapping[str, object], key: str, where: str) -> float | None:
    value = table.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < inf:
        raise RoadnetError("config_wrong_type", where=f"{where}.{key}", value=str(value)[:80])
    return float(value)


def _scalars(table: Mapping[str, object], where: str) -> dict[str, Scalar]:
    for key, value in table.items():
        if not isinstance(value, str | int | float | bool):
            raise RoadnetError("config_wrong_type", where=f"{where}.{key}", value=str(value)[:80])
    return dict(table)  # type: ignore[arg-type]
