"""The grade of a road's condition: users' words read by a list."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import pandas as pd

from roadnet.analysis.columns import words


@cache
def _grades() -> Mapping[str, str]:
    text = files(__package__).joinpath("conditions.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    return {word.casefold(): grade for grade, known in table.items() for word in known}


def condition_grades(column: pd.Series) -> pd.Series:
    """Return the grade of each text, ``excellent`` to ``bad``; None where no word is known.

    The index is the column's own. A text counts only as a whole: what merely holds a grade's word,
    a remark, is no grade.
    """
    known = _grades()
    grades = [known.get(str(text).casefold()) for text in words(column)]
    return pd.Series(grades, index=column.index, dtype=object)
