"""The township is told from a village's code where it is not said, and only from a known one."""

import geopandas as gpd
import pandas as pd
import shapely

from roadnet.io.townships import fill_townships


def frame(**columns):
    text = pd.StringDtype(na_value=float("nan"))
    count = len(next(iter(columns.values())))
    data = {name: pd.array(values, dtype=text) for name, values in columns.items()}
    points = [shapely.Point(at, 0) for at in range(count)]
    rows = range(1, count + 1)
    return gpd.GeoDataFrame({**data, "source_row": rows}, geometry=points, crs=4544)


VILLAGES = frame(
    village_id=["510904101201", "510904101202", "510904102201", "51090410120101", "V1", None],
    township_id=[None, "510904999000", None, None, None, None],
)


def test_codes_of_known_townships_tell_it():
    # 101 is known, 102 is not; the second says another and keeps it; V1 is no code.
    layers = {"villages": VILLAGES, "townships": frame(township_id=["510904101000"])}
    found, (told,) = fill_townships(layers)
    assert found["villages"]["township_id"].fillna("").tolist() == [
        "510904101000", "510904999000", "", "510904101000", "", "",
    ]  # fmt: skip
    assert (told.code, told.rows) == ("township_from_code", (1, 4))
    assert VILLAGES["township_id"].isna().sum() == 5


def test_codes_of_nine_digits_serve_too():
    found, _ = fill_townships(
        {"villages": VILLAGES, "boundaries": frame(township_id=["510904102"])}
    )
    assert found["villages"]["township_id"].fillna("").tolist()[2] == "510904102"


def test_without_townships_nothing_is_told():
    found, told = fill_townships({"villages": VILLAGES})
    assert found["villages"] is VILLAGES
    assert not told
