"""The built-in district as a source: generated once into the user's cache, then read from there."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final

from roadnet.demo.mark import MARK, generator_digest

CACHE_VARIABLE: Final = "ROADNET_CACHE"
"""Environment variable that names another folder for the cache."""

_CONFIG: Final = "district.toml"
_SHIPPED: Final = Path(__file__).parents[2] / "data" / "demo"
"""Where a checkout keeps the district that its generator makes."""


def demo_source(year: int | None = None) -> Path:
    """Return the ``district.toml`` of the demonstration district; make it where it is not.

    Parameters
    ----------
    year
        One of its years; the latest if None.

    It stands in the user's cache folder under a digest of the generator, so that another version
    never reads it: a copy of the one that the checkout keeps, if this very generator made that,
    else generated. A run that is interrupted leaves nothing half made.

    Raises
    ------
    OSError
        If neither the cache folder nor the temporary folder can be written.
    """
    top = _top()
    return top if year is None else top.parent / str(year) / _CONFIG


def _top() -> Path:
    name = f"demo-{generator_digest()}"
    for base in (cache_folder(), Path(tempfile.gettempdir()) / "roadnet"):
        config = base / name / _CONFIG
        if config.is_file():
            return config
        try:
            base.mkdir(parents=True, exist_ok=True)
            return _generate(base / name)
        except PermissionError:
            continue
    raise PermissionError(13, "no folder for the demonstration district", str(cache_folder()))


def cache_folder() -> Path:
    """Return the folder in which this program may keep what it can make again."""
    if chosen := os.environ.get(CACHE_VARIABLE):
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData/Local") / "roadnet"
    if sys.platform == "darwin":
        return Path.home() / "Library/Caches/roadnet"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "roadnet"


def _is_shipped() -> bool:
    mark = _SHIPPED / MARK
    return mark.is_file() and mark.read_text(encoding="utf-8").strip() == generator_digest()


def _make(folder: Path) -> None:
    if _is_shipped():
        shutil.copytree(_SHIPPED, folder)
        return
    from roadnet.demo.write import write_demo

    write_demo(folder)


def _generate(folder: Path) -> Path:
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        _make(beside / "district")
        try:
            (beside / "district").rename(folder)
        except OSError:
            # Another run was quicker; or what stands there is not whole, and goes.
            if not (folder / _CONFIG).is_file():
                shutil.rmtree(folder, ignore_errors=True)
                (beside / "district").rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return folder / _CONFIG
