"""The page as a whole: alone, offline, complete, and how it answers to a hand."""

from __future__ import annotations

import base64
import random
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import folium
import pytest

from roadnet.maps import Field, build_map, find_remote_resources, to_html, write_map
from roadnet.maps.assets import component_links, script_text, use_links, write_assets
from tests.maps.conftest import line_layer, point_layer

MAP = "Object.values(window).find((value) => value && value.roadnet)"


def _drawn(**changes: Any) -> folium.Map:
    fields = (Field("Id", "village_id"),)
    layers = [line_layer(), point_layer(["Anju", "Baima", "Baitan"], fields=fields)]
    return build_map(layers, title="A district", lang="en", footer=["EPSG:4490"], **changes)


def _pixel(page: Any, lat: float, lon: float) -> tuple[float, float]:
    x, y = page.evaluate(
        f"(p) => {{ const at = {MAP}.latLngToContainerPoint(p); return [at.x, at.y]; }}", [lat, lon]
    )
    return x, y


def test_the_page_names_no_address() -> None:
    html = to_html(_drawn())
    assert find_remote_resources(html) == []
    assert "default-src 'none'" in html


@pytest.mark.parametrize(
    "text",
    [
        '<script src="https://x.y/a.js">',
        "<link href=//x.y/a.css>",
        "url(http://x.y/a.png)",
        "@import 'https://x.y'",
    ],
)
def test_an_address_would_be_found(text: str) -> None:
    assert len(find_remote_resources(text)) == 1


def test_a_plain_folium_page_would_be_found() -> None:
    assert len(find_remote_resources(folium.Map().get_root().render())) > 5


def test_the_same_input_gives_the_same_bytes() -> None:
    assert to_html(_drawn()) == to_html(_drawn())


def test_a_page_can_be_made_twice_and_the_map_stays_usable() -> None:
    drawn = _drawn()
    first = to_html(drawn)
    drawn.get_root().render()
    assert to_html(drawn) == first
    assert drawn.default_js[0][1].startswith("data:")


def test_writing_leaves_the_page_and_nothing_beside_it(tmp_path: Path) -> None:
    drawn = _drawn()
    target = write_map(drawn, tmp_path / "map.html")
    assert [file.name for file in tmp_path.iterdir()] == ["map.html"]
    assert target.read_text(encoding="utf-8") == to_html(drawn)


def test_a_failed_writing_leaves_the_old_page(tmp_path: Path, monkeypatch: Any) -> None:
    target = tmp_path / "map.html"
    target.write_text("old")

    def fail(_: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="disk full"):
        write_map(_drawn(), target)
    assert [file.name for file in tmp_path.iterdir()] == ["map.html"]
    assert target.read_text() == "old"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)//{z}{x}{y}",
        "https://x/{z}/{x}.png",
        "https://x/{z}/{x}/{y}' onerror='1",
        "file:///{z}/{x}/{y}",
        "https://user@x/{z}/{x}/{y}",
    ],
)
def test_an_odd_base_map_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="base map"):
        build_map([line_layer()], tiles=url)


def test_a_base_map_with_a_key_is_taken() -> None:
    url = "https://t0.tianditu.gov.cn/vec_w/wmts?x={x}&y={y}&l={z}&tk=abc"
    assert "img-src data: blob: http: https:" in to_html(build_map([line_layer()], tiles=url))


def test_our_scripts_never_set_markup() -> None:
    own = Path(__file__).parents[2] / "roadnet" / "maps" / "js"
    files = sorted(own.glob("*.js"))
    assert len(files) >= 10
    for file in files:
        text = file.read_text(encoding="utf-8")
        for word in ("innerHTML =", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert word not in text, (file.name, word)


def test_served_files_bear_the_content_in_their_names(tmp_path: Path) -> None:
    written = write_assets(tmp_path / "static")
    scripts, styles = component_links("/app/static/")
    names = [link.removeprefix("/app/static/") for _, link in scripts + styles]
    assert names == [file.name for file in written]
    assert written[0].read_text(encoding="utf-8") == script_text()
    drawn = _drawn()
    use_links(drawn, (scripts, styles))
    assert f'src="/app/static/{names[0]}"' in drawn.get_root().render()


@pytest.mark.browser
def test_it_opens_offline_and_asks_for_nothing(open_page: Callable[..., Any]) -> None:
    page = open_page(to_html(_drawn()))
    assert page.failed == []
    assert [url for url in page.asked if not url.startswith(("file:", "data:"))] == []
    assert page.inner_text(".rn-title") == "A district"
    assert "EPSG:4490" in page.inner_text(".rn-footer")
    assert page.locator(".leaflet-control-scale-line").count() == 1
    assert page.locator(".rn-north").count() == 1
    # No credit line, and so no flag in it.
    assert page.locator(".leaflet-control-attribution").count() == 0


@pytest.mark.browser
def test_the_script_unpacks_what_python_packed(open_page: Callable[..., Any]) -> None:
    names = ["a𠮷野村", "a𠮷野镇", "安居", "", "<b>"]
    page = open_page(to_html(build_map([line_layer(), point_layer(names)])))
    lines = page.evaluate(
        f"""() => {{ const data = {MAP}.roadnet.stack.layers[0]; const out = {{}};
        for (let row = 0; row < data.rows; row++)
          out[data.title(row)] = data.outline(row)[0].map((at) => [at.lng, at.lat]);
        return out; }}"""
    )
    assert lines["Long"] == [pytest.approx([105.0, 30.0]), pytest.approx([105.02, 30.0])]
    assert lines["Cross"] == [pytest.approx([105.01, 29.99]), pytest.approx([105.01, 30.01])]
    shown = page.evaluate(
        f"""() => {{ const data = {MAP}.roadnet.stack.layers[1]; const out = [];
        for (let row = 0; row < data.rows; row++)
          out[Number(data.packed.text("id", row).slice(1))] = data.title(row);
        return out; }}"""
    )
    assert shown == names


@pytest.mark.browser
def test_the_road_is_painted_where_it_lies(open_page: Callable[..., Any]) -> None:
    page = open_page(to_html(build_map([line_layer()], legend=False)))
    x, y = _pixel(page, 30.0, 105.005)
    # The strongest pixel in a column of nine across the road, and in one 30 pixels beside it.
    on, off = (
        page.evaluate(
            """([x, y]) => { for (const c of document.querySelectorAll(".leaflet-tile")) {
              const b = c.getBoundingClientRect();
              if (x < b.left || x >= b.right || y < b.top || y >= b.bottom) continue;
              const column = c.getContext("2d").getImageData(x - b.left, y - b.top - 4, 1, 9).data;
              let best = 3;
              for (let i = 3; i < column.length; i += 4) if (column[i] > column[best]) best = i;
              return [...column.slice(best - 3, best + 1)];
            } }""",
            [x, y + away],
        )
        for away in (0, 30)
    )
    # The asphalt style's #345678, soft at its rim.
    assert on[:3] == [pytest.approx(part, abs=3) for part in (0x34, 0x56, 0x78)]
    assert on[3] > 150
    assert off[3] == 0


@pytest.mark.browser
def test_a_click_opens_the_card_and_reaches_the_map(open_page: Callable[..., Any]) -> None:
    page = open_page(to_html(_drawn()))
    page.evaluate(
        f"""() => {{ window.told = []; const map = {MAP};
        map.on("click", (event) => told.push(["map", event.latlng.lat, event.latlng.lng]));
        map.roadnet.stack.on("click", ({{ latlng, sourceTarget }}) => told.push(
          ["layer", latlng.lat, latlng.lng, sourceTarget._tooltip._content])); }}"""
    )
    x, y = _pixel(page, 30.005, 105.01)
    page.mouse.click(x + 3, y)
    assert page.inner_text(".rn-card-title") == "Baima"
    assert page.inner_text(".rn-value") == "v1"
    told = page.evaluate("told")
    assert sorted(name for name, *_ in told) == ["layer", "map"]
    layer = next(entry for entry in told if entry[0] == "layer")
    # The layer tells the village's own place, not that of the finger three pixels beside.
    assert layer[1:] == [pytest.approx(30.005), pytest.approx(105.01), "v1"]
    page.click(".rn-card .rn-icon")
    assert not page.is_visible(".rn-card")


@pytest.mark.browser
def test_hovering_finds_the_nearest_line(open_page: Callable[..., Any]) -> None:
    page = open_page(to_html(build_map([line_layer()], legend=False)))
    page.mouse.move(*_pixel(page, 29.995, 105.01))
    page.wait_for_timeout(100)
    assert page.inner_text(".rn-tip-title") == "Cross"
    page.mouse.move(*_pixel(page, 30.0, 105.015))
    page.wait_for_timeout(100)
    assert page.inner_text(".rn-tip-title") == "Long"
    page.mouse.move(*_pixel(page, 29.995, 105.005))
    page.wait_for_timeout(100)
    assert not page.is_visible(".rn-tip")


@pytest.mark.browser
def test_search_opens_the_village(open_page: Callable[..., Any]) -> None:
    page = open_page(to_html(_drawn()))
    page.fill(".rn-search input", "bai")
    assert page.locator(".rn-answer-title").all_inner_texts() == ["Baima", "Baitan"]
    page.click(".rn-answer:nth-child(2)")
    assert page.inner_text(".rn-card-title") == "Baitan"
    centre = page.evaluate(f"() => {{ const c = {MAP}.getCenter(); return [c.lat, c.lng]; }}")
    assert centre == [pytest.approx(30.005, abs=1e-4), pytest.approx(105.02, abs=1e-4)]
    page.fill(".rn-search input", "zzz")
    assert page.inner_text(".rn-no-match") == "Nothing found"


@pytest.mark.browser
def test_a_layer_and_a_class_can_be_switched_off(open_page: Callable[..., Any]) -> None:
    page = open_page(to_html(build_map([line_layer()], lang="en")))
    x, y = _pixel(page, 30.0, 105.015)
    page.click(".rn-class:nth-child(1)")
    page.mouse.click(x, y)
    assert not page.is_visible(".rn-card")
    page.click(".rn-class:nth-child(1)")
    page.mouse.click(x, y)
    assert page.inner_text(".rn-card-title") == "Long"
    page.click(".rn-card .rn-icon")
    page.click(".rn-layer input")
    page.mouse.click(x, y)
    assert not page.is_visible(".rn-card")


@pytest.mark.browser
def test_a_phone_starts_with_the_panel_shut_and_nothing_sticks_out(
    open_page: Callable[..., Any],
) -> None:
    page = open_page(to_html(_drawn()), width=390, height=844)
    assert not page.is_visible(".rn-legend-list")
    page.click(".rn-legend-bar")
    assert page.is_visible(".rn-legend-list")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.browser
def test_the_script_inflates_what_zlib_deflates(open_page: Callable[..., Any]) -> None:
    rng = random.Random(3)
    samples = {
        "empty": b"",
        "one": b"a",
        "run": b"ab" * 40_000,
        "noise": rng.randbytes(70_000),
        "words": b" ".join(str(rng.randrange(500)).encode() for _ in range(20_000)),
    }
    page = open_page(to_html(build_map([line_layer()])))
    for name, data in samples.items():
        # 0 stores, 9 uses codes of its own; Z_FIXED the fixed codes of RFC 1951.
        for level, strategy in ((0, 0), (1, 0), (9, 0), (9, zlib.Z_FIXED)):
            maker = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS, 9, strategy)
            packed = maker.compress(data) + maker.flush()
            digest = page.evaluate(
                """([text, size]) => { const bytes = Uint8Array.from(atob(text), (c) =>
                  c.charCodeAt(0)); const out = Roadnet.inflate(bytes, size); let [a, b] = [1, 0];
                  for (const byte of out) { a = (a + byte) % 65521; b = (b + a) % 65521; }
                  return b * 65536 + a; }""",
                [base64.b64encode(packed).decode(), len(data)],
            )
            assert digest == zlib.adler32(data), (name, level, strategy)
