"""The router: page settings, language, list of pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import streamlit as st

from roadnet.text import tr
from roadnet.ui.components.guard import guard
from roadnet.ui.components.style import use_style
from roadnet.ui.language import choose_language, current_language
from roadnet.ui.pages import (
    annual,
    compare,
    data,
    export,
    library,
    map_and_gaps,
    overview,
    plan,
    resilience,
    villages,
)

PAGES: Final = {
    "overview": (overview.show, ":material/dashboard:"),
    "map": (map_and_gaps.show, ":material/map:"),
    "villages": (villages.show, ":material/home_pin:"),
    "plan": (plan.show, ":material/construction:"),
    "library": (library.show, ":material/inventory_2:"),
    "resilience": (resilience.show, ":material/alt_route:"),
    "compare": (compare.show, ":material/compare_arrows:"),
    "data": (data.show, ":material/database:"),
    "annual": (annual.show, ":material/article:"),
    "export": (export.show, ":material/download:"),
}


def main() -> None:
    """Show the page that the address names."""
    lang = current_language()
    st.set_page_config(
        page_title=tr("ui.app.title", lang),
        page_icon=str(Path(__file__).with_name("icon.svg")),
        layout="wide",
    )
    use_style(lang)
    pages = {
        name: st.Page(
            _guarded(name),
            title=tr(f"ui.{name}.title", lang),
            icon=icon,
            url_path=name,
            default=name == "overview",
        )
        for name, (_, icon) in PAGES.items()
    }
    st.session_state["pages"] = pages
    chosen = st.navigation(list(pages.values()))
    with st.sidebar:
        choose_language(lang)
    chosen.run()


def _guarded(name: str) -> Callable[[], None]:
    def show() -> None:
        lang = current_language()
        with guard(lang):
            PAGES[name][0](lang)

    return show


if __name__ == "__main__":
    main()
