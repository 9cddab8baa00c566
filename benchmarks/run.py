"""Measure the program beside its peers, print the table and write ``docs/benchmarks.md``.

From the project folder, on Linux, in an environment of ``requirements-bench.lock``:
``python -m benchmarks.run --real FOLDER``. It takes about half an hour on a quiet machine; ``--only
SECTION`` prints single sections, ``--quick`` measures once, ``--largest N`` bounds the growth.
Nothing here is a test: times depend on the machine, so read the ratios.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from benchmarks.app import app
from benchmarks.bench import Bench, table
from benchmarks.commands import GROWTH, cores, growth, start_up, whole_commands
from benchmarks.goals import goal_rows
from benchmarks.questions import maps, parts

PAGE: Final = Path(__file__).parents[1] / "docs" / "benchmarks.md"
WRITTEN_BY_HAND: Final = "<!-- what follows is written by hand -->"
SECTIONS: Final[dict[str, Callable[[Bench], Iterator[str]]]] = {
    "whole commands": whole_commands,
    "start-up": start_up,
    "parts": parts,
    "maps": maps,
    "app": app,
    "cores": cores,
    "growth": growth,
}
_LIBRARIES: Final = (
    "geopandas", "shapely", "scipy", "numba", "networkx", "rustworkx", "networkit", "pandana",
    "momepy", "snkit", "osmnx", "folium", "pyogrio",
)  # fmt: skip
_INTRO: Final = """# Benchmarks

Made by `python -m benchmarks.run` (see `benchmarks/`); all figures of the tables stem from one run.
Seconds are medians, of processor time over all processes of a contender, and beside it the clock
for whole commands: on a machine that others use too the processor's time says more. Read the
ratios: how many times the program's own time a peer takes; of a whole command, how many times the
floor it takes. Memory is what the work took beyond its input, for whole commands the peak of the
largest process. What is ready beforehand is said, of the program and of its peers alike.
"""


def main() -> int:
    """Run the sections; return 0."""
    # A contender is measured in a fork, and OpenMP's threads do not survive one.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    # The files of the province are larger than what a stranger's file may be.
    os.environ.setdefault("ROADNET_LIMITS", "province")
    asked = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), 1 if asked.quick else 5, tuple(asked.real), asked.largest)
        told: list[str] = []
        for name in asked.only or SECTIONS:
            section = [f"\n## {name.capitalize()}\n", *SECTIONS[name](bench)]
            print(*section, sep="\n", flush=True)  # a later section may fail after half an hour
            told += section
        goals = [*_goals(bench)]
    print(*goals, sep="\n")
    page = "\n".join([_INTRO, _machine(), *goals, *told]) + "\n"
    if not (asked.quick or asked.only):
        PAGE.write_text(page + _by_hand(), encoding="utf-8")
    return 0


def _goals(bench: Bench) -> Iterator[str]:
    yield "\n## Goals\n"
    yield from table(("what", "goal", "measured", "verdict"), goal_rows(bench.figures))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--real", type=Path, action="append", default=[], metavar="FOLDER")
    parser.add_argument("--only", action="append", choices=list(SECTIONS), metavar="SECTION")
    parser.add_argument("--largest", type=int, default=GROWTH[-1], metavar="N")
    parser.add_argument("--quick", action="store_true")
    return parser.parse_args()


def _by_hand() -> str:
    """Return what was written by hand under the tables: it stays."""
    before = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    return before[before.index(WRITTEN_BY_HAND) :] if WRITTEN_BY_HAND in before else ""


def _machine() -> str:
    known = []
    for name in _LIBRARIES:
        try:
            known.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, {', '.join(known)}."
    )


if __name__ == "__main__":
    raise SystemExit(main())
