"""``roadnet demo``: write the demonstration district's files."""

from __future__ import annotations

from pathlib import Path

from roadnet.cli.console import command_name, say, say_json, show_progress
from roadnet.text import Lang, tr


def run_demo(directory: Path, lang: Lang, *, as_json: bool) -> int:
    """Write the files and say which."""
    from roadnet.demo import write_demo

    with show_progress(lang) as phase:
        phase(0.0, 1.0)("demo", 0.0)
        files = write_demo(directory)
    if as_json:
        say_json({"files": [str(file) for file in files]})
        return 0
    for file in files:
        say(str(file))
    say(tr("cli.demo.next", lang, command=command_name(), source=files[0]))
    return 0
