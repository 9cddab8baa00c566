"""A page's head: its title and what its figures rest on."""

from __future__ import annotations

import streamlit as st

from roadnet.analysis.assessment import Assessment
from roadnet.maps import escape_text
from roadnet.text import Lang, tr
from roadnet.text.numbers import to_number


def show_title(name: str, lang: Lang) -> None:
    """Show a page's name and what it is for."""
    title, about = tr(f"ui.{name}.title", lang), tr(f"ui.{name}.about", lang)
    st.html(f'<header class="rn-head"><h1>{title}</h1><p>{about}</p></header>')


def show_provenance(assessment: Assessment, lang: Lang, *, heading: bool = True) -> None:
    """Show the district, the date and source of its data, the standard and the tolerance."""
    district = assessment.district
    files = sorted({about.file for about in district.sources.values() if about.file})
    shown = ", ".join(files[:3]) + (f" … ({len(files)})" if len(files) > 3 else "")
    tolerance = to_number(assessment.network.tolerance_m, digits=0)
    facts = {
        "standard": assessment.standard.name(lang),
        "date": district.data_date or tr("ui.app.not_said", lang),
        "source": shown or tr("ui.app.not_said", lang),
        "crs": district.crs.name,
        "tolerance": tr("ui.unit.metres", lang, value=tolerance),
    }
    parts = "".join(
        f"<span><b>{tr(f'ui.fact.{key}', lang)}</b>{escape_text(value, max_length=120)}</span>"
        for key, value in facts.items()
    )
    facts_html = f'<div class="rn-facts">{parts}</div>'
    name = escape_text(district.name, max_length=120)
    head = f"<h1>{name}</h1>" if heading else f"<h3>{name}</h3>"
    st.html(f'<header class="rn-head">{head}{facts_html}</header>')
