"""The files of a plan: made on demand, kept, handed over."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

import streamlit as st

from roadnet.planning.plan import Plan, PlanRequest
from roadnet.text import Lang, tr
from roadnet.ui.cache import Progress, Result
from roadnet.ui.components.guarded_fragment import guarded_fragment
from roadnet.ui.components.outputs_view import make_archive, with_progress
from roadnet.ui.keyed_cache import KeyedCache
from roadnet.ui.state import Request

_KEPT: Final = KeyedCache[tuple[Request, PlanRequest, Lang], "dict[str, bytes]"](most=3)


@guarded_fragment
def show_plan_files(result: Result, lang: Lang, plan: Plan) -> None:
    """Show a button that makes the files, then one that hands them over."""
    key = (result.request, plan.request, lang)
    made = _KEPT.find(key)
    if made is None:
        if not st.button(tr("plan.page.make", lang), type="primary", key="make_plan_files"):
            return
        made = with_progress(
            lambda tell: _KEPT.get(key, lambda: make_plan_files(result, plan, lang, tell)), lang
        )
    st.download_button(
        tr("plan.page.file", lang, name="plan.zip"),
        make_archive(made),
        file_name="plan.zip",
        mime="application/zip",
        on_click="ignore",
        type="primary",
    )


def make_plan_files(result: Result, plan: Plan, lang: Lang, progress: Progress) -> dict[str, bytes]:
    """Write a plan's files into a folder of their own and return what they hold."""
    from roadnet.quality.check import check_district
    from roadnet.reports.write_plan import write_plan

    after = check_district(plan.after.district, plan.after.network)
    folder = Path(mkdtemp(prefix="roadnet-plan-"))
    try:
        written = write_plan(
            plan,
            result.findings,
            [*after, *plan.after.findings],
            folder,
            lang=lang,
            progress=progress,
        )
        return {path.name: path.read_bytes() for path in written}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
