"""Run every rule on a district."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Final

from roadnet.district import District
from roadnet.findings import SEVERITIES, Finding
from roadnet.network.model import RoadNetwork
from roadnet.quality import (
    coordinates,
    declared,
    distances,
    geometry,
    identifiers,
    links,
    names,
    presence,
    reference_systems,
    services,
    stakes,
    topology,
    values,
    works,
)
from roadnet.quality.inspection import Inspection
from roadnet.quality.limits import read_limits

Check = Callable[[Inspection], Iterable[Finding]]
NetworkCheck = Callable[[Inspection, RoadNetwork], Iterable[Finding]]

CHECKS: Final[tuple[Check, ...]] = (
    *presence.CHECKS,
    *identifiers.CHECKS,
    *names.CHECKS,
    *values.CHECKS,
    *coordinates.CHECKS,
    *reference_systems.CHECKS,
    *geometry.CHECKS,
    *topology.CHECKS,
    *links.CHECKS,
    *stakes.CHECKS,
    *distances.CHECKS,
    *services.CHECKS,
    *declared.CHECKS,
    *works.CHECKS,
)
NETWORK_CHECKS: Final[tuple[NetworkCheck, ...]] = topology.NETWORK_CHECKS


def check_district(
    district: District, network: RoadNetwork | None = None, *, today: date | None = None
) -> tuple[Finding, ...]:
    """Return what the reading found and what the rules find, gravest first.

    Parameters
    ----------
    district
        As it was read; it is not changed.
    network
        Built from the same district; without it the rules on the network are left out.
    today
        The date that open deadlines are compared with; by default the district's own data date,
        else the calendar's.

    Returns
    -------
    tuple
        Sorted by severity, code, layer and first row; the same district gives the same findings
        whatever the order of its rows.
    """
    seen = _inspect(district, today)
    found = _on_layers(seen)
    if network is not None:
        found += _on_network(seen, network)
    return gather(district, found)


def check_layers(district: District, *, today: date | None = None) -> list[Finding]:
    """Return what the rules find that need no network: one part of :func:`check_district`."""
    return _on_layers(_inspect(district, today))


def check_network(
    district: District, network: RoadNetwork, *, today: date | None = None
) -> list[Finding]:
    """Return what the rules on the network find: the other part."""
    return _on_network(_inspect(district, today), network)


def gather(district: District, found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Put what both parts found beside what the reading found, as :func:`check_district` does."""
    every = [*district.findings, *district.name_files(found)]
    return tuple(sorted(every, key=_order))


def _inspect(district: District, today: date | None) -> Inspection:
    return Inspection(district, read_limits(), today or district.last_day or date.today())


def _on_layers(seen: Inspection) -> list[Finding]:
    return [finding for check in CHECKS for finding in check(seen)]


def _on_network(seen: Inspection, network: RoadNetwork) -> list[Finding]:
    return [finding for check in NETWORK_CHECKS for finding in check(seen, network)]


def _order(finding: Finding) -> tuple[int, str, str, tuple[int, ...], tuple[str, ...]]:
    grave = SEVERITIES.index(finding.severity)
    return grave, finding.code, finding.layer, finding.rows[:1], finding.ids
