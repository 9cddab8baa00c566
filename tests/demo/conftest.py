"""The default district, made once for all tests of this folder."""

from __future__ import annotations

import pytest

from roadnet.demo import DemoDistrict, DemoOptions, generate


@pytest.fixture(scope="session")
def demo() -> DemoDistrict:
    return generate(DemoOptions())


@pytest.fixture(scope="session")
def small() -> DemoDistrict:
    return generate(DemoOptions(segments=500, villages=45, townships=6, seed=3))
