"""Official tables without geometry go through ``init`` and stand on their route by stakes."""

import json

import pytest

from roadnet.cli import main
from roadnet.io.read import read_district

# One route of two segments due east at 30 N, drawn as 0.02 degrees, about 1.93 km.
LINES = {
    "C123510904L1": (104.00, 104.01, "0", "0.965"),
    "C123510904L2": (104.01, 104.02, "0.965", "1.93"),
}
TABLES = {
    "T_NCGLAFSS": [
        "LXBM,QDZH,ZDZH,SFXYSSAFSS,SFYSSAFSS,SSAFGCSJ",
        "C123510904,0.2,0.4,1,1,2020-06-01",
        "C123510904,1.0,1.2,1,2,",
        "C123510904,1.5,1.6,2,2,",
    ],
    "T_QL": [
        "QLBM,QLMC,LXBM,QLZXZH,QLQC,JSZKPDDJ",
        "C123510904L0010,一号桥,C123510904,0.5,26,2",
        "C123510904L0020,二号桥,C123510904,0.965,31,4",
    ],
    "隐患台账": [
        "隐患编号,隐患类型,状态,路线编码,桩号",
        "YH1,滑坡,未销号,C123510904,K0+700",
    ],
    "T_DK": ["DKBM,DKMC,LXBM,QDZH,DKKD,SFJD", "C123510904D0010,红岩渡,C123510904,1.93,120,1"],
}


@pytest.fixture
def office(tmp_path):
    features = [
        {
            "type": "Feature",
            "properties": {
                "LDBM": name, "LXBM": "C123510904", "QDZH": start, "ZDZH": end,
                "LDJSDJ": "24", "LDLMLX": "12",
            },
            "geometry": {"type": "LineString", "coordinates": [[west, 30.0], [east, 30.0]]},
        }
        for name, (west, east, start, end) in LINES.items()
    ]  # fmt: skip
    roads = {"type": "FeatureCollection", "features": features}
    (tmp_path / "T_LD.geojson").write_text(json.dumps(roads), encoding="utf-8")
    (tmp_path / "T_JZC.csv").write_text(
        "JZCBM,JZCMC,经度,纬度\n510904101201,石洞村,104.0,30.0\n", encoding="gbk"
    )

    def read(*tables):
        for table in tables:
            (tmp_path / f"{table}.csv").write_bytes("\n".join(TABLES[table]).encode("gbk"))
        target = tmp_path / "district.toml"
        assert main(["init", str(tmp_path), "-o", str(target), "--force"]) == 0
        return read_district(target, inline=True).layers

    return read


def test_segments_get_class_surface_and_the_class_of_their_code(office):
    roads = office("T_DK")["roads"]
    assert roads[["technical_class", "surface", "admin_class"]].to_numpy().tolist() == [
        ["class_4", "cement", "village"],
        ["class_4", "cement", "village"],
    ]


def test_safety_works_that_are_needed_are_hazards_on_their_stretch(office):
    hazards = office("T_NCGLAFSS")["hazards"]
    assert hazards["status"].tolist() == ["closed", "open"]
    assert hazards["kind"].tolist() == ["roadside_drop"] * 2
    assert hazards["closed_on"].fillna("").tolist() == ["2020-06-01", ""]
    # Stakes are calibrated to the line, so 0.2 km of stakes are 0.2 km on it within 1 %.
    assert hazards.length.tolist() == pytest.approx([200.0, 200.0], rel=0.01)


def test_a_bridge_rated_four_is_an_open_hazard_at_its_middle(office):
    hazards = office("T_QL")["hazards"]
    assert hazards["hazard_id"].tolist() == ["C123510904L0020"]
    assert hazards[["kind", "status", "severity"]].to_numpy().tolist() == [
        ["dangerous_bridge", "open", "4"]
    ]
    assert hazards.to_crs(4326).geometry[0].x == pytest.approx(104.01, abs=1e-5)


def test_a_ferry_stands_at_its_stake(office):
    ferries = office("T_DK")["ferries"]
    assert ferries[["ferry_id", "name"]].to_numpy().tolist() == [["C123510904D0010", "红岩渡"]]
    assert ferries.to_crs(4326).geometry[0].x == pytest.approx(104.02, abs=1e-4)


def test_bridges_safety_works_and_a_log_are_hazards_together(office):
    """One bridge is rated four, two works are needed, the log has one: four rows of three files."""
    hazards = office("T_NCGLAFSS", "T_QL", "隐患台账")["hazards"]
    found = zip(hazards["source_file"], hazards["kind"], hazards["status"], strict=True)
    assert sorted(found) == [
        ("T_NCGLAFSS.csv", "roadside_drop", "closed"),
        ("T_NCGLAFSS.csv", "roadside_drop", "open"),
        ("T_QL.csv", "dangerous_bridge", "open"),
        ("隐患台账.csv", "landslide", "open"),
    ]
