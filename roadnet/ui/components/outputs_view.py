"""The output files as download buttons."""

from __future__ import annotations

from roadnet.text import Lang
from roadnet.ui.cache import Result


def show_outputs(result: Result, lang: Lang) -> None:
    """Show a button that makes the files, then one a file."""
