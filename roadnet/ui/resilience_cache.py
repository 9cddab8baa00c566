"""What depends on single roads, worked out once a request."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from roadnet.ui.cache import Result
from roadnet.ui.keyed_cache import KeyedCache
from roadnet.ui.state import DEMO, Request

if TYPE_CHECKING:
    from roadnet.analysis.freight import Freight
    from roadnet.planning.relief import Relief

LOG_NAME: Final = "hazard_log.csv"


@dataclass(frozen=True)
class Resilience:
    """Tables of the analyses; None where the district has no such layer."""

    closures: pd.DataFrame
    townships: pd.DataFrame | None
    ferries: pd.DataFrame | None
    hazards: pd.DataFrame | None
    relief: list[Relief]


_RESILIENCE: Final = KeyedCache[Request, Resilience](most=3)
_FREIGHT: Final = KeyedCache[Request, "Freight | None"](most=3)


def get_resilience(result: Result) -> Resilience:
    """Return what closings do, for a request's district."""
    return _RESILIENCE.get(result.request, lambda: _make(result))


def get_freight(result: Result) -> Freight | None:
    """Return what buses could carry; None without logistics nodes or stops."""
    return _FREIGHT.get(result.request, lambda: _make_freight(result))


def log_path(result: Result) -> Path:
    """Return where the hazard log of a source stands: beside it; of the demonstration in the cache.

    The folder is the user's own: nothing is written before an entry is made.
    """
    if result.request.source == DEMO:
        from roadnet.demo.source import cache_folder

        return cache_folder() / LOG_NAME
    source = Path(result.request.source)
    return (source if source.is_dir() else source.parent) / LOG_NAME


def _make(result: Result) -> Resilience:
    from roadnet.analysis.closures import Closures, closures
    from roadnet.analysis.ferry_days import ferry_days
    from roadnet.analysis.hazards import hazard_exposure
    from roadnet.analysis.township_ways import township_ways
    from roadnet.planning.relief import relief_links

    found = result.assessment
    has = found.district.has
    closer = Closures(found)
    return Resilience(
        closures=closures(found, closer=closer),
        townships=township_ways(found) if has("townships") else None,
        ferries=ferry_days(found, closer=closer) if has("ferries") else None,
        hazards=hazard_exposure(found, closer=closer) if has("hazards") else None,
        relief=relief_links(found),
    )


def _make_freight(result: Result) -> Freight | None:
    from roadnet.analysis.freight import freight_on_buses

    found = result.assessment
    if not (found.district.has("logistics") and found.district.has("stops")):
        return None
    return freight_on_buses(found)
