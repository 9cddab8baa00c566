"""A second process beside the first changes nothing but the time."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from roadnet.cli import main, worker
from roadnet.cli.worker import Worker
from roadnet.errors import RoadnetError
from roadnet.io.limits import chosen_limits
from roadnet.io.source import find_district
from roadnet.reports import OUTPUTS


@pytest.fixture(params=["a copy of this process", "a fresh interpreter"])
def kind(request, monkeypatch):
    if "copy" in request.param and sys.platform != "linux":
        pytest.skip("only Linux copies a process")
    monkeypatch.setattr(worker, "_is_copied", lambda: "copy" in request.param)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


@pytest.fixture
def beside(kind, monkeypatch):
    monkeypatch.setenv(worker.VARIABLE, "1")
    with Worker() as second:
        assert second.is_there
        yield second


def test_work_is_done_in_another_process_and_its_faults_come_back(beside):
    assert beside.submit(os.getpid).result(60) != os.getpid()
    nowhere = beside.submit(find_district, Path("/no/such/place"), chosen_limits())
    with pytest.raises(RoadnetError) as caught:
        nowhere.result(60)
    assert (caught.value.code, caught.value.params) == (
        "source_missing",
        {"source": str(Path("/no/such/place"))},
    )


def test_where_the_second_process_falls_over_this_one_does_its_work(beside):
    os.kill(beside.submit(os.getpid).result(60), signal.SIGTERM)
    assert beside.submit(os.getpid).result(60) == os.getpid()


def test_ending_it_does_not_wait_for_what_it_is_at(beside):
    begun = beside.submit(time.sleep, 600)
    beside.close()
    assert begun.exception(60) is not None
    assert not beside.is_there


def test_one_core_or_a_wish_keeps_to_one_process(monkeypatch):
    monkeypatch.setenv(worker.VARIABLE, "0")
    with Worker() as none:
        assert not none.is_there
        assert none.submit(os.getpid).result() == os.getpid()
    monkeypatch.setenv(worker.VARIABLE, "1")
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    assert not worker.is_wanted()


def test_the_files_are_the_same_with_and_without(kind, source, tmp_path, monkeypatch, capsys):
    for wish in "01":
        monkeypatch.setenv(worker.VARIABLE, wish)
        assert main(["assess", str(source), "-o", str(tmp_path / wish)]) == 0
    one, two = (_bytes(tmp_path / wish) for wish in "01")
    assert one == two
    assert capsys.readouterr().err == ""


def _bytes(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in OUTPUTS}
