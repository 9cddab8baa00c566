"""A bureau's package as an office hands it over, written from the layers of a clean district.

Official names and codes, GBK without a word on it, two shapefiles of roads in different reference
systems, an old workbook of villages with a title, subtotals and a total beside a shapefile of the
natural ones, stops in GCJ-02, projects and hazards by stakes, and areas in a zip made on Windows.
"""

import io
import tempfile
import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import xlsxwriter
import xlwt

from roadnet.crs import gcj02_from_wgs84
from roadnet.schema import layers as model
from roadnet.text import tr

# The codes of the source data by domain: 31 gravel, 36 none; 24 is class 4, 30 below it.
TECHNICAL = {
    "class_1": "11",
    "class_2": "22",
    "class_3": "23",
    "class_4": "24",
    "substandard": "30",
}
SURFACE = {
    "asphalt": "11", "cement": "12", "simple_paved": "21", "gravel": "31", "stone": "32",
    "block": "34", "brick": "35", "earth": "36",
}  # fmt: skip
YES_NO = {True: "1", False: "2"}
WORDS = {True: "是", False: "否"}


def write_package(folder: Path, district: dict[str, gpd.GeoDataFrame], year: int) -> list[Path]:
    """Write the package of one year; returns its files."""
    folder.mkdir(parents=True)
    roads, villages = district["roads"], district["villages"]
    rural = roads["admin_class"] == "village"
    write_segments(folder / f"T_LD_{year}.shp", roads[~rural])
    write_segments(folder / f"村道路段{year}.shp", roads[rural].to_crs("EPSG:4490"))
    natural = villages["kind"] == "natural"
    write_villages(folder / f"{year}年村庄名单.xls", villages[~natural])
    write_natural(folder / f"T_ZRC_{year}.shp", villages[natural])
    write_townships(folder / f"T_XZ_{year}.shp", district["townships"])
    write_stops(folder / f"村级招呼站{year}.csv", district["stops"])
    write_lines(folder / f"客运班线{year}.xlsx", district["bus_routes"])
    write_zones(folder / "预约响应.geojson", district["service_zones"])
    write_stations(folder / "乡镇综合运输服务站.xlsx", district["stations"])
    write_logistics(folder / f"三级物流网点{year}.xlsx", district["logistics"])
    write_sites(folder / "产业旅游点.csv", district["sites"])
    write_ferries(folder / "渡口.geojson", district["ferries"])
    write_projects(folder / f"{year}年项目库.xlsx", district["projects"])
    write_hazards(folder / f"安全隐患台账{year}.xlsx", district["hazards"])
    write_areas(
        folder / "界线.zip",
        district["boundaries"],
        "乡镇界",
        {"township_id": "XZBM", "name": "XZMC"},
    )
    write_areas(
        folder / "红线.zip",
        district["constraints"],
        "生态红线",
        {"constraint_id": "红线编号", "kind": "红线类型", "name": "红线名称"},
    )
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix in (".shp", ".xls", ".xlsx", ".csv", ".zip", ".geojson")
    )


def write_segments(path: Path, roads: gpd.GeoDataFrame) -> None:
    table = gpd.GeoDataFrame(
        {
            "LDBM": roads["road_id"],
            "LXBM": roads["route_code"],
            "LXMC": roads["name"],
            "SZXZQHDM": "519999",
            "QDZH": roads["start_stake_km"],
            "ZDZH": roads["end_stake_km"],
            "LDJSDJ": roads["technical_class"].map(TECHNICAL),
            "LDLMLX": roads["surface"].map(SURFACE),
            "LJKD": roads["width_m"] + 1.0,
            "LMKD": roads["width_m"],
            "LDLC": lengths_km(roads),
            "SFWGYLD": roads["is_overlap"].map(YES_NO),
            "SFWDGTLD": roads["is_not_through"].map(YES_NO),
            "CDSL": roads["lanes"],
            "SJSS": roads["speed_km_h"],
            "GYDWMC": "公路养护站",
            "路段状态": named(roads["status"], "roads", "status"),
            "单行": roads["oneway"].map(WORDS),
            "是否桥梁": roads["is_bridge"].map(WORDS),
            "是否隧道": roads["is_tunnel"].map(WORDS),
            "是否渡口": roads["is_ferry"].map(WORDS),
            "立交层次": roads["z_level"],
            "是否晴雨通": roads["all_season"].map(WORDS),
            "路况等级": roads["condition"],
        },
        geometry=roads.geometry,
        crs=roads.crs,
    )
    write_gbk(table, path)


def write_villages(path: Path, villages: gpd.GeoDataFrame) -> None:
    lon, lat = degrees(villages)
    table = pd.DataFrame(
        {
            "序号": range(1, len(villages) + 1),
            "村代码": villages["village_id"],
            "村名称": villages["name"],
            "乡镇代码": villages["township_id"],
            "村庄类型": named(villages["kind"], "villages", "kind"),
            "人口（人）": villages["population"],
            "户数（户）": villages["households"],
            "是否具备条件": villages["eligible"].map(WORDS),
            "不具备条件原因": villages["exclusion_reason"],
            "现建制村代码": villages["successor_id"],
            "经度": lon,
            "纬度": lat,
            "备注": "",
        }
    )
    rows: list[dict[str, object]] = []
    for township, group in table.groupby("乡镇代码", sort=False):
        rows += group.to_dict("records")
        rows.append({"序号": "小计", "乡镇代码": township, "人口（人）": group["人口（人）"].sum()})
    rows.append({"序号": "合计", "人口（人）": villages["population"].sum()})
    write_old_sheet(pd.DataFrame(rows, columns=table.columns), path, title="岚溪县村庄基本情况表")


def write_natural(path: Path, villages: gpd.GeoDataFrame) -> None:
    """Write natural villages; whether they count is said by words, as where it is not official."""
    table = gpd.GeoDataFrame(
        {
            "ZRCBM": villages["village_id"],
            "ZRCMC": villages["name"],
            "XZBM": villages["township_id"],
            "人口": villages["population"],
            "户数": villages["households"],
            "具备条件": villages["eligible"].map(WORDS),
            "不具备原因": villages["exclusion_reason"],
        },
        geometry=villages.geometry,
        crs=villages.crs,
    )
    write_gbk(table, path)


def write_townships(path: Path, townships: gpd.GeoDataFrame) -> None:
    table = gpd.GeoDataFrame(
        {
            "XZBM": townships["township_id"],
            "XZMC": townships["name"],
            "CXFL": townships["urban_rural_class"],
            "TDXZ": "1",
            "是否县城": townships["is_county_seat"].map(WORDS),
            "要求技术等": named(townships["required_class"], "townships", "required_class"),
        },
        geometry=townships.geometry,
        crs=townships.crs,
    )
    write_gbk(table, path)


def write_stops(path: Path, stops: gpd.GeoDataFrame) -> None:
    lon, lat = gcj02_from_wgs84(*degrees(stops))
    table = pd.DataFrame(
        {
            "站点编号": stops["stop_id"],
            "站点名称": stops["name"],
            "每周发班天数": stops["service_days_per_week"],
            "日发班次": stops["trips_per_day"],
            "是否有站牌": stops["has_sign"].map(WORDS),
            "是否有时刻表": stops["has_timetable"].map(WORDS),
            "是否公示电话": stops["has_phone_number"].map(WORDS),
            "是否统一标识": stops["has_unified_livery"].map(WORDS),
            "坐标系": "GCJ-02",
            "经度": lon,
            "纬度": lat,
        }
    )
    path.write_bytes(table.to_csv(index=False).encode("gbk"))


def write_lines(path: Path, lines: gpd.GeoDataFrame) -> None:
    table = pd.DataFrame(
        {
            "线路编号": lines["route_id"],
            "线路名称": lines["name"],
            "途经站点": lines["stop_ids"].str.replace(";", "、"),
            "日发班次": lines["trips_per_day"],
            "运营日": lines["operating_days"],
            "是否带货": lines["carries_parcels"].map(WORDS),
            "经营企业": "县客运公司",
        }
    )
    write_sheet(table, path)


def write_zones(path: Path, zones: gpd.GeoDataFrame) -> None:
    names = {
        "zone_id": "区域编号", "village_ids": "服务村", "booking_type": "预约方式",
        "prior_notice_min": "提前预约时间（分钟）", "phone": "预约电话",
    }  # fmt: skip
    write_geojson(zones.rename(columns=names), path)


def write_stations(path: Path, stations: gpd.GeoDataFrame) -> None:
    lon, lat = degrees(stations)
    said = [
        "、".join(tr(f"layers.values.stations.functions.{one}", "zh") for one in words.split(";"))
        for words in stations["functions"]
    ]
    table = pd.DataFrame(
        {
            "站场编号": stations["station_id"],
            "站场名称": stations["name"],
            "乡镇代码": stations["township_id"],
            "功能": said,
            "状态": named(stations["status"], "stations", "status"),
            "经度": lon,
            "纬度": lat,
            "建成年份": 2020,
        }
    )
    write_sheet(table, path, title="综合运输服务站一览表")


def write_logistics(path: Path, nodes: gpd.GeoDataFrame) -> None:
    lon, lat = degrees(nodes)
    table = pd.DataFrame(
        {
            "网点编号": nodes["node_id"],
            "网点名称": nodes["name"],
            "网点级别": named(nodes["tier"], "logistics", "tier"),
            "上级网点": nodes["parent_id"],
            "运营单位": nodes["operator"],
            "每周配送天数": nodes["dispatch_days_per_week"],
            "经度": lon,
            "纬度": lat,
        }
    )
    write_sheet(table, path)


def write_sites(path: Path, sites: gpd.GeoDataFrame) -> None:
    lon, lat = degrees(sites)
    table = pd.DataFrame(
        {
            "产业点编号": sites["site_id"],
            "产业点名称": sites["name"],
            "产业类型": named(sites["kind"], "sites", "kind"),
            "要求技术等级": named(sites["required_class"], "sites", "required_class"),
            "年产量（吨）": sites["annual_output_t"],
            "经度": lon,
            "纬度": lat,
        }
    )
    path.write_bytes(table.to_csv(index=False).encode("gbk"))


def write_ferries(path: Path, ferries: gpd.GeoDataFrame) -> None:
    names = {
        "ferry_id": "渡口代码", "name": "渡口名称", "wait_min": "候渡时间（分钟）",
        "crossing_min": "过渡时间（分钟）", "hours": "开渡时间",
        "closure_days_per_year": "年停渡天数",
    }  # fmt: skip
    write_geojson(ferries.rename(columns=names)[[*names.values(), "geometry"]], path)


def write_projects(path: Path, projects: gpd.GeoDataFrame) -> None:
    table = pd.DataFrame(
        {
            "项目编号": projects["project_id"],
            "项目名称": projects["name"],
            "项目类型": projects["type"],
            "建设性质": named(projects["action"], "projects", "action"),
            "路线编码": projects["route_code"],
            "起点桩号": projects["start_stake_km"].map(stake),
            "止点桩号": projects["end_stake_km"].map(stake),
            "里程（公里）": projects["length_km"],
            "总投资（元）": projects["cost_cny"],
            "补助资金（元）": projects["subsidy_cny"],
            "计划年度": projects["year"],
            "前期阶段": projects["stage"],
            "卡点": projects["blockers"],
            "建设单位": "县交通运输局",
        }
    )
    write_sheet(table, path)


def write_hazards(path: Path, hazards: gpd.GeoDataFrame) -> None:
    table = pd.DataFrame(
        {
            "隐患编号": hazards["hazard_id"],
            "隐患类型": named(hazards["kind"], "hazards", "kind"),
            "隐患等级": hazards["severity"],
            "状态": named(hazards["status"], "hazards", "status"),
            "发现日期": hazards["found_on"],
            "整改期限": hazards["due_on"],
            "销号日期": hazards["closed_on"],
            "路线编码": hazards["route_code"],
            "桩号": hazards["start_stake_km"].map(stake),
            "责任单位": "县公路局",
        }
    )
    write_sheet(table, path, title="公路安全隐患台账")


def write_areas(path: Path, areas: gpd.GeoDataFrame, name: str, headings: dict[str, str]) -> None:
    """Write a shapefile into a zip whose names are code page 936 without the flag of UTF-8."""
    table = areas[[*headings, "geometry"]].copy()
    if "kind" in headings:
        table["kind"] = named(table["kind"], "constraints", "kind")
    held = io.BytesIO()
    with tempfile.TemporaryDirectory() as scratch:
        write_gbk(table.rename(columns=headings), Path(scratch) / "a.shp")
        with zipfile.ZipFile(held, "w") as archive:
            for part in sorted(Path(scratch).iterdir()):
                # Two placeholders a sign, of the same length as its bytes, and then the bytes.
                archive.writestr("#" * len(name.encode("gbk")) + part.suffix, part.read_bytes())
    mark = b"#" * len(name.encode("gbk"))
    path.write_bytes(held.getvalue().replace(mark, name.encode("gbk")))


def write_gbk(table: gpd.GeoDataFrame, path: Path) -> None:
    """Write a shapefile in GBK that does not say so."""
    pyogrio.write_dataframe(table, path, encoding="gbk")
    path.with_suffix(".cpg").unlink(missing_ok=True)
    dbf = path.with_suffix(".dbf")
    held = bytearray(dbf.read_bytes())
    held[29] = 0  # the language driver
    dbf.write_bytes(held)


def write_geojson(table: gpd.GeoDataFrame, path: Path) -> None:
    kinds = table.geometry.dropna().geom_type.unique()
    pyogrio.write_dataframe(
        table.to_crs("EPSG:4326"),
        path,
        driver="GeoJSON",
        geometry_type=kinds[0] if len(kinds) == 1 else "Unknown",
        COORDINATE_PRECISION=11,
    )


def write_sheet(table: pd.DataFrame, path: Path, title: str = "") -> None:
    """Write a sheet as an office does: perhaps a merged title, codes as text."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        top = 0
        if title:
            sheet.merge_range(0, 0, 0, table.shape[1] - 1, title)
            top = 1
        sheet.write_row(top, 0, list(table))
        for at, row in enumerate(table.itertuples(index=False), start=top + 1):
            for column, cell in enumerate(row):
                if not pd.isna(cell):
                    sheet.write(at, column, cell)


def write_old_sheet(table: pd.DataFrame, path: Path, title: str) -> None:
    """Write a sheet of Excel 97 with a merged title."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("村庄")
    sheet.write_merge(0, 0, 0, table.shape[1] - 1, title)
    for column, name in enumerate(table):
        sheet.write(1, column, name)
    for at, row in enumerate(table.itertuples(index=False), start=2):
        for column, cell in enumerate(row):
            if not pd.isna(cell):
                sheet.write(at, column, cell if isinstance(cell, str) else float(cell))
    book.save(str(path))


def lengths_km(roads: gpd.GeoDataFrame) -> pd.Series:
    """Return lengths in the metric system, whatever the roads are in."""
    return roads.to_crs("EPSG:4544").length / 1000


def named(values: pd.Series, layer: str, column: str) -> pd.Series:
    """Return the Chinese names of an enumeration's values."""
    words = {
        value: tr(f"layers.values.{layer}.{column}.{value}", "zh")
        for value in model()[layer].columns[column].values
    }
    return values.map(words)


def degrees(points: gpd.GeoDataFrame) -> tuple[pd.Series, pd.Series]:
    placed = points.geometry.to_crs("EPSG:4326")
    return placed.x, placed.y


def stake(km: float) -> str | None:
    """Return a stake as it is written: K12+345."""
    return None if pd.isna(km) else f"K{int(km)}+{round(km % 1 * 1000):03d}"
