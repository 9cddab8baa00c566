"""Files are read in a child process, with limits on memory and time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from queue import Empty, Queue
from tempfile import TemporaryDirectory
from typing import Any, Final

from roadnet.errors import RoadnetError
from roadnet.io.formats.drivers import driver_environment
from roadnet.io.limits import ReadLimits
from roadnet.io.raw import Job, RawLayer, read_raw

_POLL_S: Final = 0.1
_FULL: Final = 0.97
_PASSED_ON: Final = (
    "PATH",
    "SYSTEMROOT",
    "TEMP",
    "TMP",
    "TMPDIR",
    "HOME",
    "USERPROFILE",
    "APPDATA",
    "LOCALAPPDATA",
    "LD_LIBRARY_PATH",
    "PYTHONPATH",
    "VIRTUAL_ENV",
    "CONDA_PREFIX",
    "PROJ_DATA",
    "PROJ_LIB",
    "GDAL_DATA",
)
Progress = Callable[[int], None]


class Reading:
    """A child at work: made at once, waited for later, so that the program can load meanwhile."""

    def __init__(self, jobs: Sequence[Job], limits: ReadLimits) -> None:
        self._jobs, self._limits = jobs, limits
        self._folder = TemporaryDirectory(prefix="roadnet-", ignore_cleanup_errors=True)
        self._lines: Queue[str | None] = Queue()
        self._ends_at = time.monotonic() + limits.seconds
        self._child = _start(self._folder.name)
        request = {
            "folder": self._folder.name,
            "limits": limits.to_dict(),
            "jobs": [job.to_dict() for job in jobs],
        }
        assert self._child.stdin is not None  # noqa: S101 - it was opened as a pipe
        try:
            self._child.stdin.write(json.dumps(request).encode() + b"\n")
            self._child.stdin.close()
        except BrokenPipeError:
            # The child fell over at its start. Nothing is lost by going on: its output ends without
            # an answer, so that waiting raises what its way of ending means, with the file's name.
            pass
        threading.Thread(target=self._listen, daemon=True).start()

    def wait(self, progress: Progress | None = None) -> list[RawLayer]:
        """Wait for the layers, in the order of the jobs.

        Raises
        ------
        RoadnetError
            What the child said; ``file_too_slow``, ``file_too_large`` or ``file_crashes_reader``
            where it could not say it, with the file's name.
        """
        try:
            answers = self._collect(progress)
            folder = Path(self._folder.name)
            return [read_raw(folder / f"{i}.arrow", about) for i, about in enumerate(answers)]
        finally:
            self.close()

    def wait_for_descriptions(self) -> list[list[dict[str, Any]]]:
        """Wait for the descriptions that jobs ask for; errors as in :meth:`wait`."""
        try:
            return self._collect(None)
        finally:
            self.close()

    def close(self) -> None:
        """End the child, if it still runs, and remove what it wrote."""
        if self._child.poll() is None:
            self._child.kill()
        self._child.wait()
        self._folder.cleanup()

    def _listen(self) -> None:
        assert self._child.stdout is not None  # noqa: S101 - it was opened as a pipe
        for line in self._child.stdout:
            self._lines.put(line.decode("utf-8", "replace"))
        self._lines.put(None)

    def _collect(self, progress: Progress | None) -> list[Any]:
        answers: list[Any] = []
        current = 0
        while len(answers) < len(self._jobs):
            line = self._next_line(current)
            if line is None:
                raise self._fallen(current)
            answer = _to_answer(line)
            if "error" in answer:
                raise RoadnetError(answer["code"], **answer["params"])
            if "start" in answer:
                current = int(answer["start"])
            if "done" in answer:
                answers.append(answer["about"])
                if progress:
                    progress(len(answers))
        return answers

    def _next_line(self, current: int) -> str | None:
        while True:
            try:
                return self._lines.get(timeout=_POLL_S)
            except Empty:
                if time.monotonic() > self._ends_at:
                    raise self._error("file_too_slow", current) from None
                if self._uses_too_much():
                    raise self._error("file_too_large", current) from None

    def _uses_too_much(self) -> bool:
        """Whether the child is at its limit; it may not be able to end by itself any more."""
        import psutil  # when the child has taken its first tenth of a second, not before it starts

        try:
            used = psutil.Process(self._child.pid).memory_info().vms
        except psutil.Error:
            return False
        return bool(used >= _FULL * self._limits.memory_bytes)

    def _fallen(self, current: int) -> RoadnetError:
        self._child.wait()
        return self._error("file_crashes_reader", current)

    def _error(self, code: str, current: int) -> RoadnetError:
        seconds = round(self._limits.seconds)
        return RoadnetError(code, file=Path(self._jobs[current].path).name, seconds=seconds)


def read_jobs(
    jobs: Sequence[Job],
    *,
    limits: ReadLimits,
    inline: bool = False,
    progress: Progress | None = None,
) -> list[RawLayer]:
    """Read tables in one child process, or within this one where the files are one's own."""
    if not jobs:
        return []
    if inline:
        return _read_inline(jobs, limits)
    return Reading(jobs, limits).wait(progress)


def _read_inline(jobs: Sequence[Job], limits: ReadLimits) -> list[RawLayer]:
    from roadnet.io.formats.open import read_job

    found = []
    for job in jobs:
        with TemporaryDirectory(prefix="roadnet-", ignore_cleanup_errors=True) as scratch:
            found.append(read_job(job, limits, Path(scratch)))
    return found


def _start(folder: str) -> subprocess.Popen[bytes]:
    inherited = {key: os.environ[key] for key in _PASSED_ON if key in os.environ}
    root = str(Path(__file__).parents[2])
    paths = [root, *filter(None, [inherited.get("PYTHONPATH")])]
    environment = {**inherited, **driver_environment(), "PYTHONPATH": os.pathsep.join(paths)}
    return subprocess.Popen(
        [sys.executable, "-m", "roadnet.io.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=environment,
    )


def _to_answer(line: str) -> dict[str, Any]:
    try:
        answer = json.loads(line)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
