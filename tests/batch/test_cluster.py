"""Districts on a cluster of this machine's own: one worker is killed, its district is run again."""

import os
import signal
import sys
from pathlib import Path

import pytest

from roadnet.batch.cluster import run_on_cluster
from roadnet.batch.run import run_task
from roadnet.errors import RoadnetError

dask = pytest.importorskip("dask", reason="needs the extra cluster")
distributed = pytest.importorskip("distributed", reason="needs the extra cluster")
cloudpickle = pytest.importorskip("cloudpickle")


@pytest.fixture(scope="module")
def address():
    """A cluster on which a task may lose one worker, not two."""
    dask.config.set({"distributed.scheduler.allowed-failures": 1})
    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    )
    with cluster:
        yield cluster.scheduler_address


@pytest.fixture(autouse=True)
def by_value():
    """The workers cannot import this module, so they get its functions whole."""
    module = sys.modules[__name__]
    cloudpickle.register_pickle_by_value(module)
    yield
    cloudpickle.unregister_pickle_by_value(module)


def run_killed_once(task):
    """Run a task; the worker that is first to take the district ``fragile`` is killed."""
    mark = Path(task.folder).parent / "killed"
    if task.name == "fragile" and not mark.exists():
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return run_task(task)


def run_always_killed(task):
    """Run a task; every worker that takes the district ``fragile`` is killed."""
    if task.name == "fragile":
        os.kill(os.getpid(), signal.SIGKILL)
    return run_task(task)


@pytest.mark.skipif(os.name == "nt", reason="there is no such signal")
@pytest.mark.parametrize(
    ("run", "status"), [(run_killed_once, "done"), (run_always_killed, "failed")]
)
def test_a_killed_workers_district_is_run_again(
    address, good, earthen, task_of, tmp_path, run, status
):
    tasks = [task_of(good, "fragile"), task_of(earthen, "earthen")]
    found = {each.name: each for each in run_on_cluster(tasks, address, run=run)}
    assert found["earthen"].status == "done"
    assert found["earthen"].summary["connectivity"]["by_status"]["unhardened"] == 2
    assert found["fragile"].status == status
    if status == "done":
        assert (tmp_path / "out" / "killed").exists()
        assert found["fragile"].summary["connectivity"]["connected"] == 2
    else:
        assert found["fragile"].code == "worker_lost"


def test_no_scheduler_is_one_clear_message(monkeypatch, task_of, good):
    monkeypatch.setattr("roadnet.batch.cluster._CONNECT_S", 0.5)
    with pytest.raises(RoadnetError) as caught:
        list(run_on_cluster([task_of(good)], "tcp://127.0.0.1:1"))
    assert caught.value.code == "scheduler_unreachable"
