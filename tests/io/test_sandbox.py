"""The child that reads: its limits hold, its end is told, nothing of it stays."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from roadnet.errors import RoadnetError
from roadnet.io.browse import list_layers
from roadnet.io.formats.drivers import ALLOWED_DRIVERS, driver_environment
from roadnet.io.limits import MEBIBYTE, ReadLimits
from roadnet.io.raw import Job
from roadnet.io.sandbox import Reading

TABLE = "village_id,name,lon,lat\n1,甲,104,30\n"


def read(path: Path, limits: ReadLimits) -> list[object]:
    return list(Reading([Job(str(path))], limits).wait())


def test_time_is_bounded(tmp_path: Path) -> None:
    """Nobody reads a table in 50 ms from a process that must be started first."""
    (tmp_path / "villages.csv").write_text(TABLE)
    started = time.monotonic()
    with pytest.raises(RoadnetError) as caught:
        read(tmp_path / "villages.csv", ReadLimits(seconds=0.05))
    assert caught.value.code == "file_too_slow"
    assert caught.value.params["file"] == "villages.csv"
    assert time.monotonic() - started < 5


@pytest.mark.skipif(os.name == "nt", reason="Windows bounds memory by watching, not at once")
def test_memory_is_bounded(tmp_path: Path) -> None:
    """12 MB of short cells take some 500 MB as rows of text; the process has 400 MB."""
    (tmp_path / "big.csv").write_text("a,b\n" + "x,y\n" * 3_000_000)
    with pytest.raises(RoadnetError) as caught:
        read(tmp_path / "big.csv", ReadLimits(seconds=60, memory_bytes=400 * MEBIBYTE, rows=10**9))
    assert caught.value.code in ("file_too_large", "file_crashes_reader")
    assert caught.value.params["file"] == "big.csv"


def test_rows_are_bounded(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a\n" + "1\n" * 50)
    with pytest.raises(RoadnetError) as caught:
        read(tmp_path / "a.csv", ReadLimits(rows=20))
    assert caught.value.code == "too_many_rows"


def test_a_dead_child_is_told(tmp_path: Path) -> None:
    (tmp_path / "villages.csv").write_text(TABLE)
    reading = Reading([Job(str(tmp_path / "villages.csv"))], ReadLimits())
    reading._child.kill()
    with pytest.raises(RoadnetError) as caught:
        reading.wait()
    assert caught.value.code == "file_crashes_reader"


def test_nothing_stays(tmp_path: Path) -> None:
    (tmp_path / "villages.csv").write_text(TABLE)
    reading = Reading([Job(str(tmp_path / "villages.csv"))], ReadLimits())
    folder = Path(reading._folder.name)
    (layer,) = reading.wait()
    assert layer.table.num_rows == 1
    assert not folder.exists()
    assert reading._child.poll() is not None


def test_the_child_knows_the_allowed_drivers_alone() -> None:
    """Asked of a process with that environment, as the child has it."""
    import subprocess

    program = "import pyogrio; print(*pyogrio.list_drivers(), sep='\\n')"
    environment = {**os.environ, **driver_environment()}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert set(done.stdout.split("\n")) - {""} <= ALLOWED_DRIVERS


def test_files_are_described(tmp_path: Path) -> None:
    (tmp_path / "villages.csv").write_text(TABLE, encoding="utf-8")
    (found,) = list_layers(tmp_path / "villages.csv")
    assert found.columns == ("village_id", "name", "lon", "lat")
    assert found.geometry == ("point",)
    assert (found.name, found.rows, found.encoding) == ("", 1, "utf-8-sig")
    assert found.sample == ({"village_id": "1", "name": "甲", "lon": "104", "lat": "30"},)
