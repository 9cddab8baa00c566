"""A candidate project: what it changes, what it costs, where the figures come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from shapely.geometry.base import BaseGeometry

from roadnet.analysis.reason import Reason
from roadnet.planning.changes import Change
from roadnet.planning.costs import STATED

ACTIONS: Final = (
    "new_road", "upgrade", "new_stop", "new_zone", "new_station", "new_node", "ferry_to_bridge",
)  # fmt: skip
"""The contract's actions, and ``new_zone`` for an area of booked service."""

Origin = Literal["user", "proposed"]
TARGETS: Final = ("roads", "bus", "logistics", "all")


BY_LENGTH: Final = ("new_road", "upgrade", "ferry_to_bridge")
"""Actions whose works are kilometres of road."""


@dataclass(frozen=True, slots=True)
class Project:
    """One candidate.

    Parameters
    ----------
    project_id
        Unique; of proposed ones ``P-<target>-<number>``, stable for the same input.
    name
        As the user wrote it, or a sentence of the catalogue.
    action
        One of :data:`ACTIONS`.
    origin
        From the user's layer ``projects`` (or ``--candidates`` file), or proposed.
    changes
        What it does to the district's layers; no changes: it is priced but gains nothing, and
        ``notes`` says why.
    geometry
        Line or point in the district's metric system; None where it has no place.
    length_km
        Kilometres of road built or upgraded; 0 for what is not a road, and where it is not known.
    cost_cny, subsidy_cny
        Yuan, >= 0; ``cost_source`` and ``subsidy_source`` say where they come from: ``stated`` in
        the user's row, or the name of the standard's figure.
    kind
        The user's ``type``, else the action.
    year
        In which it is planned, where the row says so.
    stage, blockers
        As the user's row says; empty for proposed ones.
    constraints
        Kilometres (points: 1 where inside) by kind of constraint area, see planning.constraints.
    notes
        What a reader must know, in order: what was left out and why, a detour round an area, ...
    """

    project_id: str
    name: str | Reason
    action: str
    origin: Origin
    changes: tuple[Change, ...]
    geometry: BaseGeometry | None
    length_km: float
    cost_cny: float
    subsidy_cny: float
    cost_source: str
    subsidy_source: str
    kind: str = ""
    year: int | None = None
    stage: str = ""
    blockers: tuple[str, ...] = ()
    constraints: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[Reason, ...] = ()

    @property
    def is_length_known(self) -> bool:
        """Whether ``length_km`` is its length: of works on a road 0 says that nothing states it."""
        return self.length_km > 0 or self.action not in BY_LENGTH

    def is_known(self, source: str) -> bool:
        """Whether an amount of this source is one: an estimate by length needs a length."""
        return source == STATED or self.is_length_known
