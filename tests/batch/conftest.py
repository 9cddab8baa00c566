"""Folders that are districts: a road through a township, two villages at it."""

from __future__ import annotations

import pytest

from roadnet.batch.stamp import stamp_of
from roadnet.batch.task import Options, Task
from tests.folders import write_district


@pytest.fixture
def good(tmp_path):
    """Both villages connected."""
    return write_district(tmp_path / "in" / "good")


@pytest.fixture
def earthen(tmp_path):
    """Neither village connected: the road is of earth."""
    return write_district(tmp_path / "in" / "earthen", surface="earth")


@pytest.fixture
def task_of(tmp_path):
    """Make a task of a source."""

    def make(source, name="one"):
        options = Options(lang="en")
        folder = tmp_path / "out" / name
        return Task(name, str(source), folder, options, stamp_of(str(source), options))

    return make
