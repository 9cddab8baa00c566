"""Measure the program beside its peers, print the table and write ``docs/benchmarks.md``.

From the project folder, Linux or macOS: ``.venv/bin/python -m benchmarks.run``. A real set is added
with ``--real FOLDER``; ``--quick`` measures once and writes nothing. Nothing here is a test: times
depend on the machine, so read the ratios.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Final

import roadnet
from benchmarks.items import (
    Item,
    build_item,
    cuts_item,
    locate_item,
    nearest_item,
    repeat_network,
)
from benchmarks.measure import Measure, measure_process, measure_work
from roadnet.demo import DemoOptions, demo_source, generate, write_district

PAGE: Final = Path(__file__).parents[1] / "docs" / "benchmarks.md"
COUNTY: Final = DemoOptions(segments=20_000, villages=500)
_COPIES: Final = 25
_LIBRARIES: Final = ("geopandas", "shapely", "scipy", "networkx", "rustworkx", "pyogrio")
_FLOOR: Final = """
import sys, tomllib, pathlib, geopandas
toml = pathlib.Path(sys.argv[1])
for row in tomllib.loads(toml.read_text(encoding="utf-8"))["layers"].values():
    geopandas.read_file(toml.parent / row["path"], layer=row.get("layer"))
"""
_INTRO: Final = """# Benchmarks

Made by `python -m benchmarks.run` (see `benchmarks/`); all figures stem from one run. Seconds are
medians of processor time, over all processes of a contender: on a machine that others use too it
says more than the clock, which stands beside it for whole commands. Read the ratios: of a command,
how many times the floor it takes; of a part, how many times the program's own time a peer takes.
Memory is what the work took beyond its input, for whole commands the peak of the largest process.
The large network is the county's, repeated 25 times.
"""
Row = tuple[str, ...]


def main() -> int:
    """Run every item; return 0."""
    asked = _arguments()
    runs, few = (1, 1) if asked.quick else (5, 3)
    with tempfile.TemporaryDirectory() as folder:
        county = _write_county(Path(folder))
        whole = {"demonstration district": demo_source(), "county of 20,000 segments": county}
        whole |= {path.resolve().name: path / "district.toml" for path in asked.real}
        commands = [row for name, toml in whole.items() for row in _whole(name, toml, folder, few)]
        items = _items(county)
        work = [row for item in items for row in _compare(item, runs)]
    page = "\n".join(
        [
            _INTRO,
            _machine(),
            "\n## Whole commands\n",
            *_table(("source", "what", "cpu s", "clock s", "peak MB", "ratio"), commands),
            "\n## Parts\n",
            *_table(("question", "by", "cpu s", "ratio", "peak MB", "answer"), work),
            "",
        ]
    )
    sys.stdout.write(page)
    if not asked.quick:
        PAGE.write_text(page, encoding="utf-8")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--real", type=Path, action="append", default=[], metavar="FOLDER")
    parser.add_argument("--quick", action="store_true")
    return parser.parse_args()


def _write_county(folder: Path) -> Path:
    write_district(folder / "county", generate(COUNTY))
    return folder / "county" / "district.toml"


def _items(county: Path) -> list[Item]:
    district = roadnet.read_district(county)
    network = roadnet.build_network(district)
    large = repeat_network(network, _COPIES)
    return [
        build_item(district),
        locate_item(network, 50_000),
        nearest_item(network, 300),
        nearest_item(large, 300),
        cuts_item(network),
        cuts_item(large),
    ]


def _whole(name: str, toml: Path, folder: str, runs: int) -> list[Row]:
    """Measure reading by geopandas alone (the floor), and the whole command."""
    python = sys.executable
    floor = measure_process((python, "-c", _FLOOR, str(toml)), runs)
    command = (python, "-m", "roadnet", "assess", str(toml), "-o", f"{folder}/out")
    # 1: done, and something is wrong with the data.
    taken = measure_process(command, runs, codes=(0, 1))
    floor_name = "floor: import geopandas, read the files"
    return [
        (name, floor_name, *_times(floor), "1.0"),
        ("", "roadnet assess", *_times(taken), f"{taken.cpu_s / floor.cpu_s:.1f}"),
    ]


def _times(taken: Measure) -> Row:
    return f"{taken.cpu_s:.2f}", f"{taken.wall_s:.2f}", f"{taken.peak_mb:.0f}"


def _compare(item: Item, runs: int) -> list[Row]:
    own = measure_work(item.own, runs)
    name = f"{item.name}: {_sizes(item)}"
    rows = [(name, "roadnet", f"{own.cpu_s:.3f}", "1.0", f"{own.peak_mb:.0f}", "")]
    for name, work in item.peers.items():
        peer = measure_work(work, runs)
        ratio = f"{peer.cpu_s / own.cpu_s:.1f}"
        answer = item.agree(own.answer, peer.answer)
        rows.append(("", name, f"{peer.cpu_s:.3f}", ratio, f"{peer.peak_mb:.0f}", answer))
    return rows


def _table(heads: Row, rows: list[Row]) -> list[str]:
    line = "|".join("---" for _ in heads)
    return [f"| {' | '.join(row)} |" for row in (heads,)] + [
        f"|{line}|",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]


def _sizes(item: Item) -> str:
    return ", ".join(f"{count:,} {what}" for what, count in item.sizes.items())


def _machine() -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, {libraries}."
    )


if __name__ == "__main__":
    raise SystemExit(main())
