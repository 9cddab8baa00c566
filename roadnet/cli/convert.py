"""``roadnet convert``: a district as it was understood, in another format."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from roadnet.cli.console import say, say_json, show_progress
from roadnet.cli.source import read_source, require_writable
from roadnet.errors import RoadnetError
from roadnet.text import Lang, tr

if TYPE_CHECKING:
    from roadnet.io.convert import Format


def run_convert(source: str, output: Path, form: Format, lang: Lang, *, as_json: bool) -> int:
    """Read, write, say which files; return 1 where the reading left rows out.

    Raises
    ------
    RoadnetError
        ``output_not_empty`` where files stand in the folder: nothing of others is replaced.
    """
    from roadnet.io.convert import write_files

    require_writable(output)
    if output.is_dir() and any(output.iterdir()):
        raise RoadnetError("output_not_empty", file=str(output))
    with show_progress(lang) as phase:
        district = read_source(source, None, phase(0.0, 0.7))
        phase(0.7, 1.0)("write", 0.0)
        files = write_files(district, output, form, lang=lang)
    left_out = sum(about.rejected for about in district.sources.values())
    if as_json:
        say_json({"files": [str(file) for file in files], "rows_left_out": left_out})
    else:
        for file in files:
            say(str(file))
        if left_out:
            say(tr("cli.convert.left_out", lang, rows=left_out))
    return 1 if left_out else 0
