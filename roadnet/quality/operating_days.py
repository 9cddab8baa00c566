"""Which texts of ``operating_days`` can be read: the forms of the data model."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from roadnet.quality.inspection import BoolArray, TextArray

_WEEKDAY: Final = "(?:mon|tue|wed|thu|fri|sat|sun)"
_TEN: Final = r"(?:10|\d)"
_FORMS: Final = (
    "daily|weekdays",
    f"{_WEEKDAY}(?:;{_WEEKDAY})*",
    r"every [1-9]\d? days?",
    f"market {_TEN}(?:,{_TEN})*",
)
_NUMBER: Final = r"[0-6](?:\.\d+)?|7(?:\.0+)?"


def is_readable(texts: TextArray) -> BoolArray:
    """Whether each text has one of the data model's forms; a number is mean days a week, 0 to 7."""
    tidy = pd.Series(texts, dtype=object).astype(str).str.lower()
    tidy = tidy.str.replace(r"\s*([;,；，])\s*", r"\1", regex=True)
    tidy = tidy.str.replace("；", ";").str.replace("，", ",")
    tidy = tidy.str.replace(r"\s+", " ", regex=True)
    return np.asarray(tidy.str.fullmatch("|".join((*_FORMS, _NUMBER))), dtype=bool)
