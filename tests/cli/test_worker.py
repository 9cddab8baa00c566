"""A second process beside the first changes nothing but the time."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from roadnet.cli import judging, main, worker
from roadnet.cli.worker import Worker
from roadnet.errors import RoadnetError
from roadnet.io.limits import chosen_limits
from roadnet.io.source import find_district
from roadnet.reports import OUTPUTS, write


@pytest.fixture(params=["a copy of this process", "a fresh interpreter"])
def kind(request, monkeypatch):
    if "copy" in request.param and sys.platform != "linux":
        pytest.skip("only Linux copies a process")
    monkeypatch.setattr(worker, "_is_copied", lambda: "copy" in request.param)
    monkeypatch.setattr(worker, "usable_cores", lambda: 2)


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
    monkeypatch.setattr(worker, "usable_cores", lambda: 1)
    assert not worker.is_wanted()


def test_the_files_are_the_same_with_and_without(kind, source, tmp_path, monkeypatch, capsys):
    for wish in "01":
        monkeypatch.setenv(worker.VARIABLE, wish)
        assert main(["assess", str(source), "-o", str(tmp_path / wish)]) == 0
    one, two = (_bytes(tmp_path / wish) for wish in "01")
    assert one == two
    assert capsys.readouterr().err == ""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux copies a process")
def test_a_large_district_is_shared_not_sent(source, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(worker, "usable_cores", lambda: 2)
    monkeypatch.setattr(judging, "_MOST_ROADS", 0)
    monkeypatch.setattr(worker.Worker, "_ask", None)  # nothing goes over the pipe of requests
    for wish in "01":
        monkeypatch.setenv(worker.VARIABLE, wish)
        assert main(["assess", str(source), "-o", str(tmp_path / wish)]) == 0
    one, two = (_bytes(tmp_path / wish) for wish in "01")
    assert one == two


@pytest.fixture
def sharing(monkeypatch):
    if sys.platform != "linux":
        pytest.skip("only Linux copies a process")
    monkeypatch.setattr(worker, "usable_cores", lambda: 2)
    monkeypatch.setenv(worker.VARIABLE, "1")
    with Worker() as second:
        second.share()
        assert second.is_there
        yield second


def test_a_copy_finds_what_cannot_be_sent(sharing):
    number = 7
    assert sharing.submit(lambda: (os.getpid(), number)).result(60)[1] == 7
    assert sharing.submit(os.getpid).result(60) != os.getpid()
    nowhere = sharing.submit(find_district, Path("/no/such/place"), chosen_limits())
    with pytest.raises(RoadnetError):
        nowhere.result(60)


def test_where_a_copy_falls_over_this_process_does_its_work(sharing):
    here = os.getpid()
    fall = lambda: os.getpid() if os.getpid() == here else os._exit(3)  # noqa: E731
    assert sharing.submit(fall).result(60) == here


def test_ending_does_not_wait_for_copies(sharing):
    begun = [sharing.submit(time.sleep, 600) for _ in range(2)]
    sharing.close()
    assert all(one.exception(60) is not None for one in begun)
    assert not sharing.is_there


def test_without_room_for_a_copy_one_process_does_everything(monkeypatch):
    monkeypatch.setattr(worker, "usable_cores", lambda: 2)
    monkeypatch.setenv(worker.VARIABLE, "1")
    monkeypatch.setattr(worker, "_has_room", lambda: False)
    with Worker() as second:
        second.share()
        assert not second.is_there
        assert second.submit(os.getpid).result() == os.getpid()


def test_where_a_file_cannot_be_written_nothing_is_left(kind, source, tmp_path, monkeypatch):
    monkeypatch.setenv(worker.VARIABLE, "1")

    def refuse(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(write.WRITERS, "assessment.gpkg", refuse)
    assert main(["assess", str(source), "-o", str(tmp_path / "out")]) == 2
    assert list((tmp_path / "out").iterdir()) == []


def _bytes(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in OUTPUTS}
