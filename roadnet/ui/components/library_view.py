"""The project library: filters, an editable table, totals with charts, areas, double funding."""

from __future__ import annotations

from typing import Any, Final

import altair as alt
import pandas as pd
import streamlit as st

from roadnet.io.write import to_safe_cell
from roadnet.maps import clean_text
from roadnet.maps.theme import ACCENT
from roadnet.planning.library import library_table, library_totals, shown_totals
from roadnet.planning.stages import stage_words
from roadnet.text import Lang, tr
from roadnet.text.numbers import DASH, to_number
from roadnet.ui.cache import Result
from roadnet.ui.components.charts import plain_chart
from roadnet.ui.components.guarded_fragment import guarded_fragment
from roadnet.ui.components.section import show_section
from roadnet.ui.components.texts import to_markdown
from roadnet.ui.library_cache import Library

_EDITABLE: Final = ("stage", "blockers", "cost_cny", "subsidy_cny")
_SHOWN: Final = (
    "project_id", "name", "kind", "year", "stage", "stage_said", "length_km", "cost_cny",
    "subsidy_cny", "gain", "gain_per_10000_cny", "blockers", "avoid_km", "justify_km",
)  # fmt: skip
_FORMATS: Final = {
    "length_km": "%.3f", "cost_cny": "localized", "subsidy_cny": "localized", "gain": "%.0f",
    "gain_per_10000_cny": "%.3f", "avoid_km": "%.3f", "justify_km": "%.3f", "km": "%.3f",
    "year": "%d", "projects": "%d", "cost_wan": "%.2f", "subsidy_wan": "%.2f",
}  # fmt: skip


@guarded_fragment
def show_library(result: Result, lang: Lang, found: Library) -> None:
    """Show the table with its filters; what is edited goes into the user's file or a download."""
    show_section("library", lang)
    table = _table(found, lang)
    kept = _filter(table, lang)
    edited = st.data_editor(
        kept[list(_SHOWN)],
        hide_index=True,
        disabled=[name for name in _SHOWN if name not in _EDITABLE],
        column_config=settings(_SHOWN, lang),
        key=f"library-{lang}",
        width="stretch",
    )
    edits = _edits(kept, edited)
    st.caption(tr("library.edited", lang, count=len(edits)))
    _save(found, edited, edits, lang)


def _table(found: Library, lang: Lang) -> pd.DataFrame:
    """Return the library with what each project wins, alone or with others."""
    counts = found.changes["project_id"].value_counts()
    gains = {one.project_id: float(counts.get(one.project_id, 0)) for one in found.projects}
    table = library_table(found.projects, lang, gains=gains, constraints=found.constraints)
    for column in ("name", "kind", "stage", "blockers"):
        table[column] = [clean_text(one) if one else "" for one in table[column]]
    table["stage_said"] = [tr(f"library.stage.{one}", lang) for one in table["stage_code"]]
    return table


def _filter(table: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    kinds_at, stages_at, blockers_at = st.columns(3)
    kinds = kinds_at.multiselect(
        tr("library.column.kind", lang),
        sorted(table["kind"].unique()),
        format_func=to_markdown,
        placeholder=tr("library.all", lang),
    )
    stages = stages_at.multiselect(
        tr("library.column.stage_said", lang),
        [*stage_words(), "unknown"],
        format_func=lambda one: tr(f"library.stage.{one}", lang),
        placeholder=tr("library.all", lang),
    )
    blockers = blockers_at.multiselect(
        tr("library.column.blockers", lang),
        ["planning", "land", "environment", "funds", "other"],
        format_func=lambda one: tr(f"library.blocker.{one}", lang),
        placeholder=tr("library.all", lang),
    )
    kept = pd.Series(True, index=table.index)
    if kinds:
        kept &= table["kind"].isin(kinds)
    if stages:
        kept &= table["stage_code"].isin(stages)
    if blockers:
        has = table["blocker_codes"].str.split(";")
        kept &= pd.Series([bool(set(one) & set(blockers)) for one in has], index=table.index)
    return table[kept]


def _edits(before: pd.DataFrame, after: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Return what was changed by hand, by project."""
    found: dict[str, dict[str, Any]] = {}
    for column in _EDITABLE:
        for identifier, old, new in zip(
            before["project_id"], before[column], after[column], strict=True
        ):
            same = old == new or (pd.isna(old) and pd.isna(new))
            if not same:
                value = None if new is None or pd.isna(new) or new == "" else new
                found.setdefault(str(identifier), {})[column] = value
    return found


def _save(
    found: Library, edited: pd.DataFrame, edits: dict[str, dict[str, Any]], lang: Lang
) -> None:
    left, right = st.columns([1, 3], vertical_alignment="center")
    target = found.target
    if target is not None:
        if left.button(tr("library.save", lang), type="primary", disabled=not edits):
            from roadnet.io.write_back import write_back

            backup = write_back(target, "projects", edits, mark=found.mark)
            st.success(to_markdown(tr("library.saved", lang, file=backup.name)))
            st.caption(tr("library.reload", lang))
        right.caption(to_markdown(tr("library.about_save", lang, file=target.path.name)))
    else:
        right.caption(tr("library.no_file", lang))
    safe = edited.map(lambda one: to_safe_cell(one) if isinstance(one, str) else one)
    st.download_button(
        tr("library.download", lang),
        safe.to_csv(index=False).encode("utf-8-sig"),
        file_name="projects.csv",
        mime="text/csv",
        on_click="ignore",
    )


def show_totals(lang: Lang, found: Library) -> None:
    """Show kilometres, cost and subsidy by type and by stage."""
    show_section("library_totals", lang)
    table = _table(found, lang)
    unstated = int(table[["length_km", "cost_cny", "subsidy_cny"]].isna().any(axis=1).sum())
    if unstated:
        st.caption(tr("library.unstated", lang, count=to_number(unstated)))
    known = ("kind", "stage_code", *(("year",) if table["year"].notna().any() else ()))
    for place, by in zip(st.columns(len(known), gap="large"), known, strict=True):
        with place:
            totals = shown_totals(library_totals(table, by))
            totals["group"] = [
                tr("reports.word.total", lang)
                if one == "total"
                else tr(f"library.stage.{one}", lang)
                if by == "stage_code" or one == "unknown"
                else one
                for one in totals[by]
            ]
            st.altair_chart(_bars(totals, lang), width="stretch", theme=None)
            columns = ("group", "projects", "length_km", "cost_wan", "subsidy_wan")
            st.dataframe(
                totals[list(columns)],
                hide_index=True,
                placeholder=DASH,
                column_config=settings(columns, lang),
                width="stretch",
                key=f"totals-{by}-{lang}",
            )


def _bars(totals: pd.DataFrame, lang: Lang) -> alt.Chart:
    rows = totals[totals["group"] != tr("reports.word.total", lang)]
    x = alt.X("cost_wan:Q", title=tr("library.column.cost_wan", lang))
    y = alt.Y("group:N", sort=None, title=None)
    tip = [
        alt.Tooltip("group:N", title=tr("library.column.group", lang)),
        alt.Tooltip("cost_wan:Q", title=tr("library.column.cost_wan", lang), format=",.2f"),
        alt.Tooltip("length_km:Q", title=tr("library.column.length_km", lang), format=",.3f"),
    ]
    base = alt.Chart(rows).encode(x=x, y=y, tooltip=tip)
    return plain_chart(base.mark_bar(color=ACCENT, height=13).properties(height=26 * len(rows)))


def show_areas(lang: Lang, found: Library) -> None:
    """Show where projects lie in areas that hold them up, and which roads are paid for twice."""
    show_section("library_areas", lang)
    st.caption(tr("planning.label.note", lang))
    areas = found.constraints.copy()
    areas["kind"] = [tr(f"layers.values.constraints.kind.{one}", lang) for one in areas["kind"]]
    areas["label"] = [tr(f"planning.label.{one}", lang) for one in areas["label"]]
    _plain(areas, ("project_id", "kind", "km", "label", "names"), "areas", lang)
    show_section("library_double", lang)
    double = found.double.copy()
    double["by"] = [tr(f"library.by.{one}", lang) for one in double["by"]]
    _plain(double, ("first_id", "second_id", "km", "by"), "double", lang)


def _plain(table: pd.DataFrame, columns: tuple[str, ...], key: str, lang: Lang) -> None:
    if table.empty:
        st.html(f'<div class="rn-empty">{tr("library.none", lang)}</div>')
        return
    st.dataframe(
        table[list(columns)],
        hide_index=True,
        placeholder=DASH,
        column_config=settings(columns, lang),
        width="stretch",
        key=f"library-{key}-{lang}",
    )


def settings(columns: tuple[str, ...], lang: Lang) -> dict[str, Any]:
    """Return Streamlit's settings of some columns: heading and number format."""
    found: dict[str, Any] = {}
    for name in columns:
        label = tr(f"library.column.{name}", lang)
        found[name] = (
            st.column_config.NumberColumn(label, format=_FORMATS[name])
            if name in _FORMATS
            else st.column_config.TextColumn(label)
        )
    return found
