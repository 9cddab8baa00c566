"""A province cut into counties, each with as much around it as its verdicts can depend on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from roadnet.analysis.assess import DEFAULT_TOLERANCE_M
from roadnet.batch.task import plain_names
from roadnet.district import District
from roadnet.errors import RoadnetError
from roadnet.io.config import CONFIG_NAME
from roadnet.io.recognition.toml_text import to_toml_text
from roadnet.network.model import BoolArray, IntArray
from roadnet.reports.staging import write_whole
from roadnet.schema import AT_CUT, IN_MARGIN, SOURCE_ROW

COUNTY_ID: Final = "county_id"
"""Column of the boundaries that names the county; without it, the township's first six digits."""

_COUNTY_DIGITS: Final = 6
# What a verdict may need from beyond the boundary; of everything else a county has its own alone.
_SHARED: Final = (
    "roads",
    "townships",
    "stops",
    "logistics",
    "ferries",
    "service_zones",
    "bus_routes",
)
# What a way may lead over, out of what is at hand.
_WAYS: Final = ("roads", "ferries")
# Layers whose rows may have no shape: the column that says whose they are, and what it names.
_REFERENCES: Final = {
    "bus_routes": ("stop_ids", "stops", "stop_id"),
    "service_zones": ("village_ids", "villages", "village_id"),
}
_METRES: Final = 1000.0

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class County:
    """A county of a province: its identifier and its area, in the province's metric system."""

    county_id: str
    area: shapely.Geometry


def counties_of(province: District) -> list[County]:
    """Return the counties that the boundaries of a province make up.

    An area that names no county is in none: what lies there goes to the nearest one and is told.

    Raises
    ------
    RoadnetError
        ``layer_needed`` without boundaries, or where none names a county.
    """
    if not province.has("boundaries"):
        raise RoadnetError("layer_needed", layer="boundaries")
    areas = province.layers["boundaries"]
    ids = areas["township_id"].fillna("").astype(str).str[:_COUNTY_DIGITS]
    if COUNTY_ID in areas:
        ids = areas[COUNTY_ID].fillna(ids).astype(str)
    if not (ids != "").any():
        raise RoadnetError("layer_needed", layer="boundaries")
    areas, ids = areas[ids != ""], ids[ids != ""]
    return [
        County(str(name), shapely.union_all(rows.geometry.to_numpy()))
        for name, rows in areas.groupby(ids)
    ]


@dataclass(frozen=True, slots=True)
class Cut:
    """A province that was cut.

    Parameters
    ----------
    folders
        One a county, by its identifier.
    outside
        By layer, how many rows lie in no county's boundary and went to the nearest one.
    placeless
        By layer, how many rows have neither a place nor a reference that says whose they are, and
        are in no county.
    """

    folders: tuple[Path, ...]
    outside: Mapping[str, int]
    placeless: Mapping[str, int]


def cut_province(
    province: District,
    directory: Path,
    *,
    margin_m: float,
    join_tolerance_m: float = DEFAULT_TOLERANCE_M,
    progress: Progress | None = None,
) -> Cut:
    """Write a folder a county: GeoParquet files and a ``district.toml``.

    Each row of a layer is one county's: the one that it lies in (of a line, its middle), else the
    nearest. Roads, seats, stops, nodes, ferries and zones within ``margin_m`` of the county
    come with it, marked ``in_margin``: they carry verdicts but are not counted. A road or ferry
    that leads further than the margin, or so near its edge that it could be joined to what lies
    beyond, is marked ``at_cut``. Bus routes and zones without a shape go where their stops and
    villages are.

    All counties reckon in the province's metric system, so that a length is the same in each.

    Raises
    ------
    RoadnetError
        ``layer_needed`` without boundaries; ``write_failed``.
    """
    counties = counties_of(province)
    owned = {name: _owners(frame, counties) for name, frame in province.layers.items()}
    names = plain_names(county.county_id for county in counties)
    lost = {name: own.county < 0 for name, own in owned.items()}
    for number, (county, name) in enumerate(zip(counties, names, strict=True)):
        if progress:
            progress("cut", number / len(counties))
        around = county.area.buffer(margin_m)
        inner = county.area.buffer(margin_m - join_tolerance_m)
        shapely.prepare([around, inner])
        layers = {
            layer: _part_of(layer, frame, owned[layer].county == number, around, inner)
            for layer, frame in province.layers.items()
        }
        for layer, named in _named_here(layers, province).items():
            lost[layer] &= ~named
            rows = province.layers[layer][named & (owned[layer].county < 0)]
            bare = rows.drop(columns=SOURCE_ROW, errors="ignore")
            layers[layer] = pd.concat([layers[layer], bare]) if len(bare) else layers[layer]
        _write(layers, province, county, directory / name, margin_m)
    return Cut(
        tuple(directory / name for name in names),
        {name: count for name, own in owned.items() if (count := int(own.outside.sum()))},
        {name: count for name, rows in lost.items() if (count := int(rows.sum()))},
    )


@dataclass(frozen=True, slots=True)
class _Owned:
    """(rows,) the county of each row, -1 where it has no place; whether it lies in none."""

    county: IntArray
    outside: BoolArray


def _owners(frame: gpd.GeoDataFrame, counties: list[County]) -> _Owned:
    owner = np.full(len(frame), -1, dtype=np.int64)
    outside = np.zeros(len(frame), dtype=bool)
    placed = np.flatnonzero(frame.geometry.notna() & ~frame.geometry.is_empty)
    if len(placed):
        points = _middles(frame.geometry.to_numpy()[placed])
        tree = shapely.STRtree([county.area for county in counties])
        (nth, county), away_m = tree.query_nearest(points, return_distance=True)
        # On a boundary two are as near: the first is taken.
        first = np.unique(nth, return_index=True)[1]
        owner[placed[nth[first]]] = county[first]
        outside[placed[nth[first]]] = away_m[first] > 0
    return _Owned(owner, outside)


def _middles(shapes: np.ndarray) -> np.ndarray:
    lines = shapely.get_dimensions(shapes) == 1
    middles = shapely.point_on_surface(shapes)
    parts = np.where(lines, shapely.get_geometry(shapes, 0), shapes)
    middles[lines] = shapely.line_interpolate_point(parts[lines], 0.5, normalized=True)
    return middles


def _part_of(
    name: str,
    frame: gpd.GeoDataFrame,
    own: BoolArray,
    around: shapely.Geometry,
    inner: shapely.Geometry,
) -> gpd.GeoDataFrame:
    """Return a county's rows of a layer, and what of it stands in the margin."""
    part = frame.drop(columns=SOURCE_ROW, errors="ignore")
    if name not in _SHARED:
        return part[own]
    shapes = frame.geometry.to_numpy()
    kept = own | shapely.intersects(around, shapes)
    part = part[kept].assign(**{IN_MARGIN: ~own[kept]})
    if name not in _WAYS:
        return part
    return part.assign(**{AT_CUT: ~shapely.covers(inner, shapes[kept])})


def _named_here(layers: Mapping[str, gpd.GeoDataFrame], province: District) -> dict[str, BoolArray]:
    """Mark, in the province's layers, the rows that name a stop or a village of the county."""
    found = {}
    for name, (column, target, identifier) in _REFERENCES.items():
        if name not in layers or target not in layers:
            continue
        here = set(layers[target][identifier].dropna().astype(str))
        lists = province.layers[name][column].fillna("").astype(str).str.split(";")
        found[name] = np.array([bool(here.intersection(ids)) for ids in lists], dtype=bool)
    return found


def _write(
    layers: Mapping[str, gpd.GeoDataFrame],
    province: District,
    county: County,
    folder: Path,
    margin_m: float,
) -> None:
    some = {name: frame for name, frame in layers.items() if len(frame)}
    writers: dict[str, Callable[[Path], object]] = {
        f"{name}.parquet": frame.to_parquet for name, frame in some.items()
    }
    text = "\n".join(_config(province, county, list(some), margin_m))
    writers[CONFIG_NAME] = lambda path: path.write_text(text, encoding="utf-8")
    write_whole(folder, writers)


def _config(province: District, county: County, names: list[str], margin_m: float) -> Iterator[str]:
    yield "[district]"
    yield f"name = {to_toml_text(_name_of(province, county))}"
    yield f"standard = {to_toml_text(province.standard)}"
    yield f"crs = {to_toml_text(province.crs.to_string())}"
    yield f"margin_km = {margin_m / _METRES}"
    if province.data_date:
        yield f"data_date = {to_toml_text(province.data_date)}"
    for name in names:
        yield f"\n[layers.{name}]"
        yield f'path = "{name}.parquet"'
    yield ""


def _name_of(province: District, county: County) -> str:
    """Name a county by its seat where it is known, else by its identifier."""
    if province.has("townships"):
        seats = province.layers["townships"]
        chief = seats[seats["is_county_seat"].eq(True).fillna(False)]
        inside = chief[chief.within(county.area)]["name"].dropna()
        if len(inside) == 1:
            return f"{inside.iloc[0]} {county.county_id}"
    return county.county_id
