"""The command line: it computes nothing and reads no files, it asks, shows and says what is wrong.

Nothing heavy is imported before a command runs, so that ``roadnet --help`` answers at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Final

from roadnet.text import DEFAULT_LANG, Lang, to_lang

LANG_VARIABLE: Final = "ROADNET_LANG"
"""Environment variable that names the language where ``--lang`` does not."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code.

    0: done. 1: done, and something is wrong with the data. 2: could not be done. 130: interrupted.
    """
    from roadnet.cli.console import prepare_streams
    from roadnet.collector import collect_seldom

    collect_seldom()
    asked = list(sys.argv[1:] if arguments is None else arguments)
    prepare_streams()
    lang = asked_lang(asked)
    from roadnet.cli.commands import build_command

    try:
        build_command(lang).main(asked, prog_name="roadnet")
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 0 if ended.code is None else 2
    except KeyboardInterrupt:
        return 130
    return 0


def asked_lang(arguments: Sequence[str]) -> Lang:
    """Return the language that the arguments ask for, else the environment, else Chinese."""
    for at, word in enumerate(arguments):
        if word.startswith("--lang="):
            return to_lang(word.removeprefix("--lang="))
        if word == "--lang" and at + 1 < len(arguments):
            return to_lang(arguments[at + 1])
    return to_lang(os.environ.get(LANG_VARIABLE, DEFAULT_LANG))
