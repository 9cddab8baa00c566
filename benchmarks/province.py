"""A province as files, for measuring: rural trees with loops, made as arrays in seconds.

From the project folder: ``.venv/bin/python -m benchmarks.province FOLDER --segments 3000000``.
It is no likeness of a place (that is the demonstration district): it has what costs time, each
road a line of its own whose ends miss the junction by up to three metres.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial import cKDTree

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

CRS_CODE: Final = 4544  # CGCS2000, three-degree zone at 105 degrees east
_CENTRE: Final = (500_000.0, 3_400_000.0)
_SPACING_M: Final = 350.0
_JITTER: Final = 0.2
_WIGGLE: Final = 0.06
_MISS_M: Final = 3.0
_LOOPS: Final = 0.07
_VERTICES: Final = 20
_SEGMENTS_A_VILLAGE: Final = 60
_VILLAGES_A_TOWNSHIP: Final = 32
_TOWNSHIPS_A_COUNTY: Final = 16
_UNHARDENED: Final = 0.15
"""Share of the roads with a loose end that are of gravel."""
_CLASSES: Final = ("village", "township", "county", "provincial")
_CLASS_SHARES: Final = (0.8, 0.12, 0.06, 0.02)


@dataclass(frozen=True)
class _Mesh:
    """Junctions (n, 2) in metres, and the two junctions of each road."""

    xy: FloatArray
    start: IntArray
    end: IntArray


def write_province(folder: Path, segments: int, *, seed: int = 1) -> Path:
    """Write a province as GeoParquet files with a ``district.toml``; return that file.

    Parameters
    ----------
    folder
        Where to; it is made where needed.
    segments
        Roads wanted, >= 1,000; the number made differs by less than one in a hundred.
    seed
        Of everything that is drawn by lot.
    """
    rng = np.random.default_rng(seed)
    mesh = _make_mesh(segments, rng)
    folder.mkdir(parents=True, exist_ok=True)
    tables = {"roads": _roads(mesh, rng), **_places(mesh, rng)}
    for name, table in tables.items():
        pq.write_table(table, folder / f"{name}.parquet", compression="zstd")
    toml = folder / "district.toml"
    layers = "".join(f'\n[layers.{name}]\npath = "{name}.parquet"\n' for name in tables)
    head = f'[district]\nname = "Province"\nstandard = "cn"\ncrs = "EPSG:{CRS_CODE}"\n'
    toml.write_text(head + layers, encoding="utf-8")
    return toml


def _make_mesh(segments: int, rng: np.random.Generator) -> _Mesh:
    """Take a random spanning tree of a jittered lattice and a few of the roads left out."""
    side = round(float(np.sqrt(segments / (1 + _LOOPS))))
    count = side * side
    grid = np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=-1).reshape(-1, 2)
    xy = (grid - side / 2 + rng.uniform(-_JITTER, _JITTER, (count, 2))) * _SPACING_M + _CENTRE
    node = np.arange(count).reshape(side, side)
    start = np.concatenate([node[:, :-1].ravel(), node[:-1].ravel()])
    end = np.concatenate([node[:, 1:].ravel(), node[1:].ravel()])
    weight = rng.uniform(1.0, 2.0, len(start))
    graph = coo_array((weight, (start, end)), shape=(count, count)).tocsr()
    tree = minimum_spanning_tree(graph).tocoo()
    in_tree = np.isin(start * count + end, tree.row.astype(np.int64) * count + tree.col)
    loops = rng.choice(np.flatnonzero(~in_tree), int(_LOOPS * count), replace=False)
    kept = np.sort(np.concatenate([np.flatnonzero(in_tree), loops]))
    rng.shuffle(kept)
    return _Mesh(xy, start[kept], end[kept])


def _roads(mesh: _Mesh, rng: np.random.Generator) -> pa.Table:
    count = len(mesh.start)
    lines = _lines(mesh, rng)
    degree = np.bincount(np.concatenate([mesh.start, mesh.end]), minlength=len(mesh.xy))
    is_loose = np.minimum(degree[mesh.start], degree[mesh.end]) == 1
    fields = [("order", "u1"), ("kind", "<u4"), ("size", "<u4"), ("xy", "<f8", lines.shape[1:])]
    record = np.zeros(count, dtype=fields)
    record["order"], record["kind"], record["size"], record["xy"] = 1, 2, _VERTICES, lines
    return _table(
        record,
        "LineString",
        road_id=_names("R", count),
        route_code=_names("C", count, each=8),
        admin_class=rng.choice(_CLASSES, count, p=_CLASS_SHARES),
        technical_class=rng.choice(["class_3", "class_4"], count),
        surface=np.where(is_loose & (rng.random(count) < _UNHARDENED), "gravel", "cement"),
        width_m=rng.choice([3.5, 4.5, 6.0], count),
    )


def _lines(mesh: _Mesh, rng: np.random.Generator) -> FloatArray:
    """Return (roads, 20, 2) vertices: a bow between two ends that miss the junction a little."""
    turn = rng.uniform(0, 2 * np.pi, (2, len(mesh.start)))
    miss = rng.uniform(0, _MISS_M, turn.shape)
    off = np.stack([miss * np.cos(turn), miss * np.sin(turn)], axis=-1)
    a, b = mesh.xy[mesh.start] + off[0], mesh.xy[mesh.end] + off[1]
    along = np.linspace(0, 1, _VERTICES)[None, :]
    waves = rng.integers(1, 4, (len(a), 1))
    height = rng.uniform(-_WIGGLE, _WIGGLE, (len(a), 1))
    bow = height * np.sin(np.pi * along * waves)
    dx, dy = (b - a).T[:, :, None]
    x = a[:, :1] + along * dx - bow * dy
    y = a[:, 1:] + along * dy + bow * dx
    return np.stack([x, y], axis=-1)


def _places(mesh: _Mesh, rng: np.random.Generator) -> dict[str, pa.Table]:
    """Return villages, townships, stops and logistics nodes, each near a junction."""
    villages = max(2, len(mesh.start) // _SEGMENTS_A_VILLAGE)
    townships = max(1, villages // _VILLAGES_A_TOWNSHIP)
    counties = max(1, townships // _TOWNSHIPS_A_COUNTY)
    node = rng.choice(len(mesh.xy), villages + townships, replace=False)
    seat, village = np.split(_near(mesh.xy[node], 60.0, rng), [townships])
    home = np.asarray(cKDTree(seat).query(village)[1])
    stops = int(0.9 * villages)
    tiers = np.repeat(["county", "township", "village"], [counties, townships, int(0.8 * villages)])
    at = np.concatenate([seat[:counties], seat, village[: int(0.8 * villages)]])
    parent = np.concatenate(
        [
            np.full(counties, None),
            _numbered("L", np.arange(townships) % counties),
            _numbered("L", counties + home[: int(0.8 * villages)]),
        ]
    )
    return {
        "villages": _table(
            _points(village),
            "Point",
            village_id=_names("V", villages),
            name=_names("Village ", villages),
            township_id=_numbered("T", home),
            kind=np.full(villages, "administrative"),
            population=rng.integers(50, 4000, villages),
        ),
        "townships": _table(
            _points(seat),
            "Point",
            township_id=_names("T", townships),
            name=_names("Township ", townships),
            is_county_seat=np.arange(townships) < counties,
        ),
        "stops": _table(
            _points(_near(village[:stops], 400.0, rng)),
            "Point",
            stop_id=_names("S", stops),
            name=_names("Stop ", stops),
            service_days_per_week=rng.integers(1, 8, stops),
            trips_per_day=rng.integers(1, 12, stops),
        ),
        "logistics": _table(
            _points(_near(at, 100.0, rng)),
            "Point",
            node_id=_names("L", len(at)),
            name=_names("Node ", len(at)),
            tier=tiers,
            parent_id=parent,
            dispatch_days_per_week=rng.integers(1, 8, len(at)),
        ),
    }


def _near(xy: FloatArray, within_m: float, rng: np.random.Generator) -> FloatArray:
    moved: FloatArray = xy + rng.uniform(-within_m, within_m, xy.shape)
    return moved


def _points(xy: FloatArray) -> NDArray[Any]:
    record = np.zeros(len(xy), dtype=[("order", "u1"), ("kind", "<u4"), ("xy", "<f8", (2,))])
    record["order"], record["kind"], record["xy"] = 1, 1, xy
    return record


def _names(head: str, count: int, *, each: int = 1) -> NDArray[Any]:
    return _numbered(head, np.arange(count) // each)


def _numbered(head: str, numbers: IntArray) -> NDArray[Any]:
    return np.array([f"{head}{number:07d}" for number in numbers.tolist()], dtype=object)


def _table(geometry: NDArray[Any], kind: str, /, **columns: NDArray[Any]) -> pa.Table:
    """Build a GeoParquet table; records of one length are well-known binary as they stand."""
    size = geometry.dtype.itemsize
    fixed = pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(size), len(geometry), [None, pa.py_buffer(geometry.tobytes())]
    )
    arrays = [pa.array(column) for column in columns.values()]
    about = {"encoding": "WKB", "geometry_types": [kind], "crs": _crs()}
    geo = {"version": "1.0.0", "primary_column": "geometry", "columns": {"geometry": about}}
    table = pa.table([*arrays, fixed.cast(pa.binary())], names=[*columns, "geometry"])
    return table.replace_schema_metadata({"geo": json.dumps(geo)})


def _crs() -> Any:
    from pyproj import CRS

    return CRS.from_epsg(CRS_CODE).to_json_dict()


def main() -> int:
    """Write the province; return 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--segments", type=int, default=3_000_000)
    asked = parser.parse_args()
    write_province(asked.folder, asked.segments)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
