"""``roadnet template``: an example of a Word template, to start one's own from."""

from __future__ import annotations

from pathlib import Path

from roadnet.cli.console import say
from roadnet.errors import RoadnetError
from roadnet.text import Lang, tr


def run_template(path: Path, lang: Lang, *, force: bool) -> int:
    """Write the example.

    Raises
    ------
    RoadnetError
        ``output_exists`` where there is one already and ``force`` is not said.
    """
    from roadnet.reports.template.example import write_example_template

    if path.exists() and not force:
        raise RoadnetError("output_exists", file=str(path))
    write_example_template(path, lang)
    say(str(path))
    say(tr("report.cli.template", lang))
    return 0
