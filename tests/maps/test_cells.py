"""The density of roads from afar, and a page whose chunks stand behind its script."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from roadnet.maps import LayerOptions, LineLayer, Scheme, Style, build_map, to_html
from roadnet.maps.cells import CellsLayer
from roadnet.maps.chunks import ChunkedLayer, close_zoom
from roadnet.maps.codec import from_container


@pytest.fixture
def roads() -> gpd.GeoDataFrame:
    """Three roads of 1 km near one place on the equator at 105 E, one 100 km further east."""
    starts = [500_000, 500_010, 500_020, 600_000]
    lines = [shapely.LineString([(x, 0), (x + 1000, 0)]) for x in starts]
    return gpd.GeoDataFrame({"road_id": list("abcd")}, geometry=lines, crs=32648)


def test_kilometres_lie_in_the_cell_of_the_middle(roads: gpd.GeoDataFrame) -> None:
    meta, blocks = from_container(CellsLayer(roads, name="n", max_zoom=8).payload)
    classes = np.frombuffer(blocks["classes"], dtype=np.uint8)
    # Cells of zoom 7 + 5: 40,075 / 4096 = 9.78 km; 3 km in 95.7 km2 and 1 km: both below 0.25.
    assert meta["power"] == 12
    assert len(classes) == meta["columns"] * meta["lines"]
    assert np.bincount(classes).tolist() == [len(classes) - 2, 2]
    assert classes[0] == 1 and classes[-1] == 1
    assert [one["total"] for one in meta["schemes"][0]["styles"]][:2] == ["4.000 km", "0.000 km"]


def test_a_dense_cell_is_of_the_highest_class(roads: gpd.GeoDataFrame) -> None:
    meta, blocks = from_container(CellsLayer(roads.iloc[:3], name="n", max_zoom=14).payload)
    # Cells of zoom 13 + 5: 0.153 km, 0.0234 km2; 3 km in one would be 128 km/km2. The middles lie
    # 10 m apart, so they are in one cell or in two; each kilometre makes 43 km/km2.
    assert set(np.frombuffer(blocks["classes"], dtype=np.uint8)) <= {0, 6}
    assert meta["count"] == 3


def test_no_roads_give_no_cells(roads: gpd.GeoDataFrame) -> None:
    layer = CellsLayer(roads.iloc[:0], name="n", max_zoom=11)
    assert layer.bounds is None


def test_the_zoom_follows_from_how_dense_the_roads_are() -> None:
    # 50,000 roads on a screen's pixels of 100 m: 1366 * 768 * 1e4 m2 = 10,491 km2, 102.4 km wide.
    # A pixel of zoom 8 shows 532 m at 30 degrees, of zoom 10 133 m, of zoom 11 67 m.
    ends = np.array([[0, 0], [102_427, 102_427]])
    points = np.repeat(shapely.points(ends), 25_000)
    assert close_zoom(gpd.GeoDataFrame(geometry=points, crs=32648)) == 11


def test_chunks_stand_behind_the_script_and_open(roads: gpd.GeoDataFrame, open_page) -> None:
    style = (Style("", "any", "#aa0000"),)
    layer = ChunkedLayer(
        LineLayer,
        roads,
        name="roads",
        schemes=[Scheme("", "", style)],
        options=LayerOptions(id_column="road_id"),
        rows=2,
    )
    cells = CellsLayer(roads, name="density", max_zoom=10)
    html = to_html(build_map([cells, layer]))
    assert html.index('type="text/plain"') > html.rindex("Roadnet.layer(")
    page = open_page(html)
    found = page.evaluate(
        """() => {
          const map = Object.values(window).find((each) => each && each.roadnet);
          const data = map.roadnet.stack.layers[1];
          const hit = data.hit(Roadnet.toWorldX(105.004), Roadnet.toWorldY(0), 1e-4, 9);
          return hit && hit.data.packed.text(hit.data.meta.id, hit.row);
        }"""
    )
    assert found in {"a", "b", "c"}
    assert page.failed == []
