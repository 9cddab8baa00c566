"""Sorting, grouping and clustering of arrays: plain and compiled against Python's own sorting."""

import itertools

import networkx as nx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roadnet.network.arrays import first_of_least, label_groups, settled_order
from roadnet.network.compiled import VARIABLE
from roadnet.network.compiled.sorting import order_by_number
from roadnet.network.lines import TOUCH_M
from roadnet.network.split import cluster_places

MANY = 120  # numpy sorts fewer than 17, and the compiled passes fewer than 33, by insertion
few = st.integers(-2, 2)
checked = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(params=["0", "1"], ids=["plain", "compiled"])
def chosen(request, monkeypatch):
    monkeypatch.setenv(VARIABLE, request.param)


def columns(rows, count):
    """Turn rows into columns of whole numbers, also where there is no row."""
    return np.array(rows, dtype=np.int64).reshape(-1, count).T


@checked
@given(st.lists(st.tuples(st.integers(-3, 30), few, few), max_size=MANY))
def test_equal_ranks_are_settled_by_the_keys_then_as_they_stand(rows):
    rank, one, two = columns(rows, 3)
    order = settled_order(rank, lambda some: (one[some], two[some]))
    assert order.tolist() == sorted(range(len(rows)), key=lambda k: (*rows[k], k))


def test_keys_are_asked_only_for_equal_ranks():
    asked = []

    def settle(rows):
        asked.extend(rows.tolist())
        return (-rows,)

    # 7 stands at 1, 3 and 4: the greatest row first.
    order = settled_order(np.array([9, 7, 8, 7, 7]), settle)
    assert order.tolist() == [4, 3, 1, 2, 0]
    assert asked == [1, 3, 4]


@checked
@given(st.lists(st.tuples(st.integers(-4, 12), few), max_size=MANY))
def test_the_first_of_the_least_of_each_key(rows):
    key, value = columns(rows, 2)
    expected = {}
    for k, (of, worth) in enumerate(rows):
        if of not in expected or worth < rows[expected[of]][1]:
            expected[of] = k
    assert first_of_least(key, value).tolist() == [expected[of] for of in sorted(expected)]
    assert first_of_least(key, value / 7).tolist() == [expected[of] for of in sorted(expected)]


@checked
@given(st.integers(0, 60), st.data())
def test_groups_are_those_of_networkx_by_their_least_member(chosen, count, data):
    member = st.integers(0, count - 1)
    pairs = data.draw(st.lists(st.tuples(member, member), max_size=60)) if count else []
    graph = nx.Graph(pairs)
    graph.add_nodes_from(range(count))
    found = sorted(nx.connected_components(graph), key=min)
    expected = [next(g for g, group in enumerate(found) if k in group) for k in range(count)]
    groups, label = label_groups(count, *columns(pairs, 2))
    assert groups == len(found)
    assert label.tolist() == expected


def test_a_long_chain_and_one_pair_many_times_are_groups(chosen):
    """A chain laid from its end to its start; 256 pairs that are one."""
    chain = np.arange(50_000)[::-1]
    a = np.concatenate([chain[:-1], np.full(256, 50_001)])
    b = np.concatenate([chain[1:], np.full(256, 50_003)])
    groups, label = label_groups(50_004, a, b)
    assert groups == 4
    assert not label[:50_000].any()
    assert label[50_000:].tolist() == [1, 2, 3, 2]


@checked
@given(
    # Steps of half a touch: many places are equal, many just a touch apart.
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 200).map(lambda k: k * TOUCH_M / 2)),
        max_size=MANY,
    ),
    st.lists(st.integers(0, 400).map(lambda k: k * TOUCH_M * 0.7), max_size=MANY),
)
def test_places_on_a_part_are_one_as_long_as_no_step_is_wider_than_the_touch(chosen, rows, more):
    rows = rows + [(2, at) for at in more]
    part = np.array([row[0] for row in rows], dtype=np.int64)
    at = np.array([row[1] for row in rows], dtype=float)
    number, of_part, least = [0] * len(rows), [], []
    order = sorted(range(len(rows)), key=lambda k: rows[k])
    for before, k in itertools.pairwise([None, *order]):
        if before is None or part[k] != part[before] or at[k] - at[before] > TOUCH_M:
            of_part.append(part[k])
            least.append(at[k])
        number[k] = len(least) - 1
    found = cluster_places(part, at)
    assert [column.tolist() for column in found] == [number, of_part, least]


@pytest.mark.parametrize("count", [32, 33, 1_000])
def test_very_many_places_on_one_part(chosen, count):
    """Each place twice, 2 mm apart and in disorder: as many clusters as there are places."""
    place = np.random.default_rng(count).permutation(np.repeat(np.arange(count), 2))
    number, part, at = cluster_places(np.full(2 * count, 5), place * 2 * TOUCH_M)
    assert number.tolist() == place.tolist()
    assert part.tolist() == [5] * count
    assert at.tolist() == (np.arange(count) * 2 * TOUCH_M).tolist()


@checked
@given(st.lists(st.integers(0, 40), max_size=MANY), st.integers(41, 60))
def test_order_by_number_is_a_stable_sort(number, count):
    order = order_by_number(np.array(number, dtype=np.int64), count)
    assert order.tolist() == sorted(range(len(number)), key=lambda k: number[k])
