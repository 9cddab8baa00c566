"""Everything that a shipped standard says has words in both languages."""

from __future__ import annotations

import pytest

from roadnet.reports.standard_words import standard_figure_name, standard_unit, standard_value
from roadnet.standards import SHIPPED, Figure, read_standard
from roadnet.text import LANGUAGES, Lang, has_text

CODED = ("township_urban_rural_classes",)
"""Figures that list codes of the statistics office: they are what people write."""


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("standard", SHIPPED)
def test_no_figure_shows_a_key_or_a_unit_without_words(standard: str, lang: Lang) -> None:
    for key, figure in read_standard(standard).figures.items():
        assert standard_figure_name(key, lang) != key
        assert not figure.unit or has_text(f"standards.unit.{figure.unit}", lang), figure.unit
        if key not in CODED:
            assert "_" not in standard_value(figure.value, lang), key


def test_in_chinese_no_value_or_unit_is_an_english_word() -> None:
    # What stays in Latin letters is no English word: nothing at all.
    for key, figure in read_standard("cn").figures.items():
        said = standard_value(figure.value, "zh") + standard_unit(figure.unit, "zh")
        assert not any("a" <= letter <= "z" for letter in said), (key, said)


def test_a_unit_or_source_of_a_users_own_stands_as_it_is() -> None:
    own = Figure(3, "县里文件", verified=True, unit="趟")
    assert standard_unit(own.unit, "en") == "趟"
    assert own.source_in("zh") == own.source_in("en") == "县里文件"


def test_large_amounts_are_read_by_thousands_and_shares_stay_whole() -> None:
    table = {"bridge": 90_000_000, "new_stop": 0.5}
    assert standard_value(table, "en") == "bridge 90,000,000; new stop 0.5"
    assert standard_value(True, "en") == "yes"
    assert standard_value(4.0, "en") == "4"
