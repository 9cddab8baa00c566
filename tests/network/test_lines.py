"""Lines as flat arrays: what is laid out of a line does not hang on the lines beside it."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString

from roadnet.network import lines as laid
from roadnet.network.lines import to_lines

REPEATED = [(0, 0), (10, 0), (10, 0), (20, 0)]


@pytest.mark.parametrize("empty", [1, 2, 3])
def test_a_vertex_repeated_beside_empty_parts_is_left_out(empty):
    line = shapely.multilinestrings([*[LineString()] * empty, LineString(REPEATED)])
    found = to_lines(np.array([line], dtype=object))
    # 0, 10 and 20 m along; the second 10 says nothing.
    assert found.xy.tolist() == [[0, 0], [10, 0], [20, 0]]
    assert found.along_m.tolist() == [0, 10, 20]
    assert (found.first.tolist(), found.last.tolist()) == ([0], [2])


PARTS = st.lists(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=5), max_size=3
)


def as_line(parts, empties):
    every = [LineString(part) for part in parts] + [LineString()] * empties
    return (every or [LineString()])[0] if len(every) < 2 else shapely.multilinestrings(every)


@given(st.lists(st.builds(as_line, PARTS, st.integers(0, 2)), min_size=1, max_size=6))
def test_lines_are_laid_out_alike_alone_and_together(shapes):
    geometry = np.array(shapes, dtype=object)
    together = to_lines(geometry)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(laid, "_ROWS", 1)
        alone = to_lines(geometry)
    np.testing.assert_array_equal(together.xy, alone.xy)
    np.testing.assert_array_equal(together.first, alone.first)
    np.testing.assert_array_equal(together.road, alone.road)
    np.testing.assert_allclose(together.along_m, alone.along_m)
    same = (np.diff(together.xy, axis=0) == 0).all(axis=1)
    assert np.isin(np.flatnonzero(same) + 1, together.first).all()
    length = np.bincount(together.road, weights=together.length_m, minlength=len(geometry))
    np.testing.assert_allclose(length, shapely.length(geometry))
