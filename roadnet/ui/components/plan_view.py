"""A plan as people read it: proof, before and after, projects, gains, the curve of budgets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import altair as alt
import pandas as pd
import streamlit as st

from roadnet.maps import escape_text
from roadnet.maps.theme import ACCENT, GOOD, MUTED
from roadnet.planning.constraints import constraints_said
from roadnet.planning.need import JointNeed
from roadnet.planning.plan import Plan, projects_needed
from roadnet.schema.headlines import HEADLINES
from roadnet.text import Lang, tr
from roadnet.text.numbers import DASH, to_km, to_number, to_percent, to_wan
from roadnet.ui.components.charts import plain_chart
from roadnet.ui.components.plan_form import name_of

_WAN: Final = 10_000.0


def show_proof(plan: Plan, lang: Lang) -> None:
    """Say what was chosen, for how much, and how far it can be from the best."""
    choice = plan.choice
    subsidy = sum(project.subsidy_cny for project in plan.chosen)
    facts = {
        "chosen": tr("plan.page.of", lang, part=len(plan.chosen), whole=len(choice.chosen)),
        "cost": tr("plan.page.wan", lang, value=to_wan(choice.cost)),
        "subsidy": tr("plan.page.wan", lang, value=to_wan(subsidy)),
        "value": to_number(choice.value, digits=0 if float(choice.value).is_integer() else 1),
        "bound": to_number(choice.bound, digits=1),
        "gap": to_percent(choice.gap, digits=2),
        "status": tr(f"plan.status.{choice.status}", lang),
    }
    if plan.need is not None:
        facts["need"] = tr("plan.page.km", lang, value=to_km(plan.need.joint_km))
    cells = "".join(
        f'<div class="rn-tile"><div class="rn-tile-label">{tr(f"plan.page.fact.{key}", lang)}</div>'
        f'<div class="rn-tile-value">{escape_text(value)}</div></div>'
        for key, value in facts.items()
    )
    st.html(f'<section class="rn-tiles rn-tiles-small">{cells}</section>')
    if plan.need is not None and plan.need.villages:
        st.caption(_need_said(plan.need, lang))
    if len(plan.missed):
        st.warning(tr("plan.page.missed", lang, count=len(plan.missed)))


def _need_said(need: JointNeed, lang: Lang) -> str:
    return tr(
        "plan.page.need_about",
        lang,
        villages=need.villages,
        plain=to_km(need.plain_sum_km),
        joint=to_km(need.joint_km),
        bound=to_km(need.bound_km),
    )


def show_before_and_after(before: Mapping[str, Any], after: Mapping[str, Any], lang: Lang) -> None:
    """Show each headline figure of two summaries, before and after."""
    cells = []
    for part, done, whole in HEADLINES:
        if before[part].get("rate") is None or after[part].get("rate") is None:
            continue
        was, now = before[part]["rate"], after[part]["rate"]
        of = f"{before[part][done]} → {after[part][done]} / {after[part][whole]}"
        cells.append(
            f'<div class="rn-tile"><div class="rn-tile-label">{tr(f"cli.assess.{part}", lang)}'
            f'</div><div class="rn-tile-value">{to_percent(was)} → {to_percent(now)}</div>'
            f'<div class="rn-bar"><i style="width:{100 * was:.1f}%;background:{MUTED}"></i></div>'
            f'<div class="rn-bar"><i style="width:{100 * now:.1f}%;background:{GOOD}"></i></div>'
            f'<div class="rn-tile-of">{of}</div></div>'
        )
    st.html(f'<section class="rn-tiles rn-tiles-wide">{"".join(cells)}</section>')


def show_chosen(plan: Plan, lang: Lang) -> None:
    """Show the projects chosen, each with its cost and what is lost without it."""
    needed = projects_needed(plan.gains)
    rows = [
        {
            "name": name_of(one, lang),
            "action": tr(f"plan.action.{one.action}", lang),
            "length_km": one.length_km or None,
            "cost_wan": one.cost_cny / _WAN,
            "subsidy_wan": one.subsidy_cny / _WAN,
            "gains": sum(one.project_id in ids for ids in needed),
            "areas": constraints_said(one, plan.before.standard, lang) or None,
            "stage": one.stage or None,
            "project_id": one.project_id,
        }
        for one in plan.chosen
    ]
    _show_table(pd.DataFrame(rows), "chosen", lang)
    if any(row["areas"] for row in rows):
        st.caption(tr("planning.label.note", lang))


def show_gains(plan: Plan, lang: Lang) -> None:
    """Show what is mended, place by place."""
    gains = plan.gains.assign(
        indicator=[tr(f"plan.indicator.{one}", lang) for one in plan.gains["indicator"]],
        needs=plan.gains["project_ids"],
    )
    columns = ["indicator", "name", "population", "needs", "id"]
    _show_table(gains[columns], "gains", lang)


def curve_chart(plan: Plan, lang: Lang) -> alt.Chart:
    """Draw worth and its proven bound over the budget."""
    rows = pd.DataFrame(
        {
            "budget": [budget / _WAN for budget, _ in plan.curve],
            "value": [answer.value for _, answer in plan.curve],
            "bound": [answer.bound for _, answer in plan.curve],
        }
    )
    x = alt.X("budget:Q", title=tr("plan.heading.budget_wan", lang), axis=alt.Axis(grid=False))
    title = tr(f"plan.measure.{plan.request.measure}", lang)
    tips = [
        alt.Tooltip(f"{name}:Q", title=tr(f"plan.heading.{key}", lang), format=",.1f")
        for name, key in (("budget", "budget_wan"), ("value", "value"), ("bound", "bound"))
    ]
    base = alt.Chart(rows).encode(x=x, tooltip=tips)
    value = base.mark_line(color=ACCENT, point=True).encode(y=alt.Y("value:Q", title=title))
    bound = base.mark_line(color=MUTED, strokeDash=[4, 3], point=True).encode(y="bound:Q")
    return plain_chart((bound + value).properties(height=230))


def _show_table(table: pd.DataFrame, name: str, lang: Lang) -> None:
    if table.empty:
        st.html(f'<div class="rn-empty">{tr("plan.page.nothing", lang)}</div>')
        return
    st.dataframe(
        table,
        hide_index=True,
        placeholder=DASH,
        width="stretch",
        column_config={
            column: _setting(column, tr(f"plan.heading.{column}", lang)) for column in table.columns
        },
        key=f"plan-table-{name}-{lang}",
    )


_FORMATS: Final = {
    "length_km": "%.3f", "cost_wan": "%.2f", "subsidy_wan": "%.2f", "gains": "%d",
    "population": "localized",
}  # fmt: skip


def _setting(column: str, label: str) -> Any:
    if column in _FORMATS:
        return st.column_config.NumberColumn(label, format=_FORMATS[column])
    return st.column_config.TextColumn(label)
