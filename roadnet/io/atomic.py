"""Files appear whole or not at all: written beside, flushed to the disk, then renamed."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from roadnet.errors import RoadnetError


@contextmanager
def replace_file(path: Path) -> Iterator[Path]:
    """Give a temporary path beside ``path``; when the block ends well it takes that name.

    The folder is made where it is not there. If the block fails, what was there before stays and
    nothing is left behind.

    Raises
    ------
    RoadnetError
        ``write_failed`` where the disk refuses.
    """
    beside = path.with_name(f".{path.stem[:80]}.{secrets.token_hex(4)}{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield beside
            _flush(beside)
            beside.replace(path)
            _flush_folder(path.parent)
        finally:
            for left in (beside, *(Path(f"{beside}{end}") for end in ("-wal", "-shm", "-journal"))):
                with suppress(OSError):
                    left.unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise RoadnetError("write_failed", file=str(path), reason=reason) from error


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file whole."""
    with replace_file(path) as beside:
        beside.write_bytes(data)


def write_text(path: Path, text: str) -> None:
    """Write a text whole, in UTF-8 and with its line ends as they are."""
    write_bytes(path, text.encode("utf-8"))


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # Windows has no handle to flush a folder by
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
