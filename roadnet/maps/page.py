"""The whole map: layers in a frame with title, legend, search, scale, north arrow and footer."""

from __future__ import annotations

import base64
import hashlib
import math
import os
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import folium

from roadnet.maps.assets import data_links, script_text, style_text, use_links
from roadnet.maps.cells import CellsLayer
from roadnet.maps.chunks import ChunkedLayer
from roadnet.maps.codec import to_container
from roadnet.maps.escape import clean_text, escape_text
from roadnet.maps.layers import CompactLayer, RawElement, ScriptCall
from roadnet.text import DEFAULT_LANG, Lang, texts

Bounds = tuple[float, float, float, float]
MapLayer = CompactLayer | ChunkedLayer | CellsLayer

MAX_ZOOM: Final = 18
_CONTROL_TEXTS: Final = "maps.control."
_TILE_URL: Final = re.compile(r"https?://[\w.{}-]+(:\d+)?(/[\w.{}%,@=&?/:;+~-]*)?")
_SCRIPT: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_REMOTE: Final = re.compile(
    r"""(?:\b(?:src|href|action|data|poster)\s*=\s*["']?|url\(\s*["']?|@import\s+["']?)"""
    r"""((?:https?:)?//[^\s"'<>)]+)""",
    re.IGNORECASE,
)


class PageFrame(ScriptCall):
    """Everything around the layers; stands before them among a map's children."""

    function = "page"

    def __init__(self, payload: str, *, has_tiles: bool = False) -> None:
        super().__init__(payload)
        self.has_tiles = has_tiles


def build_map(
    layers: Sequence[MapLayer],
    *,
    title: str = "",
    subtitle: str = "",
    bounds: Bounds | None = None,
    lang: Lang = DEFAULT_LANG,
    legend: bool = True,
    search: bool = True,
    cards: bool = True,
    footer: Sequence[str] = (),
    tiles: str | None = None,
    tiles_attribution: str = "",
) -> folium.Map:
    """Build a map of packed layers, the first drawn lowest.

    It needs no network: Leaflet travels as data. The same object serves `to_html` and the app.

    Parameters
    ----------
    title, subtitle
        The bar at the top; none where both are empty (in the app, which has its own heading).
    bounds
        West, south, east, north in degrees; default: those of the layers.
    legend, search
        Whether the panel of layers and the search box are shown.
    cards
        Whether a click opens a card; without (an app shows its own) it marks what was clicked.
    footer
        Short texts: source, date, reference system, note.
    tiles
        Address of a base map with {z}, {x}, {y}; by default there is none.

    Raises
    ------
    ValueError
        If ``tiles`` is not the address of tiles.
    """
    west, south, east, north = bounds or _joint_bounds(layers)
    drawn = folium.Map(
        location=[(south + north) / 2, (west + east) / 2],
        zoom_start=_fitting_zoom((west, south, east, north)),
        tiles=None,
        zoom_control=False,
        attribution_control=False,
        max_zoom=MAX_ZOOM,
        fade_animation=False,
        zoom_snap=0.5,
    )
    meta: dict[str, Any] = {
        "title": clean_text(title, max_length=120),
        "subtitle": clean_text(subtitle, max_length=200),
        "bounds": [west, south, east, north],
        "lang": lang,
        "legend": legend,
        "search": search,
        "cards": cards,
        "footer": [clean_text(text, max_length=200) for text in footer],
        "tiles": require_tile_url(tiles) if tiles else "",
        "credit": clean_text(tiles_attribution, max_length=120),
        "texts": _control_texts(lang),
    }
    PageFrame(to_container(meta), has_tiles=bool(tiles)).add_to(drawn)
    for layer in layers:
        layer.add_to(drawn)
    # Named by its content, so that the same input gives the same bytes.
    payloads = "".join(child.payload for child in drawn._children.values())
    drawn._id = hashlib.sha256(payloads.encode("ascii")).hexdigest()[:16]
    drawn.get_root().title = escape_text(title, max_length=120)
    use_links(drawn, data_links())
    return drawn


def to_html(drawn: folium.Map) -> str:
    """Return a map as one page that asks nothing of any network.

    Leaflet, our script and our style stand in the page; a content security policy that names each
    script by its hash keeps every other script and, without a base map, every request out.
    """
    figure = drawn.get_root()
    links = drawn.default_js, drawn.default_css
    for name, _ in (*links[0], *links[1]):
        figure.header._children.pop(name, None)
    use_links(drawn, ([], []))
    assets = f"<style>{style_text()}</style><script>{script_text()}</script>"
    figure.header.add_child(RawElement(assets), name="roadnet_assets", index=1)
    try:
        html = str(figure.render())
    finally:
        figure.header._children.pop("roadnet_assets", None)
        use_links(drawn, links)
    return _with_blocks(_add_policy(html, drawn), drawn)


def write_map(drawn: folium.Map, path: str | os.PathLike[str]) -> Path:
    """Write a map as a page: beside its place first, then moved there in one step."""
    target = Path(path)
    data = to_html(drawn).encode("utf-8")
    handle, beside = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(target)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    return target


def find_remote_resources(html: str) -> list[str]:
    """Return the addresses that a page would load from a network when opened."""
    return sorted(set(_REMOTE.findall(html)))


def require_tile_url(url: str) -> str:
    """Return an address of tiles.

    Raises
    ------
    ValueError
        If it is not http(s), holds anything odd, or lacks {z}, {x} or {y}.
    """
    if not _TILE_URL.fullmatch(url) or not all(mark in url for mark in ("{z}", "{x}", "{y}")):
        raise ValueError("a base map needs an http(s) address with {z}, {x} and {y}")
    return url


def _joint_bounds(layers: Sequence[MapLayer]) -> Bounds:
    known = [layer.bounds for layer in layers if layer.bounds is not None]
    if not known:
        return (73.0, 18.0, 135.0, 54.0)
    wests, souths, easts, norths = zip(*known, strict=True)
    return (min(wests), min(souths), max(easts), max(norths))


def _fitting_zoom(bounds: Bounds) -> int:
    """Return a zoom at which the bounds fill about 800 pixels; the page then fits its own size."""
    span = max(bounds[2] - bounds[0], bounds[3] - bounds[1], 1e-4)
    return max(2, min(16, math.floor(math.log2(800 * 360 / (256 * span)))))


def _control_texts(lang: Lang) -> dict[str, str]:
    return {
        key.removeprefix(_CONTROL_TEXTS): text
        for key, text in texts(lang).items()
        if key.startswith(_CONTROL_TEXTS)
    }


def _with_blocks(html: str, drawn: folium.Map) -> str:
    """Put the layers' chunks behind the script: the first picture does not wait for them."""
    blocks = [child.block_text() for child in drawn._children.values() if _is_cut(child)]
    end = html.rindex("</html>") if "</html>" in html else len(html)
    return "".join([html[:end], *blocks, html[end:]]) if blocks else html


def _is_cut(child: object) -> bool:
    return isinstance(child, ScriptCall) and bool(child.chunks)


def _has_tiles(drawn: folium.Map) -> bool:
    return any(getattr(child, "has_tiles", False) for child in drawn._children.values())


def _add_policy(html: str, drawn: folium.Map) -> str:
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode()}'"
        for text in _SCRIPT.findall(html)
    )
    images = "data: blob: http: https:" if _has_tiles(drawn) else "data: blob:"
    policy = (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src {images}; "
        "font-src 'none'; connect-src 'none'; base-uri 'none'; form-action 'none'"
    )
    meta = f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
    return html.replace("<head>", f"<head>{meta}", 1)
