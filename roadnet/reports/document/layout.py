"""How wide columns and pictures are: columns as what they hold, long texts share the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from roadnet.reports.document.model import Picture, Table
from roadnet.reports.document.rules import Rules

_CAPTION_MM: Final = 14.0
MM_PER_PT: Final = 25.4 / 72
CELL_MARGIN_MM: Final = 1.0
_LETTER_EM: Final = 0.56
"""Width of a Latin letter or figure, and half of a Chinese character, in ems."""
_LONG_SHARE: Final = 0.38
"""Share of the width that long texts are given at least, where there are some."""
_WRAPPED: Final = 15.0
"""Letters to which names are narrowed, and then wrap, where there is no room."""


@dataclass(frozen=True, slots=True)
class TableLayout:
    """The type of a table in points, and its columns' widths in millimetres."""

    type_pt: float
    widths_mm: tuple[float, ...]


def lay_out(table: Table, whole_mm: float, rules: Rules) -> TableLayout:
    """Fit a table into a width, in smaller type where it would be cramped.

    Columns of figures and names take what they need, ``long`` ones share what is left in
    proportion to what they ask for. Where that is little the type is smaller, and then names wrap;
    where even that is too much, all shrink alike.
    """
    asked = [column.width for column in table.columns]
    is_long = [column.kind == "long" for column in table.columns]
    wrapped = [
        min(letters, _WRAPPED) if column.kind == "text" else letters
        for letters, column in zip(asked, table.columns, strict=True)
    ]
    large, small = rules.type["table_pt"], rules.type["small_table_pt"]
    least = _LONG_SHARE * whole_mm if any(is_long) else 0.0
    for type_pt, letters in ((large, asked), (small, asked), (small, wrapped)):
        needed = [_LETTER_EM * type_pt * MM_PER_PT * n + 2 * CELL_MARGIN_MM for n in letters]
        fixed = sum(mm for mm, long in zip(needed, is_long, strict=True) if not long)
        if fixed + least <= whole_mm:
            break
    longs = sum(mm for mm, long in zip(needed, is_long, strict=True) if long)
    left = max(whole_mm - fixed, least)
    widths = [left * mm / longs if long else mm for mm, long in zip(needed, is_long, strict=True)]
    factor = whole_mm / sum(widths)
    return TableLayout(type_pt, tuple(mm * factor for mm in widths))


def picture_width_mm(picture: Picture, rules: Rules) -> float:
    """Return how wide a picture is that fills an upright page with its caption."""
    return min(rules.text_width_mm, (rules.text_height_mm - _CAPTION_MM) * picture.ratio)
