"""``roadnet assess``: the main job, from files to files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from roadnet.cli.console import command_name, say, say_json, say_table, show_progress
from roadnet.cli.source import read_source, require_apart, require_writable
from roadnet.cli.worker import Worker
from roadnet.findings import count_severities
from roadnet.io.postgis.address import is_database, to_address
from roadnet.reports import OUTPUTS
from roadnet.schema.headlines import ALL_HEADLINES
from roadnet.text import Lang, tr
from roadnet.text.numbers import to_km, to_number, to_percent


def run_assess(
    source: str,
    output: str,
    standard: str | None,
    tolerance_m: float,
    lang: Lang,
    *,
    as_json: bool,
) -> int:
    """Read, assess, check, write; return 1 where a finding is of severity error.

    ``output`` is a folder, or the address of a database's schema.
    """
    into = to_address(output) if is_database(output) else None
    if into is None:
        require_apart(source, Path(output), OUTPUTS)
        require_writable(Path(output))
    with Worker() as worker, show_progress(lang) as phase:
        district = read_source(source, standard, phase(0.0, 0.3))
        from roadnet.cli.judging import judge
        from roadnet.reports.summary_json import to_summary
        from roadnet.reports.write import write_assessment, write_to_database

        found, faults = judge(district, tolerance_m, worker, phase(0.3, 0.7))
        tell = phase(0.7, 1.0)
        tell("check", 0.0)
        if into is None:
            second = worker if worker.is_there else None
            files: Sequence[Path | str] = write_assessment(
                found, faults, Path(output), lang=lang, progress=tell, second=second
            )
        else:
            files = write_to_database(found, faults(), output, lang=lang)
        findings = faults()
    summary = to_summary(found, findings)
    if as_json:
        say_json(summary)
    else:
        _show(summary, files, lang, source, len(found.standard.unverified()))
    return 1 if count_severities(findings)["error"] else 0


def _show(
    summary: Mapping[str, Any],
    files: Sequence[Path | str],
    lang: Lang,
    source: str,
    unverified: int,
) -> None:
    figures = {"district": summary["district"], "standard": summary["standard"]}
    say(tr("cli.assess.title", lang, **figures))
    rows = [
        (tr(f"cli.assess.{part}", lang), *share_of(summary[part], done, whole))
        for part, done, whole in ALL_HEADLINES
    ]
    heads = ("what", "count", "rate")
    say_table([tr(f"cli.assess.{head}", lang) for head in heads], rows, right=(1, 2))
    missing_km = summary["connectivity"]["missing_km"]
    if missing_km is not None:
        say(tr("cli.assess.missing", lang, missing_km=to_km(missing_km)))
    counts = {severity: str(count) for severity, count in summary["findings"].items()}
    say(tr("cli.check.counts", lang, **counts))
    if summary["findings"]["error"]:
        say(tr("cli.assess.errors", lang, command=command_name(), source=source))
    if unverified:
        say(tr("cli.assess.unverified", lang, count=unverified))
    for file in files:
        say(str(file))


def share_of(part: Mapping[str, Any], done: str, whole: str) -> tuple[str, str]:
    """Shown is what the summary holds, rounded; a dash where it was not computable."""
    if part.get("rate") is None or part.get(done) is None:
        return "-", "-"
    return f"{to_number(part[done])} / {to_number(part[whole])}", to_percent(part["rate"])
