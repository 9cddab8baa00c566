"""The township of a village that does not say it: its code begins with the township's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import geopandas as gpd

from roadnet.findings import Finding
from roadnet.schema import SOURCE_ROW

_TOWNSHIP_DIGITS: Final = 9  # county 6, township 3; a village's code goes on with 3 or more
_VILLAGE_CODE: Final = r"\d{12,15}"
_SEAT_ENDING: Final = "000"


def fill_townships(
    frames: Mapping[str, gpd.GeoDataFrame],
) -> tuple[dict[str, gpd.GeoDataFrame], list[Finding]]:
    """Fill in the township of villages without one, where their code is of a township listed.

    Parameters
    ----------
    frames
        The layers. Without ``villages``, or without ``townships`` or ``boundaries`` to know the
        codes from, nothing is filled in.

    Returns
    -------
    The layers, with ``villages`` a copy where something was filled in; and which rows those are.
    """
    found = dict(frames)
    known = {
        str(code)
        for name in ("townships", "boundaries")
        if name in found
        for code in found[name]["township_id"].dropna()
    }
    if "villages" not in found or not known:
        return found, []
    villages = found["villages"]
    codes = villages["village_id"].where(villages["village_id"].str.fullmatch(_VILLAGE_CODE))
    short = codes.str[:_TOWNSHIP_DIGITS]
    whole = short + _SEAT_ENDING
    meant = whole.where(whole.isin(known), short.where(short.isin(known)))
    filled = villages["township_id"].isna() & meant.notna()
    if not filled.any():
        return found, []
    found["villages"] = villages.assign(township_id=villages["township_id"].fillna(meant))
    rows = tuple(int(row) for row in villages[SOURCE_ROW][filled])
    return found, [Finding("township_from_code", "villages", rows=rows)]
