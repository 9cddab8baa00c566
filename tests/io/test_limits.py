"""The limits that the environment names."""

import pytest

from roadnet.errors import RoadnetError
from roadnet.io.limits import NAMED, VARIABLE, ReadLimits, chosen_limits


def test_a_county_is_the_usual_size(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    assert chosen_limits() == ReadLimits()


def test_a_province_may_ask_for_more_of_everything(monkeypatch):
    monkeypatch.setenv(VARIABLE, "province")
    usual, wide = ReadLimits().to_dict(), chosen_limits().to_dict()
    assert all(wide[name] >= usual[name] for name in usual)
    assert wide["rows"] >= 3_000_000


def test_other_words_are_refused(monkeypatch):
    monkeypatch.setenv(VARIABLE, "nation")
    with pytest.raises(RoadnetError) as told:
        chosen_limits()
    assert all(name in told.value.message("en") for name in NAMED)
