"""Where time and memory go from files to network: one line a step.

From the project folder: ``ROADNET_LIMITS=province python -m benchmarks.stages SOURCE``. A step's
seconds hold those of the steps within it, which stand above it, further in. Memory is what the
process holds resident after the step and at most during it, in MB; that of the reading child at its
peak stands below.
"""

from __future__ import annotations

import argparse
import functools
import resource
import sys
import threading
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import psutil

import roadnet

STEPS: Final = {
    "roadnet.io.read": ("_read_raw",),
    "roadnet.io.assemble": (
        "_to_shapes", "place_layer", "set_apart_far", "map_columns", "to_metric", "_to_read",
        "to_layer_shapes", "_to_frame", "assemble_district",
    ),
    "roadnet.network.build": (
        "roads_with_ferries", "to_lines", "cut_pieces", "levels_of", "nodes_of_ends",
        "find_meetings", "near_ends", "without_cut_ends", "judge_ends", "split_lines",
        "choose_joins", "_tie", "morton_order", "renumber", "join_rows", "find_twins", "_curve",
    ),
    "roadnet.network.crossings": ("_near_segments", "_meet_segments", "_without_inner"),
    "roadnet.network.ends": ("near_places",),
}  # fmt: skip
_MB: Final = 2**20
_POLL_S: Final = 0.01


class Sampler:
    """Reads the resident size again and again, and keeps the largest since it was last asked."""

    def __init__(self) -> None:
        self._process = psutil.Process()
        self._peaks: list[int] = []
        self._lock = threading.Lock()
        threading.Thread(target=self._watch, daemon=True).start()

    def now(self) -> int:
        """Return the resident size, bytes."""
        return int(self._process.memory_info().rss)

    def begin(self) -> None:
        """Begin a step, within the one that runs already if any."""
        with self._lock:
            self._peaks.append(self.now())

    def end(self) -> int:
        """End the step begun last; return the largest size during it, bytes."""
        with self._lock:
            peak = max(self._peaks.pop(), self.now())
            if self._peaks:
                self._peaks[-1] = max(self._peaks[-1], peak)
        return peak

    def _watch(self) -> None:
        while True:
            with self._lock:
                if self._peaks:
                    self._peaks[-1] = max(self._peaks[-1], self.now())
            time.sleep(_POLL_S)


def watch_steps(sampler: Sampler, steps: dict[str, tuple[str, ...]]) -> None:
    """Put a wrapper that prints a line around each step."""
    depth = [0]
    for module, names in steps.items():
        home = import_module(module)
        for name in names:
            if hasattr(home, name):
                setattr(home, name, _watched(getattr(home, name), name, sampler, depth))


def _watched(
    step: Callable[..., Any], name: str, sampler: Sampler, depth: list[int]
) -> Callable[..., Any]:
    @functools.wraps(step)
    def watched(*args: Any, **named: Any) -> Any:
        depth[0] += 1
        sampler.begin()
        clock, cpu = time.perf_counter(), time.process_time()
        try:
            return step(*args, **named)
        finally:
            clock, cpu = time.perf_counter() - clock, time.process_time() - cpu
            depth[0] -= 1
            peak = sampler.end()
            if clock > 0.02:
                _print("  " * depth[0] + name, clock, cpu, sampler.now(), peak)

    return watched


def _print(name: str, clock: float, cpu: float, now: int, peak: int) -> None:
    row = f"{name:34} {clock:8.2f} {cpu:8.2f} {now / _MB:8.0f} {peak / _MB:8.0f}\n"
    sys.stdout.write(row)
    sys.stdout.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """Read and build once; return 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path)
    asked = parser.parse_args(arguments)
    sampler = Sampler()
    watch_steps(sampler, STEPS)
    sys.stdout.write(f"{'step':34} {'clock s':>8} {'cpu s':>8} {'MB':>8} {'peak MB':>8}\n")
    read = _watched(roadnet.read_district, "read_district", sampler, [0])
    build = _watched(roadnet.build_network, "build_network", sampler, [0])
    network = build(read(asked.source))
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    row = f"reading child's peak {child / _MB:.0f} MB; {network.edge_count:,} edges\n"
    sys.stdout.write(row)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
