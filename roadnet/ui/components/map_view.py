"""A folium map in the page: sent once, then moved and marked by deltas."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final

import folium
import streamlit.components.v1 as components
from streamlit_folium import st_folium

from roadnet.maps import component_links, use_links, write_assets
from roadnet.ui.components.overlay import Marks, to_feature_group

_SERVED_NAME: Final = "map_assets"
_CLICK: Final = (
    "last_object_clicked",
    "last_object_clicked_tooltip",
    "last_object_clicked_count",
)


@dataclass(frozen=True, slots=True)
class View:
    """Where to look: middle in degrees and zoom."""

    lat: float
    lon: float
    zoom: int


@dataclass(frozen=True, slots=True)
class Click:
    """A feature that was clicked: its identifier and place in degrees; ``count`` tells it apart."""

    feature_id: str
    lat: float
    lon: float
    count: int


def show_map(
    drawn: folium.Map,
    *,
    key: str,
    height_px: int,
    marks: Marks | None = None,
    view: View | None = None,
    clickable: bool = True,
) -> Click | None:
    """Show a map and return the last click on a feature of it.

    Parameters
    ----------
    drawn
        A kept map; it is copied, never changed.
    marks, view
        What changes: neither sends the map again.
    clickable
        Whether a click runs the page again.
    """
    shown = copy.deepcopy(drawn)
    use_links(shown, component_links(_served_url()))
    told = st_folium(
        shown,
        key=key,
        height=height_px,
        use_container_width=True,
        returned_objects=list(_CLICK) if clickable else [],
        feature_group_to_add=to_feature_group(marks or Marks()),
        center=(view.lat, view.lon) if view else None,
        zoom=view.zoom if view else None,
    )
    return to_click(told or {})


def to_click(told: Mapping[str, Any]) -> Click | None:
    """Convert what the map tells to a click; None where nothing was clicked yet."""
    place = told.get("last_object_clicked")
    if not place:
        return None
    return Click(
        feature_id=str(told.get("last_object_clicked_tooltip") or ""),
        lat=float(place["lat"]),
        lon=float(place["lng"]),
        count=int(told.get("last_object_clicked_count") or 0),
    )


def _served_url() -> str:
    """Return where the map's frame finds script and style, seen from that frame."""
    component = components.declare_component(_SERVED_NAME, path=str(_assets_folder()))
    return f"../{component.name}"


@cache
def _assets_folder() -> Path:
    """Write the assets once a process into a folder of its own; nothing beside the program."""
    folder = Path(mkdtemp(prefix="roadnet-assets-"))
    write_assets(folder)
    return folder
