"""Printed maps: size, proportion, names that stand clear, fonts in the file, any name at all."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pypdf
import pytest
import shapely
from matplotlib.image import imread

from roadnet.analysis.assess import assess
from roadnet.maps.sheets.fit import fit_page
from roadnet.maps.sheets.names import Names, place_names, to_pixels
from roadnet.maps.sheets.paper import Paper, cut_paper, nice_length_m, open_page, text_width_mm
from roadnet.maps.sheets.sheet import draw_sheet, townships_of, write_atlas, write_sheet
from roadnet.maps.sheets.themes import Subject, themes_of
from tests.analysis.service_scenes import drawn
from tests.scenes import frame_of, points_of

# One column is 100 m. A and C are seats; the townships are two squares of 2 km that meet between
# B and C. A-B-C is asphalt, B-D earth.
PICTURE = """
A---------B---------C
          |
          |
          |
          |
          |
          D
"""


@pytest.fixture(scope="module")
def subject() -> Subject:
    at = points_of(PICTURE, 100.0)
    middle = at["B"].x + 500.0
    district = drawn(
        PICTURE,
        "ABC BD",
        cell_m=100.0,
        villages={"A": 100, "B": 50, "C": 20, "D": 10},
        attributes={
            "ABC": {"surface": "asphalt", "admin_class": "county"},
            "BD": {"surface": "earth", "admin_class": "village"},
        },
        townships={"A": {"is_county_seat": True}, "C": {"is_county_seat": False}},
        stops={"A": {"service_days_per_week": 7.0}},
        logistics={"C": {"tier": "county"}},
        hazards={"D": {"kind": "landslide", "status": "open"}},
    )
    squares = [
        {"township_id": "A", "name": "A", "geometry": shapely.box(middle - 2000, *south(at))},
        {"township_id": "C", "name": "C", "geometry": shapely.box(middle, *south(at, 2000))},
    ]
    return Subject(assess(district.with_layer("boundaries", frame_of("boundaries", squares))))


def south(at: Any, east_m: float = 0.0) -> tuple[float, float, float]:
    """The southern, eastern and northern edge of a township's square."""
    return at["A"].y - 1000.0, at["B"].x + 500.0 + east_m, at["A"].y + 1000.0


@pytest.mark.parametrize(
    ("span_m", "length_m"),
    [(10_000, 2_000), (9_999, 1_000), (49_999, 5_000), (50_000, 10_000), (5, 1)],
)
def test_the_scale_bar_is_round_and_a_fifth_of_the_sheet_at_most(
    span_m: float, length_m: float
) -> None:
    assert nice_length_m(span_m) == pytest.approx(length_m)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_theme_is_drawn_in_both_languages(subject: Subject, lang: Any) -> None:
    for theme in themes_of(subject):
        figure = draw_sheet(subject, theme, lang=lang)
        said = [text.get_text() for text in figure.findobj() if hasattr(text, "get_text")]
        assert not any("{" in text or "sheets." in text for text in said)


@pytest.mark.parametrize(
    ("paper", "size_mm"),
    [
        (Paper("A4", "landscape"), (297, 210)),
        (Paper("A4", "portrait"), (210, 297)),
        (Paper("A3", "landscape"), (420, 297)),
        (Paper("A3", "portrait"), (297, 420)),
    ],
)
def test_a_sheet_has_its_paper_s_size(subject: Subject, paper: Paper, size_mm: Any) -> None:
    picture = write_sheet(draw_sheet(subject, "road", lang="zh", paper=paper), "png", dpi=50)
    height, width, _ = imread(io.BytesIO(picture)).shape
    assert (width, height) == pytest.approx([side / 25.4 * 50 for side in size_mm], abs=1)


@pytest.mark.parametrize("paper", [Paper(), Paper("A4", "portrait"), cut_paper(2, 1)])
def test_the_district_is_on_the_sheet_in_true_proportion_and_clear_of_the_legend(
    subject: Subject, paper: Paper
) -> None:
    figure = draw_sheet(subject, "road", lang="zh", paper=paper)
    axes = figure.axes[0]
    (west, east), (bottom, north) = axes.get_xlim(), axes.get_ylim()
    box, (wide, high) = axes.get_position(), paper.size_mm
    ratio = (box.width * wide) / (box.height * high)
    assert (east - west) / (north - bottom) == pytest.approx(ratio)
    # The squares reach from 500 m west of A to 3,500 m east of it, and 1,000 m north and south.
    a = points_of(PICTURE, 100.0)["A"]
    corners = [(a.x + x, a.y + y) for x in (-500, 3500) for y in (-1000, 1000)]
    frame = axes.get_window_extent()
    legend = axes.get_legend().get_window_extent(figure.canvas.get_renderer())
    for x, y in axes.transData.transform(corners):
        assert frame.x0 < x < frame.x1 and frame.y0 < y < frame.y1
        assert not (x < legend.x1 and y < legend.y1)


@pytest.mark.parametrize(
    ("wide", "high", "size_mm"),
    [
        # Frame 210 - 2 * 8 = 194 mm; 35 mm of title, margin and footer; a tenth to spare.
        (1000.0, 500.0, (210.0, 141.7)),  # 194 * 1.1 / 2 + 35 = 141.7
        (1000.0, 1000.0, (210.0, 248.4)),  # 194 * 1.1 + 35
        (1000.0, 100.0, (210.0, 140.0)),  # no lower than two thirds of the width
        (100.0, 1000.0, (210.0, 297.0)),  # no higher than A4
        (0.0, 1000.0, (210.0, 297.0)),
    ],
)
def test_a_figure_has_the_district_s_shape(wide: float, high: float, size_mm: Any) -> None:
    assert cut_paper(wide, high).size_mm == size_mm


def test_names_cover_neither_one_another_nor_a_river() -> None:
    page = open_page(Paper())
    page.axes.set_xlim(0, 1000)
    page.axes.set_ylim(0, 700)
    xy = np.array([(300 + 40 * (i % 6), 300 + 25 * (i // 6)) for i in range(24)], dtype=float)
    river = shapely.box(0, 410, 1000, 425)
    taken = to_pixels(page, [river])
    place_names(page, Names(xy, [f"名称{i}" for i in range(24)], 9.0, must=False), taken)
    renderer = page.figure.canvas.get_renderer()
    boxes = [shapely.box(*text.get_window_extent(renderer).extents) for text in page.axes.texts]
    assert len(boxes) >= 12
    covered = shapely.area(shapely.intersection_all(boxes)) if len(boxes) < 2 else 0.0
    for at, box in enumerate(boxes):
        for other in boxes[at + 1 :]:
            covered += box.intersection(other).area
    assert covered < 0.02 * sum(box.area for box in boxes)
    wet = shapely.transform(river, page.axes.transData.transform)
    assert sum(box.intersection(wet).area for box in boxes) < 0.05 * boxes[0].area


def test_a_name_with_dollar_signs_is_no_formula(subject: Subject) -> None:
    found = subject.assessment
    named = replace(found, district=replace(found.district, name=r"$\\x$ 县 $"))
    figure = draw_sheet(Subject(named), "road", lang="zh")
    figure.canvas.draw()
    assert any("$" in text.get_text() for text in figure.texts)


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_the_same_drawing_gives_the_same_bytes(subject: Subject, kind: Any) -> None:
    first, second = (
        write_sheet(draw_sheet(subject, "gaps", lang="zh"), kind, dpi=60) for _ in range(2)
    )
    assert first == second


def test_fonts_are_in_the_file(subject: Subject) -> None:
    figure = draw_sheet(subject, "road", lang="zh")
    reader = pypdf.PdfReader(io.BytesIO(write_atlas([figure, figure])))
    assert len(reader.pages) == 2
    fonts = reader.pages[0]["/Resources"]["/Font"].get_object()
    for font in (one.get_object() for one in fonts.values()):
        below = font.get("/DescendantFonts", [font])[0].get_object()
        drawn = "/CharProcs" in below
        descriptor = below.get("/FontDescriptor", {})
        assert drawn or any(f"/FontFile{n}" in descriptor for n in ("", "2", "3"))
    svg = write_sheet(figure, "svg").decode("utf-8")
    assert "<text" not in svg
    assert not re.search(r'href="(?!#|data:)', svg)


def test_a_township_s_sheet_counts_only_its_own_villages(subject: Subject) -> None:
    # A, B and D lie in A's square, C in the other; D alone, 600 m off, is on an earth road.
    assert townships_of(subject) == ["A", "C"]
    for one, wanted in (("A", [2, 1]), ("C", [1])):
        figure = draw_sheet(replace(subject, township_id=one), "road", lang="zh")
        labels = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
        found = [re.search(r"  (\d+) 个$", text) for text in labels]
        assert [int(match.group(1)) for match in found if match] == wanted


def test_a_long_title_and_footer_stay_within_the_frame(subject: Subject) -> None:
    found = subject.assessment
    named = replace(found, district=replace(found.district, name="很长的县名" * 20))
    paper = Paper("A4", "portrait")
    figure = draw_sheet(Subject(named), "road", lang="en", paper=paper, maker="制图单位" * 30)
    renderer = figure.canvas.get_renderer()
    boxes = [text.get_window_extent(renderer) for text in figure.texts]
    assert all(box.x0 >= 0 and box.x1 <= figure.bbox.width for box in boxes)
    for at, one in enumerate(boxes):
        assert not any(one.overlaps(other) for other in boxes[at + 1 :])


def test_gaps_at_one_village_stand_side_by_side(subject: Subject) -> None:
    # D has an earth road and no delivery point; the stop at A, 1.2 km off, is within 2 km. The
    # third mark is the village itself.
    figure = draw_sheet(subject, "gaps", lang="zh")
    marks = [mark for mark in figure.axes[0].collections if len(mark.get_offsets())]
    d = figure.axes[0].transData.transform(points_of(PICTURE, 100.0)["D"].coords[0])
    at = {
        tuple(np.round(place - d, 3))
        for mark in marks
        for place in mark.get_offset_transform().transform(mark.get_offsets())
        if np.hypot(*(place - d)) < 10
    }
    assert len(at) == 3


@pytest.mark.parametrize("paper", [Paper(), Paper("A4", "portrait"), Paper("A3", "portrait")])
def test_the_shape_is_clear_of_every_block_and_as_large_as_that_lets_it(paper: Paper) -> None:
    page = open_page(paper)
    # A square on a frame whose lower left and upper left corners are taken.
    blocks = [(0.0, 0.0, 0.3, 0.4), (0.0, 0.7, 0.3, 1.0)]
    fit_page(page, shapely.box(0, 0, 1000, 1000), blocks)
    (west, east), (south, north) = page.axes.get_xlim(), page.axes.get_ylim()
    shares = [-west / (east - west), -south / (north - south)]
    shares += [(1000 - west) / (east - west), (1000 - south) / (north - south)]
    square = shapely.box(*shares)
    assert shapely.box(0, 0, 1, 1).contains(square)
    assert not any(square.intersects(shapely.box(*block)) for block in blocks)
    # Beside the blocks there is 0.7 of the width; between them 0.3 of the height: a square gets
    # at least what is right of them, less the margin and one step of the search.
    side = min(0.7, 0.95 * (1 / page.ratio)) if page.ratio > 1 else 0.7
    assert square.bounds[2] - square.bounds[0] >= 0.85 * min(side, 0.95 / page.ratio)


def test_a_name_that_would_be_a_wrong_formula_is_measured_as_it_is_drawn() -> None:
    page = open_page(Paper())
    # The pair of dollars is shown: two signs wider than the text between them, at the least.
    inner, whole = (text_width_mm(page, text, 9.0) for text in (r"\x", r"$\x$"))
    assert whole > inner + 2.0
