"""Former villages to present ones: chains followed to their end, circles and forks found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Succession:
    """What statements of mergers come to.

    Parameters
    ----------
    present
        Former village = the village that it belongs to now; one that leads to a code which nobody
        knows keeps that code.
    chained
        Former = the successor as stated, where that was merged on itself.
    circular
        Former villages whose successors lead round to themselves: left without one.
    forked
        Former = the present villages that it is said to belong to, where there are several: left
        without one.
    """

    present: Mapping[str, str] = field(default_factory=dict)
    chained: Mapping[str, str] = field(default_factory=dict)
    circular: tuple[str, ...] = ()
    forked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def resolve_mergers(stated: Iterable[tuple[str, str]], present: frozenset[str]) -> Succession:
    """Follow each merger to a village that is there now.

    Parameters
    ----------
    stated
        Pairs (former, successor) of codes, in any order, repeated or not; a village that is its
        own successor says nothing.
    present
        Codes of the administrative villages that are there: where a chain ends.
    """
    direct: dict[str, dict[str, None]] = {}
    for former, successor in stated:
        if former != successor:
            direct.setdefault(former, {})[successor] = None
    found: dict[str, str] = {}
    chained: dict[str, str] = {}
    circular: list[str] = []
    forked: dict[str, tuple[str, ...]] = {}
    for former, successors in direct.items():
        ends, goes_round = _ends(former, direct, present)
        if goes_round:
            circular.append(former)
        elif len(ends) > 1:
            forked[former] = tuple(ends)
        else:
            found[former] = ends[0]
            if found[former] not in successors:
                chained[former] = next(iter(successors))
    return Succession(found, chained, tuple(circular), forked)


def _ends(
    former: str, direct: Mapping[str, Mapping[str, None]], present: frozenset[str]
) -> tuple[list[str], bool]:
    """Return where the successors of a village lead, in order, and whether any comes back to it.

    Iterative, so that a long chain in a broken file is no deep recursion.
    """
    ends: dict[str, None] = {}
    seen = {former}
    open_ = list(direct[former])
    goes_round = False
    while open_:
        code = open_.pop(0)
        if code == former:
            goes_round = True
        elif code in present or code not in direct:
            ends[code] = None
        elif code not in seen:
            seen.add(code)
            open_ += direct[code]
    return list(ends), goes_round or not ends
