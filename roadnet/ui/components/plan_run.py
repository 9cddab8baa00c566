"""Making a plan while the page stays alive: progress, and a button that ends the search."""

from __future__ import annotations

import streamlit as st

from roadnet.planning.plan import Plan, PlanRequest
from roadnet.text import Lang, has_text, tr
from roadnet.ui.cache import Result
from roadnet.ui.components.job_watch import watch_job
from roadnet.ui.jobs import Job, start_job
from roadnet.ui.plan_cache import find_plan, make_plan

_JOB = "plan_job"


def start_plan(result: Result, wanted: PlanRequest) -> None:
    """Start making a plan in the background, unless it is there already."""
    st.session_state["plan_request"] = (result.request, wanted)
    stop_plan()
    if find_plan(result, wanted) is None:
        st.session_state[_JOB] = start_job(
            lambda tell, stopped: make_plan(result, wanted, tell, stopped)
        )


def stop_plan() -> None:
    """End the work that runs; nothing happens where none does."""
    job: Job[Plan] | None = st.session_state.pop(_JOB, None)
    if job is not None:
        job.stop()


def current_plan(result: Result) -> Plan | None:
    """Return the plan that was asked for last, if it belongs to this result and is made."""
    request, wanted = st.session_state.get("plan_request", (None, None))
    return find_plan(result, wanted) if request == result.request and wanted else None


def watch_plan(lang: Lang) -> bool:
    """Show how far the work is; return whether some runs."""
    return watch_job(_JOB, lambda job: _tell(job, lang))


def _tell(job: Job[Plan], lang: Lang) -> None:
    key = f"cli.step.{job.step}"
    text = tr(key, lang) if has_text(key, lang) else tr("ui.progress.work", lang)
    st.progress(job.share, text=text)
    if job.stopped():
        st.caption(tr("plan.page.stopping", lang))
    elif st.button(tr("plan.page.stop", lang), key="plan_stop"):
        job.stop()
