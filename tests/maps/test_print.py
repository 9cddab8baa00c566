"""Printing the page: the same view on one sheet across, legend whole, and the screen as before."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pypdf
import pytest

from roadnet.maps import build_map, to_html
from tests.maps.conftest import line_layer, point_layer

MAP = "Object.values(window).find((value) => value && value.roadnet)"
VIEW = f"() => {{ const m = {MAP}; const c = m.getCenter(); return [c.lat, c.lng, m.getZoom()]; }}"


def drawn(title: str = "A district") -> str:
    layers = [line_layer(), point_layer(["Anju", "Baima", "Baitan"])]
    return to_html(build_map(layers, title=title, lang="en", footer=["EPSG:4490", "internal"]))


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_a_print_is_one_sheet_with_title_legend_scale_and_footer(
    open_page: Callable[..., Any], width: int, height: int
) -> None:
    page = open_page(drawn(), width=width, height=height)
    before = page.evaluate(VIEW)
    reader = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(reader.pages) == 1
    # A4 across: 297 by 210 mm in points of 1/72 inch.
    size = [float(side) / 72 * 25.4 for side in reader.pages[0].mediabox[2:]]
    assert size == pytest.approx([297, 210], abs=1)
    said = reader.pages[0].extract_text()
    for text in ("A district", "Asphalt", "Earth", "Villages", "EPSG:4490", "internal"):
        assert text in said
    assert "Find a village" not in said
    page.wait_for_timeout(200)
    assert page.evaluate(VIEW) == pytest.approx(before)
    assert page.failed == []


def test_all_that_was_in_view_is_in_print(open_page: Callable[..., Any]) -> None:
    page = open_page(drawn())
    page.evaluate(f"() => {MAP}.setView([30.0, 105.01], 15, {{animate: false}})")
    seen = "(m) => [[30.001, 105.012], [29.998, 105.008]].every(p => m.contains(p))"
    assert page.evaluate(f"() => ({seen})({MAP}.getBounds())")
    page.evaluate(f"() => {MAP}.roadnet.print.enter()")
    box = page.evaluate(
        f"() => {{ const s = {MAP}.getSize(); return [s.x, s.y, {MAP}.getZoom()]; }}"
    )
    assert box[:2] == [1046, 712]
    assert page.evaluate(f"() => ({seen})({MAP}.getBounds())")
    page.evaluate(f"() => {MAP}.roadnet.print.leave()")
    assert page.evaluate(VIEW) == pytest.approx([30.0, 105.01, 15], abs=1e-3)


def test_a_button_prints_but_not_in_an_app(open_page: Callable[..., Any]) -> None:
    page = open_page(drawn())
    page.evaluate("() => { window.print = () => { window.printed = true; }; }")
    page.click(".rn-print a")
    assert page.evaluate("() => window.printed") is True
    assert open_page(drawn(title="")).query_selector(".rn-print") is None
