"""The annual summary as a reader sees it, and a figure of it with the list behind it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import streamlit as st

from roadnet.io.write import write_csv_safe
from roadnet.maps import clean_text, escape_text
from roadnet.reports.annual.model import AnnualSummary, Figure, Paragraph, Run
from roadnet.reports.annual.registry import specs
from roadnet.text import Lang, tr
from roadnet.ui.components.navigate import page_link

_LONGEST = 100_000


def show_text(summary: AnnualSummary, lang: Lang) -> None:
    """Show the paragraphs, each figure with its number, and hand the text over."""
    numbers = number_figures(summary)
    st.html("".join(_to_html(one, numbers) for one in summary.paragraphs))
    count, whole = len(summary.open_figures), len(summary.figures)
    st.caption(tr("ui_annual.open_count", lang, count=count, whole=whole))
    st.download_button(
        tr("ui_annual.take_text", lang),
        summary.to_text().encode("utf-8-sig"),
        file_name="annual.txt",
        mime="text/plain",
        key="annual_text",
        on_click="ignore",
    )


def show_figures(summary: AnnualSummary, lang: Lang) -> None:
    """Ask for one of the text's figures, and show what it is and what is behind it."""
    numbers = number_figures(summary)
    if not numbers:
        st.html(f'<div class="rn-empty">{tr("ui_annual.no_figures", lang)}</div>')
        return
    only_open = st.checkbox(
        tr("ui_annual.only_open", lang), key="annual_only_open", disabled=not summary.open_figures
    )
    offered = [one for one in numbers if not only_open or summary.figures[one].is_open]
    chosen = st.selectbox(
        tr("ui_annual.choose", lang),
        offered,
        format_func=lambda one: f"{numbers[one]} · {summary.figures[one].name}",
        key="annual_figure",
    )
    if chosen is not None:
        _show_figure(summary.figures[chosen], summary, lang)


def number_figures(summary: AnnualSummary) -> Mapping[str, int]:
    """Return the number that each figure bears in the text, from 1 on in the order of reading."""
    return {one: number for number, one in enumerate(summary.figures, start=1)}


def _to_html(paragraph: Paragraph, numbers: Mapping[str, int]) -> str:
    tag = {"title": "h2", "heading": "h3"}.get(paragraph.kind, "p")
    runs = "".join(_run_html(run, numbers) for run in paragraph.runs)
    return f'<{tag} class="rn-annual">{runs}</{tag}>'


def _run_html(run: Run, numbers: Mapping[str, int]) -> str:
    text = escape_text(run.text, max_length=_LONGEST)
    if run.figure is None:
        return text
    look = "rn-open" if run.is_open else "rn-figure"
    return f'<span class="{look}">{text}<sup>{numbers[run.figure.id]}</sup></span>'


def _show_figure(figure: Figure, summary: AnnualSummary, lang: Lang) -> None:
    value = f"{figure.text} {figure.unit}".strip()
    facts = {"value": tr("ui_annual.open", lang) if figure.is_open else value}
    spec = specs()[figure.id]
    facts["how"] = tr(f"ui_annual.source.{spec.source.partition('.')[0]}", lang)
    if figure.is_open:
        facts["reason"] = figure.reason
    if figure.layer:
        facts["layer"] = tr(f"layers.{figure.layer}", lang)
    facts["id"] = figure.id
    rows = "".join(
        f"<div><b>{tr(f'ui_annual.fact.{key}', lang)}</b>"
        f"<span>{escape_text(said, max_length=_LONGEST)}</span></div>"
        for key, said in facts.items()
    )
    st.html(f'<div class="rn-list">{rows}</div>')
    table = summary.lists.get(figure.list_id)
    if table is None:
        st.caption(tr("ui_annual.no_list", lang))
        return
    _show_list(figure, table, lang)


def _show_list(figure: Figure, table: pd.DataFrame, lang: Lang) -> None:
    st.caption(tr("ui_annual.list", lang, count=len(table)))
    st.dataframe(table, hide_index=True, width="stretch")
    st.download_button(
        tr("ui_annual.take_list", lang),
        lambda: to_csv(table),
        file_name=f"{clean_text(figure.list_id)}.csv",
        mime="text/csv",
        key="annual_list",
        on_click="ignore",
    )
    page_link("map", lang, key="ui_annual.to_map")


def to_csv(table: pd.DataFrame) -> bytes:
    """Return a list as CSV that a spreadsheet opens rightly, no text of it a formula."""
    with TemporaryDirectory(prefix="roadnet-annual-") as folder:
        path = Path(folder, "list.csv")
        write_csv_safe(path, table)
        return path.read_bytes()
