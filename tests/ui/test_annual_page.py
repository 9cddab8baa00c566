"""The Annual summary page: figures numbered, open ones with the reason, lists, own templates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from roadnet.analysis.assess import assess
from roadnet.errors import RoadnetError
from roadnet.text import LANGUAGES, tr
from roadnet.ui import annual_cache, cache
from roadnet.ui.annual_cache import get_annual
from roadnet.ui.components.annual_view import to_csv
from roadnet.ui.keyed_cache import KeyedCache
from roadnet.ui.state import Request
from tests.scenes import scene

PICTURE = """
A--------B--------C
"""
Open = Callable[..., AppTest]


@pytest.fixture(scope="module")
def assessed() -> cache.Result:
    """A district assessed for real, without a layer of stops or hazards."""
    villages = {"A": 1, "B": 2, "C": 4}
    found = assess(scene(PICTURE, "AB BC", cell_m=100.0, villages=villages))
    return cache.Result(Request(source="demo"), found, found.findings)


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(annual_cache, "_KEPT", KeyedCache(most=3))


def bodies(page: AppTest) -> str:
    return "\n".join(element.proto.body for element in page.get("html"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_figure_shows_the_list_behind_it(open_page: Open, lang: str) -> None:
    page = open_page("annual", lang)
    assert not page.exception and not page.error
    assert 'class="rn-figure"' in bodies(page)
    page.selectbox(key="annual_figure").set_value("village_eligible").run()
    assert not page.exception
    assert len(page.dataframe[0].value) == 3  # the three villages of the picture


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_open_figure_says_why(open_page: Open, lang: str) -> None:
    page = open_page("annual", lang)
    assert 'class="rn-open"' in bodies(page)
    page.checkbox(key="annual_only_open").check().run()
    page.selectbox(key="annual_figure").set_value("bus_rate").run()
    assert not page.exception
    told = bodies(page)
    assert tr("ui_annual.fact.reason", lang) in told  # type: ignore[arg-type]
    assert tr("layers.stops", lang) in told  # type: ignore[arg-type]


def test_a_hostile_name_is_never_markup(
    open_page: Open, assessed: cache.Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    district = replace(assessed.assessment.district, name="<img src=x onerror=alert(1)>")
    found = replace(assessed.assessment, district=district)
    monkeypatch.setattr(
        cache, "make_result", lambda request, _: cache.Result(request, found, found.findings)
    )
    page = open_page("annual", "en")
    assert not page.exception
    assert "&lt;img" in bodies(page) and "<img" not in bodies(page)


def test_a_fault_in_a_template_names_its_line(assessed: cache.Result) -> None:
    with pytest.raises(RoadnetError) as caught:
        get_annual(assessed, "en", template=b"# Year\n\n{{no_such_figure}}\n")
    assert caught.value.code == "annual_figure_unknown"
    assert caught.value.params["line"] == 3


def test_a_list_holds_no_live_formula() -> None:
    made = to_csv(pd.DataFrame({"name": ["=1+1", "A"]})).decode("utf-8-sig")
    assert made.splitlines() == ["name", "'=1+1", "A"]


@pytest.mark.parametrize("surface", [None, "asphalt"])
def test_the_overview_says_not_known_where_no_road_tells_its_surface(
    open_page: Open,
    assessed: cache.Result,
    monkeypatch: pytest.MonkeyPatch,
    surface: str | None,
) -> None:
    district = assessed.assessment.district
    roads = district.layers["roads"].assign(surface=surface)
    found = replace(assessed.assessment, district=district.with_layer("roads", roads))
    monkeypatch.setattr(
        cache, "make_result", lambda request, _: cache.Result(request, found, found.findings)
    )
    first = bodies(open_page("overview", "en")).split("rn-tile-value")[1]
    assert (tr("ui_annual.open", "en") in first) == (surface is None)
