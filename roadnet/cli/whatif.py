"""``roadnet whatif``: replay a scenario on a district and list what differs."""

from __future__ import annotations

from pathlib import Path

from roadnet.cli.compare import findings_of, show_comparison
from roadnet.cli.console import say, say_json, show_progress
from roadnet.cli.source import read_source, require_apart, require_writable
from roadnet.findings import count_severities
from roadnet.text import Lang


def run_whatif(
    source: str,
    scenario: Path,
    output: Path,
    standard: str | None,
    tolerance_m: float,
    lang: Lang,
    *,
    as_json: bool,
) -> int:
    """Read, assess, change, assess again, write what differs."""
    from roadnet.planning.scenario import read_scenario, run_scenario
    from roadnet.reports.write_compare import COMPARE_OUTPUTS, to_compare, write_compare

    wanted = read_scenario(scenario)
    require_apart(source, output, COMPARE_OUTPUTS)
    require_writable(output)
    with show_progress(lang) as phase:
        district = read_source(source, standard, phase(0.0, 0.3))
        from roadnet.analysis.assess import assess

        before = assess(district, join_tolerance_m=tolerance_m, progress=phase(0.3, 0.6))
        tell = phase(0.6, 0.9)
        tell("after", 0.0)
        found = run_scenario(before, wanted)
        findings = (findings_of(found.before), findings_of(found.after))
        files = write_compare(found, findings, output, lang=lang, progress=phase(0.9, 1.0))
    if as_json:
        say_json(to_compare(found, findings, lang))
    else:
        say(wanted.name)
        show_comparison(found, lang)
        for file in files:
            say(str(file))
    return 1 if count_severities(findings[0])["error"] else 0
