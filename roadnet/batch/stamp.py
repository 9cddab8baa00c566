"""A mark of everything that a district's results depend on."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import roadnet
from roadnet.batch.task import Options
from roadnet.errors import RoadnetError
from roadnet.io.config import every_file
from roadnet.io.limits import chosen_limits
from roadnet.io.postgis.address import is_database
from roadnet.io.source import find_district
from roadnet.standards import SHIPPED


def stamp_of(source: str, options: Options) -> str:
    """Return a mark that changes when a file that is read, an option or the program changes.

    A source that cannot be read has one too: the fault is told when it is assessed.
    """
    marks = [roadnet.__version__, source, repr(sorted(asdict(options).items()))]
    if is_database(source) or _reads_database(
        source
    ):  # what stands in it now is not known: it is never taken for done
        marks.append(secrets.token_hex())
    marks += [_mark(path) for path in _files(source, options)]
    return hashlib.sha256("\n".join(marks).encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _reads_database(source: str) -> bool:
    try:
        rows = find_district(Path(source), chosen_limits()).layers.values()
    except RoadnetError:
        return False
    return any(is_database(str(row.path)) for row in rows)


def _files(source: str, options: Options) -> Iterator[Path]:
    path = Path(source)
    try:
        config = find_district(path, chosen_limits())
    except RoadnetError:
        return
    yield path / "district.toml" if path.is_dir() else path
    for standard, base in ((options.standard, Path.cwd()), (config.standard, config.base)):
        if standard and standard not in SHIPPED:
            yield base / standard
    for part in every_file(config):
        # A shapefile is several files of one stem.
        yield from sorted(part.path.parent.glob(f"{_literal(part.path.stem)}.*"))


def _literal(stem: str) -> str:
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in stem)


def _mark(path: Path) -> str:
    try:
        about = path.stat()
    except OSError:
        return f"{path.name}|-"
    return f"{path.name}|{about.st_size}|{about.st_mtime_ns}"
