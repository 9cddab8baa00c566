"""Stations of townships."""

import pandas as pd
import pytest
import shapely

from roadnet.analysis.stations import township_stations
from tests.analysis.service_scenes import CN, drawn, says, standard
from tests.scenes import ORIGIN_M, frame_of

ROAD = "A---B---C"
FULL = "passenger;freight;post"
TOWNS = pd.Series(["t1", "t2", "t3", ""], index=[4, 2, 9, 1])


def stations(figures=CN, boundaries=None, **rows):
    district = drawn(ROAD, "ABC", cell_m=100, stations=rows)
    if boundaries is not None:
        district = district.with_layer("boundaries", frame_of("boundaries", boundaries))
    table = township_stations(district, TOWNS, standard=figures)
    assert table.index.equals(TOWNS.index)
    assert says(table["station_reason"].dropna())
    return table


def test_a_station_with_every_function():
    table = stations(A={"township_id": "t1", "functions": FULL + ";tourism"})
    assert table["has_station"].tolist() == [True, False, False, pd.NA]
    assert table["station_ids"].tolist() == ["A", "", "", ""]
    assert table["functions_missing"].tolist()[:2] == ["", FULL]
    assert table["station_reason"].loc[4].text("zh") == "A具备客运、货运、邮政功能。"
    assert pd.isna(table["station_reason"].loc[1])


def test_functions_of_a_townships_stations_are_taken_together():
    rows = {
        "A": {"township_id": "t1", "functions": "passenger; Freight"},
        "B": {"township_id": "t1", "functions": "post", "status": "existing"},
        "C": {"township_id": "t2", "functions": "passenger"},
    }
    table = stations(**rows)
    assert table["has_station"].iloc[:3].tolist() == [True, False, False]
    assert table["station_ids"].iloc[0] == "A;B"
    assert table["functions_missing"].iloc[1] == "freight;post"
    assert "freight, post" in table["station_reason"].iloc[1].text("en")
    fewer = stations(standard(station_required_functions=["passenger"]), **rows)
    assert fewer["has_station"].iloc[:3].tolist() == [True, True, False]


@pytest.mark.parametrize("status", ["planned", "closed", "under_construction"])
def test_a_station_that_is_not_there_does_not_count(status):
    table = stations(A={"township_id": "t1", "functions": FULL, "status": status})
    assert not table["has_station"].iloc[0]
    assert table["station_reason"].iloc[0].key == "services.station.not_existing"
    both = stations(
        A={"township_id": "t1", "functions": "freight;post", "status": status},
        B={"township_id": "t1", "functions": "passenger"},
    )
    assert both["functions_missing"].iloc[0] == "freight;post"


def test_without_its_township_a_station_belongs_where_it_stands():
    x, y = ORIGIN_M
    areas = [
        {"township_id": "t1", "geometry": shapely.box(x - 50, y - 50, x + 350, y + 50)},
        {"township_id": "t2", "geometry": shapely.box(x + 350, y - 50, x + 900, y + 50)},
    ]
    # A stands at 0 m in t1, B at 400 m in t2; C at 800 m says t3 itself.
    rows = {
        "A": {"functions": FULL},
        "B": {"functions": "passenger"},
        "C": {"functions": FULL, "township_id": "t3"},
    }
    table = stations(boundaries=areas, **rows)
    assert table["station_ids"].tolist() == ["A", "B", "C", ""]
    assert table["has_station"].iloc[:3].tolist() == [True, False, True]
    assert stations(**rows)["station_ids"].tolist() == ["", "", "C", ""]


def test_without_the_layer_no_township_has_one():
    table = township_stations(drawn(ROAD, "ABC", cell_m=100), TOWNS, standard=CN)
    assert table["has_station"].iloc[:3].tolist() == [False] * 3
