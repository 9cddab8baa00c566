"""Measure how well headings are recognised: ``python -m benchmarks.recognition``.

The labelled sets stand in ``headings.toml``. Of each set the layer is one decision, and each of
its headings another: right (the layer or column it means, or left alone where it means nothing of
ours), wrong (another one), or left open (nothing, where it means something).
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from roadnet.io.browse import FileLayer
from roadnet.io.recognition.model import TableProposal
from roadnet.io.recognition.propose import propose_mapping

SETS: Final = Path(__file__).with_name("headings.toml")
Verdict = Literal["right", "wrong", "open"]
Kind = Literal["layer", "column", "apart", "place"]


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision on one set: what was meant, what was proposed."""

    set_name: str
    held_out: bool
    kind: Kind
    heading: str
    meant: str
    proposed: str

    @property
    def verdict(self) -> Verdict:
        """Right, wrong, or left open."""
        if self.proposed == self.meant:
            return "right"
        return "wrong" if self.proposed else "open"


def read_decisions(path: Path = SETS) -> list[Decision]:
    """Propose a mapping for each set and compare it with the labels."""
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["sets"]
    return [decision for row in rows for decision in _decide(row)]


def shares(decisions: Sequence[Decision]) -> dict[Verdict, float]:
    """Return the shares right, wrong and left open, each of [0, 1]."""
    counts = Counter(decision.verdict for decision in decisions)
    return {v: counts[v] / max(1, len(decisions)) for v in ("right", "wrong", "open")}


def main() -> int:
    """Print the shares of both parts by kind of decision; with ``--list`` what is not right too."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--list", choices=("tuning", "held_out"), default=None)
    asked = parser.parse_args()
    decisions = read_decisions()
    line = "{:<10} {:<8} {:>6} {:>8} {:>8} {:>8}\n"
    sys.stdout.write(line.format("part", "what", "number", "right", "wrong", "open"))
    for part, held_out in (("tuning", False), ("held out", True)):
        own = [one for one in decisions if one.held_out == held_out]
        for kind in ("layer", "column", "apart", "place", "all"):
            some = [one for one in own if kind in (one.kind, "all")]
            said = [f"{share:.1%}" for share in shares(some).values()]
            sys.stdout.write(line.format(part, kind, len(some), *said))
    for one in decisions:
        if asked.list and one.verdict != "right" and one.held_out == (asked.list == "held_out"):
            sys.stdout.write(
                f"{one.verdict:<6} {one.set_name}: {one.heading or one.kind}"
                f" is {one.meant or '-'}, proposed {one.proposed or '-'}\n"
            )
    return 0


def _decide(row: Mapping[str, Any]) -> Iterator[Decision]:
    table = to_table(row)
    (found,) = propose_mapping([table])
    held_out = bool(row.get("held_out"))

    def decide(kind: Kind, heading: str, meant: str, proposed: str) -> Decision:
        return Decision(row["name"], held_out, kind, heading, meant, proposed)

    yield decide("layer", "", row["layer"], found.match.layer if found.match else "")
    proposed = _columns(found)
    for heading, meant in row.get("columns", {}).items():
        yield decide("column", heading, meant, proposed.get(heading, ""))
    for heading in row.get("apart", ()):
        yield decide("apart", heading, "", proposed.get(heading, ""))
    places = {"x": found.places.x, "y": found.places.y, "crs": found.places.crs}
    for key in ("x", "y", "crs"):
        if key in row:
            yield decide("place", key, row[key], places[key])


def to_table(row: Mapping[str, Any]) -> FileLayer:
    """Build the table that a set describes, as if it had been looked into."""
    coordinates = [row[key] for key in ("x", "y") if key in row]
    headings = (*row.get("columns", {}), *coordinates, *row.get("apart", ()))
    sample = tuple(
        {name: value or None for name, value in zip(headings, values, strict=True)}
        for values in row.get("rows", ())
    )
    kinds = (row["geometry"],) if row.get("geometry") else ()
    crs = "EPSG:4490" if kinds else ""
    return FileLayer(
        Path("/data") / row["file"], row.get("sheet", ""), headings, kinds, 100, crs, "", sample
    )


def _columns(found: TableProposal) -> dict[str, str]:
    return {pair.theirs: pair.column for pair in found.match.columns} if found.match else {}


if __name__ == "__main__":
    raise SystemExit(main())
