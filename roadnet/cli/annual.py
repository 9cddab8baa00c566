"""``roadnet annual``: the sentences of the annual summary, or the figures that they may state."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from roadnet.cli.console import Phase, say, say_json, say_table, show_progress
from roadnet.cli.source import hazard_log_of, read_source, require_apart, require_writable
from roadnet.errors import RoadnetError
from roadnet.text import Lang, tr

if TYPE_CHECKING:
    from roadnet.analysis.assessment import Assessment
    from roadnet.reports.annual.model import AnnualSummary

_TEXT_FILES: Final = ("", ".txt", ".md")


def run_annual(
    source: str,
    output: Path | None,
    earlier: str | None,
    template: Path | None,
    standard: str | None,
    tolerance_m: float,
    lang: Lang,
    *,
    as_json: bool,
) -> int:
    """Write the summary to a file, or to standard output; 0 however many figures are open."""
    from roadnet.io.atomic import write_text
    from roadnet.reports.annual.summary import annual_summary
    from roadnet.reports.annual.template import parse_template, read_template

    parse_template(read_template(template, lang))  # a bad one is told before any work
    if output is not None:
        _require_text_file(output)
        require_writable(output.parent)
        require_apart(source, output.parent, [output.name])
        if output.is_dir() or (template and output.resolve() == template.resolve()):
            raise RoadnetError("output_is_input", file=str(output))
    with show_progress(lang) as phase:
        found = _assess(source, standard, tolerance_m, phase, 0.0)
        before = None
        if earlier is not None:
            before = _assess(earlier, standard, tolerance_m, phase, 0.5)
        log = hazard_log_of(source)
        summary = annual_summary(found, lang=lang, earlier=before, log=log, template=template)
    if output is not None:
        write_text(output, summary.to_text())
    if as_json:
        say_json(to_json(summary))
    elif output is None:
        say(summary.to_text().rstrip("\n"))
    else:
        _say_open(summary, lang)
        say(str(output))
    return 0


def _require_text_file(output: Path) -> None:
    """Require that a file is not named as one that Word, Excel or a reader of PDF would open."""
    if output.suffix.lower() not in _TEXT_FILES:
        raise RoadnetError("annual_output_no_text", file=output.name)


def list_figures(lang: Lang, *, as_json: bool) -> int:
    """Print every figure that a template may state."""
    from roadnet.reports.annual.registry import specs

    rows = [(spec.id, spec.name(lang)) for spec in specs().values()]
    if as_json:
        say_json([{"id": key, "name": name} for key, name in rows])
    else:
        say_table([tr(f"annual.cli.{head}", lang) for head in ("id", "name")], rows)
    return 0


def to_json(summary: AnnualSummary) -> dict[str, object]:
    """Return a summary ready for JSON: paragraphs, and each figure with why it is open."""
    figures = [
        {
            "id": one.id, "name": one.name, "value": one.value, "text": one.text, "unit": one.unit,
            "reason": one.reason, "layer": one.layer, "list": one.list_id,
        }
        for one in summary.figures.values()
    ]  # fmt: skip
    return {"paragraphs": [one.text for one in summary.paragraphs], "figures": figures}


def _assess(
    source: str, standard: str | None, tolerance_m: float, phase: Phase, begin: float
) -> Assessment:
    from roadnet.analysis.assess import assess

    district = read_source(source, standard, phase(begin, begin + 0.15))
    progress = phase(begin + 0.15, begin + 0.45)
    return assess(district, join_tolerance_m=tolerance_m, progress=progress)


def _say_open(summary: AnnualSummary, lang: Lang) -> None:
    count, whole = len(summary.open_figures), len(summary.figures)
    say(tr("annual.cli.open", lang, count=count, whole=whole))
    for reason in dict.fromkeys(one.reason for one in summary.open_figures):
        say(f"  {reason}")
