"""The quick way for plain lines gives what shapely reads, and takes nothing else."""

import numpy as np
import pyarrow as pa
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from roadnet.io.formats.plain_lines import are_plain_lines, plain_lines

PLAIN = shapely.to_wkb(shapely.LineString([(0, 0), (3, 4)]))
FIGURES = st.floats(allow_nan=False, allow_infinity=False, width=64)


def column(*blobs):
    return pa.chunked_array([pa.array(blobs, pa.binary())])


@settings(deadline=None)
@given(st.lists(st.lists(st.tuples(FIGURES, FIGURES), min_size=2, max_size=9), min_size=1))
def test_lines_are_those_that_shapely_reads(vertices):
    blobs = [shapely.to_wkb(shapely.LineString(line), byte_order=1) for line in vertices]
    half = len(blobs) // 2
    parts = pa.chunked_array(
        [pa.array(blobs[:half], pa.binary()), pa.array(blobs, pa.binary())[half:]]
    )
    assert are_plain_lines(parts)
    found = plain_lines(parts)
    assert [shapely.to_wkb(line, byte_order=1) for line in found] == blobs


OTHERS = {
    "null": None,
    "nothing": b"",
    "short": PLAIN[:-1],
    "long": PLAIN + b"\0",
    "count": PLAIN[:5] + (3).to_bytes(4, "little") + PLAIN[9:],
    "big-endian": shapely.to_wkb(shapely.LineString([(0, 0), (3, 4)]), byte_order=0),
    "z": shapely.to_wkb(shapely.LineString([(0, 0, 1), (3, 4, 1)])),
    "empty": shapely.to_wkb(shapely.LineString()),
    "one": b"\x01\x02\0\0\0" + (1).to_bytes(4, "little") + np.zeros(2).tobytes(),
    "point": shapely.to_wkb(shapely.Point(1, 2)),
    "multi": shapely.to_wkb(shapely.MultiLineString([[(0, 0), (3, 4)]])),
}


@pytest.mark.parametrize("blob", OTHERS.values(), ids=OTHERS)
def test_anything_else_is_left_to_the_way_that_judges_each_row(blob):
    assert not are_plain_lines(column(PLAIN, blob))
    assert plain_lines(column(PLAIN, blob)) is None


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_vertex_that_is_not_finite_is_not_plain(bad):
    blob = PLAIN[:-8] + np.array([bad]).tobytes()
    assert not are_plain_lines(column(PLAIN, blob))
