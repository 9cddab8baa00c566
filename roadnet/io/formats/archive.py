"""Zip archives: members are counted, measured and named before anything is written."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Container
from pathlib import Path, PurePosixPath
from typing import Final

from roadnet.errors import RoadnetError
from roadnet.io.formats.drivers import is_data_file
from roadnet.io.limits import ReadLimits
from roadnet.io.raw import Job, Note

_BROKEN: Final = (
    zipfile.BadZipFile,
    EOFError,
    NotImplementedError,
    ValueError,
    IndexError,  # a member without a name
    zlib.error,
)
_CHUNK: Final = 1 << 20
_UTF8_NAMES: Final = 0x800
_DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))}
)


def extract_zip(
    path: Path, folder: Path, limits: ReadLimits, *, only: Container[str] | None = None
) -> None:
    """Extract an archive into a new folder; ``only`` lists the files' names, any case, if not all.

    Members that are links, lead out of the folder or bear a device's name are refused, and the
    archive with them. Names made by a Chinese Windows are read as such.

    Raises
    ------
    RoadnetError
        ``archive_broken``, ``archive_unsafe``, ``archive_too_large``, ``archive_locked``.
    """
    folder.mkdir()
    try:
        with zipfile.ZipFile(path, metadata_encoding=_names_encoding(path)) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
            _require_modest(path, members, limits)
            targets = [_to_target(path, folder, info) for info in members]
            budget = limits.expanded_bytes
            for info, target in zip(members, targets, strict=True):
                if only is None or target.name.casefold() in only:
                    budget -= _extract(archive, info, target, path, budget)
    except (*_BROKEN, OSError) as error:
        raise RoadnetError("archive_broken", file=path.name, reason=str(error)) from error
    except RuntimeError as error:  # zipfile's word for a password
        raise RoadnetError("archive_locked", file=path.name) from error


def list_members(folder: Path) -> list[Path]:
    """List the data files of an extracted archive, archives within it last."""
    files = [p for p in sorted(folder.rglob("*")) if p.is_file() and is_data_file(p)]
    files = [p for p in files if "__MACOSX" not in p.parts]
    return sorted(files, key=lambda p: p.suffix.lower() == ".zip")


def pick_member(archive: Path, folder: Path, job: Job) -> tuple[Path, str, tuple[Note, ...]]:
    """Pick the file that a job means: it and the layer's name inside it, and what to note.

    ``job.layer`` may be a member's path, its name with or without its ending, or a layer inside
    the one member there is; ``member/layer`` names both.

    Raises
    ------
    RoadnetError
        ``archive_without_data``, ``layer_unknown``.
    """
    members = list_members(folder)
    if not members:
        raise RoadnetError("archive_without_data", file=archive.name)
    for member in members:
        inner = _inner_layer(member.relative_to(folder), job.layer)
        if inner is not None:
            return member, inner, ()
    if len(members) == 1:
        return members[0], job.layer, ()
    names = ", ".join(member.relative_to(folder).as_posix() for member in members)
    if job.layer:
        raise RoadnetError("layer_unknown", file=archive.name, layer=job.layer, known=names)
    chosen = members[0].relative_to(folder).as_posix()
    note = Note("layer_chosen", figures={"file": archive.name, "chosen": chosen, "known": names})
    return members[0], "", (note,)


def _inner_layer(member: Path, layer: str) -> str | None:
    if not layer:
        return None
    whole = member.as_posix()
    if layer in (whole, member.name, member.stem):
        return ""
    return layer.removeprefix(whole + "/") if layer.startswith(whole + "/") else None


def _names_encoding(path: Path) -> str:
    """How the names without a UTF-8 flag are written: UTF-8 if they can be, else GB 18030."""
    with zipfile.ZipFile(path) as archive:
        plain = [i.orig_filename for i in archive.infolist() if not i.flag_bits & _UTF8_NAMES]
    stored = b"\n".join(name.encode("cp437", "replace") for name in plain)
    for encoding in ("utf-8", "gb18030"):
        try:
            stored.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return "cp437"


def _require_modest(path: Path, members: list[zipfile.ZipInfo], limits: ReadLimits) -> None:
    total = sum(info.file_size for info in members)
    if len(members) > limits.members or total > limits.expanded_bytes:
        raise RoadnetError("archive_too_large", file=path.name)
    for info in members:
        swollen = info.file_size > limits.ratio * max(info.compress_size, 1)
        if swollen and info.file_size > limits.ratio_from_bytes:
            raise RoadnetError("archive_too_large", file=path.name)


def _to_target(path: Path, folder: Path, info: zipfile.ZipInfo) -> Path:
    name = info.filename.replace("\\", "/")
    pure = PurePosixPath(name)
    bad = pure.is_absolute() or ".." in pure.parts or ":" in name or "\x00" in info.orig_filename
    devices = any(part.split(".")[0].strip().lower() in _DEVICES for part in pure.parts)
    link = stat.S_ISLNK(info.external_attr >> 16)
    if bad or devices or link or not pure.parts:
        raise RoadnetError("archive_unsafe", file=path.name, member=name[:100])
    return folder.joinpath(*pure.parts)


def _extract(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path, path: Path, budget: int
) -> int:
    target.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    with archive.open(info) as source, target.open("xb") as sink:
        while chunk := source.read(_CHUNK):
            written += len(chunk)
            if written > budget or written > info.file_size:
                raise RoadnetError("archive_too_large", file=path.name)
            sink.write(chunk)
    return written
