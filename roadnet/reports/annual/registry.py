"""The registry of figures: what may stand in an annual summary, and where it comes from."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from roadnet.planning.types import work_types
from roadnet.text import Lang, tr

FigureKind = Literal[
    "count", "km", "money", "ratio", "points", "year", "text", "names",
    "change_count", "change_km", "change_ratio",
]  # fmt: skip

LIST_SOURCES: Final = ("count", "sum", "names")
ALL: Final = ""
"""The kind of works of figures on all kinds together."""


@dataclass(frozen=True, slots=True)
class Spec:
    """One figure of the registry.

    Parameters
    ----------
    id
        Its identifier: what stands between the braces of a template.
    kind
        What it is, and so how it is rounded and said.
    source
        Where it comes from, see ``figures.toml``.
    layers
        Layers that it needs; ``a|b`` is either.
    columns
        Columns that must say something in some row, ``layer.column``.
    list_id
        The list behind it; empty where there is none.
    part_of
        The figure that it and others of the same ``part_of`` add up to; empty where there is none.
    family
        State, kind of works and measure of a figure of a family; empty of others.
    """

    id: str
    kind: FigureKind
    source: str
    layers: tuple[str, ...]
    list_id: str
    columns: tuple[str, ...] = ()
    part_of: str = ""
    family: tuple[str, str, str] | None = None

    def name(self, lang: Lang) -> str:
        """Return what the figure is, in words."""
        if self.family is None:
            return tr(f"annual.figure.{self.id}", lang)
        state, kind, measure = self.family
        return tr(
            f"annual.family.{measure}",
            lang,
            state=tr(f"annual.state.{state}", lang),
            kind=tr(f"annual.kind.{kind or 'all'}", lang),
        )

    def unit(self, lang: Lang) -> str:
        """Return the unit of its number in words; empty where the text has none or says it."""
        kind = self.kind.removeprefix("change_")
        return tr(f"annual.unit.{kind}", lang) if kind in ("km", "money") else ""


@cache
def specs() -> Mapping[str, Spec]:
    """Return every figure by identifier, in the order of the registry, families last."""
    single = {key: _spec(key, row) for key, row in _read("figures.toml").items()}
    return {**single, **{spec.id: spec for spec in _families()}}


def _spec(key: str, row: Mapping[str, Any]) -> Spec:
    source, *rest = str(row["from"]).split(".")
    own = rest[0] if source in LIST_SOURCES else ""
    return Spec(
        id=key,
        kind=row["kind"],
        source=row["from"],
        layers=tuple(row.get("layers", ())),
        list_id=row.get("list", own),
        columns=tuple(row.get("columns", ())),
        part_of=row.get("part_of", ""),
    )


def _families() -> Iterator[Spec]:
    for state in STATES:
        for kind in (ALL, *work_types()):
            list_id = f"{state}_{kind}" if kind else state
            for measure, row in MEASURES.items():
                how, *column = row["from"].split(".")
                yield Spec(
                    id=f"{list_id}_{measure}",
                    kind=row["kind"],
                    source=".".join((how, list_id, *column)),
                    layers=("projects",),
                    list_id=list_id,
                    part_of=f"{state}_{measure}" if kind and how == "sum" else "",
                    family=(state, kind, measure),
                )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))


STATES: Final[tuple[str, ...]] = tuple(_read("families.toml")["states"])
MEASURES: Final[Mapping[str, Mapping[str, Any]]] = _read("families.toml")["measures"]
"""States of a project and measures of which each family of figures is made."""
