"""The commands and their options; what each does stands in a module of its own."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Final, NoReturn

import typer

from roadnet.cli.console import attempt
from roadnet.cli.options import (
    AsJson,
    CycleChoice,
    EarlierOption,
    Force,
    FormatChoice,
    LangChoice,
    LangOption,
    MeasureChoice,
    Out,
    OutOrDatabase,
    Source,
    StandardOption,
    Target,
    TargetChoice,
    Tolerance,
)
from roadnet.text import Lang, has_text, tr

_HELP: Final = "cli.help."
_CURVE_POINTS: Final = 6


app = typer.Typer(
    name="roadnet",
    help="app",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def build_command(lang: Lang) -> Any:
    """Build the command with the help texts, and the language by default, of a language."""
    command = typer.main.get_command(app)
    _translate(command, lang)
    for name, sub in getattr(command, "commands", {}).items():
        _translate(sub, lang, name)
    return command


def _translate(command: Any, lang: Lang, name: str = "root") -> None:
    command.help = tr(f"{_HELP}command.{name}", lang)
    for parameter in command.params:
        key = f"{_HELP}option.{getattr(parameter, 'help', '')}"
        if has_text(key, lang):
            parameter.help = tr(key, lang)
        if parameter.name == "lang":
            parameter.default = LangChoice(lang)


def _version(asked: bool) -> None:
    if asked:
        from roadnet import __version__

        typer.echo(f"roadnet {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", help="version", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Take the options that come before any command."""


@app.command("app")
def _app(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="source")] = "demo",
    port: Annotated[
        int | None,
        typer.Option("--port", metavar="N", help="port", min=1, max=65535, show_default=False),
    ] = None,
    lang: LangOption = LangChoice.ZH,
) -> None:
    from roadnet.cli.app import run_app

    _end(lambda: run_app(source, port, _lang(lang)), lang)


@app.command("demo")
def _demo(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="demo_directory")],
    as_json: AsJson = False,
    lang: LangOption = LangChoice.ZH,
) -> None:
    from roadnet.cli.demo import run_demo

    _end(lambda: run_demo(directory, _lang(lang), as_json=as_json), lang, as_json=as_json)


@app.command("init")
def _init(
    paths: Annotated[list[Path], typer.Argument(metavar="FILE", help="init_files")],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="init_output")
    ] = Path("district.toml"),
    like: Annotated[Path | None, typer.Option("--like", metavar="FILE", help="init_like")] = None,
    force: Force = False,
    as_json: AsJson = False,
    lang: LangOption = LangChoice.ZH,
) -> None:
    from roadnet.cli.init import run_init

    _end(
        lambda: run_init(paths, output, _lang(lang), like=like, force=force, as_json=as_json),
        lang,
        as_json=as_json,
    )


@app.command("check")
def _check(
    source: Source,
    standard: StandardOption = None,
    tolerance_m: Tolerance = 10.0,
    as_json: AsJson = False,
    lang: LangOption = LangChoice.ZH,
) -> None:
    from roadnet.cli.check import run_check

    metres = _require_finite(tolerance_m, lang)
    _end(
        lambda: run_check(source, standard, metres, _lang(lang), as_json=as_json),
        lang,
        as_json=as_json,
    )


@app.command("assess")
def _assess(
    source: Source,
    output: OutOrDatabase,
    standard: StandardOption = None,
    tolerance_m: Tolerance = 10.0,
    as_json: AsJson = False,
    lang: LangOption = LangChoice.ZH,
) -> None:
    from roadnet.cli.assess import run_assess

    metres = _require_finite(tolerance_m, lang)
    _end(
        lambda: run_assess(source, output, standard, metres, _lang(lang), as_json=as_json),
        lang,
        as_json=as_json,
    )


@app.command("plan")
def _plan(
    source: Source,
    output: Out,
    budget: Annotated[
        float, typer.Option("--budget", metavar="CNY", help="budget", show_default=False)
    ],
    target: Target = TargetChoice.ALL,
    candidates: Annotated[
        str, typer.Option("--candidates", metavar="FILE|auto", help="candidates")
    ] = "auto",
    measure: Annotated[
        MeasureChoice, typer.Option("--measure", help="measure")
    ] = MeasureChoice.VILLAGES,
    must: Annotated[
        list[str] | None, typer.Option("--must", metavar="ID", help="must", show_default=False)
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option("--exclude", metavar="ID", help="exclude", show_default=False),
    ] = None,
    further: Annotated[
        list[float] | None,
        typer.Option("--also-budget", metavar="CNY", help="also_budget", show_default=False),
    ] = None,
    time_limit_s: Annotated[
        float, typer.Option("--time-limit", metavar="S", help="time_limit", min=1.0)
    ] = 60.0,
    standard: StandardOption = None,
    tolerance_m: Tolerance = 10.0,
    as_json: AsJson = False,
    lang: LangOption = LangChoice.ZH,
) -> None:
    metres = _require_finite(tolerance_m, lang)

    def body() -> int:
        from roadnet.cli.plan import run_plan
        from roadnet.planning.plan import PlanRequest

        request = PlanRequest(
            budget_cny=budget,
            target=target.value,
            measure=measure.value,
            must=tuple(must or ()),
            excluded=tuple(exclude or ()),
            further_budgets=tuple(further or ()),
            curve_points=_CURVE_POINTS,
            time_limit_s=time_limit_s,
        )
        return run_plan(
            source, output, request, candidates, standard, metres, _lang(lang), as_json=as_json
        )

    _end(body, lang, as_json=as_json)


@app.command("report")
def _report(
    source: Source,
    output: Out,
    formats: Annotated[
        str, typer.Option("--formats", metavar="LIST", help="formats", show_default=False)
    ] = "",
    earlier: EarlierOption = None,
    budget: Annotated[
        float | None,
        typer.Option("--budget", metavar="CNY", help="report_budget", show_default=False),
    ] = None,
    target: Target = TargetChoice.ALL,
    template: Annotated[
        Path | None,
        typer.Option("--template", metavar="FILE", help="template", show_default=False),
    ] = None,
    annual_template: Annotated[
        Path | None,
        typer.Option(
            "--annual-template", metavar="FILE", help="annual_template", show_default=False
        ),
    ] = None,
    maker: Annotated[
        str, typer.Option("--maker", metavar="TEXT", help="maker", show_default=False)
    ] = "",
    standard: StandardOption = None,
    tolerance_m: Tolerance = 10.0,
    as_json: AsJson = False,
    lang: LangOption = LangChoice.ZH,
) -> None:
    metres = _require_finite(tolerance_m, lang)

    def body() -> int:
        from roadnet.cli.report import ReportOptions, run_report

        options = ReportOptions(
            formats, earlier, budget, target.value, template, annual_template, maker
        )
        return run_report(source, output, options, standard, metres, _lang(lang), as_json=as_json)

    _end(body, lang, as_json=as_json)


@app.command("annual")
def _annual(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="source")] = "demo",
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="annual_output", show_default=False),
    ] = None,
    earlier: EarlierOption = None,
    template: Annotated[
        Path | None,
        typer.Option("--template", metavar="FILE", help="annual_template", show_default=False),
    ] = None,
    figures: Annotated[bool, typer.Option("--figures", help="annual_figures")] = False,
    standard: StandardOption = None,
    tolerance_m: Tolerance = 10.0,
    as_json: AsJson = False,
    lang: LangOption = LangChoice.ZH,
) -> None:
    metres = _require_finite(tolerance_m, lang)

    def body() -> int:
        from roadnet.cli.annual import list_figures, run_annual

        if figures:
            return list_figures(_lang(lang), as_json=as_json)
        return run_annual(
            source, output, earlier, template, standard, metres, _lang(lang), as_json=as_json
        )

    _end(body, lang, as_json=as_json)


@app.command("template")
def _template(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="template_file")],
    force: Force = False,
    lang: LangOption = LangChoice.ZH,
) -> None:
    from roadnet.cli.template import run_template

    _end(lambda: run_template(path, _lang(lang), force=force), lang)


@app.command("convert")
def _convert(
    source: Source,
    output: Out,
    form: Annotated[
        FormatChoice, typer.Option("--format", help="convert_format")
    ] = FormatChoice.GPKG,
    as_json: AsJson = False,
    lang: LangOption = LangChoice.ZH,
) -> None:
    from roadnet.cli.convert import run_convert

    _end(
        lambda: run_convert(source, output, form.value, _lang(lang), as_json=as_json),
        lang,
        as_json=as_json,
    )


@app.command("gtfs")
def _gtfs(
    source: Source,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="gtfs_output")],
    period: Annotated[
        str, typer.Option("--period", metavar="FIRST/LAST", help="period", show_default=False)
    ] = "",
    cycle: Annotated[CycleChoice, typer.Option("--market-days", help="cycle")] = CycleChoice.LUNAR,
    agency: Annotated[
        str, typer.Option("--agency", metavar="TEXT", help="agency", show_default=False)
    ] = "",
    agency_url: Annotated[
        str, typer.Option("--agency-url", metavar="URL", help="agency_url", show_default=False)
    ] = "",
    timezone: Annotated[
        str, typer.Option("--timezone", metavar="NAME", help="timezone")
    ] = "Asia/Shanghai",
    standard: StandardOption = None,
    tolerance_m: Tolerance = 10.0,
    as_json: AsJson = False,
    lang: LangOption = LangChoice.ZH,
) -> None:
    metres = _require_finite(tolerance_m, lang)

    def body() -> int:
        from roadnet.cli.gtfs import GtfsWishes, run_gtfs

        wishes = GtfsWishes(period, cycle.value, agency, agency_url, timezone)
        return run_gtfs(source, output, wishes, standard, metres, _lang(lang), as_json=as_json)

    _end(body, lang, as_json=as_json)


@app.command("compare")
def _compare(
    before: Annotated[str, typer.Argument(metavar="SOURCE_A", help="source_a", show_default=False)],
    after: Annotated[str, typer.Argument(metavar="SOURCE_B", help="source_b", show_default=False)],
    output: Out,
    standard: StandardOption = None,
    tolerance_m: Tolerance = 10.0,
    as_json: AsJson = False,
    lang: LangOption = LangChoice.ZH,
) -> None:
    from roadnet.cli.compare import run_compare

    metres = _require_finite(tolerance_m, lang)
    _end(
        lambda: run_compare(
            (before, after), output, standard, metres, _lang(lang), as_json=as_json
        ),
        lang,
        as_json=as_json,
    )


@app.command("whatif")
def _whatif(
    source: Source,
    scenario: Annotated[
        Path, typer.Argument(metavar="SCENARIO", help="scenario", show_default=False)
    ],
    output: Out,
    standard: StandardOption = None,
    tolerance_m: Tolerance = 10.0,
    as_json: AsJson = False,
    lang: LangOption = LangChoice.ZH,
) -> None:
    from roadnet.cli.whatif import run_whatif

    metres = _require_finite(tolerance_m, lang)
    _end(
        lambda: run_whatif(
            source, scenario, output, standard, metres, _lang(lang), as_json=as_json
        ),
        lang,
        as_json=as_json,
    )


@app.command("batch")
def _batch(
    sources: Annotated[
        list[str], typer.Argument(metavar="SOURCE", help="sources", show_default=False)
    ],
    output: Out,
    scheduler: Annotated[
        str, typer.Option("--scheduler", metavar="ADDRESS", help="scheduler", show_default=False)
    ] = "",
    at_once: Annotated[
        int | None, typer.Option("--jobs", metavar="N", help="at_once", min=1, show_default=False)
    ] = None,
    by_county: Annotated[bool, typer.Option("--by-county", help="by_county")] = False,
    margin_km: Annotated[
        float | None,
        typer.Option("--margin-km", metavar="KM", help="margin", min=0.0, show_default=False),
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="fresh")] = False,
    standard: StandardOption = None,
    tolerance_m: Tolerance = 10.0,
    as_json: AsJson = False,
    lang: LangOption = LangChoice.ZH,
) -> None:
    metres = _require_finite(tolerance_m, lang)

    def body() -> int:
        from roadnet.batch.task import Options
        from roadnet.cli.batch import BatchRequest, run_batch

        request = BatchRequest(scheduler, at_once or 0, by_county, margin_km, fresh)
        options = Options(standard or "", metres, _lang(lang))
        return run_batch(sources, output, request, options, as_json=as_json)

    _end(body, lang, as_json=as_json)


def _end(body: Callable[[], int], lang: LangChoice, *, as_json: bool = False) -> NoReturn:
    raise typer.Exit(attempt(body, _lang(lang), as_json=as_json))


def _lang(choice: LangChoice) -> Lang:
    return choice.value


def _require_finite(metres: float, lang: LangChoice) -> float:
    if not math.isfinite(metres):
        raise typer.BadParameter(tr("cli.not_finite", _lang(lang)), param_hint="--join-tolerance")
    return metres
