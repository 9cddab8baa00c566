"""Know the lines of the routes that a table of segments without geometry lies on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from roadnet.io.browse import FileLayer
from roadnet.io.recognition.columns import ColumnMatch, match_columns
from roadnet.schema import layers

_ROUTE_COLUMNS = ("route_code", "start_stake_km", "end_stake_km")


@dataclass(frozen=True, slots=True)
class RouteLines:
    """A table of lines, and its columns for code and stakes of the route."""

    table: FileLayer
    columns: tuple[ColumnMatch, ...]


def find_route_lines(
    segments: FileLayer, columns: Sequence[ColumnMatch], others: Sequence[FileLayer]
) -> RouteLines | None:
    """Return the one table of lines by whose route codes segments with stakes can be placed.

    None where the segments have geometry, or neither code nor stake, or where no table, or more
    than one, would do.
    """
    has = {match.column for match in columns}
    if segments.geometry or not {"route_code", "start_stake_km"} <= has:
        return None
    found = []
    for table in others:
        if table.geometry != ("line",):
            continue
        sure, _ = match_columns(table.columns, layers()["roads"])
        own = tuple(match for match in sure if match.column in _ROUTE_COLUMNS)
        if any(match.column == "route_code" for match in own):
            found.append(RouteLines(table, own))
    return found[0] if len(found) == 1 else None
