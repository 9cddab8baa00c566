"""Maps of many roads: Python's time, the page's size, and what a real browser makes of it."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import folium
import geopandas as gpd

from benchmarks.measure import measure_work
from roadnet.maps.district_layers import build_roads_layer
from roadnet.maps.page import build_map, to_html

CHROMIUM: Final = "/usr/bin/chromium"
_WAIT_MS: Final = 180_000
_PAN_S: Final = 3.0
_LEAFLET: Final = ("leaflet.css", "leaflet.js")
_OF_MAP: Final = "Object.values(window).find(v => v && v.panBy && v.getCenter)"
# The first picture: the map is there and something other than ground stands on a canvas or in SVG.
_DRAWN: Final = f"""() => {{
  const map = {_OF_MAP};
  if (!map) return false;
  if (map.getContainer().querySelector('path.leaflet-interactive')) return true;
  return [...map.getContainer().querySelectorAll('canvas')].some(canvas => {{
    if (!canvas.width || !canvas.height) return false;
    const seen = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    for (let k = 3; k < seen.length; k += 64) if (seen[k]) return true;
    return false;
  }});
}}"""
_PANNED: Final = f"""seconds => new Promise(done => {{
  const map = {_OF_MAP}, begin = performance.now();
  let last = begin, frames = 0, worst = 0, way = 1;
  const step = now => {{
    frames += 1; worst = Math.max(worst, now - last); last = now;
    if (now - begin > seconds * 1000) {{
      done({{rate: frames / (now - begin) * 1000, worst: worst}}); return;
    }}
    if (frames % 40 === 0) way = -way;
    map.panBy([14 * way, 6 * way], {{animate: false}});
    requestAnimationFrame(step);
  }};
  requestAnimationFrame(step);
}})"""


@dataclass(frozen=True, slots=True)
class MapMeasure:
    """Seconds of Python, megabytes of page, seconds to the first picture, frames a second."""

    python_s: float
    page_mb: float
    first_s: float
    rate: float
    worst_ms: float


def measure_maps(roads: gpd.GeoDataFrame, runs: int, *, plain: bool) -> dict[str, MapMeasure]:
    """Measure the program's map of roads and, if asked, that of plain folium (once)."""
    found = {"roadnet": _measure(lambda: _ours(roads), runs)}
    if plain:
        wgs = roads[["road_id", "surface", "geometry"]].to_crs(4326)
        found["plain folium.GeoJson"] = _measure(lambda: _plain(wgs), 1)
    return found


def _ours(roads: gpd.GeoDataFrame) -> str:
    return to_html(build_map([build_roads_layer(roads, lang="en")], lang="en"))


def _plain(roads: gpd.GeoDataFrame) -> str:
    west, south, east, north = roads.total_bounds
    drawn = folium.Map(tiles=None, prefer_canvas=True)
    colours = {"asphalt": "#333", "cement": "#777"}
    folium.GeoJson(
        roads,
        style_function=lambda row: {"color": colours.get(row["properties"]["surface"], "#c60")},
    ).add_to(drawn)
    drawn.fit_bounds([[south, west], [north, east]])
    return str(drawn.get_root().render())


def _measure(build: Callable[[], str], runs: int) -> MapMeasure:
    made = measure_work(build, runs)
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "map.html"
        page.write_text(_without_network(made.answer), encoding="utf-8")
        first_s, pan = _look(page)
    size = len(made.answer.encode("utf-8")) / 1e6
    return MapMeasure(made.cpu_s, size, first_s, pan["rate"], pan["worst"])


def _without_network(html: str) -> str:
    """Give a plain page the scripts that it would fetch, this machine's, so that it draws."""
    if "cdn" not in html:
        return html
    from xstatic.pkg import leaflet

    folder = Path(leaflet.BASE_DIR)
    style, script = (next(folder.rglob(name)).read_text("utf-8") for name in _LEAFLET)
    return html.replace("<head>", f"<head><style>{style}</style><script>{script}</script>", 1)


def _look(page: Path) -> tuple[float, dict[str, Any]]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        tab = browser.new_page(viewport={"width": 1366, "height": 768})
        tab.route(lambda url: not url.startswith("file:"), lambda route: route.abort())
        begin = time.perf_counter()
        tab.goto(page.as_uri(), wait_until="commit")
        tab.wait_for_function(_DRAWN, timeout=_WAIT_MS)
        first_s = time.perf_counter() - begin
        tab.wait_for_timeout(500)
        pan = tab.evaluate(_PANNED, _PAN_S)
        browser.close()
    return first_s, pan
