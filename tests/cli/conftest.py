"""A folder that is a district: a hardened road through a township, two villages at it."""

import pytest

from tests.folders import write_district


@pytest.fixture
def source(tmp_path):
    return write_district(tmp_path / "county")
