"""A browser for the maps' tests, and little layers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

from roadnet.maps import LayerOptions, LineLayer, PointLayer, Scheme, Style


@pytest.fixture
def open_page(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Open a page's text from the disk, offline; collects requests and errors on the page."""
    contexts = []

    def opened(html: str, *, width: int = 1366, height: int = 768) -> Any:
        file = tmp_path / f"page{len(contexts)}.html"
        file.write_text(html, encoding="utf-8")
        context = browser.new_context(viewport={"width": width, "height": height}, offline=True)
        contexts.append(context)
        page = context.new_page()
        page.asked, page.failed = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("pageerror", lambda error: page.failed.append(str(error)))
        page.on("console", lambda m: page.failed.append(m.text) if m.type == "error" else None)
        page.goto(file.as_uri())
        page.wait_for_timeout(300)
        return page

    yield opened
    for context in contexts:
        context.close()


def line_layer(**changes: Any) -> LineLayer:
    """Two roads of two classes at 105 E, 30 N; L is 2 km long, M crosses it."""
    frame = gpd.GeoDataFrame(
        {"road_id": ["L", "M"], "name": ["Long", "Cross"], "surface": ["asphalt", "earth"]},
        geometry=[
            shapely.LineString([(105.00, 30.0), (105.02, 30.0)]),
            shapely.LineString([(105.01, 29.99), (105.01, 30.01)]),
        ],
        crs=4326,
    )
    styles = (Style("asphalt", "Asphalt", "#345678"), Style("earth", "Earth", "#c2571a"))
    options = LayerOptions(title_column="name", id_column="road_id", **changes)
    return LineLayer(
        frame, name="Roads", schemes=[Scheme("Surface", "surface", styles)], options=options
    )


def point_layer(names: list[str], **changes: Any) -> PointLayer:
    """Points in a row eastward from 105 E, 30.005 N, a hundredth of a degree apart."""
    frame = gpd.GeoDataFrame(
        {"village_id": [f"v{place}" for place in range(len(names))], "name": names},
        geometry=shapely.points([(105.0 + 0.01 * i, 30.005) for i in range(len(names))]),
        crs=4326,
    )
    options = LayerOptions(
        title_column="name", id_column="village_id", searchable=True, label_column="name", **changes
    )
    scheme = Scheme("", "", (Style("", "Village", "#2f7f9f"),))
    return PointLayer(frame, name="Villages", schemes=[scheme], options=options)
