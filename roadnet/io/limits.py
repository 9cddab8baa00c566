"""How much a file may ask for before its reading is stopped."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from roadnet.errors import RoadnetError

MEBIBYTE = 1024 * 1024
VARIABLE: Final = "ROADNET_LIMITS"
"""Environment variable that names the limits: a key of :data:`NAMED`."""


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """Limits on the reading of one district: on the child process and on each file.

    ``ratio`` is expanded size to stored size of an archive member; it counts only above
    ``ratio_from_bytes``, since small texts compress well.
    """

    seconds: float = 180.0
    memory_bytes: int = 4096 * MEBIBYTE
    rows: int = 2_000_000
    cells: int = 60_000_000
    columns: int = 2_000
    file_bytes: int = 2048 * MEBIBYTE
    members: int = 2_000
    expanded_bytes: int = 2048 * MEBIBYTE
    ratio: float = 200.0
    ratio_from_bytes: int = 16 * MEBIBYTE

    def to_dict(self) -> dict[str, Any]:
        """Convert to what JSON holds."""
        return asdict(self)


def from_dict(table: Mapping[str, Any]) -> ReadLimits:
    """Convert back from what JSON held."""
    return ReadLimits(**table)


NAMED: Final = {
    "county": ReadLimits(),
    # Three million segments, sixty million vertices; only for files that one trusts.
    "province": ReadLimits(
        seconds=1800.0,
        memory_bytes=16 * 1024 * MEBIBYTE,
        rows=20_000_000,
        cells=1_000_000_000,
        file_bytes=16 * 1024 * MEBIBYTE,
        expanded_bytes=32 * 1024 * MEBIBYTE,
    ),
}


def chosen_limits() -> ReadLimits:
    """Return the limits that the environment names; those for a county where it names none.

    Raises
    ------
    RoadnetError
        ``limits_unknown``.
    """
    name = os.environ.get(VARIABLE, "") or "county"
    if name not in NAMED:
        known = ", ".join(NAMED)
        raise RoadnetError("limits_unknown", variable=VARIABLE, name=name, known=known)
    return NAMED[name]
