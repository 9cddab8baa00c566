"""No text runs, on the server or in the browser, and each is shown as it is."""

from __future__ import annotations

import html
import string
from collections.abc import Callable
from typing import Any

import branca.element
import folium
import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadnet.maps import LayerOptions, PointLayer, build_map, clean_text, escape_text, to_html
from roadnet.maps.layers import Field, Scheme
from roadnet.maps.sandbox import PowerlessTemplate, install_sandbox
from roadnet.maps.theme import Style
from tests.maps.conftest import point_layer
from tests.maps.payloads import PAYLOADS

SHOWN = [clean_text(payload) for payload in PAYLOADS]


def test_every_sign_of_the_list_becomes_an_entity() -> None:
    assert escape_text("<>&\"'{}`$\\%\u2028\u2029") == (
        "&lt;&gt;&amp;&quot;&#x27;&#123;&#125;&#96;&#36;&#92;&#37;&#8232;&#8233;"
    )


def test_controls_and_turned_text_go_and_blanks_stay() -> None:
    assert clean_text("a\x00b\x1b[1m\tc\r\nd\u202ee\ud800") == "ab[1m c d" + "e\ufffd"


def test_the_cap_counts_what_is_shown() -> None:
    # Four characters kept of six: three and the ellipsis; no entity is cut.
    assert escape_text("<<<<<<", max_length=4) == "&lt;&lt;&lt;…"
    assert escape_text("<<<<", max_length=4) == "&lt;&lt;&lt;&lt;"


@pytest.mark.parametrize("nothing", [None, float("nan"), ""])
def test_nothing_is_empty(nothing: object) -> None:
    assert escape_text(nothing) == ""


@given(st.text())
def test_an_escaped_text_reads_back_and_is_inert(text: str) -> None:
    escaped = escape_text(text, max_length=None)
    assert html.unescape(escaped) == clean_text(text, max_length=None)
    assert not set(escaped) & set("<>\"'{}`$\\%\u2028\u2029")
    assert jinja2.Template(escaped).render() == escaped


def test_the_sandbox_is_in_branca_and_may_be_installed_twice() -> None:
    install_sandbox()
    install_sandbox()
    assert branca.element.Template is PowerlessTemplate


@pytest.mark.parametrize(
    "template",
    [
        "{{7*7*7*7*7}}",
        "{{'a'*999999999}}",
        "{{2**999999999}}",
        "{% for i in range(9) %}16807{% endfor %}",
        "{{''.__class__}}",
        "{{this.save('x.html')}}",
        "{{this._template.environment.from_string('16807').render()}}",
        "{{cycler('16807').next()}}",
        "{{lipsum()}}",
        "{{this.to_json()}}",
        "{{this|attr('_id')}}",
        "{{self.__init__}}",
    ],
)
def test_the_sandbox_gives_no_power(template: str) -> None:
    try:
        shown = branca.element.Element(template).render()
    except (jinja2.TemplateError, TypeError):
        return
    assert "16807" not in shown
    assert "class" not in shown
    assert len(shown) < 100


def test_foliums_own_elements_still_draw_in_the_sandbox() -> None:
    drawn = folium.Map(location=[30, 105], tiles=None)
    group = folium.FeatureGroup(name="group").add_to(drawn)
    folium.Marker([30, 105], popup="popup", tooltip="tip").add_to(group)
    folium.GeoJson({"type": "Point", "coordinates": [105, 30]}).add_to(drawn)
    folium.LayerControl().add_to(drawn)
    figure = branca.element.Figure()
    figure.add_child(drawn)
    assert figure.render().count("L.marker(") == 1


@pytest.mark.parametrize("payload", PAYLOADS)
def test_an_escaped_text_passes_foliums_own_popup(payload: str) -> None:
    drawn = folium.Map(location=[30, 105], tiles=None)
    escaped = escape_text(payload)
    folium.Marker([30, 105], popup=escaped, tooltip=escaped).add_to(drawn)
    page = drawn.get_root().render()
    assert page.count(escaped) == 2


@pytest.fixture(scope="module")
def hostile_html() -> str:
    """Every payload in every place of a map: 30 payloads in 14 places."""
    layers = [point_layer(list(PAYLOADS), label_zoom=1)]
    for payload in PAYLOADS:
        frame = _hostile_frame(payload)
        styles = (Style(payload, payload, "#d55e00"), Style("", payload, "#2f7f9f"))
        fields = (
            Field(payload, column=payload, unit=payload),
            Field(payload, column="number", kind="number", unit=payload),
            Field(payload, column=payload, status_column=payload, styles=styles),
        )
        options = LayerOptions(
            title_column=payload,
            id_column=payload,
            note_column=payload,
            measure_column="number",
            measure_unit=payload,
            fields=fields,
        )
        schemes = [Scheme(payload, payload, styles), Scheme(payload, "", styles)]
        layers.append(PointLayer(frame, name=payload, schemes=schemes, options=options))
    return to_html(
        build_map(
            layers,
            title=PAYLOADS[0],
            subtitle=" ".join(PAYLOADS),
            footer=PAYLOADS,
            tiles_attribution=PAYLOADS[2],
        )
    )


def _hostile_frame(payload: str) -> Any:
    import geopandas as gpd
    import shapely

    columns = {payload: [payload], "number": [1.5]}
    return gpd.GeoDataFrame(columns, geometry=[shapely.Point(105.1, 30.1)], crs=4326)


def test_no_template_ran_on_the_server(hostile_html: str) -> None:
    assert "16807" not in hostile_html
    assert "__subclasses__" not in hostile_html


@pytest.mark.browser
def test_no_text_runs_in_the_browser_and_each_is_shown(
    hostile_html: str, open_page: Callable[..., Any]
) -> None:
    page = open_page(hostile_html)
    shown = page.evaluate(OPEN_EVERYTHING)
    assert page.evaluate("window.ran") is None
    assert page.failed == []
    assert [url for url in page.asked if not url.startswith(("file:", "data:"))] == []
    # Title places of the first layer, then per payload: layer name, class, scheme, card parts.
    assert shown["titles"] == SHOWN
    places = ("layer", "class", "scheme", "title", "key", "value", "status", "reason", "tip")
    for place in places:
        assert _loose(shown[place]) == _loose(SHOWN), place
    assert len(PAYLOADS) * len(places) >= 200
    assert page.evaluate("document.querySelectorAll('.rn-map img, .rn-map svg image').length") == 0


def _loose(texts: list[str]) -> list[str]:
    # A page may trim the blanks at the ends of a text; nothing else may change.
    return [text.strip(string.whitespace) for text in texts]


# Opens each layer's card and tooltip and gives back the texts as the page shows them.
OPEN_EVERYTHING = """() => {
  const map = Object.values(window).find((value) => value && value.roadnet);
  const { stack, picker, legend, search } = map.roadnet;
  const [first, ...rest] = stack.layers;
  const out = { titles: [], layer: [], class: [], scheme: [], title: [], key: [], value: [],
                status: [], reason: [], tip: [] };
  const byId = [];
  for (let row = 0; row < first.rows; row++) {
    byId[Number(first.packed.text("id", row).slice(1))] = first.title(row);
    search._input.value = first.title(row);
    search._answer();
    picker._fillTip({ data: first, row: row });
    picker._tell({ data: first, row: row, x: 0.79, y: 0.4 });
  }
  out.titles = byId;
  const blocks = [...document.querySelectorAll(".rn-layer")].reverse().slice(1);
  blocks.forEach((block) => {
    out.layer.push(block.querySelector(".rn-layer-name").textContent);
    out.class.push(block.querySelector(".rn-class-label").textContent);
    out.scheme.push(block.querySelector(".rn-schemes button").textContent);
  });
  const card = document.querySelector(".rn-card");
  rest.forEach((data) => {
    picker.choose(data, 0, 0.79, 0.4);
    out.title.push(card.querySelector(".rn-card-title").textContent);
    out.key.push(card.querySelector(".rn-key").textContent);
    out.value.push(card.querySelector(".rn-value").textContent.replace(/^$/, ""));
    out.status.push(card.querySelector(".rn-status span").textContent);
    out.reason.push(card.querySelector(".rn-reason").textContent);
    picker._fillTip({ data: data, row: 0 });
    out.tip.push(document.querySelector(".rn-tip-title").textContent);
    picker._tell({ data: data, row: 0, x: 0.79, y: 0.4 });
  });
  return out;
}"""
