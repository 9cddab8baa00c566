"""A second process of the program, beside the first: rules and files while the first computes.

One process of Python computes on one core. The rules on the data need no network, and the map needs
no GeoPackage, so that a second process does the one while the first does the other. On Linux it is
a copy of this one (a fork), made when there is something to do, with all packages loaded; elsewhere
a fresh interpreter (``python -m roadnet.cli.worker``), which loads them while the files are read.
What passes between the two are pickles, over pipes that nobody else holds; users' files are opened
by neither (see :mod:`roadnet.io.sandbox`). What is too large to be sent is worked on by a copy
made for it alone, which finds it in the memory that it shares with this process.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, Final, TypeVar

from roadnet.cores import usable_cores

Made = TypeVar("Made")

VARIABLE: Final = "ROADNET_WORKER"
"""Environment variable: ``0`` lets one process do everything, as ``roadnet batch`` does."""
_LOADED_AHEAD: Final = (
    "roadnet.quality.check",
    "roadnet.reports.write",
    "roadnet.maps.district_map",
    "roadnet.reports.gaps_xlsx",
)
_FALLEN: Final = (EOFError, OSError, pickle.UnpicklingError)


@dataclass(frozen=True)
class _Child:
    """The second process: where requests go, where answers come from, how it is ended."""

    requests: BinaryIO
    answers: BinaryIO
    end: Callable[[], object]


class Worker:
    """The second process; where it is not wanted or falls over, this one does its work."""

    def __init__(self) -> None:
        self.is_there = is_wanted()
        """Whether there is a second process at all."""
        # A copy is made of what is there when it is needed, a fresh one needs time to load.
        self._child = _start() if self.is_there and not _is_copied() else None
        # One at a time: the child reads, works and answers in turn.
        self._post = ThreadPoolExecutor(1)
        self._is_closing = self._shares = False
        self._copies: set[int] = set()

    def submit(self, work: Callable[..., Made], *given: Any) -> Future[Made]:
        """Have work done beside; without a second process it is done here and now.

        Parameters
        ----------
        work
            A function of a module of this package.
        given
            Its arguments, which are copied.

        Returns
        -------
        What it makes, or raises.
        """
        if not self.is_there:
            return _done(work, *given)
        if self._shares:
            return self._share(work, given)
        self._child = self._child or _copy()
        parcel = pickle.dumps((work, given), pickle.HIGHEST_PROTOCOL)
        return self._post.submit(self._ask, self._child, parcel)

    def share(self) -> None:
        """Have each further work done by a copy of this process as it then is: nothing is sent.

        Where a process cannot be copied, or memory is short, this one does everything from now on.
        """
        self._shares = self.is_there and _is_copied() and _has_room()
        if not self._shares:
            self.close()

    def close(self) -> None:
        """End the second process and what it is at."""
        self._is_closing, self.is_there = True, False
        child, self._child = self._child, None
        if child is not None:
            child.end()
        for copy in tuple(self._copies):
            os.kill(copy, signal.SIGKILL)
        self._post.shutdown()
        for pipe in (child.requests, child.answers) if child else ():
            with suppress(OSError):  # what was still to be sent goes with it
                pipe.close()

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _share(self, work: Callable[..., Made], given: Sequence[Any]) -> Future[Made]:
        heard, answer = os.pipe()
        number = os.fork()
        if number == 0:
            try:
                os.close(heard)
                signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process ends this one
                _be_silent()
                with os.fdopen(answer, "wb") as stream:
                    stream.write(pickle.dumps(_try(work, given), pickle.HIGHEST_PROTOCOL))
            finally:
                os._exit(0)
        os.close(answer)
        self._copies.add(number)
        return self._post.submit(self._hear, number, heard, work, given)

    def _hear(self, copy: int, heard: int, work: Callable[..., Made], given: Sequence[Any]) -> Made:
        with os.fdopen(heard, "rb") as stream:
            parcel = stream.read()
        self._copies.discard(copy)
        os.waitpid(copy, 0)
        try:
            made, fault = pickle.loads(parcel)  # noqa: S301 - our own process
        except _FALLEN:
            if self._is_closing:
                raise
            return work(*given)
        if fault is not None:
            raise fault
        return made  # type: ignore[no-any-return]

    def _ask(self, child: _Child, parcel: bytes) -> Any:
        try:
            child.requests.write(parcel)
            child.requests.flush()
            made, fault = pickle.load(child.answers)  # noqa: S301 - our own process
        except _FALLEN:
            if self._is_closing:
                raise
            work, given = pickle.loads(parcel)  # noqa: S301 - we made it
            return work(*given)
        if fault is not None:
            raise fault
        return made


def is_wanted() -> bool:
    """Whether a second process can help: there is a core for it, and nobody said no."""
    return os.environ.get(VARIABLE, "") != "0" and usable_cores() > 1


def main() -> int:
    """Do what is asked over standard input, in turn, until that ends."""
    from roadnet.cli.console import prepare_streams
    from roadnet.collector import collect_seldom

    collect_seldom()
    prepare_streams()
    # Whatever a library prints must not come between the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _load(_LOADED_AHEAD)
    _serve(sys.stdin.buffer, answers)
    return 0


def _serve(requests: BinaryIO, answers: BinaryIO) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process ends this one
    while _answer(requests, answers):
        _load(_LOADED_AHEAD)  # while nothing is asked


def _answer(requests: BinaryIO, answers: BinaryIO) -> bool:
    """Take one request and answer it; False where there are no more."""
    try:
        work, given = pickle.load(requests)  # noqa: S301 - from the first process
    except EOFError:
        return False
    answers.write(pickle.dumps(_try(work, given), pickle.HIGHEST_PROTOCOL))
    answers.flush()
    return True


def _try(work: Callable[..., Any], given: Sequence[Any]) -> tuple[Any, BaseException | None]:
    try:
        return work(*given), None
    except Exception as error:  # it is raised where the answer is waited for
        return None, error


def _load(names: Sequence[str]) -> None:
    for name in names:
        import_module(name)


def _is_copied() -> bool:
    # Windows cannot copy a process, and the system's own libraries on a Mac do not bear it.
    return sys.platform == "linux"


def _copy() -> _Child:
    """Make a copy of this process that serves; it ends without a word to what it was copied from.

    The threads of this process are not in the copy. Of this program's own only the bar that tells
    of the progress has one, and the copy has no bar; the libraries' (Arrow, BLAS, PROJ) begin anew.
    """
    asked, ask = os.pipe()
    heard, answer = os.pipe()
    number = os.fork()
    if number == 0:
        try:
            os.close(ask)
            os.close(heard)
            _be_silent()
            _serve(os.fdopen(asked, "rb"), os.fdopen(answer, "wb"))
        finally:
            os._exit(0)
    os.close(asked)
    os.close(answer)

    def end() -> None:
        os.kill(number, signal.SIGKILL)
        os.waitpid(number, 0)

    return _Child(os.fdopen(ask, "wb"), os.fdopen(heard, "rb"), end)


def _be_silent() -> None:
    """Lead the streams of a copy to nowhere.

    The objects are made anew too: the bar of the process that it was copied from stands in their
    place, and may hold a lock that nobody here would ever let go.
    """
    with open(os.devnull, "r+b") as nowhere:  # noqa: PTH123 - a device
        for stream in range(3):
            os.dup2(nowhere.fileno(), stream)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115


def _has_room() -> bool:
    """Whether half of what this process holds is free: a copy shares what neither writes to."""
    import psutil

    return bool(psutil.virtual_memory().available > psutil.Process().memory_info().rss / 2)


def _start() -> _Child:
    """Start a fresh interpreter that serves."""
    root = str(Path(__file__).parents[2])
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    child = subprocess.Popen(
        [sys.executable, "-m", "roadnet.cli.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    )
    assert child.stdin and child.stdout  # noqa: S101 - they were opened as pipes

    def end() -> None:
        child.kill()
        child.wait()

    return _Child(child.stdin, child.stdout, end)  # type: ignore[arg-type]


def _done(work: Callable[..., Made], *given: Any) -> Future[Made]:
    future: Future[Made] = Future()
    try:
        future.set_result(work(*given))
    except Exception as error:
        future.set_exception(error)
    return future


if __name__ == "__main__":
    raise SystemExit(main())
