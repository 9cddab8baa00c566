"""The annual summary of a small district, every sentence worked out by hand."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from roadnet.analysis.assess import assess
from roadnet.errors import RoadnetError
from roadnet.planning.types import read_type
from roadnet.reports.annual.model import AnnualSummary
from roadnet.reports.annual.registry import specs
from roadnet.reports.annual.summary import annual_summary
from roadnet.reports.annual.template import parse_template, read_template
from roadnet.text import LANGUAGES, texts
from tests.reports.annual_scene import PROJECTS, district_of_year
from tests.scenes import district_of, line_of, points_of


@pytest.fixture(scope="module")
def now() -> Any:
    return assess(district_of_year(2024))


@pytest.fixture(scope="module")
def before() -> Any:
    return assess(district_of_year(2023))


@pytest.fixture
def say(tmp_path: Path, now: Any, before: Any) -> Any:
    """Write a summary of one line."""

    def write(line: str, lang: Any = "zh", assessment: Any = None, **options: Any) -> AnnualSummary:
        path = tmp_path / "own.md"
        path.write_text(line, encoding="utf-8")
        options.setdefault("earlier", before)
        return annual_summary(assessment or now, lang=lang, template=path, **options)

    return write


def test_roads_and_villages_in_both_languages(say: Any) -> None:
    # TA and AB are 9 cells of 100 m each: 1.8 km, of which 0.9 are hardened: 50 %. The year before
    # none was. Of the three villages (C: 200 persons, a larger natural village) A is connected, by
    # TA: 1 of 3, 33.3 %; before, none: 33.3 points more. A is new.
    line = (
        "{{road_km}}|{{hardened_km}}|{{hardened_share}}|{{hardened_km_change}}|"
        "{{village_connected}}/{{village_eligible}}|{{village_road_rate}}|"
        "{{village_road_rate_change}}|{{village_newly_connected_names}}|{{merged_road_rate}}"
    )
    assert say(line).paragraphs[0].text == (
        "1.8|0.9|50%|增加0.9公里|1/3|33.3%|提高33.3个百分点|甲村|0%"
    )
    assert say(line, "en").paragraphs[0].text == (
        "1.8|0.9|50%|up 0.9 km|1/3|33.3%|up 33.3 percentage points|甲村|0%"
    )


@pytest.mark.parametrize(
    ("lang", "sentences"),
    [
        (
            "zh",
            (
                # 9 cells each of TA and AB; B lacks AB, C a further 0.9 km: 1.8 km in all.
                "应通硬化路的村庄3个，已通1个，通达率33.3%，较上年提高33.3个百分点；其中建制村通硬化路率"
                "100%，较大自然村通硬化路率0%。当年新通硬化路的村1个：甲村。尚有2个村未通硬化路（乙村、"
                "丙坝），打通这些村最少还需建设和硬化道路1.8公里。",
                "年末在建项目1个，道路里程2公里，总投资300万元（park road）。",
                # The year before A had no bus: 100 points more.
                "具备条件的建制村1个，已通客车1个，通客车率100%，较上年提高100个百分点。其中通日班车1个，"
                "通周班车0个，预约响应0个。",
                "入库待建项目2个，道路里程0.334公里，估算总投资102万元，预计补助资金11万元。",
            ),
        ),
        (
            "en",
            (
                "Of 1 administrative villages that are to have a bus, 1 have one: 100% (against the"
                " year before: up 100 percentage points). A bus runs daily to 1 and on some days a"
                " week to 0; 0 are served on demand.",
                "The library holds projects not yet under construction: 2, with 0.334 km of road,"
                " an estimated cost of CNY 1.02 million and an expected subsidy of CNY 0.11"
                " million.",
                "Roads to merged former villages: no project was completed in the year; of 1 merged"
                " former villages, 0 are connected (0%). The last kilometre is still missing at 1:"
                " 乙村.",
            ),
        ),
    ],
)
def test_the_shipped_sentences(now: Any, before: Any, lang: Any, sentences: Any) -> None:
    found = [one.text for one in annual_summary(now, lang=lang, earlier=before).paragraphs]
    for sentence in sentences:
        assert sentence in found


def test_works_of_the_year_building_and_the_library(say: Any) -> None:
    # Completed now and not so the year before: none, both were completed in both files. Without the
    # earlier year, those planned for 2024: P1. 1,234,565 yuan = 123.4565 ten thousands.
    line = (
        "投资{{works_merged_cost}}万元，建成{{works_merged_names}}{{works_merged_km}}公里；"
        "在建{{building_industry_count}}个、{{building_industry_km}}公里；"
        "入库{{library_count}}个、{{library_km}}公里，补助{{library_subsidy}}万元，"
        "其中撤并{{library_merged_km}}公里；卡在土地{{blocked_land_count}}个"
    )
    # The library: P4 and P5; 0.3335 km is 0.334; subsidies 10 + 1 ten thousands.
    assert say(line, earlier=None).paragraphs[0].text == (
        "投资123.46万元，建成B road1.25公里；在建1个、2公里；"
        "入库2个、0.334公里，补助11万元，其中撤并0.334公里；卡在土地1个"
    )
    line = "CNY {{works_merged_cost}} million, {{library_subsidy}} million"
    assert say(line, "en", earlier=None).paragraphs[0].text == ("CNY 1.2346 million, 0.11 million")


def test_what_was_completed_before_is_not_of_this_year(say: Any, now: Any) -> None:
    still = [{**row, "stage": "在建"} if row["project_id"] == "P1" else row for row in PROJECTS]
    earlier = assess(district_of_year(2023, projects=still))
    found = say("{{works_count}} {{works_names}} {{works_km}}", earlier=earlier)
    assert found.paragraphs[0].text == "1 B road 1.25"
    assert say("{{works_count}}").paragraphs[0].text == "0"


def test_stops_and_buses(say: Any) -> None:
    # One administrative village, A, with a daily stop, new this year; K was there before.
    line = "{{stops}}|{{stops_new}}|{{stop_rate}}|{{bus_rate}}|{{bus_daily}}|{{bus_none_names}}"
    found = say(line)
    assert found.paragraphs[0].text == "2|1|100%|100%|1|无"
    assert found.lists["stops_new"]["站点编号"].tolist() == ["S"]


def test_condition_and_class(say: Any) -> None:
    # TA is good, AB bad, 0.9 km each. The seat lies on class 3 and is the county's own.
    line = (
        "{{condition_km}} {{condition_good_rate}} {{condition_fair_rate}} {{township_class_rate}}"
    )
    assert say(line).paragraphs[0].text == "1.8 50% 50% 100%"


@pytest.mark.parametrize(
    ("figure", "options", "zh"),
    [
        ("logistics_rate", {}, "〔待填：缺“物流网点”图层（logistics）〕"),
        ("stops_new", {"earlier": None}, "〔待填：没有上一年数据〕"),
        ("hazard_total", {}, "〔待填：缺“安全隐患台账”图层（hazards）〕"),
        ("plan_cost", {}, "〔待填：没有建设方案〕"),
    ],
)
def test_what_cannot_be_computed_is_visibly_open(
    say: Any, figure: str, options: dict[str, Any], zh: str
) -> None:
    found = say("共{{" + figure + "}}。", **options)
    assert found.paragraphs[0].text == f"共{zh}。"
    assert [one.id for one in found.open_figures] == [figure]
    assert found.paragraphs[0].runs[1].is_open
    assert found.lists == {}


def test_a_paragraph_says_a_reason_once(say: Any) -> None:
    found = say("{{hazard_total}}、{{hazard_closed}}\n{{hazard_open}}")
    first = "〔待填：缺“安全隐患台账”图层（hazards）〕"
    assert found.to_text() == f"{first}、〔待填〕\n{first}\n"
    assert all(run.figure.reason for run in found.paragraphs[0].runs if run.is_open)


def test_every_open_figure_says_why_in_both_languages() -> None:
    at = points_of("T---A", 100.0)
    bare = district_of(
        roads=[{"road_id": "TA", "geometry": line_of("TA", at)}],
        villages=[{"village_id": "A", "name": "A", "geometry": at["A"]}],
    )
    for lang in LANGUAGES:
        found = annual_summary(assess(bare), lang=lang)
        text = found.to_text()
        assert "{{" not in text
        assert "None" not in text
        assert not re.search(r"\bnan\b", text)
        for figure in found.open_figures:
            assert figure.reason
            assert figure.text in text
            assert figure.value is None
    assert {"stops", "bus_rate", "hazard_total", "library_km", "year"} <= set(found.figures)
    assert {one.id for one in found.open_figures} >= {"stops", "bus_rate", "hazard_total", "year"}


def test_what_no_row_says_is_open_and_not_nought(say: Any) -> None:
    at = points_of("T--A", 100.0)
    stop = {"stop_id": "S", "geometry": at["A"]}
    late = {"hazard_id": "H", "status": "open", "geometry": at["A"]}
    district = district_of(
        roads=[{"road_id": "TA", "geometry": line_of("TA", at)}],
        villages=[{"village_id": "A", "name": "A", "geometry": at["A"]}],
        stops=[stop],
        hazards=[late],
        projects=[{"project_id": "P", "action": "upgrade"}],
    )
    ids = (
        "hardened_km", "village_road_rate", "missing_km", "unified_stops", "unified_rate",
        "hazard_overdue", "building_count", "works_count", "blocked_count",
    )  # fmt: skip
    found = say("".join("{{" + one + "}}" for one in ids), assessment=assess(district))
    assert tuple(one.id for one in found.open_figures) == ids
    assert "统一标准不详" in found.figures["unified_rate"].text
    assert "路面" in found.figures["hardened_km"].text


def test_spent_money_is_never_an_estimate(say: Any) -> None:
    unpriced = [{**row, "cost_cny": None} for row in PROJECTS]
    found = say(
        "{{works_merged_cost}}",
        assessment=assess(district_of_year(2024, projects=unpriced)),
        earlier=None,
    )
    assert found.paragraphs[0].text == "〔待填：1个项目（P1）未写投资或补助金额〕"


def test_parts_in_a_sentence_add_up_to_the_whole() -> None:
    # Three roads of 333.4 m, one a class: 1.0002 km; each alone 0.333, together 1.000. All three
    # lost 0.4 m; the step that is lacking goes to the first.
    at = points_of("A---B", 1.0)
    rows = [
        {"road_id": name, "admin_class": name, "geometry": line_of("AB", at)}
        for name in ("county", "township", "village")
    ]
    for number, row in enumerate(rows):
        x, y = at["A"].x, at["A"].y + 1000 * number
        row["geometry"] = row["geometry"].__class__([(x, y), (x + 333.4, y)])
    district = district_of(
        roads=rows, villages=[{"village_id": "A", "name": "A", "geometry": at["A"]}]
    )
    figures = annual_summary(assess(district), lang="zh").figures
    parts = [figures[f"{name}_road_km"].text for name in ("county", "township", "village")]
    assert figures["rural_road_km"].text == "1"
    assert parts == ["0.334", "0.333", "0.333"]
    assert figures["county_road_km"].value == pytest.approx(0.3334)


def test_names_are_few_and_the_list_has_all(say: Any) -> None:
    at = points_of("T--A", 100.0)
    villages = [
        {"village_id": str(n), "name": f"{n}村", "geometry": at["A"].__class__(0, 0)}
        for n in range(7)
    ]
    district = district_of(
        roads=[{"road_id": "TA", "surface": "asphalt", "geometry": line_of("TA", at)}],
        villages=villages,
    )
    found = say("{{village_unconnected_names}}", assessment=assess(district))
    assert found.paragraphs[0].text == "0村、1村、2村、3村、4村等"
    assert found.lists["villages_unconnected"]["名称"].tolist() == [f"{n}村" for n in range(7)]
    english = say("{{village_unconnected_names}}", "en", assessment=assess(district))
    assert english.paragraphs[0].text.endswith("4村 and others")


@pytest.mark.parametrize(
    "name",
    ["{{road_km}}", "{{?road_km}}", "a\nb\x1b[31m\u202e", "=1+1", "<script>", "$x$", "村" * 99],
)
def test_a_hostile_name_is_text_and_nothing_else(say: Any, name: str) -> None:
    rows = [{**row, "name": name} for row in PROJECTS if row["project_id"] == "P1"]
    found = say(
        "{{works_names}}", assessment=assess(district_of_year(2024, projects=rows)), earlier=None
    )
    (paragraph,) = found.paragraphs
    assert len(paragraph.runs) == 1
    assert len(paragraph.text) <= 40
    assert not any(sign in paragraph.text for sign in "\n\x1b\u202e")
    assert paragraph.text[:3] == name[:3].replace("\n", " ")


def test_guards(say: Any) -> None:
    assert say("a{{?works_count}}b{{:}}c{{/}}d").to_text() == "acd\n"
    assert say("a{{?works_count}}b{{:}}c{{/}}d", earlier=None).to_text() == "abd\n"
    assert say("{{?stops_new}}{{stops_new}}{{/}}", earlier=None).to_text() == (
        "〔待填：没有上一年数据〕\n"
    )
    assert say("# {{!plan_count}}x{{/}}\ny").to_text() == "y\n"
    assert [one.kind for one in say("# t\n## h\n\n<!-- r -->\nb").paragraphs] == [
        "title", "heading", "body",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("ok\n\n{{road_kn}}", "annual_figure_unknown", 3),
        ("{{road_km", "annual_template_bad", 1),
        ("}}", "annual_template_bad", 1),
        ("{{}}", "annual_template_bad", 1),
        ("a\n{{?road_km}}", "annual_template_bad", 2),
        ("{{/}}", "annual_template_bad", 1),
        ("{{:}}", "annual_template_bad", 1),
        ("{{?road_km}}{{?stops}}{{/}}{{/}}", "annual_template_bad", 1),
        ("{{!road_km}}a{{:}}b{{/}}", "annual_template_bad", 1),
        ("{{ __import__('os') }}", "annual_figure_unknown", 1),
    ],
)
def test_a_template_that_cannot_be_read_names_the_line(
    say: Any, text: str, code: str, line: int
) -> None:
    with pytest.raises(RoadnetError) as caught:
        say(text)
    assert caught.value.code == code
    assert caught.value.params["line"] == line
    assert str(line) in caught.value.message("zh")
    if "road_kn" in text:
        assert "road_km" in str(caught.value.params["nearest"])


def test_a_template_that_is_no_text(tmp_path: Path, now: Any) -> None:
    (tmp_path / "own.md").write_bytes("总结".encode("gbk"))
    for path in (tmp_path / "own.md", tmp_path / "none.md", tmp_path):
        with pytest.raises(RoadnetError) as caught:
            annual_summary(now, lang="zh", template=path)
        assert caught.value.code == "annual_template_unreadable"


def test_both_shipped_templates_state_the_same_figures() -> None:
    stated = [
        {piece.id for line in parse_template(read_template(None, lang)) for piece in line.pieces}
        for lang in LANGUAGES
    ]
    assert stated[0] == stated[1]
    assert len(stated[0]) > 80


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_figure_has_a_name(lang: Any) -> None:
    for spec in specs().values():
        assert spec.name(lang)
    mark = "annual.figure."
    named = {key.removeprefix(mark) for key in texts(lang) if key.startswith(mark)}
    assert named == {key for key, spec in specs().items() if spec.family is None}


@pytest.mark.parametrize(
    ("kind", "name", "action", "found"),
    [
        ("撤并村通畅", "", "new_road", "merged"),
        ("", "撤并建制村畅通工程", "new_road", "merged"),
        ("联网路", "通村", "upgrade", "link"),
        ("园区产业路", "", "new_road", "industry"),
        ("", "", "ferry_to_bridge", "bridge"),
        ("", "", "new_node", "node"),
        ("", "", "upgrade", "other"),
    ],
)
def test_kinds_of_works_are_read_from_users_words(
    kind: str, name: str, action: str, found: str
) -> None:
    assert read_type(kind, name, action) == found


def test_what_stands_in_the_margin_of_a_county_is_not_counted(say: Any) -> None:
    # TA and AB are 0.9 km each; AB and the stop at B are the neighbour's.
    whole = district_of_year(2024)
    roads, stops = (whole.layers[name] for name in ("roads", "stops"))
    cut = whole.with_layer("roads", roads.assign(in_margin=roads["road_id"] == "AB"))
    cut = cut.with_layer("stops", stops.assign(in_margin=stops["stop_id"] == "K"))
    found = say(
        "{{road_km}} {{county_road_km}} {{village_road_km}} {{condition_km}} {{stops}}",
        assessment=assess(cut),
    )
    assert found.paragraphs[0].text == "0.9 0.9 0 0.9 1"
    listed = {name: len(table) for name, table in found.lists.items()}
    assert (listed["roads"], listed["stops"]) == (1, 1)
