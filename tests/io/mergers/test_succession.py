"""Chains of mergers lead to present villages; circles and forks are left open."""

from hypothesis import given
from hypothesis import strategies as st

from roadnet.io.mergers.succession import resolve_mergers

CODES = st.sampled_from("abcdefgh")


def test_a_chain_leads_to_the_village_that_is_there():
    # a was merged into b, b into c: a and b both belong to c now.
    found = resolve_mergers([("a", "b"), ("b", "c")], frozenset("c"))
    assert found.present == {"a": "c", "b": "c"}
    assert found.chained == {"a": "b"}


def test_a_circle_leads_nowhere():
    found = resolve_mergers([("a", "b"), ("b", "a"), ("d", "c")], frozenset("c"))
    assert set(found.circular) == {"a", "b"}
    assert found.present == {"d": "c"}


def test_what_leads_into_a_circle_is_left_open_too():
    found = resolve_mergers([("x", "a"), ("a", "b"), ("b", "a")], frozenset("c"))
    assert set(found.circular) == {"x", "a", "b"}


def test_two_successors_are_a_fork_unless_they_lead_to_one_village():
    assert resolve_mergers([("a", "b"), ("a", "c")], frozenset("bc")).forked == {"a": ("b", "c")}
    found = resolve_mergers([("a", "b"), ("a", "c"), ("b", "c")], frozenset("c"))
    assert (found.present, found.forked) == ({"a": "c", "b": "c"}, {})


def test_an_unknown_code_is_kept_for_the_check_that_names_it():
    assert resolve_mergers([("a", "z")], frozenset("c")).present == {"a": "z"}


def test_a_village_that_is_its_own_successor_says_nothing():
    found = resolve_mergers([("c", "c"), ("a", "a")], frozenset("c"))
    assert (found.present, found.circular, found.forked) == ({}, (), {})


def test_a_chain_as_long_as_a_county_is_followed():
    pairs = [(str(n), str(n + 1)) for n in range(2_000)]
    assert resolve_mergers(pairs, frozenset({"2000"})).present["0"] == "2000"


@given(st.lists(st.tuples(CODES, CODES), max_size=20), st.frozensets(CODES))
def test_every_former_village_is_settled_once_whatever_the_order(pairs, present):
    found = resolve_mergers(pairs, present)
    formers = {former for former, successor in pairs if former != successor}
    parts = [set(found.present), set(found.circular), set(found.forked)]
    assert set().union(*parts) == formers
    assert sum(map(len, parts)) == len(formers)
    stated = {successor for former, successor in pairs if former != successor}
    assert set(found.present.values()) <= stated
    # An end is a village that is there, or a code of which nothing further is said.
    assert all(end in present or end not in formers for end in found.present.values())
    turned = resolve_mergers(pairs[::-1], present)
    assert turned.present == found.present
    assert set(turned.circular) == set(found.circular)
    assert {k: set(v) for k, v in turned.forked.items()} == {
        k: set(v) for k, v in found.forked.items()
    }
