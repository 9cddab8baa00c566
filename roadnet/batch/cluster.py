"""Districts on the workers of a dask.distributed cluster; the extra ``cluster``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from roadnet.batch.run import run_task
from roadnet.batch.task import Outcome, Task, write_outcome
from roadnet.errors import RoadnetError

_CONNECT_S: Final = 15


def run_on_cluster(
    tasks: Sequence[Task], address: str, *, run: Callable[[Task], Outcome] = run_task
) -> Iterator[Outcome]:
    """Run tasks on the workers of a scheduler; give each outcome as it comes.

    The workers must see the same files under the same paths and have the same roadnet. A task
    whose worker is lost is run again by another one, as often as the scheduler's
    ``allowed-failures`` says. As a lost worker is held against every task that it had, those given
    up are run once more at the end, one by one: then only what kills its worker itself has failed.

    Raises
    ------
    RoadnetError
        ``extra_missing``; ``scheduler_unreachable``.
    """
    client = _connect(address)
    from distributed import as_completed

    try:
        # Impure: the work is in the files that it writes, so it is done whenever it is asked for.
        futures = client.map(run, tasks, pure=False)
        by_key = {future.key: task for future, task in zip(futures, tasks, strict=True)}
        given_up = []
        for future in as_completed(futures, loop=client.loop):
            if future.exception() is None:
                yield future.result()
            else:
                given_up.append(by_key[future.key])
            future.release()
        for task in given_up:
            yield _to_outcome(client.submit(run, task, pure=False), task)
    finally:
        client.close()


def _connect(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise RoadnetError("extra_missing", extra="cluster") from error
    try:
        return Client(address, timeout=_CONNECT_S, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise RoadnetError("scheduler_unreachable", address=address) from error


def _to_outcome(future: Any, task: Task) -> Outcome:
    fault = future.exception()
    if fault is None:
        outcome: Outcome = future.result()
        return outcome
    about: dict[str, Any] = {"name": task.name, "source": task.source, "stamp": task.stamp}
    message = f"{type(fault).__name__}: {fault}".splitlines()[0]
    lost = Outcome(**about, status="failed", code="worker_lost", message=message)
    write_outcome(task, lost)
    return lost
