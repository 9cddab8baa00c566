"""A second process of the program, beside the first: ``python -m roadnet.cli.worker``.

One process of Python computes on one core. The rules on the data need no network, and the map needs
no GeoPackage, so that a second process does the one while the first does the other. It loads its
packages while the files are read. What passes between the two are pickles, over pipes that nobody
else holds; users' files are opened by neither (see :mod:`roadnet.io.sandbox`).
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, Final, TypeVar

Made = TypeVar("Made")

VARIABLE: Final = "ROADNET_WORKER"
"""Environment variable: ``0`` lets one process do everything, as ``roadnet batch`` does."""
_LOADED_AHEAD: Final = ("roadnet.quality.check", "roadnet.reports.write", "roadnet.maps")
_FALLEN: Final = (EOFError, OSError, pickle.UnpicklingError)


class Worker:
    """The second process; where it is not wanted or falls over, this one does its work."""

    def __init__(self) -> None:
        self._child = _start() if is_wanted() else None
        # One at a time: the child reads, works and answers in turn.
        self._post = ThreadPoolExecutor(1)
        self._is_closing = False

    @property
    def is_there(self) -> bool:
        """Whether there is a second process at all."""
        return self._child is not None

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
        if self._child is None:
            return _done(work, *given)
        parcel = pickle.dumps((work, given), pickle.HIGHEST_PROTOCOL)
        return self._post.submit(self._ask, self._child, parcel)

    def close(self) -> None:
        """End the second process and what it is at."""
        self._is_closing = True
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.wait()
        self._post.shutdown()
        for pipe in (child.stdin, child.stdout) if child else ():
            with suppress(OSError):  # what was still to be sent goes with it
                pipe.close()  # type: ignore[union-attr]

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self, child: subprocess.Popen[bytes], parcel: bytes) -> Any:
        assert child.stdin and child.stdout  # noqa: S101 - they were opened as pipes
        try:
            child.stdin.write(parcel)
            child.stdin.flush()
            made, fault = pickle.load(child.stdout)  # noqa: S301 - our own process
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
    return os.environ.get(VARIABLE, "") != "0" and (os.cpu_count() or 1) > 1


def main() -> int:
    """Do what is asked over standard input, in turn, until that ends."""
    from roadnet.cli.console import prepare_streams
    from roadnet.collector import collect_seldom

    collect_seldom()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process ends this one
    prepare_streams()
    # Whatever a library prints must not come between the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    for name in _LOADED_AHEAD:
        import_module(name)
    while _answer(sys.stdin.buffer, answers):
        pass
    return 0


def _answer(requests: BinaryIO, answers: BinaryIO) -> bool:
    """Take one request and answer it; False where there are no more."""
    try:
        work, given = pickle.load(requests)  # noqa: S301 - from the first process
    except EOFError:
        return False
    answer: tuple[Any, BaseException | None]
    try:
        answer = (work(*given), None)
    except Exception as error:  # it is raised where the answer is waited for
        answer = (None, error)
    answers.write(pickle.dumps(answer, pickle.HIGHEST_PROTOCOL))
    answers.flush()
    return True


def _start() -> subprocess.Popen[bytes]:
    root = str(Path(__file__).parents[2])
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    return subprocess.Popen(
        [sys.executable, "-m", "roadnet.cli.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    )


def _done(work: Callable[..., Made], *given: Any) -> Future[Made]:
    future: Future[Made] = Future()
    try:
        future.set_result(work(*given))
    except Exception as error:
        future.set_exception(error)
    return future


if __name__ == "__main__":
    raise SystemExit(main())
