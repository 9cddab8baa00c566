"""The printed map: its scale bar, and that any name can stand on it."""

from __future__ import annotations

import io
from dataclasses import replace
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest
from matplotlib.image import imread

from roadnet.maps.picture import STATUS, build_picture, nice_length_m, write_picture


@pytest.fixture(scope="module")
def scene() -> Any:
    path = Path(__file__).parents[1] / "ui" / "scene.py"
    spec = spec_from_file_location("picture_scene", path)
    assert spec and spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("span_m", "length_m"),
    [(10_000, 2_000), (9_999, 1_000), (49_999, 5_000), (50_000, 10_000), (5, 1)],
)
def test_the_scale_bar_is_round_and_a_fifth_of_the_sheet_at_most(
    span_m: float, length_m: float
) -> None:
    assert nice_length_m(span_m) == pytest.approx(length_m)


@pytest.mark.parametrize("theme", list(STATUS))
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_theme_is_drawn_a4_in_both_languages(scene: Any, theme: Any, lang: Any) -> None:
    picture = write_picture(scene.result().assessment, theme, lang=lang, dpi=50)
    height, width, _ = imread(io.BytesIO(picture)).shape
    # 297 x 210 mm is 11.69 x 8.27 inches, at 50 dots an inch.
    assert (width, height) == pytest.approx((585, 414), abs=1)


def test_the_whole_district_is_on_the_sheet_in_true_proportion(scene: Any) -> None:
    axes = build_picture(scene.result().assessment, "road", lang="zh").axes[0]
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    # The boundaries reach from 500 m west and 4,500 m south of A to 6,800 m east, 600 m north.
    assert west < scene.EAST - 500 and east > scene.EAST + 6800
    assert south < scene.NORTH - 4500 and north > scene.NORTH + 600
    box = axes.get_position()
    paper = (box.width * 11.69) / (box.height * 8.27)
    assert (east - west) / (north - south) == pytest.approx(paper)


def test_a_name_with_dollar_signs_is_no_formula(scene: Any) -> None:
    assessment = scene.result().assessment
    named = replace(assessment, district=replace(assessment.district, name=r"$\\x$ 县 $"))
    figure = build_picture(named, "road", lang="zh")
    figure.canvas.draw()
    assert any("$" in text.get_text() for text in figure.texts)
