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
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

import numpy as np

import roadnet
from benchmarks.items.building import build_item
from benchmarks.items.common import Item, is_there
from benchmarks.items.cutting import cuts_item
from benchmarks.items.placing import locate_item
from benchmarks.items.searching import nearest_item
from benchmarks.maps import CHROMIUM, MapMeasure, measure_maps
from benchmarks.measure import Measure, measure_process, measure_work
from benchmarks.province import write_province
from roadnet.demo import DemoOptions, demo_source, generate, write_district
from roadnet.io.limits import NAMED

PAGE: Final = Path(__file__).parents[1] / "docs" / "benchmarks.md"
WRITTEN_BY_HAND: Final = "<!-- what follows is written by hand -->"
COUNTY: Final = DemoOptions(segments=20_000, villages=500)
GROWTH: Final = (1_000, 20_000, 200_000, 3_000_000)
MAPS: Final = ((5_000, True), (50_000, True), (200_000, False))
"""Roads on a map, and whether plain folium can be asked for as many at all."""

_MANY: Final = 100_000
"""Segments from which the memory a million tells something: below, the packages are most of it."""

_LIBRARIES: Final = (
    "geopandas", "shapely", "scipy", "numba", "networkx", "rustworkx", "networkit", "pandana",
    "momepy", "snkit", "osmnx", "folium", "pyogrio",
)  # fmt: skip
_FLOOR: Final = """
import sys, tomllib, pathlib, geopandas
toml = pathlib.Path(sys.argv[1])
for row in tomllib.loads(toml.read_text(encoding="utf-8"))["layers"].values():
    path = toml.parent / row["path"]
    if path.suffix == ".parquet":
        geopandas.read_parquet(path)
    else:
        geopandas.read_file(path, layer=row.get("layer"))
"""
_INTRO: Final = """# Benchmarks

Made by `python -m benchmarks.run` (see `benchmarks/`); all figures of the tables stem from one run.
Seconds are medians, of processor time over all processes of a contender, and beside it the clock
for whole commands: on a machine that others use too the processor's time says more. Read the
ratios: how many times the program's own time a peer takes; of a whole command, how many times the
floor it takes. Memory is what the work took beyond its input, for whole commands the peak of the
largest process. Peers get their graph ready beforehand, the program does not, unless said.
"""
Row = tuple[str, ...]


@dataclass(frozen=True)
class _Bench:
    """Where files are written, how often things run, what is measured at most."""

    folder: Path
    runs: int
    real: tuple[Path, ...]
    largest: int


def main() -> int:
    """Run the sections; return 0."""
    # A contender is measured in a fork, and OpenMP's threads do not survive one.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    asked = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        bench = _Bench(Path(folder), 1 if asked.quick else 5, tuple(asked.real), asked.largest)
        parts = [_INTRO, _machine()]
        for name in asked.only or _SECTIONS:
            parts += [f"\n## {name.capitalize()}\n", *_SECTIONS[name](bench)]
            sys.stderr.write(f"{name}: done\n")
    page = "\n".join(parts) + "\n"
    sys.stdout.write(page)
    if not (asked.quick or asked.only):
        PAGE.write_text(page + _by_hand(), encoding="utf-8")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--real", type=Path, action="append", default=[], metavar="FOLDER")
    parser.add_argument("--only", action="append", choices=list(_SECTIONS), metavar="SECTION")
    parser.add_argument("--largest", type=int, default=GROWTH[-1], metavar="N")
    parser.add_argument("--quick", action="store_true")
    return parser.parse_args()


def _by_hand() -> str:
    """Return what was written by hand under the tables: it stays."""
    before = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    return before[before.index(WRITTEN_BY_HAND) :] if WRITTEN_BY_HAND in before else ""


def _commands(bench: _Bench) -> Iterator[str]:
    """Whole commands against reading the same files, and against a plain script."""
    county = _write_county(bench.folder)
    sources = {"demonstration district": demo_source(), "county of 20,000 segments": county}
    sources |= {path.resolve().name: path / "district.toml" for path in bench.real}
    rows = [row for name, toml in sources.items() for row in _whole(name, toml, bench)]
    if is_there("momepy"):
        own = _assess(county, bench)
        plain = (
            sys.executable,
            "-m",
            "benchmarks.plain_stack",
            str(county),
            f"{bench.folder}/plain",
        )
        taken = measure_process(plain, bench.runs)
        ratio = f"{taken.wall_s / own.wall_s:.1f} x roadnet"
        rows.append(("", "plain stack, doing less", *_times(taken), ratio))
    yield from _table(("source", "what", "cpu s", "clock s", "peak MB", "clock ratio"), rows)


def _whole(name: str, toml: Path, bench: _Bench) -> list[Row]:
    floor = measure_process((sys.executable, "-c", _FLOOR, str(toml)), bench.runs)
    taken = _assess(toml, bench)
    floor_name = "floor: import geopandas, read the files"
    return [
        (name, floor_name, *_times(floor), "1.0"),
        ("", "roadnet assess", *_times(taken), f"{taken.wall_s / floor.wall_s:.1f}"),
    ]


def _assess(toml: Path, bench: _Bench, *, runs: int = 0) -> Measure:
    command = (sys.executable, "-m", "roadnet", "assess", str(toml), "-o", f"{bench.folder}/out")
    # 1: done, and something is wrong with the data.
    return measure_process(command, runs or bench.runs, codes=(0, 1))


def _parts(bench: _Bench) -> Iterator[str]:
    """Each question asked of the program and its peers on the same input."""
    rows = [row for item in _items(bench) for row in _compare(item, bench.runs)]
    yield from _table(("question", "by", "cpu s", "ratio", "peak MB", "answer"), rows)


def _items(bench: _Bench) -> Iterator[Item]:
    for segments, slow in ((2_000, True), (20_000, True), (200_000, False)):
        toml = write_province(bench.folder / f"p{segments}", segments)
        district = roadnet.read_district(toml)
        yield build_item(district, toml.parent / "roads.parquet", slow_peers=slow)
        if segments == 2_000:
            continue
        network = roadnet.build_network(district, curve_tolerances_m=())
        yield nearest_item(network, 300)
        if segments == 20_000:
            yield locate_item(network, 50_000)
        yield cuts_item(network)


def _compare(item: Item, runs: int) -> list[Row]:
    own = measure_work(item.own, runs)
    name = f"{item.name}: {_sizes(item)}"
    rows = [(name, "roadnet", f"{own.cpu_s:.3f}", "1.0", f"{own.peak_mb:.0f}", "")]
    for peer, work in item.peers.items():
        taken = measure_work(work, min(runs, item.runs.get(peer, runs)))
        ratio = f"{taken.cpu_s / own.cpu_s:.2f}"
        floor = peer.startswith("floor")
        answer = "" if floor else item.agree(own.answer, taken.answer)
        rows.append(("", peer, f"{taken.cpu_s:.3f}", ratio, f"{taken.peak_mb:.0f}", answer))
    return rows


def _sizes(item: Item) -> str:
    return ", ".join(f"{count:,} {what}" for what, count in item.sizes.items())


def _maps(bench: _Bench) -> Iterator[str]:
    """Draw maps of roads and look at them in a real browser."""
    if not Path(CHROMIUM).exists() or not is_there("playwright"):
        yield "Not measured: there is no browser here."
        return
    rows: list[Row] = []
    for segments, plain in MAPS:
        toml = write_province(bench.folder / f"m{segments}", segments)
        roads = roadnet.read_district(toml).layers["roads"]
        for name, found in measure_maps(roads, bench.runs, plain=plain).items():
            rows.append((f"{segments:,}", name, *_of_map(found)))
    heads = ("roads", "by", "Python cpu s", "MB", "first picture s", "frames/s", "worst ms")
    yield from _table(heads, rows)


def _of_map(found: MapMeasure) -> Row:
    return (
        f"{found.python_s:.2f}", f"{found.page_mb:.2f}", f"{found.first_s:.2f}",
        f"{found.rate:.0f}", f"{found.worst_ms:.0f}",
    )  # fmt: skip


def _growth(bench: _Bench) -> Iterator[str]:
    """Whole ``assess`` with all outputs over four sizes, and the exponent of growth."""
    os.environ["ROADNET_LIMITS"] = next(name for name in NAMED if name == "province")
    rows, sizes, clocks = [], [], []
    for segments in (size for size in GROWTH if size <= bench.largest):
        toml = write_province(bench.folder / f"g{segments}", segments)
        # The largest takes minutes: once is enough to tell.
        taken = _assess(toml, bench, runs=bench.runs if segments < GROWTH[-1] else 1)
        sizes.append(segments)
        clocks.append(taken.wall_s)
        since = ""
        if len(sizes) > 1:
            since = f"{np.log(clocks[-1] / clocks[-2]) / np.log(sizes[-1] / sizes[-2]):.2f}"
        rows.append(
            (f"{segments:,}", *_times(taken), since, f"{taken.peak_mb / segments * 1e6:.0f}")
        )
    heads = ("segments", "cpu s", "clock s", "peak MB", "exponent since the last", "MB a million")
    yield from _table(heads, rows)


_SECTIONS: Final[dict[str, Callable[[_Bench], Iterator[str]]]] = {
    "whole commands": _commands,
    "parts": _parts,
    "maps": _maps,
    "growth": _growth,
}


def _write_county(folder: Path) -> Path:
    write_district(folder / "county", generate(COUNTY))
    return folder / "county" / "district.toml"


def _times(taken: Measure) -> Row:
    return f"{taken.cpu_s:.2f}", f"{taken.wall_s:.2f}", f"{taken.peak_mb:.0f}"


def _table(heads: Row, rows: list[Row]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{'|'.join('---' for _ in heads)}|"
    yield from (f"| {' | '.join(row)} |" for row in rows)


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
