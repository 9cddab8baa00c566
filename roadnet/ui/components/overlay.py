"""What changes on a map: rings around chosen places and routes, numbers only, sent as a delta."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Final

import folium
import jinja2
from branca.element import MacroElement

LatLon = tuple[float, float]

_SCRIPT: Final = """{% macro script(this, kwargs) %}
(function (group, what) {
  const still = { interactive: false, pane: "rn-highlight" };
  what.rings.forEach((at) => L.circleMarker(at, { ...still, radius: 8, color: "#d55e00",
    weight: 2, opacity: 0.9, fillColor: "#ffd54a", fillOpacity: 0.25 }).addTo(group));
  what.paths.forEach((path) => {
    L.polyline(path.lines, { ...still, color: "#ffffff", weight: 8, opacity: 0.85 }).addTo(group);
    L.polyline(path.lines, { ...still, color: path.colour, weight: 4, opacity: 0.95,
      dashArray: path.dash || null }).addTo(group);
  });
  what.targets.forEach((at) => {
    L.circleMarker(at, { ...still, radius: 15, color: "#0b1f2c", weight: 3, fill: false })
      .addTo(group);
    L.circleMarker(at, { ...still, radius: 11, color: "#ffd54a", weight: 3, fill: false })
      .addTo(group);
  });
})({{ this._parent.get_name() }}, {{ this.payload }});
{% endmacro %}"""


@dataclass(frozen=True)
class Path:
    """A route: its pieces as (lat, lon) in degrees, a colour of the theme, an SVG dash pattern."""

    lines: Sequence[Sequence[LatLon]]
    colour: str
    dash: str = ""


@dataclass(frozen=True)
class Marks:
    """Rings around places, routes, and targets, the last on top; (lat, lon) in degrees."""

    rings: Sequence[LatLon] = ()
    paths: Sequence[Path] = ()
    targets: Sequence[LatLon] = field(default=())


class _Drawn(MacroElement):  # type: ignore[misc]
    _template = jinja2.Template(_SCRIPT)

    def __init__(self, marks: Marks) -> None:
        super().__init__()
        self._name = "Marks"
        self.payload = json.dumps(asdict(marks), allow_nan=False)


def to_feature_group(marks: Marks) -> folium.FeatureGroup:
    """Convert marks to what ``st_folium`` adds to a map that is there already."""
    group = folium.FeatureGroup()
    _Drawn(marks).add_to(group)
    return group
