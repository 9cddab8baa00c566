"""What SOURCE means on the command line."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from roadnet.errors import RoadnetError
from roadnet.io.postgis.address import is_database
from roadnet.standards import SHIPPED

if TYPE_CHECKING:
    from roadnet.cli.console import Progress
    from roadnet.district import District
    from roadnet.planning.hazard_log import Entry

DEMO: Final = "demo"


def read_source(source: str, standard: str | None, progress: Progress) -> District:
    """Read the district that SOURCE names; ``demo`` is the built-in one.

    A standard's file named on the command line is looked for from the current folder.

    Raises
    ------
    RoadnetError
        What reading raises.
    """
    from roadnet.io.read import read_district

    if standard is not None and standard not in SHIPPED:
        standard = str(Path(standard).absolute())
    if source != DEMO:
        return read_district(source, standard=standard, progress=progress)
    from roadnet.demo.source import demo_source

    progress("demo", 0.0)
    return read_district(demo_source(), standard=standard, progress=progress, inline=True)


def hazard_log_of(source: str) -> tuple[Entry, ...]:
    """Return what the hazard log beside the data says; nothing where there is none.

    Raises
    ------
    RoadnetError
        ``hazard_log_bad``.
    """
    from roadnet.planning.hazard_log import FILE_NAME, read_hazard_log

    if source == DEMO or is_database(source):
        return ()
    path = Path(source)
    return read_hazard_log((path if path.is_dir() else path.parent) / FILE_NAME).entries


def require_apart(source: str, output: Path, names: Iterable[str]) -> None:
    """Require that no file to be written is one that is read.

    Raises
    ------
    RoadnetError
        ``output_is_input`` with the file's name; what finding the district raises.
    """
    from roadnet.io.config import every_file
    from roadnet.io.limits import chosen_limits
    from roadnet.io.source import find_district

    if source == DEMO or is_database(source):
        return
    config = find_district(Path(source), chosen_limits())
    read = {part.path.resolve() for part in every_file(config)}
    for name in names:
        if (output / name).resolve() in read:
            raise RoadnetError("output_is_input", file=str(output / name))


def require_writable(folder: Path) -> None:
    """Require that a folder can be written to, or be made; nothing is made yet.

    Raises
    ------
    RoadnetError
        ``output_unwritable`` with the path that stands in the way.
    """
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        raise RoadnetError("output_unwritable", file=str(folder), at=str(there))
