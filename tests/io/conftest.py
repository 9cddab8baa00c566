"""The folder of data with independent truth, which lies beside the checkout."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared_data() -> Path:
    beside = Path(__file__).parents[3] / "shared" / "data"
    folder = Path(os.environ.get("ROADNET_SHARED_DATA", beside))
    if not folder.is_dir():
        pytest.skip(f"the data for tests are not there: {folder}")
    return folder
