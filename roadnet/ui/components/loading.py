"""Wait for a request's result and tell how far it is."""

from __future__ import annotations

import streamlit as st

from roadnet.text import Lang, has_text, tr
from roadnet.ui.cache import Result, find_result, get_result
from roadnet.ui.state import Request, current_request


def require_result(lang: Lang, request: Request | None = None) -> Result:
    """Return the result of a request, by default the session's; shows progress while it is made.

    Raises
    ------
    RoadnetError
        When the source cannot be read or assessed.
    """
    wanted = request or current_request()
    found = find_result(wanted)
    if found is not None:
        return found
    place = st.empty()
    bar = place.progress(0.0, text=_step("start", lang))

    def tell(step: str, share: float) -> None:
        bar.progress(min(max(share, 0.0), 1.0), text=_step(step, lang))

    try:
        return get_result(wanted, tell)
    finally:
        place.empty()


def _step(name: str, lang: Lang) -> str:
    key = f"ui.progress.{name.removeprefix('progress.')}"
    return tr(key if has_text(key, lang) else "ui.progress.work", lang)
