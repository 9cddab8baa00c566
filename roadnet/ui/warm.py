"""Working ahead: what the next page needs, while the browser starts or the first one is read."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache, partial
from importlib import import_module
from threading import Thread
from typing import Final

from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx

_LOG = logging.getLogger(__name__)
# Large, and components of none: one that is loaded outside of a page's run is never served.
_LIBRARIES: Final = ("altair", "folium.plugins", "roadnet.maps")


def make_first_result() -> None:
    """Make the first page's result in the background, then load what it is shown with."""
    _start(_make_first)


@cache
def load_pages(modules: tuple[str, ...]) -> None:
    """Load the modules of pages in the background; once a process, from within a page's run."""
    _start(partial(_load, [f"roadnet.ui.pages.{module}" for module in modules]))


def _start(work: Callable[[], None]) -> None:
    def safely() -> None:
        try:
            work()
        except Exception as error:
            # It comes up again, and is told, where a page needs what could not be made here.
            _LOG.info("working ahead ended with %s", type(error).__name__)

    thread = Thread(target=safely, daemon=True)
    if context := get_script_run_ctx(suppress_warning=True):
        add_script_run_ctx(thread, context)
    thread.start()


def _make_first() -> None:
    from roadnet.ui.cache import get_result
    from roadnet.ui.state import first_request

    get_result(first_request(), lambda *_: None)
    _load(_LIBRARIES)


def _load(modules: list[str] | tuple[str, ...]) -> None:
    for module in modules:
        import_module(module)
