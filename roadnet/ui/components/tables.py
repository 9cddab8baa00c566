"""Tables as people read them: columns chosen and named, codes said in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd
import streamlit as st

from roadnet.analysis.assessment import Assessment, in_language
from roadnet.maps import clean_text
from roadnet.text import Lang, has_text, tr

_NUMBERS: Final[Mapping[str, str]] = {
    "population": "localized",
    "count": "localized",
    "missing_km": "%.3f",
    "to_township_km": "%.3f",
    "to_county_km": "%.3f",
    "to_county_min": "%.0f",
    "access_m": "%.0f",
    "stop_m": "%.0f",
}
_WIDE: Final = frozenset({"reason", "road_reason", "bus_reason", "logistics_reason", "message"})


def township_names(assessment: Assessment) -> dict[str, str]:
    """Return the townships' names by identifier."""
    table = assessment.townships
    pairs = zip(table["township_id"].astype(str), table["name"], strict=True)
    return {key: clean_text(name) or key for key, name in pairs}


def say_gaps(assessment: Assessment, lang: Lang) -> pd.DataFrame:
    """Return the gaps with codes said in words beside them (``kind_said``, ``status_said``)."""
    gaps = in_language(pd.DataFrame(assessment.gaps.drop(columns="geometry")), lang)
    names = township_names(assessment)
    return gaps.assign(
        kind_said=_say(gaps["kind"], "ui.gap.kind", lang),
        status_said=_say(gaps["status"], "ui.gap.status", lang),
        township=gaps["township_id"].astype(object).map(names),
    )


def say_villages(assessment: Assessment, lang: Lang) -> pd.DataFrame:
    """Return the villages with statuses said in words and the township's name."""
    villages = in_language(pd.DataFrame(assessment.villages.drop(columns="geometry")), lang)
    names = township_names(assessment)
    kind = villages["kind"].fillna("administrative")
    return villages.assign(
        township=villages["township_id"].astype(object).map(names),
        kind_said=_say(kind, "layers.values.villages.kind", lang),
        road_said=_say(villages["road_status"], "maps.legend.road_status", lang),
        bus_said=_say(villages["bus_level"], "maps.legend.bus_level", lang),
        logistics_said=_say(villages["logistics_status"], "maps.legend.logistics_status", lang),
    )


def column_settings(columns: list[str], lang: Lang) -> dict[str, Any]:
    """Return Streamlit's settings of some columns: heading, number format, width."""
    return {name: _setting(name, tr(f"ui.column.{name}", lang)) for name in columns}


def _setting(name: str, label: str) -> Any:
    if name in _NUMBERS:
        return st.column_config.NumberColumn(label, format=_NUMBERS[name])
    return st.column_config.TextColumn(label, width="large" if name in _WIDE else None)


def _say(codes: pd.Series, prefix: str, lang: Lang) -> pd.Series:
    said = {
        code: tr(f"{prefix}.{code}", lang) if has_text(f"{prefix}.{code}", lang) else str(code)
        for code in codes.dropna().unique()
    }
    return codes.astype(object).map(said)
