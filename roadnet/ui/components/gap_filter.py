"""Which gaps are wanted: by township, kind of gap, kind of village."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from roadnet.analysis.assessment import Assessment
from roadnet.text import Lang, tr
from roadnet.text.numbers import DASH
from roadnet.ui.components.tables import township_names

GAP_KINDS = ("road", "bus", "logistics", "township_road", "station")
VILLAGE_KINDS = ("administrative", "former", "natural")


@dataclass(frozen=True, slots=True)
class GapFilter:
    """What is wanted; None and empty mean all."""

    township_id: str | None = None
    kinds: tuple[str, ...] = ()
    village_kinds: tuple[str, ...] = ()

    @property
    def is_narrow(self) -> bool:
        """Whether anything is left out."""
        return bool(self.township_id is not None or self.kinds or self.village_kinds)

    @property
    def key(self) -> str:
        """A short name of the choice, for a widget that is to start anew with it."""
        return f"{self.township_id}|{','.join(self.kinds)}|{','.join(self.village_kinds)}"


def choose_gaps(assessment: Assessment, lang: Lang) -> GapFilter:
    """Show the inputs of the filter."""
    names = township_names(assessment)
    left, middle, right = st.columns([1, 1.7, 1.3], gap="medium")
    with left:
        township = st.selectbox(
            tr("ui.filter.township", lang),
            [None, *names],
            format_func=lambda key: (
                tr("ui.filter.all", lang) if key is None else names[key] or DASH
            ),
            key="filter_township",
        )
    with middle:
        kinds = st.pills(
            tr("ui.filter.kind", lang),
            GAP_KINDS,
            selection_mode="multi",
            format_func=lambda kind: tr(f"ui.gap.kind.{kind}", lang),
            key="filter_kinds",
            wrap=True,
        )
    with right:
        village_kinds = st.pills(
            tr("ui.filter.village_kind", lang),
            VILLAGE_KINDS,
            selection_mode="multi",
            format_func=lambda kind: tr(f"layers.values.villages.kind.{kind}", lang),
            key="filter_village_kinds",
            wrap=True,
        )
    return GapFilter(township, tuple(kinds or ()), tuple(village_kinds or ()))


def filter_gaps(gaps: pd.DataFrame, wanted: GapFilter) -> pd.DataFrame:
    """Return the gaps that are wanted, their index kept.

    Parameters
    ----------
    gaps
        ``township_id``, ``kind``, ``village_kind`` (missing counts as administrative; a gap of a
        township has no village and is left out when kinds of villages are wanted).
    """
    kept = pd.Series(True, index=gaps.index)
    if wanted.township_id is not None:
        kept &= gaps["township_id"].astype(str) == wanted.township_id
    if wanted.kinds:
        kept &= gaps["kind"].isin(wanted.kinds)
    if wanted.village_kinds:
        kind = gaps["village_kind"].fillna("administrative").where(gaps["village_id"].notna())
        kept &= kind.isin(wanted.village_kinds)
    return gaps[kept]
