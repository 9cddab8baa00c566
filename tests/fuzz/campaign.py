"""Many runs in a worker that is started again when it falls, and what came of them by reader."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any, Final

from roadnet.io.formats.drivers import driver_environment

LONGEST_S: Final = 10.0
MOST_BYTES: Final = 1_500_000_000
_START_S: Final = 120.0
_ROOT: Final = str(Path(__file__).parents[2])


@dataclass
class Tally:
    """What came of one reader's runs."""

    runs: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    slowest_s: float = 0.0
    peak_bytes: int = 0


class Campaign:
    """Runs by reader; ``faults`` lists what should not be, each kind once, with how often."""

    def __init__(self, seed: int, *, longest_s: float = LONGEST_S) -> None:
        self._seed, self._longest_s = seed, longest_s
        self.tallies: dict[str, Tally] = {}
        self._faults: dict[str, tuple[str, int]] = {}
        self._start()

    @property
    def count(self) -> int:
        """Runs in all."""
        return sum(tally.runs for tally in self.tallies.values())

    @property
    def faults(self) -> list[str]:
        """Each kind of fault: what, how often, and the first run that met it."""
        return [f"{what}: {n} x, first {first}" for what, (first, n) in self._faults.items()]

    def run(self, runs: int, *, only: list[str] | None = None, run: int | None = None) -> None:
        """Do as many runs, in turn by reader."""
        names = [name for name in self._readers if not only or name in only]
        for name in names:
            self.tallies[name] = Tally()
        numbers = [run] if run is not None else range(runs // len(names))
        for number in numbers:
            for name in names:
                self._note(name, number, self._ask(name, number))
            if number % 500 == 499:
                print(f"{self.count} runs", file=sys.stderr, flush=True)

    def close(self) -> None:
        """End the worker."""
        self._worker.kill()
        self._worker.wait()

    def to_table(self) -> str:
        """Return the table, and the codes of the messages."""
        rows = [f"{'reader':14}{'runs':>8}{'findings':>9}{'described':>10}{'messages':>9}"
                f"{'crashes':>8}{'faults':>7}{'slowest s':>10}{'peak MB':>8}"]  # fmt: skip
        for name, one in self.tallies.items():
            counts = [one.ends[end] for end in ("findings", "described", "message")]
            faults = one.ends["fault"] + one.ends["hang"]
            rows.append(
                f"{name:14}{one.runs:>8}{counts[0]:>9}{counts[1]:>10}{counts[2]:>9}"
                f"{one.ends['crash']:>8}{faults:>7}{one.slowest_s:>10.2f}"
                f"{one.peak_bytes / 1e6:>8.0f}"
            )
        rows.append("")
        for name, one in self.tallies.items():
            told = ", ".join(f"{code} {n}" for code, n in one.codes.most_common())
            rows.append(f"{name}: {told}")
        return "\n".join(rows)

    def _note(self, name: str, number: int, answer: dict[str, Any]) -> None:
        tally, end, code = self.tallies[name], answer["ends"], answer.get("code", "")
        tally.runs += 1
        tally.ends[end] += 1
        tally.slowest_s = max(tally.slowest_s, answer["seconds"])
        tally.peak_bytes = max(tally.peak_bytes, answer["peak_bytes"])
        if end in ("message", "crash"):
            tally.codes[code] += 1
        if end in ("fault", "hang"):
            first = f"--only {name!r} --run {number}: {answer.get('text', '')}"
            self._blame(f"{name}: {code}", first)
        if answer["peak_bytes"] > MOST_BYTES:
            self._blame(f"{name}: memory", f"--only {name!r} --run {number}")

    def _blame(self, what: str, first: str) -> None:
        before = self._faults.get(what, (first, 0))
        self._faults[what] = (before[0], before[1] + 1)
        if not before[1]:
            print(f"FAULT {what} first {first}", file=sys.stderr, flush=True)

    def _ask(self, name: str, number: int) -> dict[str, Any]:
        stdin = self._worker.stdin
        assert stdin is not None
        try:
            stdin.write(json.dumps([name, number, self._seed]) + "\n")
            stdin.flush()
            line = self._lines.get(timeout=self._longest_s)
        except Empty:
            self.close()
            self._start()
            return {"ends": "hang", "code": "hang", "seconds": self._longest_s, "peak_bytes": 0}
        except BrokenPipeError:
            line = None
        if line is not None:
            return dict(json.loads(line))
        fallen = -self._worker.wait()
        self._start()
        what = signal.Signals(fallen).name if fallen > 0 else f"exit {-fallen}"
        # The sandbox sees its child fall in the same way, and says so.
        code = f"file_crashes_reader ({what})"
        return {"ends": "crash", "code": code, "seconds": 0.0, "peak_bytes": 0}

    def _start(self) -> None:
        self._worker = subprocess.Popen(
            [sys.executable, "-m", "tests.fuzz.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            env={**os.environ, **driver_environment(), **_in_memory(), "PYTHONPATH": _ROOT},
            text=True,
        )
        self._lines: Queue[str | None] = Queue()
        Thread(target=_listen, args=(self._worker, self._lines), daemon=True).start()
        first = self._lines.get(timeout=_START_S)
        if first is None:
            raise RuntimeError("the worker does not start: python -m tests.fuzz.worker")
        self._readers: list[str] = json.loads(first)["readers"]


def _in_memory() -> dict[str, str]:
    """Let files that live for a moment never reach a disk, where the system offers it."""
    memory = "/dev/shm"  # noqa: S108 - every file there is in a folder of its own
    return {"TMPDIR": memory, "CPL_TMPDIR": memory} if Path(memory).is_dir() else {}


def _listen(worker: subprocess.Popen[str], lines: Queue[str | None]) -> None:
    assert worker.stdout is not None
    for line in worker.stdout:
        lines.put(line)
    lines.put(None)
