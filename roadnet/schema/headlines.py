"""The headline figures of a summary: its part, what is reached, of how many."""

from __future__ import annotations

from typing import Final

HEADLINES: Final = (
    ("connectivity", "connected", "eligible"),
    ("townships", "at_required_class", "seats"),
    ("bus", "served", "eligible"),
    ("stations", "with_station", "townships"),
    ("logistics", "complete", "eligible"),
)
"""Those that a plan or a year can change."""

ALL_HEADLINES: Final = (*HEADLINES, ("rai", "within", "population"))
"""All of them, the people near an all-season road too."""
