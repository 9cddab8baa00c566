"""Write the demonstration district's files."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd
import pyogrio

from roadnet.demo.generate import DemoDistrict, generate
from roadnet.demo.mark import mark_generator
from roadnet.demo.names import words
from roadnet.demo.options import CRS, DemoOptions

_PACKAGE: Final = "district.gpkg"
_CLOCK: Final = "OGR_CURRENT_DATE"


def write_demo(directory: Path, options: DemoOptions | None = None) -> list[Path]:
    """Generate the district and write it below ``directory``, which is made where needed.

    Each year has a folder with ``district.toml``, ``district.gpkg`` and ``truth.json``; the
    ``district.toml`` on top names the latest year's GeoPackage. Everything is written beside
    ``directory`` first and then moved, so a file is either whole or as it was before. The same
    options give the same bytes with the same versions of the libraries. Beside the district by the
    usual options, ``generator.txt`` says which generator made it.

    Returns
    -------
    The files written, the topmost first.

    Raises
    ------
    OSError
        If ``directory`` cannot be written.
    """
    files = write_district(directory, generate(options))
    if options in (None, DemoOptions()):
        mark_generator(Path(directory))
    return files


def write_district(directory: Path, district: DemoDistrict) -> list[Path]:
    """Write a generated district; see :func:`write_demo`."""
    directory = Path(directory)
    directory.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{directory.name}-", dir=directory.parent))
    try:
        names = _write_all(beside, district)
        for name in names:
            target = directory / name
            target.parent.mkdir(parents=True, exist_ok=True)
            (beside / name).replace(target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return [directory / name for name in names]


def _write_all(folder: Path, district: DemoDistrict) -> list[Path]:
    """Write every file below ``folder``; returns their names relative to it."""
    latest = max(district.years)
    names = [Path("district.toml")]
    layers = district.years[latest]
    _write_text(folder / names[0], _to_toml(layers, latest, f"{latest}/{_PACKAGE}"))
    for year, layers in district.years.items():
        here = Path(str(year))
        (folder / here).mkdir()
        _write_text(folder / here / "district.toml", _to_toml(layers, year, _PACKAGE))
        _write_package(folder / here / _PACKAGE, layers, f"{year}-12-31T00:00:00.000Z")
        truth = json.dumps(district.truth[year].to_dict(), ensure_ascii=False, indent=1)
        _write_text(folder / here / "truth.json", truth + "\n")
        names += [here / "district.toml", here / _PACKAGE, here / "truth.json"]
    return names


def _write_text(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _to_toml(layers: Mapping[str, gpd.GeoDataFrame], year: int, package: str) -> str:
    lines = [
        "[district]",
        f'name = "{words()["county"]}"',
        'standard = "cn"',
        f'crs = "{CRS}"',
        f'data_date = "{year}-12-31"',
    ]
    for name in layers:
        lines += ["", f"[layers.{name}]", f'path = "{package}"', f'layer = "{name}"']
    return "\n".join(lines) + "\n"


def _write_package(path: Path, layers: Mapping[str, gpd.GeoDataFrame], moment: str) -> None:
    """Write one GeoPackage whose time stamps say ``moment``."""
    with _clock(moment):
        for at, (name, frame) in enumerate(layers.items()):
            bare = frame.geometry.isna().all()
            table = pd.DataFrame(frame.drop(columns="geometry")) if bare else frame
            kind = None if bare else _geometry_type(frame)
            pyogrio.write_dataframe(
                table, path, layer=name, driver="GPKG", append=at > 0, geometry_type=kind
            )


def _geometry_type(frame: gpd.GeoDataFrame) -> str:
    kinds = sorted(frame.geometry.dropna().geom_type.unique())
    if len(kinds) == 1:
        return str(kinds[0])
    multi = f"Multi{kinds[0]}"
    return multi if kinds[1:] == [multi] or kinds == [multi[5:], multi] else "Unknown"


@contextmanager
def _clock(moment: str) -> Iterator[None]:
    before = pyogrio.get_gdal_config_option(_CLOCK)
    pyogrio.set_gdal_config_options({_CLOCK: moment})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({_CLOCK: before})
