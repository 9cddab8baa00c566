"""Open one table of one file: stage it, know it, hand it to the reader of its format."""

from __future__ import annotations

import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from roadnet.errors import RoadnetError
from roadnet.io.formats import csvfile, excel, osm, vector
from roadnet.io.formats.archive import extract_zip, list_members, pick_member
from roadnet.io.formats.drivers import Format, require_content, to_format
from roadnet.io.formats.osm_tags import osm_layers
from roadnet.io.formats.parquet import read_parquet
from roadnet.io.formats.rowfilter import filter_rows
from roadnet.io.gtfs.feed import is_feed
from roadnet.io.gtfs.read import read_feed
from roadnet.io.limits import ReadLimits
from roadnet.io.raw import Job, RawLayer, describe, describe_feed

# GDAL's errors are RuntimeErrors; what Arrow reads badly may be an OSError, or a SystemError where
# a damaged length goes through the interpreter; pyogrio has a name without a value on odd systems.
_BROKEN: Final = (
    pa.ArrowException,
    OSError,
    RuntimeError,
    SystemError,
    UnboundLocalError,
    UnicodeDecodeError,
    zlib.error,
)
Reader = Callable[[Path, Job, ReadLimits], RawLayer]
_READERS: Final[dict[Format, Reader]] = {
    "shapefile": vector.read_shapefile,
    "dbf": vector.read_dbf,
    "gpkg": vector.read_geopackage,
    "geojson": vector.read_geojson,
    "flatgeobuf": vector.read_plain,
    "kml": vector.read_plain,
    "gpx": vector.read_plain,
    "osm": osm.read_osm,
    "parquet": read_parquet,
    "csv": csvfile.read_csv,
    "excel": excel.read_excel,
}
_STAGED_PARTS: Final[dict[Format, tuple[str, ...]]] = {
    "shapefile": (".shp", ".shx", ".dbf", ".prj", ".cpg"),
    "dbf": (".dbf", ".cpg"),
    "gpkg": (".gpkg", ".gpkg-wal"),
}


def read_job(job: Job, limits: ReadLimits, scratch: Path) -> RawLayer:
    """Read one table of one file.

    Parameters
    ----------
    job
        What to read.
    limits
        What a file may ask for.
    scratch
        An empty folder, or that of another table of the same GeoPackage; the file is copied there
        under a plain name, so that nothing is ever written beside the user's files and no part of
        a path is taken for a command.

    Raises
    ------
    RoadnetError
        With the file's name: not there, too large, of an unknown or another format, broken.
    """
    path = Path(job.path)
    if job.timetable:
        return _read_timetable(path, job, limits, scratch)
    require_local_file(path, limits)
    form = to_format(path)
    require_content(path, form)
    if form == "zip":
        folder = scratch / "zip"
        extract_zip(path, folder, limits)
        member, inner, notes = pick_member(path, folder, job)
        job = replace(job, path=str(member), layer=inner)
        raw = read_job(job, limits, _fresh(scratch, "member"))
        return replace(raw, notes=(*notes, *raw.notes))
    with _broken_files_told(path.name):
        raw = _READERS[form](_stage(path, form, scratch), job, limits)
    if raw.table.num_rows > limits.rows:
        raise RoadnetError("too_many_rows", file=path.name, limit=limits.rows)
    return filter_rows(raw, job)


def _read_timetable(path: Path, job: Job, limits: ReadLimits, scratch: Path) -> RawLayer:
    if not _is_local_folder(path):
        require_local_file(path, limits)
        require_content(path, "zip")
    return read_feed(job, limits, scratch)


def _is_local_folder(path: Path) -> bool:
    try:
        return path.is_dir() and not str(path).replace("\\", "/").startswith(("/vsi", "//"))
    except (OSError, ValueError):
        return False


def require_local_file(path: Path, limits: ReadLimits) -> None:
    """Require a plain file on this machine within the limit of size.

    Raises
    ------
    RoadnetError
        ``file_missing``, ``path_not_local``, ``file_too_large``.
    """
    if str(path).replace("\\", "/").startswith(("/vsi", "//")) or "://" in str(path):
        raise RoadnetError("path_not_local", path=str(path))
    try:
        known = path.is_file()
        size = path.stat().st_size if known else 0
    except (OSError, ValueError):
        known, size = False, 0
    if not known:
        raise RoadnetError("file_missing", file=str(path))
    if size > limits.file_bytes:
        raise RoadnetError("file_too_large", file=path.name)


def describe_file(job: Job, limits: ReadLimits, scratch: Path) -> list[dict[str, Any]]:
    """Describe every table of a file, for a person to choose from; empty ones are left out.

    Raises
    ------
    RoadnetError
        As :func:`read_job`, where no table can be read.
    """
    if members := feed_members(Path(job.path), limits):
        return [describe_feed(members)]
    found, failed = [], None
    for number, name in enumerate(list_tables(Path(job.path), limits, _fresh(scratch, "list"))):
        try:
            raw = read_job(replace(job, layer=name), limits, _fresh(scratch, f"t{number}"))
        except RoadnetError as error:
            failed = error
            continue
        if raw.table.num_rows:
            found.append(describe(name, raw))
    if not found and failed:
        raise failed
    return found


def feed_members(path: Path, limits: ReadLimits) -> list[str]:
    """Return the files of a timetable (GTFS) in a zip; none where the zip is anything else.

    Raises
    ------
    RoadnetError
        ``file_missing``, ``format_unknown``, ``content_mismatch``, ``file_unreadable``.
    """
    require_local_file(path, limits)
    form = to_format(path)
    require_content(path, form)
    if form != "zip":
        return []
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise RoadnetError("file_unreadable", file=path.name, reason=str(error)) from error
    members = sorted({name.rpartition("/")[2] for name in names})
    return members if is_feed(members) else []


def list_tables(path: Path, limits: ReadLimits, scratch: Path) -> list[str]:
    """List the tables of a file, by the names that a job's ``layer`` takes; "" is the only one."""
    require_local_file(path, limits)
    form = to_format(path)
    require_content(path, form)
    if form == "zip":
        folder = scratch / "zip"
        extract_zip(path, folder, limits)
        names = []
        for number, member in enumerate(list_members(folder)):
            inside = member.relative_to(folder).as_posix()
            inner = list_tables(member, limits, _fresh(scratch, f"m{number}"))
            names += [f"{inside}/{layer}" if layer else inside for layer in inner]
        return names
    if form in ("parquet", "shapefile", "dbf", "geojson"):
        return [""]
    staged = _stage(path, form, scratch)
    try:
        with _broken_files_told(path.name):
            if form == "csv":
                return csvfile.list_parts(staged, limits)
            if form == "excel":
                return excel.list_sheets(staged, limits)
            return list(osm_layers()) if form == "osm" else vector.list_names(staged, form)
    except RoadnetError as error:  # it knows the copy's name alone
        raise RoadnetError(error.code, **{**error.params, "file": path.name}) from error


@contextmanager
def _broken_files_told(file: str) -> Iterator[None]:
    """Turn what the libraries throw at a broken file into the message that it cannot be read."""
    try:
        yield
    except _BROKEN as error:
        raise RoadnetError("file_unreadable", file=file, reason=_first_line(error)) from error
    except BaseException as error:
        # A panic of calamine, which pyo3 keeps out of Exception; its class cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise RoadnetError("file_unreadable", file=file, reason=_first_line(error)) from error


def _first_line(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0][:300]


def _stage(path: Path, form: Format, scratch: Path) -> Path:
    """Copy a file, and its parts of any case, under a plain name."""
    suffix = path.suffix.lower()
    target = scratch / f"data{'.osm.pbf' if suffix == '.pbf' else suffix}"
    if form == "gpkg" and target.exists():  # for another of its tables
        return target
    wanted, copies = _STAGED_PARTS.get(form, (suffix,)), []
    stem = path.stem.casefold()
    for part in path.parent.iterdir() if len(wanted) > 1 else [path]:
        ending = part.suffix.lower()
        if part.stem.casefold() == stem and ending in wanted and part.is_file():
            copies.append((part, target.with_suffix(ending) if len(wanted) > 1 else target))
    if target not in [to for _, to in copies]:
        copies.append((path, target))
    # What is there is taken for whole, the main file for all: it takes its name last.
    for source, to in sorted(copies, key=lambda copy: copy[1] == target):
        beside = scratch / f"copying{to.suffix}"
        shutil.copyfile(source, beside)
        beside.replace(to)
    return target


def _fresh(scratch: Path, name: str) -> Path:
    folder = scratch / name
    folder.mkdir()
    return folder
