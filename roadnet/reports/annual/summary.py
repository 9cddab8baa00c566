"""The annual summary: a template's paragraphs with every figure filled in, or visibly open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from roadnet.analysis.assessment import Assessment
from roadnet.planning.hazard_log import Entry
from roadnet.reports.annual.basis import Basis, OpenFigureError
from roadnet.reports.annual.compute import compute, shown_part
from roadnet.reports.annual.lists import get_list
from roadnet.reports.annual.model import AnnualSummary, Figure, Paragraph, Run
from roadnet.reports.annual.registry import specs
from roadnet.reports.annual.say import say_figure, say_list, say_open
from roadnet.reports.annual.template import Line, Piece, parse_template, read_template
from roadnet.text import Lang, tr

if TYPE_CHECKING:
    from roadnet.planning.plan import Plan


def annual_summary(
    assessment: Assessment,
    *,
    lang: Lang,
    earlier: Assessment | None = None,
    plan: Plan | None = None,
    log: Sequence[Entry] = (),
    template: Path | None = None,
) -> AnnualSummary:
    """Write the annual summary of a district.

    Parameters
    ----------
    assessment
        The district as it is.
    lang
        Its language, and that of the shipped template.
    earlier
        The year before: what is new is told by comparison with it, else it stays open.
    plan
        What is to be built next; figures of the plan stay open without one.
    log
        Entries of the hazard log.
    template
        A bureau's own template; the shipped one of the language if None.

    Raises
    ------
    RoadnetError
        ``annual_template_unreadable``, ``annual_template_bad``, ``annual_figure_unknown``.
    """
    lines = parse_template(read_template(template, lang))
    basis = Basis(assessment, lang, earlier=earlier, plan=plan, log=log)
    wanted = [one for line in lines for piece in line.pieces for one in (piece.guard, piece.id)]
    known = compute_figures(basis, [one for one in dict.fromkeys(wanted) if one])
    paragraphs = [_paragraph(line, known, lang) for line in lines]
    kept = tuple(one for one in paragraphs if one.runs)
    stated = [run.figure for one in kept for run in one.runs if run.figure]
    figures = {one.id: one for one in stated}
    return AnnualSummary(lang, kept, figures, _lists(basis, figures.values()))


def compute_figures(basis: Basis, ids: Sequence[str]) -> dict[str, Figure]:
    """Return figures by identifier, each computed or open with the reason."""
    found = {}
    for one in ids:
        spec = specs()[one]
        try:
            value = compute(basis, spec)
            found[one] = say_figure(spec, value, basis.lang, shown=shown_part(basis, spec))
        except OpenFigureError as error:
            found[one] = say_open(spec, error, basis.lang)
    return found


def why_undecided(assessment: Assessment, figure: str, lang: Lang) -> str:
    """Return why a figure is open whose deciding column says nothing in any row; else empty."""
    spec = specs()[figure]
    try:
        Basis(assessment, lang).require_columns(*spec.columns)
    except OpenFigureError as error:
        return say_open(spec, error, lang).reason
    return ""


def _paragraph(line: Line, known: Mapping[str, Figure], lang: Lang) -> Paragraph:
    runs: list[Run] = []
    reasons: set[str] = set()
    for piece in line.pieces:
        if _is_said(piece, known):
            runs.append(_run(piece, known, reasons, lang))
    if runs and runs[-1].figure is None:
        last = runs.pop().text.rstrip()
        runs += [Run(last)] if last else []
    return Paragraph(line.kind, tuple(runs), line.level)


def _is_said(piece: Piece, known: Mapping[str, Figure]) -> bool:
    if not piece.guard:
        return True
    value = known[piece.guard].value
    if piece.rule == "computed":
        return value is not None
    return (value == 0) == (piece.rule == "zero")


def _run(piece: Piece, known: Mapping[str, Figure], reasons: set[str], lang: Lang) -> Run:
    """Return a piece's run; why a figure is open is said once a paragraph, ``reasons`` grows."""
    figure = known.get(piece.id)
    if figure is None:
        return Run(piece.text)
    if figure.is_open and figure.reason in reasons:
        return Run(tr("annual.word.open_again", lang), figure)
    reasons |= {figure.reason}
    return Run(figure.text, figure)


def _lists(basis: Basis, figures: Iterable[Figure]) -> dict[str, pd.DataFrame]:
    ids = dict.fromkeys(one.list_id for one in figures if one.list_id)
    return {one: say_list(get_list(basis, one), basis.lang) for one in ids}
