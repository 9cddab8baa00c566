"""Files that belong together, written whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path

from roadnet.errors import RoadnetError

Progress = Callable[[str, float], None]


def write_whole(
    directory: Path,
    writers: Mapping[str, Callable[[Path], object]],
    *,
    progress: Progress | None = None,
) -> list[Path]:
    """Write several files into a folder, which is made where needed.

    All of them are written into a temporary folder there and then moved into place one by one, so
    that each file is whole at any time and an interrupted run leaves the old ones.

    Parameters
    ----------
    directory
        Where to.
    writers
        By file name, with ``/`` after a folder, what writes the file at the path that it is given;
        replaced in this order. One that has the file written beside returns a ``Future``, and
        what that raises is raised here.
    progress
        Is told the step ``write`` and the share of it that is done.

    Returns
    -------
    The files, in order.

    Raises
    ------
    RoadnetError
        ``write_failed`` where the disk refuses, or a file is held open by another program.
    """
    directory = Path(directory)
    with staging_folder(directory) as stage:
        begun = []
        for done, (name, write) in enumerate(writers.items()):
            if progress:
                progress("write", done / len(writers))
            (stage / name).parent.mkdir(parents=True, exist_ok=True)
            begun.append(write(stage / name))
        for writing in begun:
            if isinstance(writing, Future):
                writing.result()
        for name in writers:
            _move(stage / name, directory / name)
    if progress:
        progress("write", 1.0)
    return [directory / name for name in writers]


@contextmanager
def staging_folder(directory: Path) -> Iterator[Path]:
    """Give a temporary folder on the same disk as ``directory``; it goes when the block ends.

    Raises
    ------
    RoadnetError
        ``write_failed`` where the disk refuses.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=".roadnet-", dir=directory))
    except OSError as error:
        raise _refused(directory, error) from error
    try:
        yield stage
    except OSError as error:
        raise _refused(directory, error) from error
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _move(source: Path, target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(source, target)  # noqa: PTH105 - the one call that replaces at once
    except OSError as error:
        raise _refused(target, error) from error


def _refused(path: Path, error: OSError) -> RoadnetError:
    return RoadnetError("write_failed", file=str(path), reason=error.strerror or str(error))
