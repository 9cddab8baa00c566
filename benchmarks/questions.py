"""Each question asked of the program and its peers on the same input, and maps in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import roadnet
from benchmarks.bench import Bench, Row, table
from benchmarks.items.building import build_item
from benchmarks.items.common import Item, is_there
from benchmarks.items.cutting import cuts_item
from benchmarks.items.placing import locate_item
from benchmarks.items.searching import nearest_item
from benchmarks.maps import CHROMIUM, MapMeasure, measure_maps
from benchmarks.measure import measure_work
from benchmarks.province import write_province

SIZES: Final = ((2_000, True), (20_000, True), (200_000, False))
"""Segments, and whether peers take part that need minutes for many."""
MAPS: Final = ((5_000, True), (50_000, True), (200_000, False))
"""Roads on a map, and whether plain folium can be asked for as many at all."""


def parts(bench: Bench) -> Iterator[str]:
    """Each question by the program and by its peers."""
    rows = [row for item in _items(bench) for row in _compare(item, bench)]
    yield from table(("question", "by", "cpu s", "ratio", "peak MB", "answer"), rows)


def _items(bench: Bench) -> Iterator[Item]:
    for segments, slow in SIZES:
        toml = write_province(bench.folder / f"p{segments}", segments)
        district = roadnet.read_district(toml)
        yield build_item(district, toml.parent / "roads.parquet", slow_peers=slow)
        if segments == SIZES[0][0]:
            continue
        network = roadnet.build_network(district, curve_tolerances_m=())
        yield nearest_item(network, 300)
        if segments == SIZES[1][0]:
            yield locate_item(network, 50_000)
        yield cuts_item(network)


def _compare(item: Item, bench: Bench) -> Iterator[Row]:
    own = measure_work(item.own, bench.runs)
    sizes = ", ".join(f"{count:,} {what}" for what, count in item.sizes.items())
    name = f"{item.name}: {sizes}"
    yield name, item.own_name, f"{own.cpu_s:.3f}", "1.0", f"{own.peak_mb:.0f}", ""
    for peer, work in item.peers.items():
        taken = measure_work(work, min(bench.runs, item.runs.get(peer, bench.runs)))
        ratio = taken.cpu_s / own.cpu_s
        if peer in item.goals:
            # The largest size comes last and stands: goals are told of it.
            figure, turned = item.goals[peer]
            bench.figures[figure] = 1 / ratio if turned else ratio
        answer = item.agree(own.answer, taken.answer) if taken.answer is not None else ""
        peak = f"{taken.peak_mb:.0f}"
        yield "", peer, f"{taken.cpu_s:.3f}", f"{ratio:.2f}", peak, answer


def maps(bench: Bench) -> Iterator[str]:
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
            if segments == 50_000 and name == "roadnet":
                bench.figures.update(
                    map_mb=found.page_mb, map_first_s=found.first_s, map_rate=found.rate
                )
    heads = ("roads", "by", "Python cpu s", "MB", "first picture s", "frames/s", "worst ms")
    yield from table(heads, rows)


def _of_map(found: MapMeasure) -> Row:
    return (
        f"{found.python_s:.2f}", f"{found.page_mb:.2f}", f"{found.first_s:.2f}",
        f"{found.rate:.0f}", f"{found.worst_ms:.0f}",
    )  # fmt: skip
