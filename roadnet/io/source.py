"""Where a district is: what the user points at, to a configuration."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from roadnet.errors import RoadnetError
from roadnet.io.config import CONFIG_NAME, GTFS, DistrictConfig, LayerConfig, read_config
from roadnet.io.formats.drivers import is_data_file
from roadnet.io.limits import ReadLimits
from roadnet.schema import layers

_MOST_FILES: Final = 5_000


def find_district(source: Path, limits: ReadLimits) -> DistrictConfig:
    """Find the district that a path means.

    Raises
    ------
    RoadnetError
        ``source_missing``; ``source_without_layers`` where no file or table is named as a layer;
        what :func:`roadnet.io.config.read_config` raises.
    """
    try:
        is_file, is_folder = source.is_file(), source.is_dir()
    except (OSError, ValueError):
        is_file = is_folder = False
    if is_folder:
        config = source / CONFIG_NAME
        return read_config(config) if config.is_file() else _from_folder(source)
    if not is_file:
        raise RoadnetError("source_missing", source=str(source)[:200])
    if source.suffix.lower() == ".toml":
        return read_config(source)
    if source.suffix.lower() == ".gpkg":
        return _from_geopackage(source, limits)
    raise RoadnetError("source_without_layers", source=str(source), known=", ".join(layers()))


def _from_folder(folder: Path) -> DistrictConfig:
    """One file a layer, named as the layer, in the folder or in one of its own named so."""
    found: dict[str, LayerConfig] = {}
    for number, path in enumerate(sorted(folder.iterdir(), key=lambda p: p.name)):
        if number >= _MOST_FILES:
            break
        name = _layer_name(path)
        is_known = name in layers() or (name == GTFS and path.suffix.lower() == ".zip")
        if not (path.is_file() and is_data_file(path) and is_known):
            continue
        if name in found:
            files = f"{found[name].path.name}, {path.name}"
            raise RoadnetError("layer_in_two_files", layer=name, files=files)
        found[name] = LayerConfig(path=path.absolute())
    if not found:
        known = ", ".join(layers())
        raise RoadnetError("source_without_layers", source=str(folder), known=known)
    in_order = {name: found[name] for name in (*layers(), GTFS) if name in found}
    return DistrictConfig(name=folder.resolve().name, layers=in_order, base=folder)


def _layer_name(path: Path) -> str:
    """``Roads.osm.pbf`` is of layer ``roads``."""
    return path.name.split(".")[0].casefold()


def _from_geopackage(path: Path, limits: ReadLimits) -> DistrictConfig:
    tables = _list_safely(path, limits)
    found = {table.casefold(): table for table in reversed(tables)}
    chosen = {
        name: LayerConfig(path=path.absolute(), layer=found[name])
        for name in layers()
        if name in found
    }
    if not chosen:
        known = ", ".join(tables) or "-"
        raise RoadnetError("source_without_layers", source=str(path), known=known)
    return DistrictConfig(name=path.stem, layers=chosen, base=path.parent)


def _list_safely(path: Path, limits: ReadLimits) -> list[str]:
    """List tables from a copy, so that nothing is written beside the user's file."""
    from roadnet.io.formats.open import list_tables

    with TemporaryDirectory(prefix="roadnet-", ignore_cleanup_errors=True) as scratch:
        return list_tables(path, limits, Path(scratch))
