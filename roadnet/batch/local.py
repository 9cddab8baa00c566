"""Districts side by side on this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed

from roadnet.batch.run import run_task
from roadnet.batch.task import Outcome, Task


def run_here(
    tasks: Sequence[Task], *, at_once: int, run: Callable[[Task], Outcome] = run_task
) -> Iterator[Outcome]:
    """Run tasks, at most ``at_once`` processes at a time; give each outcome as it comes.

    When the caller stops listening, what has not begun is not begun any more.
    """
    # The threads only wait: the work is in the processes that they start.
    with ThreadPoolExecutor(max_workers=max(at_once, 1)) as pool:
        running = [pool.submit(run, task) for task in tasks]
        try:
            for ended in as_completed(running):
                yield ended.result()
        finally:
            for future in running:
                future.cancel()
