"""The annual report: what it is to hold, made beside the page, handed over."""

from __future__ import annotations

import mimetypes
from pathlib import PurePath
from typing import Final

import streamlit as st

from roadnet.maps import escape_text
from roadnet.reports.slides import has_slides
from roadnet.reports.template.example import example_template
from roadnet.reports.write_report import FORMATS
from roadnet.text import Lang, has_text, tr
from roadnet.ui.cache import Result
from roadnet.ui.components.annual_form import ask_annual_template, ask_earlier
from roadnet.ui.components.guarded_fragment import guarded_fragment
from roadnet.ui.components.job_watch import watch_job
from roadnet.ui.components.outputs_view import make_archive
from roadnet.ui.components.plan_run import current_plan
from roadnet.ui.components.texts import to_size
from roadnet.ui.jobs import Job, start_job
from roadnet.ui.report_cache import Files, ReportRequest, find_report, make_report

_JOB: Final = "report_job"
_USUAL: Final = ("word", "pdf")
_MOST_MAKER: Final = 60


@guarded_fragment
def show_report(result: Result, lang: Lang) -> None:
    """Show the form, then how far the work is, then the files."""
    title, about = tr("ui_report.section.title", lang), tr("ui_report.section.about", lang)
    st.html(f'<div class="rn-section"><h2>{title}</h2><p>{about}</p></div>')
    wanted = _ask(result, lang)
    if st.button(tr("ui_report.make", lang), type="primary", key="report_make"):
        if wanted.formats:
            _start(result, wanted)
        else:
            st.warning(tr("ui_report.none", lang))
    if watch_job(_JOB, lambda job: _tell(job, lang)):
        return
    made = find_report(result, wanted)
    if made is not None:
        _hand_over(made, lang)


def _ask(result: Result, lang: Lang) -> ReportRequest:
    left, right = st.columns(2, gap="large")
    with left:
        formats = st.multiselect(
            tr("ui_report.formats", lang),
            [name for name in FORMATS if name != "slides" or has_slides()],
            default=[name for name in _USUAL if name in FORMATS],
            format_func=lambda name: _format_name(name, lang),
            key="report_formats",
        )
        maker = st.text_input(
            tr("ui_report.maker", lang),
            max_chars=_MOST_MAKER,
            help=tr("ui_report.maker_help", lang),
            key="report_maker",
        )
        plan = current_plan(result)
        with_plan = st.checkbox(
            tr("ui_report.plan", lang),
            value=plan is not None,
            disabled=plan is None,
            help=None if plan else tr("ui_report.no_plan", lang),
            key="report_plan",
        )
        earlier = ask_earlier(result, lang, form="report", default=False)
    with right:
        template = _ask_template(lang)
        annual_template = ask_annual_template(lang, form="report")
    return ReportRequest(
        formats=tuple(name for name in FORMATS if name in formats),
        lang=lang,
        maker=maker.strip(),
        earlier=earlier,
        plan=plan.request if plan and with_plan else None,
        template=template,
        annual_template=annual_template,
    )


def _ask_template(lang: Lang) -> bytes:
    given = st.file_uploader(
        tr("ui_report.template", lang),
        type=["docx"],
        help=tr("ui_report.template_help", lang),
        key="report_template",
    )
    st.download_button(
        tr("ui_report.example", lang),
        lambda: example_template(lang),
        file_name="template.docx",
        key="report_example",
        on_click="ignore",
        type="tertiary",
    )
    return given.getvalue() if given is not None else b""


def _format_name(name: str, lang: Lang) -> str:
    key = f"ui_report.format.{name}"
    return tr(key, lang) if has_text(key, lang) else name


def _start(result: Result, wanted: ReportRequest) -> None:
    """Start in the background, unless it is made already or something else is being made."""
    if find_report(result, wanted) is None and _JOB not in st.session_state:
        plan = current_plan(result) if wanted.plan else None
        st.session_state[_JOB] = start_job(lambda tell, _: make_report(result, wanted, plan, tell))


def _tell(job: Job[Files], lang: Lang) -> None:
    st.progress(job.share, text=tr("ui_report.progress", lang))


def _hand_over(files: Files, lang: Lang) -> None:
    """Hand over each file; those in folders of their own only in the archive."""
    single = {name: data for name, data in files.items() if len(PurePath(name).parts) == 1}
    for name, data in single.items():
        left, right = st.columns([4, 1.2], vertical_alignment="center")
        left.html(
            f'<div class="rn-list"><div><b>{escape_text(name, max_length=120)}</b>'
            f"<span>{to_size(len(data))}</span></div></div>"
        )
        right.download_button(
            tr("ui.export.download", lang),
            data,
            file_name=name,
            mime=mimetypes.guess_type(name)[0] or "application/octet-stream",
            key=f"report-{name}",
            on_click="ignore",
            width="stretch",
        )
    if len(files) > len(single):
        st.caption(tr("ui_report.in_archive", lang, count=len(files) - len(single)))
    if len(files) > 1:
        st.download_button(
            tr("ui_report.all", lang),
            make_archive(files),
            file_name=tr("ui_report.archive", lang),
            mime="application/zip",
            key="report_all",
            on_click="ignore",
            type="primary",
        )
