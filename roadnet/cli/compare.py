"""``roadnet compare``: two years, or before and after, from files to files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from roadnet.cli.console import say, say_json, say_table, show_progress
from roadnet.cli.source import read_source, require_apart, require_writable
from roadnet.findings import count_severities
from roadnet.schema.headlines import HEADLINES
from roadnet.text import Lang, tr
from roadnet.text.numbers import to_percent

if TYPE_CHECKING:
    from roadnet.analysis.assessment import Assessment
    from roadnet.findings import Finding
    from roadnet.planning.compare import Comparison


def run_compare(
    sources: tuple[str, str],
    output: Path,
    standard: str | None,
    tolerance_m: float,
    lang: Lang,
    *,
    as_json: bool,
) -> int:
    """Read both, assess both by one standard, list what differs, write."""
    from roadnet.reports.write_compare import COMPARE_OUTPUTS, to_compare, write_compare

    for source in sources:
        require_apart(source, output, COMPARE_OUTPUTS)
    require_writable(output)
    with show_progress(lang) as phase:
        first = read_source(sources[0], standard, phase(0.0, 0.15))
        second = read_source(sources[1], standard, phase(0.15, 0.3))
        from roadnet.planning.compare import compare

        found = compare(first, second, join_tolerance_m=tolerance_m, progress=phase(0.3, 0.8))
        tell = phase(0.8, 0.9)
        tell("check", 0.0)
        findings = (findings_of(found.before), findings_of(found.after))
        files = write_compare(found, findings, output, lang=lang, progress=phase(0.9, 1.0))
    if as_json:
        say_json(to_compare(found, findings, lang))
    else:
        show_comparison(found, lang)
        for file in files:
            say(str(file))
    errors = [count_severities(some)["error"] for some in findings]
    return 1 if any(errors) else 0


def findings_of(assessment: Assessment) -> list[Finding]:
    """Return every finding on an assessed district."""
    from roadnet.quality.check import check_district

    checked = check_district(assessment.district, assessment.network)
    return [*checked, *assessment.findings]


def show_comparison(found: Comparison, lang: Lang) -> None:
    """Say the headline figures side by side and how much changed."""
    from roadnet.maps.compare_map import labels_of

    names = labels_of(found, lang)
    say(tr("compare.cli.title", lang, **names))
    rows = [
        (
            tr(f"cli.assess.{part}", lang),
            share_of(found.before.summary[part], done, whole),
            share_of(found.after.summary[part], done, whole),
        )
        for part, done, whole in HEADLINES
    ]
    heads = [tr("compare.heading.figure", lang), names["before"], names["after"]]
    say_table(heads, rows, right=(1, 2))
    difference = found.difference
    counts = {
        name: str(len(getattr(difference, name)))
        for name in ("villages", "townships", "places", "roads")
    }
    say(tr("compare.cli.changes", lang, **counts))
    for finding in found.findings:
        say(finding.message(lang))


def share_of(part: dict[str, Any], done: str, whole: str) -> str:
    """Say a figure with its denominator and rate; a dash where it was not computable."""
    rate = part.get("rate")
    return "-" if rate is None else f"{part[done]} / {part[whole]}  {to_percent(rate)}"
