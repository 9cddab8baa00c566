"""Vertices at (0, 0): found as by looking at every vertex, whatever the shape's bounds."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import GeometryCollection, LineString, MultiLineString, MultiPolygon, Point, Polygon

from roadnet.io.places.geometry import has_vertex_at_origin

place = st.tuples(st.sampled_from([-2.0, -0.0, 0.0, 3.0]), st.sampled_from([-1.0, 0.0, 2.0]))
ring = st.lists(place, min_size=3, max_size=5)
line = st.lists(place, min_size=2, max_size=5).map(LineString)
area = st.tuples(ring, st.lists(ring, max_size=2)).map(lambda rings: Polygon(*rings))
shape = st.one_of(
    st.none(),
    st.just(Point()),
    place.map(Point),
    line,
    st.lists(line, min_size=1, max_size=3).map(MultiLineString),
    area,
    st.lists(area, min_size=1, max_size=2).map(MultiPolygon),
)


def as_array(shapes):
    result = np.empty(len(shapes), dtype=object)
    result[:] = shapes
    return result


@settings(max_examples=150, deadline=None)
@given(st.lists(shape, max_size=8))
def test_the_marked_shapes_are_those_with_such_a_vertex(shapes):
    expected = [
        any((x, y) == (0, 0) for x, y in shapely.get_coordinates(one).tolist()) for one in shapes
    ]
    assert has_vertex_at_origin(as_array(shapes)).tolist() == expected


@pytest.mark.parametrize(
    ("one", "is_there"),
    [
        (LineString([(-1, -1), (1, 1)]), False),  # it passes over the place without a vertex
        (LineString([(104, 30), (0, 0), (104.1, 30.1)]), True),
        # The hole lies beyond the shell: a vertex of it has gone to the origin.
        (Polygon([(9, 9), (9, 5), (5, 5)], [[(7, 7), (8, 8), (0, 0)]]), True),
        (GeometryCollection([Polygon([(9, 9), (9, 5), (5, 5)], [[(7, 7), (8, 8), (0, 0)]])]), True),
    ],
)
def test_of_one_shape(one, is_there):
    assert has_vertex_at_origin(as_array([one])).tolist() == [is_there]
