"""The figures: what a standard demands, each with its source and whether it was verified.

No policy number stands in code; analyses take their thresholds from a :class:`Standard`.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from roadnet.errors import RoadnetError
from roadnet.standards.sound import require_sound, with_whole_tables
from roadnet.text import Lang

SHIPPED: Final = ("cn", "cn-sichuan", "cn-henan", "cn-hubei", "rai", "pmgsy", "pmgsy-hill")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a standard: value, unit, source, and whether the source itself was read.

    ``source_zh`` is the source in Chinese, empty where it stands once for both languages.
    """

    value: Any
    source: str
    verified: bool
    unit: str = ""
    standard: str = ""
    source_zh: str = ""

    def source_in(self, lang: Lang) -> str:
        """Return the source in a language, as it stands where it is given in one only."""
        return self.source_zh if lang == "zh" and self.source_zh else self.source or self.source_zh


@dataclass(frozen=True, slots=True)
class Standard:
    """A standard: its figures by name, its own before those that it inherits."""

    id: str
    names: Mapping[str, str]
    figures: Mapping[str, Figure]
    note: Mapping[str, str]

    def name(self, lang: Lang) -> str:
        """Return the name in a language, the id where it has none."""
        return self.names.get(lang) or self.id

    def number(self, figure: str) -> float:
        """Return a figure that is a number."""
        return float(self._value(figure))

    def flag(self, figure: str) -> bool:
        """Return a figure that is yes or no."""
        return bool(self._value(figure))

    def word(self, figure: str) -> str:
        """Return a figure that is a word."""
        return str(self._value(figure))

    def words(self, figure: str) -> tuple[str, ...]:
        """Return a figure that is a list of words."""
        return tuple(self._value(figure))

    def table(self, figure: str) -> dict[str, float]:
        """Return a figure that is a table of numbers."""
        return {key: float(value) for key, value in self._value(figure).items()}

    def unverified(self) -> tuple[str, ...]:
        """Names of the figures whose source was not read."""
        return tuple(name for name, figure in self.figures.items() if not figure.verified)

    def _value(self, figure: str) -> Any:
        try:
            return self.figures[figure].value
        except KeyError:
            raise RoadnetError("standard_figure_missing", standard=self.id, figure=figure) from None


def read_standard(name: str, *, base: Path | None = None) -> Standard:
    """Read a shipped standard by id, or a user's own file by path.

    Parameters
    ----------
    name
        An id of :data:`SHIPPED`, or the path of a TOML file.
    base
        Folder that a relative path starts from.

    Raises
    ------
    RoadnetError
        ``standard_unknown``, ``standard_unreadable``, ``standard_figure_bad``: what, where, mend.
    """
    return _read(name, base, seen=())


def _read(name: str, base: Path | None, seen: tuple[str, ...]) -> Standard:
    if name in seen:
        raise RoadnetError("standard_circle", standard=" > ".join((*seen, name)))
    table = _read_table(name, base)
    parent = table.get("inherits")
    inherited = _read(str(parent), base, (*seen, name)) if parent else None
    identity = str(table.get("id", name))
    raw = table.get("figures", {})
    if not isinstance(raw, Mapping):
        raise RoadnetError("standard_unreadable", standard=name, reason="[figures]")
    own = {key: _to_figure(identity, key, row) for key, row in raw.items()}
    kept = dict(inherited.figures) if inherited else {}
    if name not in SHIPPED:
        own = _sound(identity, own)
    return Standard(
        id=identity,
        names=_to_names(table.get("names"), identity),
        figures={**kept, **own},
        note=_to_names(table.get("note"), ""),
    )


def _read_table(name: str, base: Path | None) -> dict[str, Any]:
    if name in SHIPPED:
        return _read_shipped(name)
    path = (base or Path()) / name
    try:
        known = path.suffix.lower() == ".toml" and path.is_file()
    except (OSError, ValueError):  # no name that the system takes
        known = False
    if not known:
        raise RoadnetError("standard_unknown", standard=name, known=", ".join(SHIPPED))
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise RoadnetError("standard_unreadable", standard=name, reason=str(error)) from error


@cache
def _read_shipped(name: str) -> dict[str, Any]:
    text = files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _to_figure(standard: str, key: str, row: object) -> Figure:
    if not isinstance(row, Mapping) or "value" not in row:
        raise RoadnetError("standard_figure_bad", standard=standard, figure=key, reason="value")
    value = row["value"]
    if isinstance(value, float) and not math.isfinite(value):
        raise RoadnetError("standard_figure_bad", standard=standard, figure=key, reason=str(value))
    return Figure(
        value=value,
        source=str(row.get("source", "")),
        verified=row.get("verified") is True,
        unit=str(row.get("unit", "")),
        standard=standard,
        source_zh=str(row.get("source_zh", "")),
    )


def _sound(standard: str, own: Mapping[str, Figure]) -> dict[str, Figure]:
    """Require that figures are of the kinds that the common ones are; fill their tables up."""
    model = {key: figure.value for key, figure in _read(SHIPPED[0], None, ()).figures.items()}
    require_sound(standard, model, {key: figure.value for key, figure in own.items()})
    return {
        key: replace(figure, value=with_whole_tables(model, key, figure.value))
        for key, figure in own.items()
    }


def _to_names(value: object, default: str) -> dict[str, str]:
    if isinstance(value, Mapping):
        return {str(key): str(text) for key, text in value.items()}
    return {"zh": str(value or default), "en": str(value or default)}
