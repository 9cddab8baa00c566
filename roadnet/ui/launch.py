"""Start the web app as a process of its own, on this machine alone."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Final

from roadnet.text import Lang

SOURCE_VARIABLE: Final = "ROADNET_SOURCE"
LANG_VARIABLE: Final = "ROADNET_LANG"


def launch(
    source: str | None = None,
    port: int | None = None,
    lang: Lang | None = None,
    *,
    open_browser: bool = True,
) -> int:
    """Run the app until it is stopped.

    Parameters
    ----------
    source
        What to open first: a path, or ``demo``; None for the demonstration district.
    port
        Where it listens on 127.0.0.1; by default the first free one from 8501 on.
    lang
        The language that it opens in.
    open_browser
        Whether a browser is opened on it.

    Returns
    -------
    The exit code of the app's process; 0 when it was ended by the keyboard.
    """
    environment = dict(os.environ)
    if source:
        path = Path(source)
        environment[SOURCE_VARIABLE] = str(path.absolute()) if path.exists() else source
    if lang:
        environment[LANG_VARIABLE] = lang
    with subprocess.Popen(to_command(port, open_browser=open_browser), env=environment) as running:  # noqa: S603
        try:
            return running.wait()
        except KeyboardInterrupt:
            running.terminate()
            return 0


def to_command(port: int | None, *, open_browser: bool) -> list[str]:
    """Return the command line that runs the app with its settings, wherever it is started from."""
    settings = dict(_flatten("", _settings()))
    settings["server.headless"] = str(not open_browser).lower()
    # Its welcome is English, and puts an advertisement over the pages; ours says where the app is.
    settings["logger.hideWelcomeMessage"] = "true"
    if port is not None:
        settings["server.port"] = str(port)
    flags = [f"--{name}={value}" for name, value in settings.items()]
    script = Path(__file__).parent / "start" / "app.py"
    return [sys.executable, "-m", "roadnet.ui.serve", "run", str(script), *flags]


def _settings() -> Mapping[str, object]:
    text = files("roadnet.ui").joinpath("streamlit.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _flatten(prefix: str, table: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flatten(f"{prefix}{name}.", value)
        else:
            yield prefix + name, str(value).lower() if isinstance(value, bool) else str(value)
