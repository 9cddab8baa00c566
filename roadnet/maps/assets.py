"""Leaflet and our own script and style: inlined into a saved page, or served to the app.

Leaflet is read from the installed `xstatic-leaflet`; no file of others lies in this package.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

import folium
from xstatic.pkg import leaflet

SCRIPTS: Final = (
    "inflate.js",
    "decode.js",
    "index.js",
    "tiles.js",
    "lines.js",
    "clusters.js",
    "points.js",
    "areas.js",
    "cells.js",
)
FACE_SCRIPTS: Final = (
    "labels.js",
    "card.js",
    "pick.js",
    "legend.js",
    "search.js",
    "print.js",
    "page.js",
)
_IMAGE_URL: Final = re.compile(r"url\((images/[\w.-]+)\)")
# Comments on lines of their own and indents: a fifth of our script, in every page.
# A comment ends at its own end: one that code follows on the line stays.
_ASIDE: Final = re.compile(r"^ *//[^\n]*\n|^ */\*(?:(?!\*/).)*\*/\n|^ +", re.MULTILINE | re.DOTALL)
_SOURCE_MAP: Final = re.compile(r"//# sourceMappingURL=\S*")


@cache
def script_text() -> str:
    """Return Leaflet and our script as one text that may stand in a script element."""
    own = files("roadnet.maps").joinpath("js")
    # The credit line with its link and flag is never shown; its address goes too.
    library = _SOURCE_MAP.sub("", _leaflet_text("leaflet.js")).replace("https://leafletjs.com", "#")
    parts = [library, _icon_script()]
    names = SCRIPTS + FACE_SCRIPTS
    parts += [strip_asides(own.joinpath(name).read_text(encoding="utf-8")) for name in names]
    text = "\n;".join(parts)
    if "</script" in text.lower() or "<!--" in text:
        raise ValueError("a script must not hold the end of its own element")
    return text


def strip_asides(script: str) -> str:
    """Return a script without indents and without the comments that stand on lines of their own."""
    return _ASIDE.sub("", script)


@cache
def style_text() -> str:
    """Return Leaflet's and our style as one text, images as data URIs."""
    sheet = _leaflet_text("leaflet.css")
    # Old Internet Explorer's drawing: nothing reads it now, and it looks like an address.
    sheet = re.sub(r"behavior:\s*url\([^)]*\);?", "", sheet)
    sheet = _IMAGE_URL.sub(lambda found: f'url("{_image_uri(found[1])}")', sheet)
    own = files("roadnet.maps").joinpath("js", "roadnet.css").read_text(encoding="utf-8")
    return sheet + own


def data_links() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return script and style links as data URIs: they need neither a server nor a network."""
    return (
        [("roadnet_js", _to_data_uri("text/javascript", script_text().encode("utf-8")))],
        [("roadnet_css", _to_data_uri("text/css", style_text().encode("utf-8")))],
    )


def component_links(
    base_url: str,
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return script and style links to files that `write_assets` has put behind an address.

    Parameters
    ----------
    base_url
        Where the folder is served, as the map's frame sees it.
    """
    base = base_url.rstrip("/")
    return (
        [("roadnet_js", f"{base}/{_asset_name('js')}")],
        [("roadnet_css", f"{base}/{_asset_name('css')}")],
    )


def write_assets(folder: Path) -> list[Path]:
    """Write script and style into a folder that is served; names change with the content."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for suffix, text in (("js", script_text()), ("css", style_text())):
        path = folder / _asset_name(suffix)
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written


def use_links(
    drawn: folium.Map, links: tuple[list[tuple[str, str]], list[tuple[str, str]]]
) -> None:
    """Let a map load its script and style from these links and nothing else."""
    drawn.default_js, drawn.default_css = links


def _asset_name(suffix: str) -> str:
    text = script_text() if suffix == "js" else style_text()
    return f"roadnet-{hashlib.sha256(text.encode('utf-8')).hexdigest()[:12]}.{suffix}"


def _icon_script() -> str:
    uris: Mapping[str, str] = {
        "iconUrl": _image_uri("images/marker-icon.png"),
        "iconRetinaUrl": _image_uri("images/marker-icon-2x.png"),
        "shadowUrl": _image_uri("images/marker-shadow.png"),
    }
    pairs = ",".join(f'{name}:"{uri}"' for name, uri in uris.items())
    return (
        "delete L.Icon.Default.prototype._getIconUrl;L.Icon.Default.imagePath='';"
        f"L.Icon.Default.mergeOptions({{{pairs}}});"
        "L.Control.Attribution.mergeOptions({prefix:false});"
    )


def _image_uri(name: str) -> str:
    return _to_data_uri("image/png", _leaflet_file(name))


def _leaflet_text(name: str) -> str:
    # A page's own line ends are what a policy's hash is taken of.
    return _leaflet_file(name).decode("utf-8").replace("\r\n", "\n")


def _leaflet_file(name: str) -> bytes:
    return Path(leaflet.BASE_DIR, name).read_bytes()


def _to_data_uri(kind: str, data: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode('ascii')}"
