"""A bureau's own template: its fields, its limits, its example, its documentation."""

import builtins
import dataclasses
import datetime as dt
import io
import re
import zipfile
from pathlib import Path

import docx
import pytest

from roadnet.analysis.assess import assess
from roadnet.demo.source import demo_source
from roadnet.errors import RoadnetError
from roadnet.io.read import read_district
from roadnet.reports.report_subject import ReportSubject
from roadnet.reports.template.example import example_template
from roadnet.reports.template.fields import block_fields, text_fields
from roadnet.reports.template.fill import fill_template
from roadnet.reports.write_report import write_report
from roadnet.text import has_text
from tests.reports.conftest import HOSTILE

PAGE = Path(__file__).parents[2] / "docs/report-template.md"


def template(*lines):
    made, out = docx.Document(), io.BytesIO()
    for line in lines:
        made.add_paragraph(line)
    made.save(out)
    return out.getvalue()


def filled(subject, *lines):
    return docx.Document(io.BytesIO(fill_template(template(*lines), subject, name="own.docx")))


@pytest.fixture(scope="module")
def small(assessment, findings):
    return ReportSubject(assessment, tuple(findings), "en", day=dt.date(2024, 12, 31))


@pytest.fixture(scope="module")
def whole():
    found = assess(read_district(demo_source(), inline=True))
    return ReportSubject(found, (), "zh")


def test_texts_tables_rows_and_maps_are_filled_in(small):
    word = filled(
        small,
        "In {{ district }}: {{ connectivity.rate }} of {{ connectivity.eligible }}",
        "{{p table.road }}",
        "{%p for row in rows.gaps_road %}",
        "{{ row[2] }}",
        "{%p endfor %}",
        "{{ map.road }}",
    )
    lines = [line.text for line in word.paragraphs]
    # One of the four villages of the scene is connected: 25 %.
    assert lines[0] == "In scene: 25.0% of 4"
    assert [line for line in lines if line.endswith("[31m")] == [f"+{v}村[31m" for v in "BCD"]
    assert [cell.text for cell in word.tables[0].rows[-1].cells][:4] == ["Total", "15", "4", "1"]
    assert len(word.inline_shapes) == 1


def test_a_name_in_the_data_is_a_text_and_never_a_field(small, assessment):
    villages = assessment.villages.assign(name=["{{ 7*7 }}", "{% x %}", "<w:p/>&", "a\nb"])
    gaps = assessment.gaps.assign(name=assessment.gaps["village_id"].map(
        dict(zip(villages["village_id"], villages["name"], strict=True))
    ))  # fmt: skip
    found = dataclasses.replace(assessment, villages=villages, gaps=gaps)
    subject = dataclasses.replace(small, assessment=found, _made={}, _figures={}, _sheets={})
    word = filled(
        subject, "{%p for row in rows.gaps_road %}", "{{ row[2] }}", "{%p endfor %}",
        "{{p table.gaps_road }}",
    )  # fmt: skip
    shown = [line.text for line in word.paragraphs]
    cells = [row.cells[2].text for row in word.tables[0].rows[1:]]
    assert [one for one in shown if one] == cells == ["{% x %}", "<w:p/>&", "a b"]
    assert HOSTILE not in shown


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("{{ nowhere }}", "nowhere"),
        ("{{ connectivity.rte }}", "rte"),
        ("{{ table.nope }}", "nope"),
        ("{{ map.road.x }}", "x"),
    ],
)
def test_a_field_that_there_is_not_is_one_clear_error(small, field, name):
    with pytest.raises(RoadnetError) as caught:
        filled(small, field)
    assert (caught.value.code, caught.value.params["field"]) == ("template_field_unknown", name)
    assert "own.docx" in caught.value.message("zh")


@pytest.mark.parametrize(
    "field",
    [
        "{{ district.__class__.__mro__ }}",
        "{{ district * 1000000000 }}",
        "{{ 9 ** 9 ** 9 }}",
        '{{ "%999999999d" % 1 }}',
        "{{ district.upper() }}",
        '{{ "{:>999999999}".format(1) }}',
        "{{ range(999999999) }}",
        "{{ lipsum() }}",
        '{% include "/etc/passwd" %}',
        "{% for x in rows.road %}{{ x.clear() }}{% endfor %}",
        # What doubles forty times, and what goes over every row for every row.
        "{% set a = district %}" + "{% set a = a ~ a %}" * 40,
        "{% macro m() %}x{% endmacro %}{{ m() }}",
        "{% for x in rows.road %}{% for y in rows.road %}{{ y[0] }}{% endfor %}{% endfor %}",
        "{% for x in rows.road recursive %}{{ loop(x) }}{% endfor %}",
    ],
)
def test_a_template_runs_no_code(small, field):
    with pytest.raises(RoadnetError) as caught:
        filled(small, field)
    assert caught.value.code in ("template_refused", "template_field_unknown")


def test_what_fields_come_to_is_bounded(small, monkeypatch):
    monkeypatch.setattr("roadnet.reports.template.sandbox._MOST_WRITTEN", 20)
    assert filled(small, "{{ district }}{{ district }}").paragraphs[0].text == "scenescene"
    with pytest.raises(RoadnetError) as caught:
        filled(small, "{% for x in rows.road %}{{ rows.road|join }}{% endfor %}")
    assert caught.value.code == "template_refused"


def test_a_loop_may_go_over_the_cells_of_a_row(small):
    word = filled(
        small, "{% for row in rows.road if row[0] %}{% for cell in row %}{{ cell }};{% endfor %}",
        "{% endfor %}{% if table.hazards is defined %}x{% else %}y{% endif %}",
    )  # fmt: skip
    assert word.paragraphs[0].text.count(";") >= 4
    assert word.paragraphs[-1].text == "x"  # the scene has a ledger of hazards


@pytest.mark.parametrize("data", [b"", b"PK", b"<html>", template("x")[:2000]])
def test_a_file_that_is_no_template_is_one_clear_error(small, data):
    with pytest.raises(RoadnetError) as caught:
        fill_template(data, small, name="own.docx")
    assert caught.value.code == "template_unreadable"


def test_a_mistake_of_writing_is_one_clear_error(small):
    with pytest.raises(RoadnetError) as caught:
        filled(small, "{% for x in %}")
    assert caught.value.code == "template_syntax"


def test_a_bomb_is_not_opened(small):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        for at in range(3):
            parts.writestr(f"{at}", bytes(100_000_000))
    with pytest.raises(RoadnetError) as caught:
        fill_template(out.getvalue(), small, name="own.docx")
    assert caught.value.code == "template_unreadable"


def test_without_the_extra_the_message_says_what_to_install(small, monkeypatch):
    real = builtins.__import__

    def without(name, *args):
        if name == "docxtpl":
            raise ImportError(name)
        return real(name, *args)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(RoadnetError) as caught:
        fill_template(template("x"), small, name="own.docx")
    assert ".[template]" in caught.value.message("en")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_example_is_filled_in_and_gives_the_same_bytes(whole, lang):
    data = example_template(lang)
    assert data == example_template(lang)
    first = fill_template(data, whole, name="x.docx")
    assert first == fill_template(data, whole, name="x.docx")
    word = docx.Document(io.BytesIO(first))
    assert not [line.text for line in word.paragraphs if "{" in line.text]
    assert len(word.inline_shapes) == 2
    # The last table has one row a village without a road, and its headings.
    gaps = whole.assessment.gaps
    assert len(word.tables[-1].rows) == 1 + int((gaps["kind"] == "road").sum())


def test_the_report_is_written_from_the_template(small, tmp_path):
    (tmp_path / "own.docx").write_bytes(template("only {{ district }}"))
    subject = dataclasses.replace(small, template=tmp_path / "own.docx")
    (file,) = write_report(subject, tmp_path / "out", formats=["word"])
    assert [line.text for line in docx.Document(str(file)).paragraphs] == ["only scene"]


def test_every_field_is_documented(whole):
    page = PAGE.read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z_.]+)`", page))
    texts = text_fields(whole)
    for name, value in texts.items():
        assert name in named or name == "sentence", name
        if isinstance(value, dict) and name != "sentence":
            row = next(line for line in page.splitlines() if line.startswith(f"| `{name}`"))
            assert set(re.findall(r"`([a-z_]+)`", row)) == {name, *value}, name
        elif name == "sentence":
            assert {f"sentence.{each}" for each in value} <= named
    tables, maps = block_fields(whole)
    assert set(tables) | set(maps) <= named
    documented = re.search(r"## Tables.*\| name \| table \|\n\|---\|---\|\n(.*?)\n\n", page, re.S)[
        1
    ]
    for line in documented.splitlines():
        for name in re.findall(r"`([a-z_]+)`", line.split("|")[1]):
            assert has_text(f"report.table.{name}")
