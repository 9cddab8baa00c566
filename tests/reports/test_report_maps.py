"""Maps of a report: files in a folder of their own, safe names, one page a township and theme."""

import io
import re
from dataclasses import replace

import pypdf
import pytest

from roadnet.analysis.assess import assess
from roadnet.maps.sheets.themes import Subject, themes_of
from roadnet.reports.report_maps import map_files, page_files, township_files
from roadnet.reports.report_subject import ReportSubject
from roadnet.reports.write_report import write_report
from tests.scenes import frame_of

HOSTILE = 'CON/..\\:*?"<>|' + "很长的县名" * 30


@pytest.fixture(scope="module")
def with_area(district):
    seat = district.layers["townships"].geometry.iloc[0]
    square = {"township_id": "T", "name": "a/b", "geometry": seat.buffer(3000, quad_segs=1)}
    return assess(
        replace(district, name=HOSTILE).with_layer("boundaries", frame_of("boundaries", [square]))
    )


@pytest.fixture(params=["zh", "en"])
def subject(request, with_area, findings):
    return ReportSubject(with_area, tuple(findings), request.param)


def test_names_differ_and_are_safe_on_windows(subject):
    names = [*map_files(subject), *page_files(subject), *township_files(subject)]
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        folders = name.split("/")
        assert len(folders) <= 2
        for part in folders:
            assert not re.search(r'[<>:"\\|?*\x00-\x1f]', part)
            assert len(part.encode()) <= 200 and part == part.strip(" .")


def test_each_theme_has_a_picture_and_a_drawing(subject):
    themes = themes_of(Subject(subject.assessment))
    names = list(map_files(subject))
    assert [sum(name.endswith(end) for name in names) for end in (".png", ".svg", ".pdf")] == [
        len(themes), len(themes), 3,
    ]  # fmt: skip


def test_atlases_have_a_page_a_theme_on_their_paper(subject, tmp_path):
    themes = themes_of(Subject(subject.assessment))
    sizes = {}
    for name, write in map_files(subject).items():
        if name.endswith(".pdf"):
            write(path := tmp_path / "atlas.pdf")
            pages = pypdf.PdfReader(io.BytesIO(path.read_bytes())).pages
            sizes[len(pages), round(max(pages[0].mediabox[2:]) / 72 * 25.4)] = name
    # One of the townships, whose only one is T; of the district on A4 and on A3.
    assert sorted(sizes) == sorted([(1, 297), (len(themes), 297), (len(themes), 420)])


def test_a_township_s_atlas_has_every_theme(subject, tmp_path):
    ((name, write),) = township_files(subject).items()
    assert name.endswith("01 @T.pdf")
    write(path := tmp_path / "township.pdf")
    themes = themes_of(Subject(subject.assessment))
    assert len(pypdf.PdfReader(io.BytesIO(path.read_bytes())).pages) == len(themes)


def test_files_in_folders_are_written_whole(subject, tmp_path):
    files = write_report(subject, tmp_path / "out", formats=["page", "workbook"])
    assert all(file.is_file() for file in files)
    assert not list((tmp_path / "out").glob(".roadnet-*"))
