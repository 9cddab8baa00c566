"""Places in WGS 84, converted once for a result."""

from __future__ import annotations

from typing import Final

import geopandas as gpd

from roadnet.ui.cache import Result
from roadnet.ui.keyed_cache import KeyedCache
from roadnet.ui.state import Request

_TABLES: Final = KeyedCache[tuple[Request, str], gpd.GeoDataFrame](most=8)


def villages_wgs(result: Result) -> gpd.GeoDataFrame:
    """Return the villages' identifiers and places in degrees, indexed by position."""
    table = result.assessment.villages
    return _TABLES.get(
        (result.request, "villages"),
        lambda: table[["village_id", "geometry"]].reset_index(drop=True).to_crs(4326),
    )


def gaps_wgs(result: Result) -> gpd.GeoDataFrame:
    """Return the gaps' places in degrees, indexed as the gaps."""
    table = result.assessment.gaps
    return _TABLES.get(
        (result.request, "gaps"), lambda: table[["village_id", "geometry"]].to_crs(4326)
    )
