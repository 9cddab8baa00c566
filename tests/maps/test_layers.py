"""What a layer packs: rows, classes, counts, geometry."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from roadnet.maps import AreaLayer, Field, LayerOptions, LineLayer, PointLayer, Scheme, Style, codec
from roadnet.maps.shapes import METRES_PER_DEGREE, to_shapes
from tests.maps.conftest import line_layer

ANY = (Scheme("", "", (Style("", "Any", "#000000"),)),)


def _unpack(layer: LineLayer | PointLayer | AreaLayer) -> tuple[dict, dict]:
    return codec.from_container(layer.payload)


def _lines(layer: LineLayer) -> list[list[tuple[float, float]]]:
    meta, blocks = _unpack(layer)
    points = codec.from_differences(blocks["xy"], unit_deg=meta["unit"])
    lines, start = [], 0
    for size in codec.from_varint(blocks["sizes"]):
        lines.append(points[start : start + size])
        start += size
    return lines


def test_lines_come_out_with_their_own_attributes() -> None:
    layer = line_layer()
    meta, blocks = _unpack(layer)
    names = codec.from_dictionary(blocks["title"], blocks["title_places"])
    place = codec.from_planes(blocks["rows"], count=2)
    ends = {names[at]: line[0] for at, line in zip(place, _lines(layer), strict=True)}
    assert ends["Long"] == pytest.approx((105.0, 30.0), abs=1e-9)
    assert ends["Cross"] == pytest.approx((105.01, 29.99), abs=1e-9)
    codes = dict(zip(names, codec.from_varint(blocks["scheme0"]), strict=True))
    assert codes == {"Long": 0, "Cross": 1}
    assert [style["total"] for style in meta["schemes"][0]["styles"]] == ["1", "1"]


def test_only_the_columns_that_are_shown_travel() -> None:
    frame = gpd.GeoDataFrame(
        {"name": ["a"], "phone": ["secret"]}, geometry=[shapely.Point(105, 30)], crs=4326
    )
    layer = PointLayer(frame, name="n", schemes=ANY, options=LayerOptions(title_column="name"))
    _, blocks = _unpack(layer)
    assert all(b"secret" not in block for block in blocks.values())


def test_a_value_without_a_style_falls_to_the_empty_one() -> None:
    styles = (Style("a", "A", "#111111"), Style("", "Other", "#222222"), Style("b", "B", "#333333"))
    points = shapely.points([(105, 30)] * 4)
    frame = gpd.GeoDataFrame({"kind": ["a", "b", "strange", None]}, geometry=points, crs=4326)
    meta, _ = _unpack(PointLayer(frame, name="n", schemes=[Scheme("", "kind", styles)]))
    # One a; strange and the missing one; one b.
    assert [style["total"] for style in meta["schemes"][0]["styles"]] == ["1", "2", "1"]


def test_a_measure_is_summed_by_class() -> None:
    lines = [shapely.LineString([(105, 30), (105.1, 30)])] * 3
    frame = gpd.GeoDataFrame(
        {"kind": ["a", "b", "a"], "km": [1.25, np.nan, 2.5]}, geometry=lines, crs=4326
    )
    styles = (Style("a", "A", "#111111"), Style("b", "B", "#222222"))
    options = LayerOptions(measure_column="km", measure_unit="km")
    meta, _ = _unpack(
        LineLayer(frame, name="n", schemes=[Scheme("", "kind", styles)], options=options)
    )
    # 1.25 + 2.5 = 3.75; the unknown length counts nothing.
    assert [style["total"] for style in meta["schemes"][0]["styles"]] == ["3.750 km", "0.000 km"]


def test_rows_without_a_place_are_counted_and_not_drawn() -> None:
    odd = [
        shapely.Point(105, 30),
        None,
        shapely.Point(),
        shapely.Point(np.inf, np.inf),
        shapely.Point(500, 95),
        shapely.LineString([(1, 1), (2, 2)]),
    ]
    frame = gpd.GeoDataFrame({"name": list("abcdef")}, geometry=odd, crs=4326)
    layer = PointLayer(frame, name="n", schemes=ANY, options=LayerOptions(title_column="name"))
    meta, blocks = _unpack(layer)
    names = codec.from_dictionary(blocks["title"], blocks["title_places"])
    drawn = dict(zip(names, codec.from_varint(blocks["parts"]), strict=True))
    assert meta["count"] == 6
    assert drawn == {"a": 1, "b": 0, "c": 0, "d": 0, "e": 0, "f": 0}
    assert layer.bounds == (105.0, 30.0, 105.0, 30.0)


def test_one_bad_vertex_leaves_out_one_row_only() -> None:
    with np.errstate(invalid="ignore"):
        bad = shapely.LineString([(105, 30), (105.1, 30), (105.2, np.nan)])
    good = shapely.LineString([(105, 30), (105.1, 30)])
    frame = gpd.GeoDataFrame(geometry=[bad, good], crs=4326)
    shapes = to_shapes(frame, "lines")
    drawn = codec.from_varint(shapes.blocks["parts"])
    assert [drawn[list(shapes.order).index(row)] for row in (0, 1)] == [0, 1]


def test_another_reference_system_is_converted() -> None:
    # EPSG:32648 has its middle line at 105 E: easting 500,000 there, and northing 0 at the equator.
    frame = gpd.GeoDataFrame(geometry=[shapely.Point(500_000, 0)], crs=32648)
    assert to_shapes(frame, "points").bounds == pytest.approx((105.0, 0.0, 105.0, 0.0))


def test_a_frame_without_a_reference_system_is_refused() -> None:
    with pytest.raises(ValueError, match="reference system"):
        to_shapes(gpd.GeoDataFrame(geometry=[shapely.Point(1, 1)]), "points")


def test_a_layer_without_styles_is_refused() -> None:
    frame = gpd.GeoDataFrame(geometry=[shapely.Point(1, 1)], crs=4326)
    with pytest.raises(ValueError, match="style"):
        PointLayer(frame, name="n", schemes=[Scheme("", "", ())])


def test_an_empty_layer_is_a_layer() -> None:
    for kind in (LineLayer, PointLayer, AreaLayer):
        frame = gpd.GeoDataFrame({"name": []}, geometry=[], crs=4326)
        layer = kind(frame, name="n", schemes=ANY, options=LayerOptions(title_column="name"))
        assert layer.bounds is None
        assert _unpack(layer)[0]["count"] == 0


def test_simplifying_stays_within_the_tolerance() -> None:
    rng = np.random.default_rng(5)
    walk = np.cumsum(rng.normal(0, 2e-5, (400, 2)), axis=0) + np.array([105.0, 30.0])
    frame = gpd.GeoDataFrame(geometry=[shapely.LineString(walk)], crs=4326)
    layer = LineLayer(frame, name="n", schemes=ANY, tolerance_m=20.0)
    (line,) = _lines(layer)
    assert len(line) < 200
    # 20 m, and half a unit of rounding (1.12 m) on either axis.
    allowed = (20.0 + 1.12 * 2**0.5) / METRES_PER_DEGREE
    assert shapely.hausdorff_distance(shapely.LineString(line), shapely.LineString(walk)) <= allowed


def test_neighbouring_areas_keep_their_common_border() -> None:
    """Two squares share a crooked side; simplified, they neither part nor overlap.

    +----/----+
    | A  \\  B |
    +----/----+
    """
    crooked = [(105.1 + 0.0004 * (-1) ** i, 30 + 0.01 * i) for i in range(11)]
    west = shapely.Polygon([(105, 30), *crooked, (105, 30.1)])
    east = shapely.Polygon([(105.2, 30), *crooked, (105.2, 30.1)])
    frame = gpd.GeoDataFrame(geometry=[west, east], crs=4326)
    layer = AreaLayer(frame, name="n", schemes=ANY, tolerance_m=2000.0)
    _, blocks = _unpack(layer)
    points = codec.from_differences(blocks["xy"], unit_deg=1e-5)
    first = codec.from_varint(blocks["sizes"])[0]
    one, two = shapely.Polygon(points[:first]), shapely.Polygon(points[first:])
    assert len(points) < 26
    assert one.intersection(two).area == 0
    assert one.union(two).area == pytest.approx(one.area + two.area)
    assert one.touches(two)


def test_holes_and_islands_travel_as_rings() -> None:
    hole = shapely.Point(105, 30).buffer(0.1).difference(shapely.Point(105, 30).buffer(0.05))
    two = shapely.MultiPolygon([hole, shapely.box(106, 30, 106.1, 30.1)])
    frame = gpd.GeoDataFrame(geometry=[two, shapely.box(107, 30, 107.1, 30.1)], crs=4326)
    _, blocks = _unpack(AreaLayer(frame, name="n", schemes=ANY))
    # The first: a ring with a hole and an island, three rings; the second one.
    assert sorted(codec.from_varint(blocks["parts"])) == [1, 3]
    assert len(codec.from_differences(blocks["labels"], unit_deg=1e-5)) == 2


def test_the_input_is_left_as_it_was() -> None:
    frame = gpd.GeoDataFrame(
        {"name": ["a"]}, geometry=[shapely.Point(1, 1, 5)], crs=4326, index=[7]
    )
    before = frame.copy(deep=True)
    PointLayer(
        frame, name="n", schemes=ANY, options=LayerOptions(fields=(Field("x", column="name"),))
    )
    assert frame.equals(before)


def test_too_many_vertices_are_thinned_further_but_at_most_twice() -> None:
    rng = np.random.default_rng(5)
    walk = np.cumsum(rng.normal(0, 2e-5, (400, 2)), axis=0) + np.array([105.0, 30.0])
    frame = gpd.GeoDataFrame(geometry=[shapely.LineString(walk)], crs=4326)

    def size(tolerance_m: float, most_points: int) -> int:
        shapes = to_shapes(frame, "lines", tolerance_m=tolerance_m, most_points=most_points)
        return codec.from_varint(shapes.blocks["sizes"])[0]

    wide = size(5.0, 10_000)
    assert size(5.0, wide) == wide
    # One vertex too many: the same as twice the tolerance; none allowed: four times, no more.
    assert size(5.0, wide - 1) == size(10.0, 10_000) < wide
    assert size(5.0, 0) == size(20.0, 10_000)
