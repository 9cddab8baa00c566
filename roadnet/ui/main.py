"""The router: page settings, language, list of pages."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Final

import streamlit as st

from roadnet.text import tr
from roadnet.ui.components.guard import guard
from roadnet.ui.components.style import use_style
from roadnet.ui.language import choose_language, current_language
from roadnet.ui.warm import load_pages

PAGES: Final = {
    "overview": ("overview", ":material/dashboard:"),
    "map": ("map_and_gaps", ":material/map:"),
    "villages": ("villages", ":material/home_pin:"),
    "plan": ("plan", ":material/construction:"),
    "library": ("library", ":material/inventory_2:"),
    "resilience": ("resilience", ":material/alt_route:"),
    "compare": ("compare", ":material/compare_arrows:"),
    "data": ("data", ":material/database:"),
    "annual": ("annual", ":material/article:"),
    "export": ("export", ":material/download:"),
}
"""Module and icon; a module is loaded when its page is shown: all take twice the time of one."""


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
    load_pages(tuple(module for module, _ in PAGES.values()))


def _guarded(name: str) -> Callable[[], None]:
    def show() -> None:
        lang = current_language()
        with guard(lang):
            import_module(f"roadnet.ui.pages.{PAGES[name][0]}").show(lang)

    return show


if __name__ == "__main__":
    main()
