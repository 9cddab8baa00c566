"""``roadnet batch``: many districts, from files to files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from roadnet.cli.assess import share_of
from roadnet.cli.console import Phase, complain, say, say_json, say_table, show_progress
from roadnet.cli.source import read_source, require_writable
from roadnet.cores import usable_cores
from roadnet.io.postgis.address import is_database, to_address
from roadnet.text import Lang, tr

if TYPE_CHECKING:
    from roadnet.batch.task import Options, Outcome, Task

CUT_FOLDER: Final = "counties"
"""Folder in the output that holds the counties a province was cut into."""
_METRES: Final = 1000.0


@dataclass(frozen=True, slots=True)
class BatchRequest:
    """How many districts are to be run.

    ``scheduler`` is the address of a cluster, empty for this machine; ``at_once`` processes here,
    0 for as many as cores; ``margin_km`` around each county, None for the standard's own.
    """

    scheduler: str = ""
    at_once: int = 0
    by_county: bool = False
    margin_km: float | None = None
    fresh: bool = False


def run_batch(
    sources: Sequence[str], output: Path, request: BatchRequest, options: Options, *, as_json: bool
) -> int:
    """Run the districts, merge what they found.

    Returns
    -------
    1 where a district failed or has errors, 2 where none could be done.
    """
    from roadnet.batch.merge import totals, write_merged

    for source in filter(is_database, sources):
        to_address(source)  # it has no password, or is refused
    require_writable(output)
    lang = options.lang
    with show_progress(lang) as phase:
        named = _cut(sources, output, request, options, phase) if request.by_county else sources
        tasks = _tasks(named, output, options)
        before = {} if request.fresh else _done_before(tasks)
        told = phase(0.2 if request.by_county else 0.0, 0.95)
        ended = dict(before)
        for outcome in _run([task for task in tasks if task.name not in before], request):
            ended[outcome.name] = outcome
            told("batch", len(ended) / len(tasks))
            _tell(outcome, len(ended), len(tasks), lang)
        outcomes = [ended[task.name] for task in tasks]
        phase(0.95, 1.0)("merge", 0.0)
        files = write_merged(outcomes, output, lang=lang)
    if as_json:
        say_json({"totals": totals(outcomes), "districts": len(outcomes)})
    else:
        _show(outcomes, len(before), files, lang)
    if all(each.status == "failed" for each in outcomes):
        return 2
    return 1 if any(each.has_errors for each in outcomes) else 0


def _cut(
    sources: Sequence[str], output: Path, request: BatchRequest, options: Options, phase: Phase
) -> list[str]:
    """Cut each source into counties; return their folders."""
    from roadnet.analysis.margin import margin_of
    from roadnet.batch.cut import cut_province
    from roadnet.standards import read_standard

    folders: list[str] = []
    for number, source in enumerate(sources):
        begin, end = (0.2 * (number + share) / len(sources) for share in (0, 1))
        tell = phase(begin, end)
        province = read_source(source, options.standard or None, tell)
        standard = read_standard(province.standard, base=Path.cwd())
        given = request.margin_km
        margin_m = margin_of(standard) if given is None else given * _METRES
        target = output / CUT_FOLDER / str(number + 1) if len(sources) > 1 else output / CUT_FOLDER
        cut = cut_province(
            province, target, margin_m=margin_m, join_tolerance_m=options.join_tolerance_m,
            progress=tell,
        )  # fmt: skip
        folders += map(str, cut.folders)
        for key, counts in (("outside", cut.outside), ("placeless", cut.placeless)):
            for layer, count in counts.items():
                name = tr(f"layers.{layer}", options.lang)
                complain(tr(f"batch.cut.{key}", options.lang, layer=name, count=count))
    return folders


def _tasks(sources: Sequence[str], output: Path, options: Options) -> list[Task]:
    from roadnet.batch.stamp import stamp_of
    from roadnet.batch.task import Task, expand_sources, name_sources

    found = expand_sources(sources)
    return [
        Task(name, source, output / name, options, stamp_of(source, options))
        for source, name in zip(found, name_sources(found), strict=True)
    ]


def _done_before(tasks: Sequence[Task]) -> dict[str, Outcome]:
    from roadnet.batch.task import find_outcome

    return {task.name: found for task in tasks if (found := find_outcome(task)) is not None}


def _run(tasks: Sequence[Task], request: BatchRequest) -> Iterator[Outcome]:
    if request.scheduler:
        from roadnet.batch.cluster import run_on_cluster

        return run_on_cluster(tasks, request.scheduler)
    from roadnet.batch.local import run_here

    return run_here(tasks, at_once=request.at_once or usable_cores())


def _tell(outcome: Outcome, number: int, count: int, lang: Lang) -> None:
    from roadnet.batch.merge import say_fault

    status = tr(f"batch.status.{outcome.status}", lang)
    figures = {"name": outcome.name, "status": status, "number": number, "all": count}
    complain(tr("batch.cli.ended", lang, **figures))
    if fault := say_fault(outcome, lang):
        complain(tr("batch.cli.failed", lang, name=outcome.name, message=fault))


def _show(outcomes: Sequence[Outcome], kept: int, files: Sequence[Path], lang: Lang) -> None:
    from roadnet.batch.merge import totals
    from roadnet.schema.headlines import ALL_HEADLINES

    done = sum(each.status == "done" for each in outcomes)
    say(tr("batch.cli.title", lang, done=done, all=len(outcomes)))
    if kept:
        say(tr("batch.cli.kept", lang, count=kept))
    summed = totals(outcomes)
    rows = [
        (tr(f"cli.assess.{part}", lang), *share_of(summed[part], reached, whole))
        for part, reached, whole in ALL_HEADLINES
    ]
    heads = [tr(f"cli.assess.{head}", lang) for head in ("what", "count", "rate")]
    say_table(heads, rows, right=(1, 2))
    for file in files:
        say(str(file))
