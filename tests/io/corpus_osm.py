"""Faults of OpenStreetMap extracts."""

from __future__ import annotations

from pathlib import Path

from tests.io.corpus import LINES, case

_PLACES = sorted({tuple(place) for line in LINES.values() for place in line})


def _extract(folder: Path, *, beyond: str = "", surface: str = "asphalt") -> None:
    """The good district's roads; ``beyond`` is a node that the extract lacks."""
    (folder / "roads.geojson").unlink()
    nodes = [f'<node id="{i}" lon="{x}" lat="{y}"/>' for i, (x, y) in enumerate(_PLACES, 1)]
    ways = []
    for number, line in enumerate(LINES.values(), 1):
        refs = "".join(f'<nd ref="{_PLACES.index(tuple(place)) + 1}"/>' for place in line)
        tags = f'<tag k="highway" v="tertiary"/><tag k="surface" v="{surface}"/>'
        ways.append(f'<way id="{number}">{refs}{beyond}{tags}</way>')
    text = f'<osm version="0.6">{"".join(nodes + ways)}</osm>'
    (folder / "roads.osm").write_text(text, encoding="utf-8")


@case("osm_nodes_missing@roads")
def extract_that_cuts_ways(folder: Path) -> None:
    _extract(folder, beyond='<nd ref="99"/>')


@case("osm_value_unknown@roads")
def surface_that_nobody_knows(folder: Path) -> None:
    _extract(folder, surface="&lt;lava&gt;")
