"""``roadnet app``: open the web app."""

from __future__ import annotations

from pathlib import Path

from roadnet.cli.source import DEMO
from roadnet.errors import RoadnetError
from roadnet.text import Lang


def run_app(source: str, port: int | None, lang: Lang) -> int:
    """Run the app until it is stopped.

    Raises
    ------
    RoadnetError
        ``source_missing`` where there is nothing to open.
    """
    from roadnet.ui.launch import launch

    if source != DEMO and not Path(source).exists():
        raise RoadnetError("source_missing", source=source)
    return launch(source, port, lang)
