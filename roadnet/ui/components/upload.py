"""Files of the user's own: kept in a folder of the session under safe names."""

from __future__ import annotations

import re
import shutil
import weakref
from collections.abc import Sequence
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final

import streamlit as st

from roadnet.errors import RoadnetError
from roadnet.io.config import CONFIG_NAME, every_file, read_config
from roadnet.io.formats.drivers import FORMATS
from roadnet.standards import SHIPPED
from roadnet.text import Lang, tr

_UNSAFE: Final = re.compile(r"[^\w.()（）\- ]")
_DEVICES: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_LONGEST: Final = 120
_PARTS: Final = ("toml", "shx", "dbf", "prj", "cpg")
_OWN_CONFIG: Final = "uploaded_config"
_FORMER_CONFIG: Final = "former_config"
_GIVEN_NAME: Final = ".given.toml"  # no uploaded file can be called so
_KINDS: Final = [*(suffix.removeprefix(".") for suffix in FORMATS), *_PARTS]


class SessionFolder:
    """A folder that goes when its session goes; ``given`` is which upload each file is from."""

    def __init__(self) -> None:
        self.path = Path(mkdtemp(prefix="roadnet-upload-"))
        self.given: dict[str, str] = {}
        self._end = weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


def to_safe_name(name: str) -> str:
    """Return a file name without any path, control character or device name in it."""
    last = re.split(r"[\\/]", name)[-1]
    safe = _UNSAFE.sub("_", last).strip(" .") or "file"
    if _DEVICES.fullmatch(safe):
        safe = f"_{safe}"
    stem, dot, suffix = safe.rpartition(".")
    return f"{stem[:_LONGEST]}{dot}{suffix[:12]}" if dot else safe[:_LONGEST]


def choose_files(lang: Lang) -> str | None:
    """Show the upload box; return the folder that holds the files, None where there are none."""
    files = st.file_uploader(
        tr("ui.data.files", lang),
        type=_KINDS,
        accept_multiple_files=True,
        key="uploaded",
        help=tr("ui.data.files_help", lang),
    )
    if not files:
        return None
    folder = _folder()
    names = keep_files(files, folder)
    given = folder.path / _GIVEN_NAME
    own = names == {CONFIG_NAME}
    own = own or (CONFIG_NAME in names and names_files_of(folder.path, given))
    st.session_state[_OWN_CONFIG] = own
    st.session_state[_FORMER_CONFIG] = CONFIG_NAME in names and not own
    if own:
        _take_over(given, folder.path / CONFIG_NAME)
        require_inside(folder.path)
    return str(folder.path)


def _take_over(given: Path, config: Path) -> None:
    """Copy a mapping, unless it is there: its time tells whether anything is to be done anew."""
    data = given.read_bytes()
    if not config.is_file() or config.read_bytes() != data:
        config.write_bytes(data)


def has_own_config() -> bool:
    """Whether a ``district.toml`` was among the uploaded files."""
    return bool(st.session_state.get(_OWN_CONFIG))


def former_config() -> Path | None:
    """Return the uploaded ``district.toml`` that was made for other files; None without one."""
    folder = uploaded_folder()
    is_there = folder and st.session_state.get(_FORMER_CONFIG)
    return Path(folder) / _GIVEN_NAME if folder and is_there else None


def names_files_of(folder: Path, given: Path) -> bool:
    """Whether a ``district.toml`` names any file of a folder.

    One that names none is last year's: its files had other names, or stood elsewhere.

    Raises
    ------
    RoadnetError
        When it cannot be read.
    """
    return any(
        part.path.resolve().is_relative_to(folder.resolve()) and part.path.is_file()
        for part in every_file(read_config(given))
    )


def uploaded_folder() -> str | None:
    """Return the session's folder of uploaded files; None where nothing was uploaded."""
    folder: SessionFolder | None = st.session_state.get("upload_folder")
    return str(folder.path) if folder else None


def require_inside(folder: Path) -> None:
    """Require that an uploaded ``district.toml`` names no data or standard outside its folder.

    Raises
    ------
    RoadnetError
        ``path_outside`` for a path that leads elsewhere; what reading the file raises.
    """
    config = read_config(folder / CONFIG_NAME)
    named = [part.path for part in every_file(config)]
    named += [] if config.standard in SHIPPED else [folder / config.standard]
    for path in named:
        if not path.resolve().is_relative_to(folder.resolve()):
            raise RoadnetError("path_outside", path=path.name)


def _folder() -> SessionFolder:
    if "upload_folder" not in st.session_state:
        st.session_state["upload_folder"] = SessionFolder()
    folder: SessionFolder = st.session_state["upload_folder"]
    return folder


def keep_files(files: Sequence[Any], folder: SessionFolder) -> set[str]:
    """Make the folder hold these files, and the mapping that was made here; return their names.

    A file that is given again replaces the one before, as large as it or not.

    Raises
    ------
    RoadnetError
        ``upload_twice`` where two of them bear one name.
    """
    wanted: dict[str, Any] = {}
    for file in files:
        name = to_safe_name(file.name)
        if name in wanted:
            raise RoadnetError("upload_twice", file=name)
        wanted[name] = file
    for path in folder.path.iterdir():
        kept = path.name == _GIVEN_NAME and CONFIG_NAME in wanted
        if path.name not in wanted and path.name != CONFIG_NAME and not kept:
            path.unlink()
    for name, file in wanted.items():
        # The mapping that is made here has the usual name.
        path = folder.path / (_GIVEN_NAME if name == CONFIG_NAME else name)
        if not path.exists() or folder.given.get(name) != file.file_id:
            path.write_bytes(file.getbuffer())
            folder.given[name] = file.file_id
    return set(wanted)
