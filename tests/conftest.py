"""Settings that hold for all tests, and the one browser that they share."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

CHROMIUM = Path(os.environ.get("ROADNET_CHROMIUM", "/usr/bin/chromium"))

# One process a test: several run at once. Where the second one is meant, a test asks for it.
os.environ.setdefault("ROADNET_WORKER", "0")

# In CI the same examples each time: a red run must mean that the change broke something.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless chromium; missing it fails in CI and skips elsewhere."""
    if not CHROMIUM.exists():
        message = f"no chromium at {CHROMIUM}: install it, or name it in ROADNET_CHROMIUM"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield running
        running.close()
