"""Each page, run without a browser on the scene of `scene.py`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from roadnet.text import LANGUAGES, tr
from roadnet.ui import cache

PAGES = ("overview", "map_and_gaps", "villages", "library", "data", "export")
Open = Callable[..., AppTest]


def bodies(page: AppTest) -> str:
    """All that a page put out as HTML."""
    return "\n".join(element.proto.body for element in page.get("html"))


def tables(page: AppTest) -> list[Any]:
    return [element.value for element in page.dataframe]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_every_page_runs_in_both_languages(open_page: Open, name: str, lang: str) -> None:
    page = open_page(name, lang)
    assert not page.exception
    assert not page.error
    assert "rn-head" in bodies(page)


@pytest.mark.parametrize("name", PAGES)
def test_a_hostile_name_is_never_markup(open_page: Open, scene: Any, name: str) -> None:
    page = open_page(name)
    assert "<img" not in bodies(page)
    for element in (*page.markdown, *page.caption, *page.info):
        assert "![](" not in element.value


def test_the_overview_gives_each_figure_with_its_denominator(open_page: Open) -> None:
    # Read off the scene's drawing: a, b, c, f of six on the hardened road; 39 of 63 people.
    shown = bodies(open_page("overview"))
    assert "4 / 6 个村" in shown
    assert "66.7%" in shown
    assert "61.9%" in shown
    assert "1 / 2 个乡镇" in shown
    assert "47 / 63 人" in shown


def test_the_overview_marks_what_is_not_verified(open_page: Open) -> None:
    shown = bodies(open_page("overview"))
    road, *_ = shown.split('<div class="rn-tile">')[1:]
    single_road = shown.split('<div class="rn-tile">')[-1]
    assert "※" in road
    assert "※" not in single_road  # no figure of the standard decides it


def test_the_overview_names_date_source_and_standard(open_page: Open) -> None:
    shown = bodies(open_page("overview", "en"))
    for text in ("2024-12-31", "roads.zip", "China, common criteria", "10 m"):
        assert text in shown


def test_gaps_are_filtered_by_kind_and_township(open_page: Open) -> None:
    page = open_page("map_and_gaps")
    # d and e lack a road; c, d and e a bus and a chain; all six stand in the second township.
    assert len(tables(page)[0]) == 8
    page.button_group[0].set_value(["road"]).run()
    assert sorted(tables(page)[0]["status_said"]) == ["远离路网", "通路未硬化"]
    page.selectbox[0].select("T1").run()
    assert len(tables(page)[0]) == 0


def test_a_chosen_village_shows_its_card(open_page: Open) -> None:
    page = open_page("map_and_gaps")
    page.session_state["chosen_village"] = 3
    page.run()
    shown = bodies(page)
    assert "D村" in shown
    assert "通路未硬化" in shown
    # By the drawing: 3 km to B, 4 km on to A and its seat, 2 km on to C; a leg of 10 m at D.
    assert "到县城" in shown and "7.010 公里" in shown
    assert "到乡镇" in shown and "5.010 公里" in shown


def test_a_village_is_found_by_name_and_by_id(open_page: Open) -> None:
    page = open_page("villages")
    page.text_input[0].input("D村").run()
    assert list(tables(page)[0]["village_id"]) == ["d"]
    assert "rn-village" in bodies(page)  # the only one: its card is there at once
    page.text_input[0].input("(").run()
    assert len(tables(page)[0]) == 1  # a name with a bracket, not a pattern


def test_a_search_that_finds_nothing_says_so(open_page: Open) -> None:
    page = open_page("villages")
    page.text_input[0].input("nowhere").run()
    assert not tables(page)
    assert "没有符合的村" in bodies(page)


def test_a_card_says_no_way_where_there_is_a_seat_but_no_route(open_page: Open) -> None:
    # By the drawing e stands 4 km off the road: no way to its township nor to the county seat.
    # Its walk to a stop and its chain are dashes.
    page = open_page("map_and_gaps", "en")
    page.session_state["chosen_village"] = 4
    page.run()
    assert bodies(page).count("no way</div>") == 3  # township, county, minutes to the county
    page.session_state["chosen_village"] = 3
    page.run()
    assert "no way</div>" not in bodies(page)


def at_step(page: AppTest, step: str) -> AppTest:
    """Go to a step of the data page by its own control."""
    steps = next(each for each in page.button_group if each.key == "data_step")
    return steps.set_value(step).run()


def test_the_choice_of_a_standard_is_plain_text(open_page: Open) -> None:
    page = at_step(open_page("data"), "done")
    assert any(each.endswith("(cn-sichuan)") for each in page.selectbox[0].options)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_data_page_leads_through_four_steps(open_page: Open, lang: str) -> None:
    page = open_page("data", lang)
    for step in ("mapping", "problems", "done"):
        page.button(key=f"on_to_{step}").click().run()
        assert not page.exception
        assert page.session_state["data_step"] == step
        assert tr(f"ui_data.about.{step}", lang) in [each.value for each in page.caption]
        assert "<img" not in bodies(page)


def test_settings_make_a_new_request(open_page: Open, kept: list[Any]) -> None:
    page = at_step(open_page("data"), "done")
    page.number_input[0].set_value(25.0)
    page.selectbox[0].select("cn-sichuan")
    page.button[0].click().run()
    assert [(r.join_tolerance_m, r.standard) for r in kept] == [(10.0, ""), (25.0, "cn-sichuan")]


def way_of(page: AppTest) -> Any:
    """The choice between demonstration, path and upload."""
    return next(each for each in page.button_group if each.key == "source_way")


def test_uploaded_files_are_not_in_use_until_the_button_is_pressed(
    open_page: Open, kept: list[Any]
) -> None:
    page = open_page("data")
    way_of(page).set_value("files").run()
    assert not page.info
    rows = "JZCBM,JZCMC,经度,纬度\n500101001001,甲村,105.001,30.001\n"
    page.file_uploader[0].set_value(("T_JZC.csv", rows.encode(), "text/csv")).run()
    assert not page.exception
    said = tr("ui.data.not_yet", "zh")
    assert said in [each.value for each in page.info]
    page.button(key="on_to_mapping").click().run()
    assert tr("ui.data.placed_by", "zh", columns="经度, 纬度") in [c.value for c in page.caption]
    assert next(e for e in page.expander if "T\\_JZC" in e.label).proto.expanded
    assert {request.source for request in kept} <= {"demo"}
    page.button(key="use_mapping").click().run()
    assert not page.exception
    assert page.session_state["data_step"] == "problems"
    assert kept[-1].source == str(page.session_state["upload_folder"].path)


def test_nothing_is_computed_twice(open_page: Open, kept: list[Any]) -> None:
    for name in PAGES:
        open_page(name)
    assert len(kept) == 1


def test_a_source_that_is_not_there_is_said_in_words(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = cache.make_result
    page = open_page("data")
    monkeypatch.undo()
    assert cache.make_result is not real
    way_of(page).set_value("path").run()
    page.text_input[0].input("/nowhere/<b>district</b>.toml")
    page.button[0].click().run()
    assert not page.exception
    assert len(page.error) == 1
    assert "nowhere" in page.error[0].value
    assert "<b>" not in page.error[0].value
    assert "Traceback" not in page.error[0].value


def test_what_nobody_foresaw_is_one_plain_message(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("a secret path /home/x")

    monkeypatch.setattr(cache, "make_result", fail)
    page = open_page("overview", "en")
    assert not page.exception
    assert [each.value for each in page.error] == [tr("ui.error.unexpected", "en")]


def test_findings_are_grouped_and_filtered(open_page: Open) -> None:
    page = at_step(open_page("data"), "problems")
    groups = next(table for table in tables(page) if "code" in table)
    assert list(groups["code"]) == ["id_duplicate"]
    severity = next(each for each in page.button_group if each.key == "findings_severity")
    severity.set_value(["error"]).run()
    assert not any("code" in table for table in tables(page))


def test_the_router_speaks_the_language_of_the_address(kept: list[Any]) -> None:
    app = AppTest.from_file("../../app.py", default_timeout=60)
    app.query_params["lang"] = "en"
    app.run()
    assert not app.exception
    assert "Villages on a hardened road" in bodies(app)
    app.sidebar.button_group[0].set_value("zh").run()
    assert "通硬化路的村" in bodies(app)
    assert app.query_params["lang"] == "zh"
