"""Work beside the page: how far it is, second by second, until it has ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from roadnet.ui.jobs import Job

Show = Callable[[Job[Any]], None]


def watch_job(key: str, show: Show) -> bool:
    """Show how far a session's work is; return whether some runs.

    Work that has ended is forgotten; the error that it ended with is raised.

    Parameters
    ----------
    key
        Where the session keeps the work.
    show
        Writes how far it is.
    """
    job: Job[Any] | None = st.session_state.get(key)
    if job is None:
        return False
    if job.ended:
        st.session_state.pop(key)
        if job.error is not None:
            raise job.error
        return False
    _progress(key, show)
    return True


@st.fragment(run_every=1.0)
def _progress(key: str, show: Show) -> None:
    job: Job[Any] | None = st.session_state.get(key)
    if job is None or job.ended:
        st.rerun()
        return
    show(job)
