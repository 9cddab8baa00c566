"""Findings on the data: how many, of what kind, in which rows, and how to mend them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd
import streamlit as st

from roadnet.findings import SEVERITIES, Finding, Severity
from roadnet.maps.theme import BAD, MUTED, WARN
from roadnet.text import Lang, tr
from roadnet.text.numbers import to_number
from roadnet.ui.cache import Result
from roadnet.ui.components.guarded_fragment import guarded_fragment
from roadnet.ui.components.problem_rows import show_problem
from roadnet.ui.components.tables import column_settings

_COLOURS: Final = {"error": BAD, "warning": WARN, "info": MUTED}


def show_counts(counts: Mapping[Severity, int], lang: Lang) -> None:
    """Show how many findings there are of each severity."""
    parts = "".join(
        f'<div class="rn-count" style="border-left-color:{_COLOURS[severity]}">'
        f"<b>{to_number(counts[severity])}</b>"
        f"<span>{tr(f'ui.severity.{severity}', lang)}</span></div>"
        for severity in SEVERITIES
    )
    st.html(f'<div class="rn-counts">{parts}</div>')


def to_groups(findings: Sequence[Finding], lang: Lang) -> pd.DataFrame:
    """Group findings by code and layer: how grave, how many, the first one's text."""
    rows = [
        {
            "order": SEVERITIES.index(each.severity),
            "severity": each.severity,
            "severity_said": tr(f"ui.severity_one.{each.severity}", lang),
            "layer": each.layer,
            "layer_said": tr(f"layers.{each.layer}", lang) if each.layer else "",
            "code": each.code,
            "message": each.message(lang),
        }
        for each in findings
    ]
    if not rows:
        return pd.DataFrame(columns=["severity_said", "layer_said", "code", "count", "message"])
    table = pd.DataFrame(rows)
    keys = ["order", "severity", "severity_said", "code", "layer", "layer_said"]
    return (
        table.groupby(keys, sort=True)["message"]
        .agg(["size", "first"])
        .reset_index()
        .rename(columns={"size": "count", "first": "message"})
    )


@guarded_fragment
def show_findings(result: Result, lang: Lang) -> None:
    """Show the findings by group; a chosen group shows its findings, their rows and places."""
    severity = st.pills(
        tr("ui.data.severity", lang),
        SEVERITIES,
        selection_mode="multi",
        format_func=lambda each: tr(f"ui.severity.{each}", lang),
        key="findings_severity",
    )
    shown = [each for each in result.findings if not severity or each.severity in severity]
    groups = to_groups(shown, lang)
    if groups.empty:
        st.html(f'<div class="rn-empty">{tr("ui.data.no_findings", lang)}</div>')
        return
    columns = ["severity_said", "layer_said", "count", "message", "code"]
    event: Any = st.dataframe(
        groups[columns],
        hide_index=True,
        column_config=column_settings(columns, lang),
        on_select="rerun",
        selection_mode="single-row",
        key=f"findings-{'-'.join(sorted(severity or []))}",
    )
    rows = event["selection"]["rows"]
    if not rows or rows[0] >= len(groups):
        st.caption(tr("ui.data.choose_finding", lang))
        return
    chosen = groups.iloc[rows[0]]
    some = [each for each in shown if (each.code, each.layer) == (chosen["code"], chosen["layer"])]
    show_problem(result, some, lang)
