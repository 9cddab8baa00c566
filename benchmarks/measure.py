"""Measuring: medians of processor time and the memory that a piece of work takes."""

from __future__ import annotations

import gc
import multiprocessing
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Final

import psutil

# A process inherits the peak of the one that starts it: a small one starts those to be measured.
_WATCHER: Final = """
import os, subprocess, sys, time
begin = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
print(usage.ru_utime + usage.ru_stime, time.perf_counter() - begin, usage.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))
"""


@dataclass(frozen=True, slots=True)
class Measure:
    """What one contender took.

    Parameters
    ----------
    cpu_s, wall_s
        Medians over the runs, seconds; processor time over all of its processes.
    peak_mb
        For work within a process what it took beyond its input, for a whole process its peak.
    runs
        How often it ran.
    answer
        What it found; None for a whole process.
    """

    cpu_s: float
    wall_s: float
    peak_mb: float
    runs: int
    answer: Any = None


def measure_work(work: Callable[[], Any], runs: int) -> Measure:
    """Run a piece of work several times, in a process forked for it alone."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(work, runs, there))
    process.start()
    there.close()
    try:
        found: Measure = here.recv()
    except EOFError:
        raise RuntimeError("a contender failed; its traceback stands above") from None
    finally:
        process.join()
    return found


def _work(work: Callable[[], Any], runs: int, out: Connection) -> None:
    gc.collect()
    gc.freeze()
    before = _peak_kb()
    cpu, wall, answer = [], [], None
    for _ in range(runs):
        answer = None
        begin, begin_cpu = time.perf_counter(), time.process_time()
        answer = work()
        cpu.append(time.process_time() - begin_cpu)
        wall.append(time.perf_counter() - begin)
    peak_mb = (_peak_kb() - before) / 1024
    out.send(Measure(statistics.median(cpu), statistics.median(wall), peak_mb, runs, answer))


def _peak_kb() -> int:
    import resource

    resident_kb = psutil.Process().memory_info().rss // 1024
    return max(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, resident_kb)


def measure_process(command: Sequence[str], runs: int, *, codes: Sequence[int] = (0,)) -> Measure:
    """Run a command several times; its exit code must be one of ``codes``."""
    taken = [_run(command, codes) for _ in range(runs)]
    cpu, wall, peak = (statistics.median(column) for column in zip(*taken, strict=True))
    return Measure(cpu, wall, peak, runs)


def _run(command: Sequence[str], codes: Sequence[int]) -> tuple[float, float, float]:
    done = subprocess.run(
        (sys.executable, "-S", "-c", _WATCHER, *command),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in codes:
        raise RuntimeError(f"{' '.join(command)}\n{done.stderr}")
    cpu_s, wall_s, peak_kb = map(float, done.stdout.split())
    return cpu_s, wall_s, peak_kb / 1024
