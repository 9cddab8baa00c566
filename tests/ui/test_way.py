"""The user's way in a real browser: open, choose a gap, see the card, export, bring own files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from roadnet.maps import find_remote_resources

pytestmark = pytest.mark.browser
MAP = 'iframe[title^="streamlit_folium"]'
WAIT_MS = 60_000


@pytest.fixture
def visit(browser: Any, app_url: str) -> Iterator[Callable[..., Any]]:
    """Open a page of the app; what it asks for and what goes wrong is written down."""
    contexts = []

    def opened(path: str = "", *, width: int = 1366, height: int = 900) -> Any:
        context = browser.new_context(viewport={"width": width, "height": height})
        contexts.append(context)
        page = context.new_page()
        page.asked, page.failed = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("pageerror", lambda error: page.failed.append(str(error)))
        page.goto(f"{app_url}/{path}")
        page.wait_for_selector(".rn-head", timeout=WAIT_MS)
        return page

    yield opened
    for context in contexts:
        context.close()


def stays_here(page: Any) -> bool:
    """Whether every request went to this machine."""
    hosts = {urlsplit(url).hostname for url in page.asked if not url.startswith(("data:", "blob:"))}
    return hosts == {"127.0.0.1"}


def map_frame(page: Any) -> Any:
    # While a script runs the map of the page before may still stand there.
    page.wait_for_selector('[data-test-script-state="notRunning"]', timeout=WAIT_MS)
    page.wait_for_selector(MAP, timeout=WAIT_MS)
    frame = page.query_selector(MAP).content_frame()
    frame.wait_for_function("window.map && window.map.roadnet", timeout=WAIT_MS)
    return frame


def click_first_row(page: Any) -> None:
    table = page.locator('[data-testid="stDataFrame"]').first
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    page.mouse.click(box["x"] + 18, box["y"] + 35 * 1.5)


def test_from_the_overview_to_the_files(visit: Callable[..., Any], tmp_path: Path) -> None:
    page = visit()
    page.wait_for_selector(".rn-tile", timeout=WAIT_MS)
    assert page.locator(".rn-tile").count() == 8
    page.get_by_role("link", name="地图与缺口").click()
    page.wait_for_selector(".st-key-filter_kinds", timeout=WAIT_MS)
    frame = map_frame(page)
    before = frame.evaluate("map.getCenter().lat")
    click_first_row(page)
    page.wait_for_selector(".rn-village", timeout=WAIT_MS)
    assert page.locator(".rn-verdict").count() == 3
    frame.wait_for_function(f"Math.abs(map.getCenter().lat - {before}) > 1e-6", timeout=WAIT_MS)
    assert frame.evaluate("map.getZoom()") == 14
    # The same frame still: nothing was sent anew.
    assert page.query_selector(MAP).content_frame() == frame

    page.get_by_role("link", name="导出").click()
    page.get_by_role("button", name="生成文件").click()
    page.wait_for_selector("text=全部打包", timeout=WAIT_MS)
    with page.expect_download() as waiting:
        page.locator(".st-key-download-map button").click()
    file = tmp_path / "map.html"
    waiting.value.save_as(file)
    assert waiting.value.suggested_filename == "map.html"
    assert find_remote_resources(file.read_text("utf-8")) == []
    assert stays_here(page)
    assert page.failed == []


def test_a_clicked_village_opens_its_card_and_its_routes(visit: Callable[..., Any]) -> None:
    page = visit("map?lang=en")
    frame = map_frame(page)
    name, x, y = frame.evaluate(
        """() => {
          const seen = map.getSize();
          for (const data of map.roadnet.stack.layers) {
            if (data.meta.kind !== "points" || !data.meta.search || !data.meta.visible) continue;
            for (let row = 0; row < data.meta.count; row++) {
              const place = data.placeOf(row);
              if (!place) continue;
              const at = map.latLngToContainerPoint(Roadnet.toLatLng(place[0], place[1]));
              if (at.x > 420 && at.x < seen.x - 350 && at.y > 80 && at.y < seen.y - 80) {
                return [data.title(row), at.x, at.y];
              }
            }
          }
        }"""
    )
    box = page.locator(MAP).bounding_box()
    page.mouse.click(box["x"] + x, box["y"] + y)
    page.wait_for_selector(".rn-village", timeout=WAIT_MS)
    assert page.locator(".rn-village h3").inner_text() == name
    assert "To the county seat" in page.locator(".rn-village").inner_text()
    frame.wait_for_selector(".leaflet-rn-highlight-pane path", timeout=WAIT_MS)
    assert stays_here(page)
    assert page.failed == []


def test_own_files_become_a_district(visit: Callable[..., Any], tmp_path: Path) -> None:
    road = {
        "type": "Feature",
        "properties": {"LDBM": "R1", "LXMC": "甲乙线", "LDLMLX": "水泥混凝土"},
        "geometry": {"type": "LineString", "coordinates": [[105.0, 30.0], [105.05, 30.0]]},
    }
    roads = {"type": "FeatureCollection", "features": [road]}
    (tmp_path / "T_LD.geojson").write_text(json.dumps(roads), encoding="utf-8")
    rows = (
        "JZCBM,JZCMC,经度,纬度\n500101001001,甲村,105.001,30.001\n500101001002,乙村,105.04,30.2\n"
    )
    (tmp_path / "T_JZC.csv").write_text(rows, encoding="utf-8-sig")
    page = visit("data")
    page.get_by_text("上传文件", exact=True).click()
    files = [str(path) for path in sorted(tmp_path.iterdir())]
    page.locator('input[type="file"]').set_input_files(files)
    page.get_by_role("button", name="下一步：对应字段").click()
    page.wait_for_selector("text=下载 district.toml", timeout=WAIT_MS)
    page.get_by_text("预览：按此对应读出来是什么样").click()
    assert map_frame(page).evaluate("map.roadnet.stack.layers.length") == 2  # roads and villages
    page.get_by_role("button", name="按此读取并计算").click()
    page.get_by_text("village_off_road").wait_for(state="attached", timeout=WAIT_MS)
    click_first_row(page)
    page.wait_for_selector("text=改法", timeout=WAIT_MS)
    page.get_by_role("button", name="下一步：选择口径，完成").click()
    page.wait_for_selector('.rn-facts:has-text("T_JZC.csv")', timeout=WAIT_MS)
    page.get_by_role("link", name="总览").first.click()
    # 甲村 stands 111 m from the road, 乙村 22 km.
    page.wait_for_selector("text=1 / 2 个村", timeout=WAIT_MS)
    assert stays_here(page)
    assert page.failed == []


@pytest.mark.parametrize("path", ["", "map", "villages", "data", "export"])
def test_nothing_is_wider_than_a_phone(visit: Callable[..., Any], path: str) -> None:
    page = visit(path, width=390, height=844)
    page.wait_for_timeout(1500)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert stays_here(page)
