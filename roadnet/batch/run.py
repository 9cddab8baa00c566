"""One district assessed in a process of its own, so that its end is nobody else's."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

from roadnet.batch.task import Outcome, Task, write_outcome

_MOST_TRIES: Final = 3
_FIRST_LINES: Final = 500


def run_task(task: Task) -> Outcome:
    """Assess a district and write its files and what became of it.

    A process that is killed is begun again, three times at most; a fault that the program names is
    final. The outcome is written in either case and nothing is raised for the district's sake.
    """
    answer, tries = None, 0
    while answer is None and tries < _MOST_TRIES:
        begin = time.monotonic()
        answer, told = _assess(task)
        seconds, tries = time.monotonic() - begin, tries + 1
    outcome = _to_outcome(task, answer, told, seconds, tries)
    write_outcome(task, outcome)
    return outcome


def _assess(task: Task) -> tuple[dict[str, Any] | None, str]:
    """Run ``roadnet assess``: its answer, None where the process fell over; what it complained."""
    options = task.options
    command = [sys.executable, "-m", "roadnet", "assess", task.source, "-o", str(task.folder)]
    command += ["--join-tolerance", repr(options.join_tolerance_m), "--lang", options.lang]
    command += ["--standard", options.standard] if options.standard else []
    done = subprocess.run(  # noqa: S603 - our own program, no shell
        [*command, "--json"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=_environment(),
        check=False,
    )
    told = done.stderr.decode("utf-8", "replace").strip()[-_FIRST_LINES:]
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        return None, told
    return answer if isinstance(answer, dict) else None, told


def _environment() -> dict[str, str]:
    root = str(Path(__file__).parents[2])
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    # The cores are shared out among districts: one process each.
    own = {"PYTHONIOENCODING": "utf-8", "ROADNET_WORKER": "0"}
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), **own}


def _to_outcome(
    task: Task, answer: dict[str, Any] | None, told: str, seconds: float, tries: int
) -> Outcome:
    about: dict[str, Any] = {"name": task.name, "source": task.source, "stamp": task.stamp}
    about |= {"seconds": round(seconds, 2), "tries": tries}
    if answer is None:
        return Outcome(**about, status="failed", code="process_killed", message=told)
    if "error" in answer:
        fault = answer["error"]
        return Outcome(**about, status="failed", code=fault["code"], message=fault["message"])
    return Outcome(**about, status="done", summary=answer)
