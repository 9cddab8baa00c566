"""Know the layers of an OpenStreetMap extract: roads by their tag, places and stops by theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from roadnet.io.browse import FileLayer

_ENDINGS: Final = (".osm.pbf", ".pbf", ".osm")


@dataclass(frozen=True, slots=True)
class OsmLayer:
    """A layer that a table of an extract feeds: rows that count, and columns, ours = theirs."""

    layer: str
    where: str
    columns: Mapping[str, str]


_TABLES: Final[Mapping[str, tuple[OsmLayer, ...]]] = {
    "lines": (OsmLayer("roads", "highway IS NOT NULL", {"road_id": "osm_id"}),),
    "points": (
        OsmLayer(
            "villages",
            "place IN ('village', 'hamlet', 'isolated_dwelling')",
            {"village_id": "osm_id", "name": "name"},
        ),
        OsmLayer("stops", "highway = 'bus_stop'", {"stop_id": "osm_id", "name": "name"}),
    ),
}


def osm_layers(table: FileLayer) -> tuple[OsmLayer, ...]:
    """Return what a table of an extract feeds; empty for any other table, or without its tags."""
    if not table.file.name.casefold().endswith(_ENDINGS):
        return ()
    known = set(table.columns)
    return tuple(
        one
        for one in _TABLES.get(table.name, ())
        if {*one.columns.values(), one.where.split()[0]} <= known
    )
