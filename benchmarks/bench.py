"""What the sections of a run share: where, how often, how far; the figures that they leave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.measure import Measure

Row = tuple[str, ...]


@dataclass(frozen=True)
class Bench:
    """Where files are written, how often things run, what is measured at most.

    Parameters
    ----------
    folder
        For files made on the way.
    runs
        How often each contender runs; medians are told.
    real
        Folders of real districts, each with its ``district.toml``.
    largest
        Segments of the largest province of the growth.
    figures
        What the sections found, by the names of ``goals.toml``.
    """

    folder: Path
    runs: int
    real: tuple[Path, ...]
    largest: int
    figures: dict[str, float] = field(default_factory=dict)


def times(taken: Measure) -> Row:
    """Return a command's processor seconds, seconds on the clock and peak megabytes as text."""
    return f"{taken.cpu_s:.2f}", f"{taken.wall_s:.2f}", f"{taken.peak_mb:.0f}"


def table(heads: Row, rows: Iterable[Row]) -> Iterator[str]:
    """Yield the lines of a table in Markdown."""
    yield f"| {' | '.join(heads)} |"
    yield f"|{'|'.join('---' for _ in heads)}|"
    yield from (f"| {' | '.join(row)} |" for row in rows)
