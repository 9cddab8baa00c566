"""The whole check: a tidy district has no finding; order, repetition and network play no part."""

from __future__ import annotations

from roadnet.network.build import build_network
from roadnet.quality import check_district
from tests.quality.scene import TODAY, Draft


def test_a_tidy_district_has_no_finding() -> None:
    district = Draft().build()
    found = check_district(district, build_network(district), today=TODAY)
    assert [(finding.code, finding.rows, dict(finding.figures)) for finding in found] == []
