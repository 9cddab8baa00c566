"""Whole commands: the floor beneath them, a plain script beside them, growth, cores, start-up."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.bench import Bench, Row, table, times
from benchmarks.items.common import is_there
from benchmarks.measure import Measure, measure_process
from benchmarks.province import write_province
from roadnet.demo import DemoOptions, demo_source, generate, write_district

GROWTH: Final = (1_000, 20_000, 200_000, 3_000_000)
COUNTY: Final = DemoOptions(segments=20_000, villages=500)
_FLOOR: Final = """
import sys, tomllib, pathlib, geopandas
toml = pathlib.Path(sys.argv[1])
for path, layer in {
    (toml.parent / row["path"], row.get("layer"))
    for row in tomllib.loads(toml.read_text(encoding="utf-8"))["layers"].values()
}:
    if path.suffix == ".parquet":
        geopandas.read_parquet(path)
    else:
        geopandas.read_file(path, layer=layer)
"""
_COMPUTE: Final = """
import sys, roadnet
from roadnet.collector import collect_seldom
collect_seldom()
roadnet.assess(roadnet.read_district(sys.argv[1]))
"""


def whole_commands(bench: Bench) -> Iterator[str]:
    """Whole commands against reading the same files, and against a plain script."""
    county = write_county(bench.folder)
    sources = {"demonstration district": demo_source(), "county of 20,000 segments": county}
    sources |= {path.resolve().name: path / "district.toml" for path in bench.real}
    rows: list[Row] = []
    for name, toml in sources.items():
        floor = measure_process((sys.executable, "-c", _FLOOR, str(toml)), bench.runs)
        own = _assess(toml, bench)
        ratio = own.wall_s / floor.wall_s
        rows.append((name, "floor: import geopandas, read the files", *times(floor), "1.0"))
        rows.append(("", "roadnet assess", *times(own), f"{ratio:.1f}"))
        if toml == county:
            bench.figures["county_s"] = own.wall_s
            rows += _plain_stack(county, own, bench)
        elif toml != demo_source():
            bench.figures["real_floor"] = ratio
    yield from table(("source", "what", "cpu s", "clock s", "peak MB", "clock ratio"), rows)


def _plain_stack(county: Path, own: Measure, bench: Bench) -> Iterator[Row]:
    if not is_there("momepy"):
        return
    script = (sys.executable, "-m", "benchmarks.plain_stack", str(county), f"{bench.folder}/plain")
    taken = measure_process(script, bench.runs)
    ratio = bench.figures["county_plain"] = taken.wall_s / own.wall_s
    yield "", "plain stack, doing less", *times(taken), f"{ratio:.1f} x roadnet"


def growth(bench: Bench) -> Iterator[str]:
    """Whole ``assess`` with all outputs over four sizes, and the exponent of growth."""
    rows, sizes, clocks = [], [], []
    for segments in (size for size in GROWTH if size <= bench.largest):
        toml = write_province(bench.folder / f"g{segments}", segments)
        taken = _assess(toml, bench)
        sizes.append(segments)
        clocks.append(taken.wall_s)
        since = ""
        if len(sizes) > 1:
            # The first size is mostly start-up: growth is told from the second on.
            exponent = np.log(clocks[-1] / clocks[-2]) / np.log(sizes[-1] / sizes[-2])
            if sizes[-2] > GROWTH[0]:
                worst = max(exponent, bench.figures.get("exponent", 0.0))
                bench.figures["exponent"] = worst
            since = f"{exponent:.2f}"
        a_million = taken.peak_mb / segments * 1e6
        rows.append((f"{segments:,}", *times(taken), since, f"{a_million:.0f}"))
        if segments == GROWTH[-1]:
            computed = measure_process((sys.executable, "-c", _COMPUTE, str(toml)), 1)
            rows.append(("", *times(computed), "without rules and outputs", ""))
            bench.figures.update(
                province_s=taken.wall_s,
                province_gb=taken.peak_mb / 1024,
                province_compute_s=computed.wall_s,
            )
    heads = ("segments", "cpu s", "clock s", "peak MB", "exponent since the last", "MB a million")
    yield from table(heads, rows)


def cores(bench: Bench) -> Iterator[str]:
    """Tell what two cores give over one: for one district, and for four at once."""
    county = write_county(bench.folder)
    province = write_province(bench.folder / "g200000", 200_000)
    many = [shutil.copytree(county.parent, bench.folder / "many" / name) for name in "abcd"]
    batch = ("batch", *map(str, many), "-o", f"{bench.folder}/batch", "--fresh")
    rows = []
    for name, command in {
        "assess, county": ("assess", str(county), "-o", f"{bench.folder}/out"),
        "assess, 200,000 segments": ("assess", str(province), "-o", f"{bench.folder}/out"),
        "batch of four counties": batch,
    }.items():
        one, two = (_roadnet(bench, *command, cores=cores).wall_s for cores in ("0", "0,1"))
        rows.append((name, f"{one:.2f}", f"{two:.2f}", f"{one / two:.2f}"))
    yield from table(("what", "one core, s", "two cores, s", "gain"), rows)


def start_up(bench: Bench) -> Iterator[str]:
    """How long it takes until the program says anything."""
    commands = {
        "help_s": ("roadnet --help", ("-m", "roadnet", "--help")),
        "import_s": ("import roadnet", ("-c", "import roadnet")),
        "": ("python alone", ("-c", "")),
    }
    rows = []
    for figure, (name, command) in commands.items():
        taken = measure_process((sys.executable, *command), bench.runs)
        rows.append((name, *times(taken)))
        if figure:
            bench.figures[figure] = taken.wall_s
    yield from table(("what", "cpu s", "clock s", "peak MB"), rows)


def write_county(folder: Path) -> Path:
    """Write the county of 20,000 segments once; return its ``district.toml``."""
    toml = folder / "county" / "district.toml"
    if not toml.exists():
        write_district(toml.parent, generate(COUNTY))
    return toml


def _assess(toml: Path, bench: Bench) -> Measure:
    return _roadnet(bench, "assess", str(toml), "-o", f"{bench.folder}/out")


def _roadnet(bench: Bench, *command: str, cores: str = "") -> Measure:
    """Run a command of the program, bound to some cores if named; the largest source once."""
    runs = 1 if f"g{GROWTH[-1]}" in "".join(command) else bench.runs
    bound = ("taskset", "-c", cores) if cores else ()
    # 1: done, and something is wrong with the data.
    return measure_process((*bound, sys.executable, "-m", "roadnet", *command), runs, codes=(0, 1))
