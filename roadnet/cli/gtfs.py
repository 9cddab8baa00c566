"""``roadnet gtfs``: the simple tables of a district as a timetable feed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from roadnet.cli.console import say, say_json, show_progress
from roadnet.cli.source import read_source, require_apart, require_writable
from roadnet.findings import Finding, count_severities
from roadnet.text import Lang, tr

if TYPE_CHECKING:
    from roadnet.analysis.service_dates import Cycle
    from roadnet.reports.gtfs.build import GtfsFeed
    from roadnet.reports.gtfs.options import FeedOptions


@dataclass(frozen=True)
class GtfsWishes:
    """What the command line says of the feed; what is empty is by default."""

    period: str
    cycle: Cycle
    agency: str
    agency_url: str
    timezone: str


def run_gtfs(
    source: str,
    output: Path,
    wishes: GtfsWishes,
    standard: str | None,
    tolerance_m: float,
    lang: Lang,
    *,
    as_json: bool,
) -> int:
    """Read, assess, build the feed, write it; return 1 where a finding is of severity error."""
    require_apart(source, output.parent, [output.name])
    require_writable(output.parent)
    with show_progress(lang) as phase:
        district = read_source(source, standard, phase(0.0, 0.4))
        from roadnet.analysis.assess import assess
        from roadnet.reports.gtfs.build import build_gtfs
        from roadnet.reports.gtfs.options import to_options

        options = to_options(
            wishes.period,
            district.data_date,
            dt.datetime.now(tz=dt.UTC).date(),
            cycle=wishes.cycle,
            agency=wishes.agency,
            agency_url=wishes.agency_url,
            timezone=wishes.timezone,
            lang=lang,
        )
        found = assess(district, join_tolerance_m=tolerance_m, progress=phase(0.4, 0.9))
        tell = phase(0.9, 1.0)
        tell("write", 0.0)
        feed = build_gtfs(found, options)
        feed.write(output)
    _show(feed, options, output, lang, as_json=as_json)
    return 1 if count_severities(feed.findings)["error"] else 0


def _show(feed: GtfsFeed, options: FeedOptions, output: Path, lang: Lang, *, as_json: bool) -> None:
    rows = feed.tables.rows
    groups = {row["location_group_id"] for row in rows["location_groups.txt"]}
    figures = {
        "stops": len(rows["stops.txt"]),
        "routes": len(rows["routes.txt"]),
        "zones": len(feed.tables.areas) + len(groups),
        "first": str(options.first),
        "last": str(options.last),
    }
    if as_json:
        say_json({**figures, "file": str(output), "findings": _plain(feed.findings, lang)})
        return
    say(tr("gtfs.done.title", lang, **figures))
    for finding in feed.findings:
        say(f"{tr(f'cli.severity.{finding.severity}', lang)}: {finding.message(lang)}")
    say(str(output))


def _plain(findings: Sequence[Finding], lang: Lang) -> list[dict[str, object]]:
    return [
        {
            "code": finding.code,
            "severity": finding.severity,
            "layer": finding.layer,
            "rows": list(finding.rows),
            "ids": list(finding.ids),
            "message": finding.message(lang),
        }
        for finding in findings
    ]
