"""Against a real PostgreSQL with PostGIS: districts out of it, results into it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely import LineString, Point

from roadnet import assess, read_district
from roadnet.demo import write_demo
from roadnet.demo.options import DemoOptions
from roadnet.errors import RoadnetError
from roadnet.io.postgis.write import write_schema
from roadnet.io.write import to_json_value
from roadnet.reports.summary_json import to_summary
from tests.io.postgis.conftest import schema_of, server_of

PLAIN = "x\"; DROP TABLE roads; --'{b}"  # geopandas itself cannot write one with %
HOSTILE = "x\"; DROP TABLE roads; --'%s%(a)s{b}"


def rows_of(address: str, query: str, *names: str) -> list[tuple[object, ...]]:
    import psycopg
    from psycopg import sql

    with psycopg.connect(server_of(address)) as connection:
        asked = sql.SQL(query).format(*(sql.Identifier(schema_of(address), one) for one in names))
        return connection.execute(asked).fetchall()


def put(address: str, layers: dict[str, gpd.GeoDataFrame]) -> None:
    """Write a district's tables by geopandas, which is not the program's own way."""
    import psycopg
    import sqlalchemy
    from psycopg import sql

    with psycopg.connect(server_of(address)) as connection:
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema_of(address))))
    engine = sqlalchemy.create_engine(
        server_of(address).replace("postgresql:", "postgresql+psycopg:")
    )
    for name, frame in layers.items():
        if frame.geometry.isna().all():
            table = pd.DataFrame(frame.drop(columns=frame.geometry.name))
            table.to_sql(name, engine, schema=schema_of(address), index=False)
        else:
            frame.to_postgis(name, engine, schema=schema_of(address))
    engine.dispose()


def small() -> dict[str, gpd.GeoDataFrame]:
    """One hardened road of 2,000 m with a village at each end, in a Gauss-Kruger zone."""
    roads = gpd.GeoDataFrame(
        {"road_id": ["R1"], "surface": ["asphalt"], "admin_class": ["county"], PLAIN: ["=1+1"]},
        geometry=[LineString([(500_000, 3_400_000), (502_000, 3_400_000)])],
        crs=4547,
    )
    villages = gpd.GeoDataFrame(
        {
            "village_id": ["110101200001", "110101200002"],
            "name": ["甲<script>", "乙"],
            "population": [100, 300],
        },
        geometry=[Point(500_000, 3_400_000), Point(502_000, 3_400_000)],
        crs=4547,
    )
    return {"roads": roads, "villages": villages}


def test_a_district_is_read(schema: str) -> None:
    put(schema, small())
    read = read_district(schema)
    assert read.name == schema_of(schema)
    assert read.crs.to_epsg() == 4547
    assert read.layers["roads"].length.tolist() == pytest.approx([2000.0])
    assert read.layers["roads"][PLAIN].tolist() == ["=1+1"]
    assert read.layers["villages"]["village_id"].tolist() == ["110101200001", "110101200002"]
    assert read.layers["villages"]["name"].tolist() == ["甲<script>", "乙"]


def test_a_database_and_files_give_the_same_summary(schema: str, tmp_path: Path) -> None:
    write_demo(tmp_path, DemoOptions(villages=60))
    from_files = read_district(tmp_path, inline=True)
    package = sorted(tmp_path.glob("*/district.gpkg"))[-1]
    tables = {name: gpd.read_file(package, layer=name) for name in from_files.layers}
    put(schema, {name: gpd.GeoDataFrame(table) for name, table in tables.items()})
    found = read_district(schema, inline=True)
    one, two = (to_json_value(to_summary(assess(d), [])) for d in (from_files, found))
    assert {**two, "district": one["district"]} == one


def test_results_are_written_whole_and_replaced(schema: str) -> None:
    tables = small()
    assert write_schema(schema, tables) == [f"{schema_of(schema)}.{name}" for name in tables]
    (length, srid), *_ = rows_of(schema, "SELECT ST_Length(geom), ST_SRID(geom) FROM {}", "roads")
    assert (length, srid) == (2000.0, 4547)
    names = rows_of(schema, "SELECT name FROM {} ORDER BY village_id", "villages")
    assert names == [("甲<script>",), ("乙",)]
    longer = pd.concat([tables["roads"]] * 2)
    write_schema(schema, {"roads": longer})
    assert rows_of(schema, "SELECT count(*) FROM {}", "roads") == [(2,)]
    too_large = pd.DataFrame({"n": pd.Series([2**64 - 1], dtype="uint64")})
    with pytest.raises(RoadnetError) as caught:
        write_schema(schema, {"roads": tables["roads"], "villages": too_large})
    assert caught.value.code == "database_failed"
    assert rows_of(schema, "SELECT count(*) FROM {}", "roads") == [(2,)]  # as before


def test_a_hostile_table_is_but_a_name(schema: str) -> None:
    write_schema(schema, {HOSTILE: pd.DataFrame({HOSTILE: ["a\x00b", None], "n": [1.5, None]})})
    assert rows_of(schema, "SELECT * FROM {}", HOSTILE) == [("ab", 1.5), (None, None)]


def test_a_layer_of_a_district_file(schema: str, tmp_path: Path) -> None:
    """A table is named with its schema; columns and conditions hold for it as for a file."""
    put(schema, small())
    toml = tmp_path / "district.toml"
    layer = json.dumps(f"{schema_of(schema)}.roads")
    text = f'[layers.roads]\npath = "{server_of(schema)}"\nlayer = {layer}\n'
    toml.write_text(text + 'columns = { name = "surface" }\nwhere = "surface = \'asphalt\'"\n')
    read = read_district(toml)
    assert read.layers["roads"]["name"].tolist() == ["asphalt"]
    assert read.crs.to_epsg() == 4547
    toml.write_text(text.replace('.roads"', '.nothing"'))
    with pytest.raises(RoadnetError) as caught:
        read_district(toml)
    assert caught.value.code == "layer_unknown"
    toml.write_text(text.replace("://tester@", "://tester:Falsch-77@"))
    with pytest.raises(RoadnetError) as caught:
        read_district(toml)
    assert caught.value.code == "database_password"
    assert "Falsch-77" not in caught.value.message("en")


def test_what_is_not_ours_stays(schema: str) -> None:
    put(schema, small())
    with pytest.raises(RoadnetError) as caught:
        write_schema(schema, small())
    assert caught.value.code == "database_table_taken"
    with pytest.raises(RoadnetError) as caught:
        write_schema(server_of(schema), small())
    assert caught.value.code == "database_schema_missing"


def test_the_command_and_its_silence(schema: str, password: str, tmp_path: Path) -> None:
    put(schema, small())
    results = schema.replace("?schema=", "?schema=r")
    try:
        done = run("assess", schema, "-o", results, "--lang", "en")
        assert done.returncode in (0, 1), done.stderr
        summary = json.loads(str(rows_of(results, "SELECT json FROM {}", "summary")[0][0]))
        assert summary["connectivity"]["villages"] == 2
        assert summary["roads"]["length_km"] == pytest.approx(2.0)
        told = [done, run("assess", schema, "-o", str(tmp_path / "out"))]
        told.append(run("check", schema, "--json"))
        with_word = schema.replace("://", "://u:Falsch-77@", 1)
        told += [run(c, with_word) for c in ("check", "app")]
        told += [run(c, with_word, "-o", str(tmp_path / c)) for c in ("assess", "report", "batch")]
        told.append(run("assess", "demo", "-o", with_word))
        told.append(run("check", schema, PGPASSWORD="Falsch-77", ROADNET_DEBUG="1"))
        assert [one.returncode for one in told[3:]] == [2] * 7
        every = "".join(one.stdout + one.stderr for one in told)
        files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
        for word in (password, "Falsch-77"):
            assert word not in every
            assert not any(word.encode() in content for content in files)
    finally:
        rows_of_drop(results)


def run(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "roadnet", *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **more},
        check=False,
    )


def rows_of_drop(address: str) -> None:
    import psycopg
    from psycopg import sql

    with psycopg.connect(server_of(address)) as connection:
        drop = sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE")
        connection.execute(drop.format(sql.Identifier(schema_of(address))))
