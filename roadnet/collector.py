"""How often Python looks for cycles of dead objects, in the processes that are ours alone."""

from __future__ import annotations

import atexit
import gc
from typing import Final

_THRESHOLDS: Final = (50_000, 20, 50)


def collect_seldom() -> None:
    """Let the search for cycles run seldom: for a command that ends soon, not for a library.

    The packages alone are half a million objects that stay. Python goes through all of them each
    time that a few ten thousand have come, findings or words of a column: a fifth of a county's
    time, nearly half of a province's, for cycles that hold next to nothing. Memory is not kept
    longer by it: what is in no cycle goes when its last user does. Nor does it go through all of
    them a last time at the end, a quarter of a second, to free what the system takes back anyway.
    """
    gc.set_threshold(*_THRESHOLDS)
    atexit.register(gc.freeze)
