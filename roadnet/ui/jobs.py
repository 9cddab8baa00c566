"""Long work beside the page: started once, asked how far it is, stopped on demand."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Generic, TypeVar

T = TypeVar("T")
Tell = Callable[[str, float], None]
_LOG = logging.getLogger(__name__)


@dataclass
class Job(Generic[T]):
    """A piece of work in a thread of its own.

    Parameters
    ----------
    step, share
        The step that runs, and the share done, in [0, 1].
    result, error
        What came out; one of them once it has ended.
    """

    step: str = "start"
    share: float = 0.0
    result: T | None = None
    error: Exception | None = None
    _stop: Event = field(default_factory=Event)
    _ended: Event = field(default_factory=Event)

    @property
    def ended(self) -> bool:
        """Whether it has ended, well or not."""
        return self._ended.is_set()

    def stop(self) -> None:
        """Ask it to end with what it has."""
        self._stop.set()

    def stopped(self) -> bool:
        """Whether somebody asked it to end."""
        return self._stop.is_set()

    def _tell(self, step: str, share: float) -> None:
        self.step, self.share = step, min(max(share, 0.0), 1.0)

    def _run(self, work: Callable[[Tell, Callable[[], bool]], T]) -> None:
        try:
            self.result = work(self._tell, self.stopped)
        except Exception as error:
            # Handed to the page, which raises it again within its guard.
            _LOG.info("a job ended with %s", type(error).__name__)
            self.error = error
        finally:
            self._ended.set()


def start_job(work: Callable[[Tell, Callable[[], bool]], T]) -> Job[T]:
    """Start work in the background; it is given how to tell its progress and whether to end."""
    job: Job[T] = Job()
    Thread(target=job._run, args=(work,), daemon=True).start()
    return job
