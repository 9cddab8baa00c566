"""An optional base map: asked for, probed from here, and left out where it does not answer."""

from __future__ import annotations

import math
import re
from http.client import HTTPException
from typing import Final
from urllib.request import Request as WebRequest
from urllib.request import urlopen

import streamlit as st

from roadnet.maps.page import require_tile_url
from roadnet.text import Lang, tr

_KEY: Final = "base_map"
_TIANDITU_KEY: Final = re.compile(r"[0-9a-fA-F]{32}")
_TIANDITU: Final = (
    "https://t0.tianditu.gov.cn/vec_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=vec"
    "&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk="
)
_PROBE_ZOOM: Final = 10
_PROBE_SECONDS: Final = 4.0


def current_tiles() -> str | None:
    """Return the address of the session's base map; None where there is none."""
    tiles: str | None = st.session_state.get(_KEY)
    return tiles


def choose_base_map(lon: float, lat: float, lang: Lang) -> None:
    """Show the input; an address is taken over only once a tile near the place has come.

    Parameters
    ----------
    lon, lat
        The middle of the district, degrees.
    """
    with st.expander(tr("ui.base_map.title", lang)), st.form("base_map_form", border=False):
        given = st.text_input(
            tr("ui.base_map.address", lang),
            value=current_tiles() or "",
            placeholder="https://…/{z}/{x}/{y}.png",
            help=tr("ui.base_map.help", lang),
        )
        wanted = st.form_submit_button(tr("ui.base_map.use", lang))
    if not wanted:
        return
    if not given.strip():
        st.session_state[_KEY] = None
        st.rerun()
    tiles = to_tile_address(given.strip())
    if tiles is None:
        st.warning(tr("ui.base_map.bad_address", lang))
    elif not answers(tiles, lon, lat):
        st.warning(tr("ui.base_map.no_answer", lang))
    else:
        st.session_state[_KEY] = tiles
        st.rerun()


def to_tile_address(given: str) -> str | None:
    """Return the address that is meant: a Tianditu key stands for its road map; None if neither."""
    address = _TIANDITU + given if _TIANDITU_KEY.fullmatch(given) else given
    try:
        return require_tile_url(address)
    except ValueError:
        return None


def answers(tiles: str, lon: float, lat: float, *, timeout_s: float = _PROBE_SECONDS) -> bool:
    """Return whether a picture comes for the tile that holds a place (Web Mercator tiling)."""
    if not (math.isfinite(lon) and math.isfinite(lat)):
        return False
    count = 2**_PROBE_ZOOM
    x = int((lon + 180.0) / 360.0 * count)
    y = int((1.0 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2.0 * count)
    address = tiles.replace("{z}", str(_PROBE_ZOOM)).replace("{x}", str(x)).replace("{y}", str(y))
    try:
        asked = WebRequest(address.replace("{s}", "a"), headers={"User-Agent": "roadnet"})  # noqa: S310
        with urlopen(asked, timeout=timeout_s) as answer:  # noqa: S310 - http(s), by the pattern
            return str(answer.headers.get_content_type()).startswith("image/")
    except (OSError, HTTPException, ValueError):
        return False
