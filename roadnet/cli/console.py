"""What the terminal is told: texts that it can show, tables, progress, JSON, faults."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from roadnet.errors import RoadnetError
from roadnet.text import Lang, has_text, tr

DEBUG_VARIABLE: Final = "ROADNET_DEBUG"
"""Environment variable that shows where an unexpected fault arose."""

INTERRUPTED: Final = 130
_PIPE_CLOSED: Final = 141
_PIPE_WIDTH: Final = 120
# A name in a user's file must not steer the terminal.
_CONTROL: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)

Progress = Callable[[str, float], None]
Phase = Callable[[float, float], Progress]


def prepare_streams() -> None:
    """Make every text showable on a console of any encoding; keep libraries' warnings quiet."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    if not is_debug():
        warnings.simplefilter("ignore")
        logging.getLogger().addHandler(logging.NullHandler())


def is_debug() -> bool:
    """Whether the user asked to see where faults arise."""
    return os.environ.get(DEBUG_VARIABLE, "") not in ("", "0")


def clean(text: object) -> str:
    """Return a text without characters that would steer a terminal."""
    return _CONTROL.sub("\ufffd", str(text))


def command_name() -> str:
    """Return what to type for this program, as it was called: ``roadnet``, or ``… -m roadnet``."""
    if Path(sys.argv[0]).name != "__main__.py":
        return "roadnet"
    python = Path(sys.executable)
    with suppress(ValueError):
        python = python.relative_to(Path.cwd())
    shown = str(python)
    return f'"{shown}" -m roadnet' if " " in shown else f"{shown} -m roadnet"


def say(text: str = "") -> None:
    """Write a line to standard output."""
    sys.stdout.write(clean(text) + "\n")


def complain(text: str) -> None:
    """Write a line to standard error."""
    sys.stderr.write(clean(text) + "\n")


def say_json(content: object) -> None:
    """Write JSON to standard output; in ASCII, so that it is right in every encoding."""
    sys.stdout.write(json.dumps(content, indent=2, allow_nan=False) + "\n")


def say_table(
    headings: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()
) -> None:
    """Write a table to standard output, as wide as the terminal.

    ``right`` lists the columns of figures.
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    width = None if sys.stdout.isatty() else _PIPE_WIDTH
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for at, heading in enumerate(headings):
        figures = at in right
        table.add_column(
            Text(heading), justify="right" if figures else "left", no_wrap=figures, overflow="fold"
        )
    for row in rows:
        table.add_row(*(Text(clean(cell)) for cell in row))
    Console(file=sys.stdout, width=width, highlight=False, soft_wrap=False).print(table)


@contextmanager
def show_progress(lang: Lang) -> Iterator[Phase]:
    """Show progress on standard error while the block runs, if that is a terminal.

    Gives a function that makes, for a phase from one share of the whole to another, the callback
    that the work reports to.
    """
    if not sys.stderr.isatty():
        yield lambda begin, end: lambda step, share: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn()
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=1.0)

        def phase(begin: float, end: float) -> Callable[[str, float], None]:
            def tell(step: str, share: float) -> None:
                done = begin + (end - begin) * share
                bar.update(task, completed=done, description=step_name(step, lang))

            return tell

        yield phase


def step_name(step: str, lang: Lang) -> str:
    """Name a step of the work; a step without a name of its own is just work."""
    key = f"cli.step.{step.rpartition('.')[2]}"
    return tr(key if has_text(key, lang) else "cli.step.work", lang)


def attempt(body: Callable[[], int], lang: Lang, *, as_json: bool = False) -> int:
    """Run a command's body and return its exit code; whatever fails becomes one message.

    Never a traceback, unless ``ROADNET_DEBUG`` is set.
    """
    try:
        code = body()
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever reads has gone; so must what is still to be flushed.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _PIPE_CLOSED
    except RoadnetError as error:
        fault = {"code": error.code, "message": _said(error, lang)}
    except OSError as error:
        where, reason = str(error.filename or ""), error.strerror or str(error)
        fault = {"code": "os_error", "message": tr("cli.os_error", lang, file=where, reason=reason)}
        _trace()
    except MemoryError:
        fault = {"code": "out_of_memory", "message": tr("cli.out_of_memory", lang)}
        _trace()
    except Exception as error:
        short = f"{type(error).__name__}: {error}".splitlines()[0][:300]
        text = tr("cli.unexpected", lang, fault=short, variable=DEBUG_VARIABLE)
        fault = {"code": "unexpected", "message": text}
        _trace()
    else:
        return code
    complain(fault["message"])
    if as_json:
        say_json({"error": fault})
    return 2


def _said(error: RoadnetError, lang: Lang) -> str:
    try:
        return error.message(lang)
    except (KeyError, IndexError, ValueError):  # a text that is missing must not hide the fault
        figures: dict[str, Any] = error.params
        return f"{error.code} {', '.join(f'{k}={v}' for k, v in figures.items())}".strip()


def _trace() -> None:
    if is_debug():
        import traceback

        complain(traceback.format_exc())
