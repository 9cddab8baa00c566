"""A layer in chunks holds what the whole one holds, and opens piece by piece in a browser."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from roadnet.maps import build_map, to_html
from roadnet.maps.chunks import CHUNKED_FROM, ChunkedLayer, to_layer
from roadnet.maps.codec import from_container, from_dictionary
from roadnet.maps.layers import LayerOptions, LineLayer, Scheme
from roadnet.maps.theme import Style

STYLES = (Style("a", "A", "#aa0000"), Style("", "other", "#0000aa"))
OPTIONS = LayerOptions(id_column="road_id", measure_column="km", measure_unit="km", min_zoom=14)


@pytest.fixture
def roads() -> gpd.GeoDataFrame:
    """400 short roads on a lattice of 2 km, drawn in no order."""
    place = np.random.default_rng(1).permutation(400)
    x, y = 500_000 + 2000 * (place % 20), 3_300_000 + 2000 * (place // 20)
    return gpd.GeoDataFrame(
        {
            "road_id": [f"r{number}" for number in place],
            "class": np.where(place % 3 == 0, "a", "b"),
            "km": 1.5,
        },
        geometry=shapely.linestrings(np.stack([np.c_[x, y], np.c_[x + 1500, y]], axis=1)),
        crs="EPSG:4544",
    )


def chunked(roads: gpd.GeoDataFrame) -> ChunkedLayer:
    schemes = [Scheme("", "class", STYLES)]
    return ChunkedLayer(LineLayer, roads, name="roads", schemes=schemes, options=OPTIONS, rows=64)


def test_every_row_is_in_one_chunk(roads):
    layer = chunked(roads)
    assert len(layer.chunks) == 7  # 400 rows, 64 in a chunk
    rows = [row for chunk in layer.chunks for row in ids_of(chunk)]
    assert sorted(rows) == sorted(roads["road_id"])


def test_the_head_counts_the_whole(roads):
    meta, blocks = from_container(chunked(roads).payload)
    # Of 0..399 every third from 0 on is of class a: 134, at 1.5 km each.
    totals = [style["total"] for style in meta["schemes"][0]["styles"]]
    assert totals == ["201.000 km", "399.000 km"]
    assert meta["count"] == 400
    assert not blocks


def test_chunks_lie_together(roads):
    meta, _ = from_container(chunked(roads).payload)
    west, south, east, north = np.array(meta["chunks"]).T
    whole = (east.max() - west.min()) * (north.max() - south.min())
    # In the order of the rows each chunk would cover nearly all of it.
    assert ((east - west) * (north - south)).max() < whole / 2


def test_few_rows_stay_whole(roads):
    schemes = [Scheme("", "class", STYLES)]
    assert len(roads) < CHUNKED_FROM
    assert isinstance(
        to_layer(LineLayer, roads, name="roads", schemes=schemes, options=OPTIONS), LineLayer
    )


def test_chunks_are_unpacked_where_the_view_is(roads, open_page):
    page = open_page(to_html(build_map([chunked(roads)])))
    opened = """([lat, lon, zoom]) => {
      const map = Object.values(window).find((each) => each && each.roadnet);
      map.setView([lat, lon], zoom, { animate: false });
      return new Promise((done) => setTimeout(() => {
        const data = map.roadnet.stack.layers[0];
        const x = Roadnet.toWorldX(lon);
        const y = Roadnet.toWorldY(lat);
        const hit = data.hit(x, y, 1e-4);
        done([data._chunks.filter((each) => each.data).length,
              hit && hit.data.packed.text(hit.data.meta.id, hit.row)]);
      }, 700));
    }"""
    road = roads[roads["road_id"] == "r210"].to_crs(4326).geometry.iloc[0]
    (lon, lat), _ = road.coords
    count, found = page.evaluate(opened, [lat, lon, 15])
    assert found == "r210"
    assert 0 < count < 7


def ids_of(chunk: str) -> list[str]:
    meta, blocks = from_container(chunk)
    return from_dictionary(blocks[meta["id"]], blocks[f"{meta['id']}_places"])
