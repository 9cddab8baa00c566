"""Two districts side by side, two years or before and after: what changed, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeGuard

import pandas as pd

from roadnet.analysis.assess import DEFAULT_TOLERANCE_M, Progress, assess
from roadnet.analysis.assessment import Assessment
from roadnet.district import District
from roadnet.findings import Finding
from roadnet.planning.difference import Difference, find_difference
from roadnet.planning.evidence import find_reasons
from roadnet.standards import Standard, read_standard

_FAR_M: Final = 1e12


@dataclass(frozen=True)
class Comparison:
    """Two assessments and what differs.

    Parameters
    ----------
    before, after
        The assessments, by the same standard and tolerance.
    difference
        What differs; its table ``villages`` has a further column ``why``: a sentence on what in the
        data goes with a changed verdict (:mod:`.evidence`).
    findings
        What a reader must know: another standard in one of the districts, no village in common.
    """

    before: Assessment
    after: Assessment
    difference: Difference
    findings: tuple[Finding, ...]


def compare(
    before: District | Assessment,
    after: District | Assessment,
    *,
    standard: Standard | None = None,
    join_tolerance_m: float = DEFAULT_TOLERANCE_M,
    progress: Progress | None = None,
) -> Comparison:
    """Compare two districts, by one standard and one tolerance.

    Parameters
    ----------
    before, after
        Districts, or what :func:`~roadnet.analysis.assess.assess` gave for them.
    standard
        Decides for both; that of the later district if None.
    join_tolerance_m
        As of ``assess``; where the later is an assessment, its own tolerance counts.
    progress
        As of ``assess``.

    An assessment by another standard or tolerance is made again.
    """
    say = progress or (lambda step, share: None)
    findings = _findings(before, after)
    chosen = standard or _standard_of(after)
    if isinstance(after, Assessment):
        join_tolerance_m = after.network.tolerance_m
    first, second = (
        one
        if _is_by(one, chosen, join_tolerance_m)
        else assess(
            _district_of(one),
            standard=chosen,
            join_tolerance_m=join_tolerance_m,
            progress=lambda step, share, at=at: say(step, (at + share) / 2.0),  # type: ignore[misc]
        )
        for at, one in enumerate((before, after))
    )
    difference = find_difference(first, second)
    reasons = find_reasons(first, second, difference)
    difference.villages["why"] = pd.Series(reasons, index=difference.villages.index, dtype=object)
    return Comparison(first, second, difference, findings)


def _is_by(
    one: District | Assessment, standard: Standard, tolerance_m: float
) -> TypeGuard[Assessment]:
    """Whether it is an assessment by a standard and a tolerance."""
    return (
        isinstance(one, Assessment)
        and one.standard == standard
        and one.network.tolerance_m == tolerance_m
    )


def _district_of(one: District | Assessment) -> District:
    return one.district if isinstance(one, Assessment) else one


def _standard_of(one: District | Assessment) -> Standard:
    return one.standard if isinstance(one, Assessment) else read_standard(one.standard)


def _findings(before: District | Assessment, after: District | Assessment) -> tuple[Finding, ...]:
    named = [
        one.standard.id if isinstance(one, Assessment) else one.standard for one in (before, after)
    ]
    found = []
    if named[0] != named[1]:
        figures = {"before": named[0], "after": named[1]}
        found.append(Finding("compare_standards_differ", figures=figures))
    villages = [_district_of(one).layers["villages"] for one in (before, after)]
    ids = [set(frame["village_id"].astype(str)) for frame in villages]
    if not ids[0] & ids[1]:
        found.append(Finding("compare_no_common_village"))
    return tuple(found)
