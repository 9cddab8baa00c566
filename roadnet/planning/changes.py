"""What a project or a what-if changes in a district: five plain changes, applied in order.

A plan is assessed by applying its projects' changes to the input and assessing again, so no effect
of a project is ever counted by a rule of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, slots=True)
class AddRow:
    """Add a row to a layer (the layer is made where it is not there).

    ``values`` holds the schema's columns, the identifier among them; ``geometry`` is in the
    district's metric system, or None for a table.
    """

    layer: str
    values: Mapping[str, Any]
    geometry: BaseGeometry | None = None


@dataclass(frozen=True, slots=True)
class SetValues:
    """Set columns of some rows, named by the layer's identifier."""

    layer: str
    ids: tuple[str, ...]
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SetStretch:
    """Set columns of a stretch of a road, metres along its line from its first vertex.

    The road is cut into rows of its own: the stretch, and what lies before and behind it. The first
    piece keeps the road's identifier, the others bear it with a number.
    """

    road_id: str
    start_m: float
    end_m: float
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class MoveRow:
    """Give a row another geometry, in the district's metric system."""

    layer: str
    id: str
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class RemoveRows:
    """Take rows out of a layer."""

    layer: str
    ids: tuple[str, ...]


Change = AddRow | SetValues | SetStretch | MoveRow | RemoveRows
