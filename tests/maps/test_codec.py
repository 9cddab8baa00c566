"""The packing against plain Python, and against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from roadnet.maps import codec
from roadnet.maps.text85 import ALPHABET, from_text85, to_text85
from roadnet.text.numbers import to_rounded

INT64 = st.integers(-(2**62), 2**62)


def test_zigzag_folds_signs_by_hand() -> None:
    # 0, -1, 1, -2, 2 -> 0, 1, 2, 3, 4: the definition.
    assert codec.to_zigzag(np.array([0, -1, 1, -2, 2])).tolist() == [0, 1, 2, 3, 4]


def test_varint_bytes_by_hand() -> None:
    # 1 -> 01. 127 -> 7f. 128 = 1 * 128 + 0 -> 80 01. 300 = 2 * 128 + 44 -> (44 | 80) 02 = ac 02.
    packed = codec.to_varint(np.array([1, 127, 128, 300], dtype=np.uint64))
    assert packed.hex() == "017f8001ac02"


def test_differences_by_hand() -> None:
    # Unit 1e-2 degrees: (1.00, 2.00) -> steps 100, 200; (1.01, 1.98) -> 1, -2.
    # Zig-zag: 200, 400, 2, 3. 200 = 1 * 128 + 72 -> c8 01; 400 = 3 * 128 + 16 -> 90 03; 02; 03.
    packed = codec.to_differences(np.array([[1.0, 2.0], [1.01, 1.98]]), unit_deg=1e-2)
    assert packed.hex() == "c80190030203"


@given(st.lists(INT64, max_size=60))
def test_integers_come_back(values: list[int]) -> None:
    packed = codec.to_varint(codec.to_zigzag(np.array(values, dtype=np.int64)))
    assert codec.from_zigzag(codec.from_varint(packed)) == values


@given(
    hnp.arrays(
        np.float64, st.tuples(st.integers(0, 40), st.just(2)), elements=st.floats(-180, 180)
    ),
    st.sampled_from([2e-5, 1e-5, 1e-6]),
)
def test_points_come_back_within_half_a_unit(points: np.ndarray, unit: float) -> None:
    back = codec.from_differences(codec.to_differences(points, unit_deg=unit), unit_deg=unit)
    assert len(back) == len(points)
    if len(points):
        # Half a unit, and a little for the last bit of the decimal fraction.
        assert np.abs(np.array(back) - points).max() <= 0.5 * unit * (1 + 1e-6)


@given(st.lists(st.one_of(st.none(), st.floats(-1e9, 1e9)), max_size=40), st.integers(0, 3))
def test_numbers_come_back_and_unknown_stays_unknown(
    values: list[float | None], decimals: int
) -> None:
    array = np.array([np.nan if value is None else value for value in values])
    back = codec.from_numbers(codec.to_numbers(array, decimals=decimals), decimals=decimals)
    assert [value is None for value in back] == [value is None for value in values]
    for value, came in zip(values, back, strict=True):
        if value is not None and came is not None:
            assert abs(value - came) <= 0.5 * 10.0**-decimals * (1 + 1e-6) + 1e-6


@given(st.integers(-(10**6), 10**6), st.integers(0, 3))
def test_halves_are_rounded_as_in_every_other_output(halves: int, decimals: int) -> None:
    value = halves / 2 / 10**decimals
    back = codec.from_numbers(
        codec.to_numbers(np.array([value]), decimals=decimals), decimals=decimals
    )
    assert back == [float(to_rounded(value, decimals))]


@pytest.mark.parametrize("odd", [np.inf, -np.inf, -1.8e308, 1e300])
def test_a_nonsense_number_is_unknown(odd: float) -> None:
    assert codec.from_numbers(codec.to_numbers(np.array([odd, 1.0]), decimals=1), decimals=1) == [
        None,
        1.0,
    ]


LINE = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)


@given(st.lists(LINE, max_size=30))
def test_texts_come_back(texts: list[str]) -> None:
    assert codec.from_dictionary(*codec.to_dictionary(texts)) == texts


def test_rare_characters_are_never_shared() -> None:
    # U+20BB7 takes two units in a script's string; sharing it would cut names in the page.
    listed, _ = codec.to_dictionary(["a𠮷野村", "a𠮷野镇"])
    # The first shares 0 characters (blank), the second only "a" (blank + 1 = !).
    assert listed.decode() == " a𠮷野村\n!𠮷野镇\n"


@given(st.dictionaries(st.text("abc", min_size=1), st.binary(max_size=20), max_size=4), LINE)
def test_containers_come_back(blocks: dict[str, bytes], text: str) -> None:
    packed = codec.to_container({"name": text}, blocks)
    assert codec.from_container(packed) == ({"name": text}, blocks)


@given(LINE)
def test_a_container_is_inert_everywhere(text: str) -> None:
    packed = codec.to_container({"name": text})
    assert not set(packed) & set("\"&'/<>\\`{ \n") and packed.isascii() and packed.isprintable()


def test_text85_by_hand() -> None:
    # The alphabet begins !#$%(; 0 is five times the first sign, 85 + 1 is 1 0001 in base 85.
    assert len(ALPHABET) == 85
    assert to_text85(bytes(4)) == "!!!!!"
    assert to_text85((85 + 1).to_bytes(4, "big")) == "!!!##"
    # 85**5 > 2**32: the greatest word is 82 23 54 12 0 in base 85, by division.
    assert [ALPHABET.index(sign) for sign in to_text85(b"\xff" * 4)] == [82, 23, 54, 12, 0]


@given(st.binary(max_size=50))
def test_text85_comes_back_with_zeros_behind(data: bytes) -> None:
    assert from_text85(to_text85(data)) == data + bytes(-len(data) % 4)


def test_planes_by_hand() -> None:
    # 1, 300 = 1 * 256 + 44: low bytes 01 2c, then high bytes 00 01.
    assert codec.to_planes(np.array([1, 300])).hex() == "012c0001"


@given(st.lists(st.integers(0, 2**40), max_size=40))
def test_planes_come_back(values: list[int]) -> None:
    packed = codec.to_planes(np.array(values, dtype=np.int64))
    assert codec.from_planes(packed, len(values)) == values
