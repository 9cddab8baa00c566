"""Files that belong together, written whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from roadnet.errors import RoadnetError

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Beside:
    """Files that are written elsewhere, while others are written here.

    ``begin`` is given the folder that they belong in and returns at once; they are there when its
    answer is. ``end`` stops what is at work in the folder, where the others cannot be written.
    """

    names: Sequence[str]
    begin: Callable[[Path], Future[Any]]
    end: Callable[[], object]


def write_whole(
    directory: Path,
    writers: Mapping[str, Callable[[Path], object]],
    *,
    beside: Beside | None = None,
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
        replaced in this order.
    beside
        Further files, replaced before these.
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
    names = (*beside.names, *writers) if beside else tuple(writers)
    with staging_folder(directory) as stage:
        begun = beside.begin(stage) if beside else None
        try:
            for done, (name, write) in enumerate(writers.items()):
                if progress:
                    progress("write", done / len(writers))
                (stage / name).parent.mkdir(parents=True, exist_ok=True)
                write(stage / name)
            if begun:
                begun.result()
        except BaseException:
            if beside:
                beside.end()  # before the folder goes: it would come back
            raise
        for name in names:
            _move(stage / name, directory / name)
    if progress:
        progress("write", 1.0)
    return [directory / name for name in names]


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
