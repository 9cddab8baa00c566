"""A folium map in the page: sent once, then moved and marked by deltas."""

from __future__ import annotations

import atexit
import copy
import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final

import folium
import streamlit.components.v1 as components
from streamlit_folium import st_folium

from roadnet.io.atomic import write_text
from roadnet.maps import component_links, use_links, write_assets
from roadnet.maps.layers import ScriptCall
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
    _serve_payloads(shown)
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


def _serve_payloads(shown: folium.Map) -> None:
    """Put what a map's layers hold into a served file: a rerun then sends its name alone."""
    layers = [child for child in shown._children.values() if isinstance(child, ScriptCall)]
    held = [[child.payload, list(child.chunks)] for child in layers]
    script = f"window.RoadnetData={json.dumps(held)};"
    name = f"map-{hashlib.sha256(script.encode('ascii')).hexdigest()[:16]}.js"
    path = _assets_folder() / name
    if not path.exists():
        write_text(path, script)
    for place, child in enumerate(layers):
        call = f"Roadnet.{child.function}({{}}, ...window.RoadnetData[{place}]);"
        child.script_text = partial(_call_script, child, call)  # type: ignore[method-assign]
    base = _served_url()
    scripts, styles = component_links(base)
    use_links(shown, ([*scripts, ("roadnet_data", f"{base}/{name}")], styles))


def _call_script(child: ScriptCall, call: str) -> str:
    return call.format(child._parent.get_name())


@cache
def _assets_folder() -> Path:
    """Write the assets once a process into a folder of its own; nothing beside the program."""
    folder = Path(mkdtemp(prefix="roadnet-assets-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    write_assets(folder)
    return folder
