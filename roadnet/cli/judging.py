"""Assess a district and look for its faults: one beside the other, where there are two hands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Final

from roadnet.analysis.assess import assess
from roadnet.analysis.assessment import Assessment
from roadnet.analysis.clashes import set_clashes_aside
from roadnet.cli.console import Progress
from roadnet.cli.worker import Worker
from roadnet.district import District
from roadnet.findings import SEVERITIES, Finding
from roadnet.network.build import build_network
from roadnet.quality.check import check_district, check_layers, check_network, gather

Faults = Callable[[], list[Finding]]
_MOST_ROADS: Final = 100_000
"""Beyond so many, nothing is sent to the second process: it must find it in shared memory."""


def judge(
    district: District, tolerance_m: float, worker: Worker, progress: Progress
) -> tuple[Assessment, Faults]:
    """Assess a district; return that, and what gives the findings, gravest first.

    The second process looks for faults meanwhile; ask for them when they are needed.
    """
    district = set_clashes_aside(district)  # as the analyses do, for the rules see the same columns
    is_large = len(district.layers.get("roads", ())) > _MOST_ROADS
    if is_large:
        worker.share()
    if not worker.is_there or not (district.has("roads") and district.has("villages")):
        alone = assess(district, join_tolerance_m=tolerance_m, progress=progress)
        return alone, cache(lambda: _gravest_first(check_district(district, alone.network), alone))
    # Of a large district all rules wait for the network, which takes both cores.
    on_layers = None if is_large else worker.submit(check_layers, district)
    progress("network", 0.0)
    network = build_network(district, tolerance_m=tolerance_m)
    rules = check_district if is_large else check_network
    on_network = worker.submit(rules, district, network)
    found = assess(district, join_tolerance_m=tolerance_m, network=network, progress=progress)

    @cache
    def faults() -> list[Finding]:
        if on_layers is None:
            return _gravest_first(on_network.result(), found)
        both = [*on_layers.result(), *on_network.result()]
        return _gravest_first(gather(district, both), found)

    return found, faults


def _gravest_first(checked: Iterable[Finding], found: Assessment) -> list[Finding]:
    return sorted((*checked, *found.findings), key=lambda f: SEVERITIES.index(f.severity))
