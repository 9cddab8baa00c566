"""Figures and lists in words: rounding as everywhere, numbers as they stand in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final, Literal

import pandas as pd

from roadnet.analysis.assessment import in_language
from roadnet.maps import clean_text
from roadnet.reports.annual.basis import OpenFigureError
from roadnet.reports.annual.compute import Value
from roadnet.reports.annual.model import Figure
from roadnet.reports.annual.registry import Spec
from roadnet.text import Lang, has_text, texts, tr
from roadnet.text.numbers import (
    KM_DIGITS,
    RATE_DIGITS,
    WAN_CNY,
    WAN_DIGITS,
    reconcile,
    to_plain,
    to_rounded,
    to_rounded_percent,
)

Measure = Literal["year", "money", "km"]

MOST_NAMES: Final = 5
"""Names in a sentence; the list behind it holds the others."""

_NAME_LENGTH: Final = 40
_MILLION_WAN: Final = 100


def say_figure(spec: Spec, value: Value, lang: Lang, *, shown: float | None = None) -> Figure:
    """Return a figure that was computed; ``shown`` is its number as a part of a whole, rounded."""
    if isinstance(value, tuple):
        said = say_names(value, lang)
        return Figure(spec.id, spec.name(lang), said, said, list_id=spec.list_id)
    if isinstance(value, str):
        text = clean_text(value, max_length=_NAME_LENGTH) or tr("annual.word.nameless", lang)
        return Figure(spec.id, spec.name(lang), value, text, list_id=spec.list_id)
    text = say_number(spec.kind, value if shown is None else shown, lang)
    unit = spec.unit(lang)
    return Figure(spec.id, spec.name(lang), value, text, unit, list_id=spec.list_id)


def say_open(spec: Spec, why: OpenFigureError, lang: Lang) -> Figure:
    """Return a figure that could not be computed, with the reason in its text."""
    named = {key: _named(key, value, why.layer, spec, lang) for key, value in why.figures.items()}
    layer = tr(f"layers.{why.layer}", lang) if why.layer else ""
    reason = tr(f"annual.open.{why.reason}", lang, layer=layer, code=why.layer, **named)
    text = tr("annual.word.open", lang, reason=reason)
    unit = spec.unit(lang)
    return Figure(spec.id, spec.name(lang), None, text, unit, reason, layer=why.layer)


def say_number(kind: str, value: float, lang: Lang) -> str:
    """Write a number as it stands in a sentence: rounded as in the tables, no zeros at the end."""
    if not kind.startswith("change_"):
        return _NUMBERS[kind](value, lang)
    if value == 0:
        return tr("annual.change.none", lang)
    of = kind.removeprefix("change_")
    said = _NUMBERS["share_points" if of == "ratio" else of](abs(value), lang)
    way = "more" if value > 0 else "less"
    return tr(f"annual.change.{way}_{of}", lang, value=said)


def say_names(names: tuple[str, ...], lang: Lang) -> str:
    """Name a few of a list, and say that there are others."""
    shown = [clean_text(name, max_length=_NAME_LENGTH) for name in names[:MOST_NAMES]]
    if not shown:
        return tr("annual.word.no_names", lang)
    said = tr("annual.word.between", lang).join(shown)
    if len(names) <= MOST_NAMES:
        return said
    return tr("annual.word.and_others", lang, names=said)


def say_list(table: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """Return a list as people read it: headings and codes in words, parts that add up.

    Kilometres and money (in ten thousand yuan) are rounded so that they add up to their total.
    """
    said = in_language(pd.DataFrame(table.drop(columns=_DROPPED, errors="ignore")), lang)
    said = said.reset_index(drop=True)
    columns: dict[str, Any] = {}
    for name in said.columns:
        heading = tr(f"annual.column.{name}", lang)
        if name in _MONEY:
            wan = pd.to_numeric(said[name], errors="coerce") / WAN_CNY
            columns[heading] = reconcile(wan.tolist(), WAN_DIGITS)
        elif _is_km(name):
            km = pd.to_numeric(said[name], errors="coerce")
            columns[heading] = reconcile(km.tolist(), KM_DIGITS)
        else:
            columns[heading] = [_word(name, value, lang) for value in said[name]]
    return pd.DataFrame(columns)


@cache
def measured_headings(lang: Lang) -> Mapping[str, Measure]:
    """Return by heading of a list what its numbers are, where they are no plain counts."""
    mark = "annual.column."
    found: dict[str, Measure] = {}
    for name in (key.removeprefix(mark) for key in texts(lang) if key.startswith(mark)):
        if name == "year" or name in _MONEY or _is_km(name):
            kind: Measure = "year" if name == "year" else "money" if name in _MONEY else "km"
            found[tr(f"{mark}{name}", lang)] = kind
    return found


def _is_km(name: str) -> bool:
    return name.endswith("km") or name == "saved_km_per_week"


_DROPPED: Final = ["cost_source", "subsidy_source"]
_MONEY: Final = ("cost_cny", "subsidy_cny")
_WORDS: Final = {
    "village_kind": "layers.values.villages.kind",
    "road_status": "maps.legend.road_status",
    "bus_level": "maps.legend.bus_level",
    "logistics_status": "maps.legend.logistics_status",
    "admin_class": "layers.values.roads.admin_class",
    "technical_class": "layers.values.roads.technical_class",
    "required_class": "layers.values.roads.technical_class",
    "surface": "layers.values.roads.surface",
    "condition_grade": "annual.grade",
    "all_met": "annual.answer",
    "tier": "layers.values.logistics.tier",
    "status": "layers.values.stations.status",
    "site_status": "annual.site",
    "hazard_kind": "layers.values.hazards.kind",
    "state": "ui_resilience.state",
    "type_code": "annual.kind",
    "stage_code": "library.stage",
}


def _word(column: str, value: Any, lang: Lang) -> Any:
    """Say a value: a code in words, yes or no, numbers and texts as they are."""
    if value is None or value is pd.NA or value != value:
        return None
    if isinstance(value, bool):
        return tr(f"reports.word.{'yes' if value else 'no'}", lang)
    key = f"{_WORDS.get(column, '')}.{value}"
    if column in _WORDS and has_text(key, lang):
        return tr(key, lang)
    return clean_text(value) if isinstance(value, str) else value


def _named(key: str, value: Any, layer: str, spec: Spec, lang: Lang) -> object:
    """Name a column of the schema, and rows; say what the others come to; other figures stay."""
    if key == "ids":
        return say_names(value, lang)
    if key == "rest":
        return " ".join(filter(None, (say_number(spec.kind, value, lang), spec.unit(lang))))
    text = f"layers.columns.{layer}.{value}"
    return tr(text, lang) if key == "column" and has_text(text, lang) else value


def _say_percent(value: float, lang: Lang) -> str:
    rounded = float(to_rounded_percent(value))
    return f"{to_plain(rounded, digits=RATE_DIGITS)}%"


def _say_points(value: float, lang: Lang) -> str:
    return to_plain(100.0 * value, digits=RATE_DIGITS)


def _say_money(value: float, lang: Lang) -> str:
    """Say yuan in ten thousands, in English in millions: the same digits, two places on."""
    wan = to_rounded(value / WAN_CNY, WAN_DIGITS)
    if lang == "zh":
        return to_plain(float(wan), digits=WAN_DIGITS, grouped=False)
    return to_plain(float(wan / _MILLION_WAN), digits=WAN_DIGITS + 2)


def _say(digits: int) -> Callable[[float, Lang], str]:
    return lambda value, lang: to_plain(value, digits=digits, grouped=lang == "en")


_NUMBERS: Final[dict[str, Callable[[float, Lang], str]]] = {
    "count": _say(0),
    "km": _say(KM_DIGITS),
    "points": _say(1),
    "year": lambda value, lang: f"{value:.0f}",
    "ratio": _say_percent,
    "share_points": _say_points,
    "money": _say_money,
}
