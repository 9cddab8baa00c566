"""The output files: made on demand, kept for the request and language, handed over."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Final, TypeVar

import streamlit as st

from roadnet.text import Lang, tr
from roadnet.ui.cache import Progress, Result
from roadnet.ui.components.guarded_fragment import guarded_fragment
from roadnet.ui.components.texts import to_size
from roadnet.ui.keyed_cache import KeyedCache
from roadnet.ui.state import Request

_KEPT: Final = KeyedCache[tuple[Request, Lang], "dict[str, bytes]"](most=3)


@dataclass(frozen=True, slots=True)
class _File:
    key: str
    name: str
    mime: str


_FILES: Final = (
    _File("map", "map.html", "text/html"),
    _File("xlsx", "gaps.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    _File("gpkg", "assessment.gpkg", "application/geopackage+sqlite3"),
    _File("csv", "villages.csv", "text/csv"),
    _File("json", "summary.json", "application/json"),
)
T = TypeVar("T")


@guarded_fragment
def show_outputs(result: Result, lang: Lang) -> None:
    """Show a button that makes the files, then one a file and one for all."""
    key = (result.request, lang)
    made = _KEPT.find(key)
    if made is None:
        _show_list(lang)
        if not st.button(tr("ui.export.make", lang), type="primary", key="make_files"):
            return
        made = with_progress(
            lambda tell: _KEPT.get(key, lambda: make_files(result, lang, tell)), lang
        )
        st.rerun(scope="fragment")
    for file in _FILES:
        show_file(file.key, made[file.name], file.name, file.mime, lang)
    st.download_button(
        tr("ui.export.all", lang),
        make_archive(made),
        file_name="assessment.zip",
        mime="application/zip",
        on_click="ignore",
        type="primary",
    )


def make_files(result: Result, lang: Lang, progress: Progress) -> dict[str, bytes]:
    """Write an assessment's files into a folder of their own and return what they hold."""
    from roadnet.reports.write import write_assessment

    folder = Path(mkdtemp(prefix="roadnet-export-"))
    try:
        written = write_assessment(
            result.assessment, result.findings, folder, lang=lang, progress=progress
        )
        return {path.name: path.read_bytes() for path in written}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def make_archive(files: dict[str, bytes]) -> bytes:
    """Pack files into one zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def with_progress(work: Callable[[Progress], T], lang: Lang) -> T:
    """Do some work with a bar that tells how far it is."""
    place = st.empty()
    text = tr("ui.progress.export", lang)
    bar = place.progress(0.0, text=text)

    def tell(_: str, share: float) -> None:
        bar.progress(min(max(share, 0.0), 1.0), text=text)

    try:
        return work(tell)
    finally:
        place.empty()


def _show_list(lang: Lang) -> None:
    rows = "".join(
        f"<div><b>{tr(f'ui.export.file.{file.key}', lang)}</b>"
        f"<span>{tr(f'ui.export.about_file.{file.key}', lang)}</span></div>"
        for file in _FILES
    )
    st.html(f'<div class="rn-list">{rows}</div>')


def show_file(key: str, data: bytes, name: str, mime: str, lang: Lang) -> None:
    """Show what a file is, how large, and a button that hands it over."""
    left, right = st.columns([4, 1.2], vertical_alignment="center")
    with left:
        st.html(
            f'<div class="rn-list"><div><b>{tr(f"ui.export.file.{key}", lang)}</b>'
            f"<span>{tr(f'ui.export.about_file.{key}', lang)} · {to_size(len(data))}</span>"
            "</div></div>"
        )
    with right:
        st.download_button(
            tr("ui.export.download", lang),
            data,
            file_name=name,
            mime=mime,
            key=f"download-{key}",
            on_click="ignore",
            width="stretch",
        )
