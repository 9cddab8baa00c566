"""``roadnet check``: what is wrong with the data, and how to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any

from roadnet.cli.console import say, say_json, say_table, show_progress
from roadnet.cli.source import read_source
from roadnet.crs import crs_label
from roadnet.district import District
from roadnet.findings import SEVERITIES, Finding, count_severities
from roadnet.text import Lang, tr


def run_check(
    source: str, standard: str | None, tolerance_m: float, lang: Lang, *, as_json: bool
) -> int:
    """Read, check, show; return 1 where a finding is of severity error."""
    with show_progress(lang) as phase:
        district = read_source(source, standard, phase(0.0, 0.5))
        from roadnet.network.build import build_network
        from roadnet.quality.check import check_district

        tell = phase(0.5, 1.0)
        tell("network", 0.0)
        built = build_network(district, tolerance_m=tolerance_m) if district.has("roads") else None
        tell("check", 0.5)
        findings = check_district(district, built)
    if as_json:
        say_json(to_answer(district, findings, lang))
    else:
        _show(district, findings, lang)
    return 1 if any(finding.severity == "error" for finding in findings) else 0


def to_answer(district: District, findings: Sequence[Finding], lang: Lang) -> dict[str, Any]:
    """Return the machine's answer: provenance by layer, counts by severity, every finding."""
    from roadnet.io.write import to_json_value

    answer: dict[str, Any] = to_json_value(
        {
            "district": district.name,
            "standard": district.standard,
            "crs": crs_label(district.crs),
            "layers": {name: asdict(about) for name, about in district.sources.items()},
            "counts": count_severities(findings),
            "findings": [_to_dict(finding, lang) for finding in findings],
        }
    )
    return answer


def show_findings(findings: Sequence[Finding], lang: Lang) -> None:
    """Write the findings as a table, those of one code in one layer together, gravest first."""
    counts = count_severities(findings)
    shown = {severity: str(count) for severity, count in counts.items()}
    say(tr("cli.check.counts", lang, **shown))
    ordered = sorted(findings, key=_group)
    rows = []
    for _, group in groupby(ordered, key=_group):
        alike = list(group)
        first = alike[0]
        said = f"{first.message(lang)}\n→ {first.mend(lang)}"
        severity = tr(f"cli.severity.{first.severity}", lang)
        rows.append((severity, first.code, str(len(alike)), said))
    if rows:
        heads = ("severity", "code", "count", "what")
        say_table([tr(f"cli.check.{head}", lang) for head in heads], rows, right=(2,))


def _show(district: District, findings: Sequence[Finding], lang: Lang) -> None:
    say(tr("cli.check.title", lang, district=district.name, crs=crs_label(district.crs)))
    heads = ("layer", "file", "read", "accepted", "rejected")
    rows = [
        (
            tr(f"layers.{name}", lang),
            f"{about.file} {about.layer}".strip(),
            *(str(number) for number in (about.read, about.accepted, about.rejected)),
        )
        for name, about in district.sources.items()
    ]
    if rows:
        say_table([tr(f"cli.check.{head}", lang) for head in heads], rows, right=(2, 3, 4))
    show_findings(findings, lang)


def _group(finding: Finding) -> tuple[int, str, str]:
    return SEVERITIES.index(finding.severity), finding.code, finding.layer


def _to_dict(finding: Finding, lang: Lang) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "layer": finding.layer,
        "rows": finding.rows,
        "row_labels": finding.row_labels,
        "ids": finding.ids,
        "lon": finding.lon,
        "lat": finding.lat,
        "figures": finding.figures,
        "message": finding.message(lang),
        "mend": finding.mend(lang),
    }
