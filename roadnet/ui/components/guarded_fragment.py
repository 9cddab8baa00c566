"""A part of a page that runs again on its own, with the page's guard around it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

import streamlit as st

from roadnet.text import Lang
from roadnet.ui.cache import Result
from roadnet.ui.components.guard import guard

P = ParamSpec("P")


def guarded_fragment(
    show: Callable[Concatenate[Result, Lang, P], None],
) -> Callable[Concatenate[Result, Lang, P], None]:
    """Make a function a fragment whose errors become a message, also when it runs alone."""

    @st.fragment
    @wraps(show)
    def shown(result: Result, lang: Lang, *args: P.args, **kwargs: P.kwargs) -> None:
        with guard(lang):
            show(result, lang, *args, **kwargs)

    return cast("Callable[Concatenate[Result, Lang, P], None]", shown)
