"""Compiled passes for large networks; each has a plain version that it must agree with.

Compiling takes seconds once a machine, and loading what was compiled half a second, so small
networks take the plain versions.
"""

from __future__ import annotations

import os
from typing import Final

VARIABLE: Final = "ROADNET_COMPILED"
"""Environment variable: ``1`` always takes the compiled passes, ``0`` never."""

_WORTHWHILE: Final = 1_000_000
"""Vertices of lines, or arcs of a search, from which compiling pays."""

FAN: Final = 16
"""Boxes of one level that make one of the next."""


def is_worthwhile(size: int) -> bool:
    """Whether work of this size is to be done by compiled code."""
    said = os.environ.get(VARIABLE, "")
    return said == "1" if said in ("0", "1") else size >= _WORTHWHILE
