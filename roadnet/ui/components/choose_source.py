"""Where the data comes from: the demonstration district, a path, or files."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import streamlit as st

from roadnet.text import Lang, tr
from roadnet.ui.components.steps import show_way_on, wish_step
from roadnet.ui.components.upload import choose_files, uploaded_folder
from roadnet.ui.state import DEMO, Request, set_request

_DRAFT: Final = "draft"
_WAYS: Final = ("demo", "path", "files")


def choose_source(request: Request, lang: Lang) -> None:
    """Show the inputs; a new source makes a new request."""
    way = st.segmented_control(
        tr("ui.data.source", lang),
        _WAYS,
        default=_way_of(request.source),
        required=True,
        format_func=lambda each: tr(f"ui.data.way.{each}", lang),
        key="source_way",
        label_visibility="collapsed",
    )
    if way == "demo":
        st.caption(tr("ui.data.demo_about", lang))
        if request.source != DEMO and st.button(tr("ui.data.open", lang), type="primary"):
            _open(request, DEMO)
        elif request.source == DEMO:
            show_way_on("files", lang)
    elif way == "path":
        _choose_path(request, lang)
    else:
        _choose_upload(request, lang)


def has_draft() -> bool:
    """Whether files were uploaded whose mapping is the user's to decide."""
    return bool(st.session_state.get(_DRAFT))


def open_draft(request: Request) -> None:
    """Take the uploaded files with their mapping into use."""
    folder = uploaded_folder()
    if folder:
        set_request(replace(request, source=folder))
        wish_step("problems")
        st.rerun()


def _way_of(source: str) -> str:
    if source == DEMO:
        return "demo"
    return "files" if source == uploaded_folder() else "path"


def _choose_upload(request: Request, lang: Lang) -> None:
    in_use = request.source == uploaded_folder()
    if in_use:
        st.caption(tr("ui.data.uploaded", lang))
    folder = choose_files(lang)
    if not folder:
        return
    st.session_state[_DRAFT] = True
    if not in_use:
        st.info(tr("ui.data.not_yet", lang))
    show_way_on("files", lang)


def _choose_path(request: Request, lang: Lang) -> None:
    with st.form("path", border=False):
        left, right = st.columns([4, 1], vertical_alignment="bottom")
        with left:
            path = st.text_input(
                tr("ui.data.path", lang),
                value="" if request.source == DEMO else request.source,
                placeholder="D:\\data\\district.toml",
                help=tr("ui.data.path_help", lang),
            )
        with right:
            wanted = st.form_submit_button(tr("ui.data.open", lang), type="primary")
    if wanted and path.strip():
        _open(request, path.strip().strip('"'))


def _open(request: Request, source: str) -> None:
    set_request(replace(request, source=source))
    st.session_state[_DRAFT] = False
    wish_step("mapping")
    st.rerun()
