"""What is kept of the last things worked out."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from roadnet.network.build import build_network
from roadnet.network.components import node_parts
from roadnet.network.keep import kept_or_made
from tests.scenes import scene


def test_the_oldest_is_let_go():
    kept, made = {}, []

    def ask(key):
        return kept_or_made(kept, key, lambda: made.append(key) or key * 2, most=2)

    assert [ask(key) for key in ("a", "b", "a", "c", "a")] == ["aa", "bb", "aa", "cc", "aa"]
    assert made == ["a", "b", "c", "a"]
    assert list(kept) == ["c", "a"]


def test_many_threads_each_get_their_own():
    kept = {}
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            asked = [k * 7 % 11 for k in range(20_000)]
            got = list(pool.map(lambda k: kept_or_made(kept, k, lambda: k + 100, most=2), asked))
    finally:
        sys.setswitchinterval(interval)
    assert got == [k + 100 for k in asked]
    assert len(kept) == 2


def test_parts_that_are_kept_cannot_be_written_to():
    parts = node_parts(build_network(scene("A---B", "AB")))
    with pytest.raises(ValueError, match="read-only"):
        parts[0] = 7
