"""One district of many: what is asked of it, and what became of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Literal

from roadnet.errors import RoadnetError
from roadnet.io.config import CONFIG_NAME
from roadnet.io.write import write_json
from roadnet.reports import OUTPUTS
from roadnet.text import Lang

Status = Literal["done", "failed"]
OUTCOME_NAME: Final = "outcome.json"
"""File in a district's folder that says what became of it; written last."""

_UNSAFE: Final = re.compile(r"[^\w()（）\-]+")
_DEVICES: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
_LONGEST_NAME: Final = 60


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked of every district alike.

    ``standard`` is a standard's id or file, empty for each district's own; ``join_tolerance_m`` is
    in metres; ``lang`` is the language of the outputs.
    """

    standard: str = ""
    join_tolerance_m: float = 10.0
    lang: Lang = "zh"


@dataclass(frozen=True, slots=True)
class Task:
    """One district: its source, the folder for its outputs, what is asked, and a mark of all that.

    ``stamp`` changes when the files, the options or the program change; see
    :func:`roadnet.batch.stamp.stamp_of`.
    """

    name: str
    source: str
    folder: Path
    options: Options
    stamp: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a task.

    Parameters
    ----------
    status
        ``done``, or ``failed`` with ``code`` and ``message``.
    summary
        The district's ``summary.json`` where it is done.
    seconds
        From its start to its end, of the last try.
    tries
        How often it was begun: more than once where its process was killed.
    """

    name: str
    source: str
    status: Status
    stamp: str
    summary: Mapping[str, Any] | None = None
    code: str = ""
    message: str = ""
    seconds: float = 0.0
    tries: int = 1

    @property
    def has_errors(self) -> bool:
        """Whether it failed, or has findings of severity error."""
        return self.summary is None or bool(self.summary["findings"]["error"])


def expand_sources(sources: Iterable[str]) -> list[str]:
    """Replace each folder that is no district itself by the districts in its folders.

    Raises
    ------
    RoadnetError
        ``batch_without_districts`` where such a folder holds none.
    """
    found: list[str] = []
    for source in sources:
        inner = _districts_in(Path(source))
        found += [source] if inner is None else inner
    return list(dict.fromkeys(found))


def name_sources(sources: Sequence[str]) -> list[str]:
    """Name each source by its folder or file: plain, different from one another, in order."""
    paths = [Path(source) for source in sources]
    folders = [path.parent if path.name == CONFIG_NAME else path for path in paths]
    return plain_names([path.stem or path.resolve().name for path in folders])


def plain_names(words: Iterable[str]) -> list[str]:
    """Make of each word the name of a folder on any system, different from one another."""
    taken: set[str] = set()
    names = []
    for word in words:
        plain = _UNSAFE.sub("_", word).strip("_")[:_LONGEST_NAME]
        plain = f"_{plain}" if not plain or _DEVICES.fullmatch(plain) else plain
        name, number = plain, 2
        while name.casefold() in taken:
            name, number = f"{plain}-{number}", number + 1
        taken.add(name.casefold())
        names.append(name)
    return names


def write_outcome(task: Task, outcome: Outcome) -> None:
    """Write beside a district's outputs what became of it."""
    write_json(task.folder / OUTCOME_NAME, asdict(outcome))


def find_outcome(task: Task) -> Outcome | None:
    """Return what became of this very task before; None where it has not been done so."""
    path = task.folder / OUTCOME_NAME
    if not all((task.folder / name).is_file() for name in (OUTCOME_NAME, *OUTPUTS)):
        return None
    try:
        told = Outcome(**json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError):
        return None  # of another version, or not ours: it is done again
    return told if told.status == "done" and told.stamp == task.stamp else None


def _districts_in(folder: Path) -> list[str] | None:
    """List the districts one level down; None where the path is not such a folder."""
    if not folder.is_dir() or (folder / CONFIG_NAME).is_file():
        return None
    inner = sorted(path.parent for path in folder.glob(f"*/{CONFIG_NAME}"))
    if inner:
        return [str(path) for path in inner]
    if any(path.is_file() for path in folder.iterdir()):
        return None
    raise RoadnetError("batch_without_districts", folder=str(folder))
