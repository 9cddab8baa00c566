"""Charts in the maps' colours; they need nothing but what Streamlit brings along."""

from __future__ import annotations

from typing import Any, Final

import altair as alt
import pandas as pd

from roadnet.maps import clean_text
from roadnet.maps.theme import ACCENT, BAD, GOOD, INK, MUTED, WARN
from roadnet.text import Lang, tr
from roadnet.text.numbers import DASH, to_percent

_FONT: Final = "Noto Sans SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif"
_ROW_PX: Final = 21


def township_bars(townships: pd.DataFrame, service: str, lang: Lang) -> alt.Chart:
    """Bars of the share that is served, the lowest first.

    Parameters
    ----------
    townships
        ``township_id``, ``name``, ``<service>_served``, ``<service>_eligible``,
        ``<service>_rate`` in [0, 1].
    service
        ``road``, ``bus`` or ``logistics``.
    """
    some = townships[townships[f"{service}_eligible"] > 0].sort_values(
        [f"{service}_rate", f"{service}_eligible"], kind="stable"
    )
    rate = some[f"{service}_rate"].astype(float)
    rows = pd.DataFrame(
        {
            "name": _unique(_names(some)),
            "rate": rate.to_numpy(),
            "said": [
                f"{to_percent(r)}  ({part:.0f}/{whole:.0f})"
                for r, part, whole in zip(
                    rate, some[f"{service}_served"], some[f"{service}_eligible"], strict=True
                )
            ],
            "level": ["full" if r >= 1 else "low" if r < 0.9 else "high" for r in rate],
        }
    )
    base = alt.Chart(rows).encode(y=alt.Y("name:N", sort=None, title=None))
    x = alt.X("rate:Q", scale=alt.Scale(domain=[0, 1.28]), axis=None)
    scale = alt.Scale(domain=["full", "high", "low"], range=[GOOD, "#7fb2c4", WARN])
    bars = base.mark_bar(height=13, cornerRadiusEnd=3).encode(
        x=x,
        color=alt.Color("level:N", scale=scale, legend=None),
        tooltip=[
            alt.Tooltip("name:N", title=tr("layers.townships", lang)),
            alt.Tooltip("said:N", title=tr(f"ui.service.{service}", lang)),
        ],
    )
    words = base.mark_text(align="left", dx=5, color=INK, fontSize=11.5).encode(x=x, text="said:N")
    return plain_chart((bars + words).properties(height=max(60, _ROW_PX * len(rows))))


def has_townships(townships: pd.DataFrame) -> bool:
    """Return whether any row names a township (``township_id``, ``name``), so that bars differ."""
    return any(name != DASH for name in _names(townships))


def tolerance_chart(
    curve: list[dict[str, Any]], column: str, *, tolerance_m: float, lang: Lang
) -> alt.Chart:
    """Draw how parts or the share of people change with the tolerance, the one in use marked.

    Parameters
    ----------
    curve
        The summary's ``tolerance_curve``.
    column
        ``components`` or ``largest_population_share``.
    """
    rows = pd.DataFrame(curve)
    is_share = column != "components"
    x = alt.X(
        "tolerance_m:Q",
        title=tr("ui.overview.tolerance_axis", lang),
        scale=alt.Scale(type="symlog", constant=1),
        axis=alt.Axis(values=rows["tolerance_m"].tolist(), format="d", grid=False),
    )
    y = alt.Y(
        f"{column}:Q",
        title=None,
        axis=alt.Axis(
            format="%" if is_share else ",d", tickCount=4, tickMinStep=0 if is_share else 1
        ),
        scale=alt.Scale(domain=[0, 1]) if is_share else alt.Scale(zero=True),
    )
    shown = alt.Tooltip(
        f"{column}:Q", format=".1%" if is_share else ",d", title=tr(f"ui.curve.{column}", lang)
    )
    place = alt.Tooltip("tolerance_m:Q", title=tr("ui.overview.tolerance_axis", lang))
    line = alt.Chart(rows).mark_line(color=ACCENT, strokeWidth=2).encode(x=x, y=y)
    dots = line.mark_circle(color=ACCENT, size=55, opacity=1).encode(tooltip=[place, shown])
    now = alt.Chart(pd.DataFrame({"tolerance_m": [tolerance_m]}))
    rule = now.mark_rule(color=BAD, strokeDash=[4, 3]).encode(x="tolerance_m:Q")
    return plain_chart((rule + line + dots).properties(height=190))


def _names(townships: pd.DataFrame) -> list[str]:
    """Return what to call each township: its name, else its identifier."""
    pairs = zip(townships["name"], townships["township_id"], strict=True)
    return [clean_text(name, max_length=24) or clean_text(key) or DASH for name, key in pairs]


def _unique(names: list[str]) -> list[str]:
    """Tell bars of one name apart: two townships may bear the same."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found


def plain_chart(chart: alt.Chart) -> alt.Chart:
    """Give a chart the app's font and calm axes."""
    return (
        chart.configure(font=_FONT, padding={"left": 2, "right": 6, "top": 6, "bottom": 4})
        .configure_view(strokeWidth=0)
        .configure_axis(labelColor=INK, titleColor=MUTED, labelFontSize=12, labelLimit=150)
        .configure_axisY(domain=False, ticks=False)
    )
