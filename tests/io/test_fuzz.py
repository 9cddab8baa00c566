"""A small part of the fuzzing: ``python -m tests.fuzz`` does the rest."""

from __future__ import annotations

import os
import sys

import pytest

from roadnet.io.formats.drivers import FORMATS
from tests.fuzz.campaign import Campaign

RUNS = 19 * 15
UNDER_TEST = {
    "shapefile": "shapefile",
    "osm": "osm pbf",
    "excel": "xlsx",
}


@pytest.mark.skipif(sys.platform != "linux", reason="the worker measures itself through /proc")
def test_mutated_files_end_in_findings_or_messages() -> None:
    seed = int(os.environ.get("ROADNET_FUZZ_SEED", "20"))
    campaign = Campaign(seed, longest_s=60.0)  # other tests may share the machine
    try:
        campaign.run(RUNS)
    finally:
        campaign.close()
    assert campaign.faults == []
    assert campaign.count >= RUNS - 20
    for form in set(FORMATS.values()):
        assert UNDER_TEST.get(form, form) in campaign.tallies, "a format without a seed"
    # Mutations that only ever break a file, or never do, would test little.
    every = [tally.ends for tally in campaign.tallies.values()]
    assert sum(ends["findings"] for ends in every) > RUNS / 10
    assert sum(ends["message"] for ends in every) > RUNS / 10
