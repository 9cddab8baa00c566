"""Units in headings: the same place by any of them, or none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from roadnet.io.read import read_district
from roadnet.io.units import split_unit, unit_factor


@pytest.mark.parametrize(
    ("heading", "name", "unit"),
    [
        ("路面宽度(米)", "路面宽度", "米"),
        ("里程（km）", "里程", "km"),
        ("里程（ＫＭ）", "里程", "km"),
        ("总投资/万元", "总投资", "万元"),
        ("总投资【亿元】", "总投资", "亿元"),
        ("路面宽度（含硬路肩）", "路面宽度（含硬路肩）", ""),
        ("起点/经度", "起点/经度", ""),
        ("(m)", "(m)", ""),
    ],
)
def test_headings(heading: str, name: str, unit: str) -> None:
    assert split_unit(heading) == (name, unit)


def test_factors() -> None:
    assert unit_factor("万元", "CNY") == 10_000
    assert unit_factor("m", "km") == 0.001
    assert unit_factor("亩", "m") is None


@pytest.mark.parametrize(
    ("heading", "values", "says"),
    [
        ("人口", "1200,310", None),
        ("人口（人）", "1200,310", None),
        ("人口（万人）", "0.12,0.031", "unit_converted"),
        ("人口（千人）", "1.2,0.31", "unit_converted"),
    ],
)
def test_population(heading: str, values: str, says: str | None, tmp_path: Path) -> None:
    a, b = values.split(",")
    text = f"village_id,name,lon,lat,{heading}\n1,甲,104,30,{a}\n2,乙,104.01,30,{b}\n"
    (tmp_path / "villages.csv").write_text(text, encoding="utf-8")
    found = read_district(tmp_path, inline=True)
    assert found.layers["villages"]["population"].tolist() == pytest.approx([1200, 310])
    told = {f.code for f in found.findings if f.code.startswith("unit_")}
    assert told == ({says} if says else set())


def test_a_unit_of_something_else_is_not_used(tmp_path: Path) -> None:
    text = "village_id,name,lon,lat,人口（亩）\n1,甲,104,30,5\n"
    (tmp_path / "villages.csv").write_text(text, encoding="utf-8")
    found = read_district(tmp_path, inline=True)
    assert np.isnan(found.layers["villages"]["population"][0])
    assert "unit_unfit" in {f.code for f in found.findings}


def test_stakes_keep_their_own_unit(tmp_path: Path) -> None:
    """1500 under a heading in metres is 1.5 km; K2+300 says itself that it is 2.3 km."""
    text = "hazard_id,kind,lon,lat,QDZH（m）\nH1,flood,104,30,1500\nH2,flood,104,30,K2+300\n"
    (tmp_path / "hazards.csv").write_text(text, encoding="utf-8")
    found = read_district(tmp_path, inline=True)
    assert found.layers["hazards"]["start_stake_km"].tolist() == pytest.approx([1.5, 2.3])
