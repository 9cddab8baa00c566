"""The four steps of the data page: where one is, and the way on."""

from __future__ import annotations

from typing import Final, Literal

import streamlit as st

from roadnet.text import Lang, tr

Step = Literal["files", "mapping", "problems", "done"]
STEPS: Final[tuple[Step, ...]] = ("files", "mapping", "problems", "done")
_KEY: Final = "data_step"
_WISH: Final = "wished_data_step"


def choose_step(lang: Lang) -> Step:
    """Show the steps; return the one that is looked at."""
    if _WISH in st.session_state:
        st.session_state[_KEY] = st.session_state.pop(_WISH)
    chosen = st.segmented_control(
        tr("ui_data.steps", lang),
        STEPS,
        default=None if _KEY in st.session_state else STEPS[0],
        required=True,
        format_func=lambda step: _name(step, lang),
        key=_KEY,
        label_visibility="collapsed",
        width="stretch",
    )
    step: Step = chosen or STEPS[0]
    st.caption(tr(f"ui_data.about.{step}", lang))
    return step


def wish_step(step: Step) -> None:
    """Have the page show a step when it runs next."""
    st.session_state[_WISH] = step


def show_way_on(step: Step, lang: Lang) -> None:
    """Show the button that leads from a step to the next."""
    after = STEPS[STEPS.index(step) + 1]
    if st.button(tr(f"ui_data.on.{after}", lang), type="primary", key=f"on_to_{after}"):
        wish_step(after)
        st.rerun()


def _name(step: Step, lang: Lang) -> str:
    return f"{STEPS.index(step) + 1} {tr(f'ui_data.step.{step}', lang)}"
