"""``summary.json``: the district in figures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from roadnet.analysis.assessment import Assessment
from roadnet.findings import Finding, count_severities
from roadnet.io.write import to_json_value


def to_summary(assessment: Assessment, findings: Iterable[Finding]) -> dict[str, Any]:
    """Return the figures of an assessment with the findings counted, ready for JSON.

    Ratios are in [0, 1] and not rounded; what is not computable is None, never NaN.
    """
    figures = {key: value for key, value in assessment.summary.items() if key != "findings"}
    plain: dict[str, Any] = to_json_value({**figures, "findings": count_severities(findings)})
    return plain
