"""The small parts of the pages, each by itself."""

from __future__ import annotations

import io
import tomllib
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point
from streamlit_folium import generate_leaflet_string

from roadnet.errors import RoadnetError
from roadnet.maps import build_map
from roadnet.maps.district_map import district_layers
from roadnet.schema.labels import value_called
from roadnet.standards import read_standard
from roadnet.ui.components import map_view
from roadnet.ui.components.base_map import answers, to_tile_address
from roadnet.ui.components.charts import has_townships, township_bars
from roadnet.ui.components.district_maps import share_class, share_styles
from roadnet.ui.components.gap_filter import GapFilter, filter_gaps
from roadnet.ui.components.headlines import to_headlines, to_tiles
from roadnet.ui.components.map_view import Click, to_click
from roadnet.ui.components.mapping_toml import LayerChoice, to_toml
from roadnet.ui.components.overlay import Marks, to_feature_group
from roadnet.ui.components.pick import view_of, village_clicked
from roadnet.ui.components.tables import say_gaps
from roadnet.ui.components.texts import to_markdown, to_size
from roadnet.ui.components.upload import (
    SessionFolder,
    keep_files,
    require_inside,
    to_safe_name,
)
from roadnet.ui.keyed_cache import KeyedCache
from roadnet.ui.launch import to_command
from roadnet.ui.state import to_stamp

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("size_bytes", "said"),
    [(0, "0 kB"), (1, "1 kB"), (5_400, "6 kB"), (999_999, "1000 kB"), (1_250_001, "1.3 MB")],
)
def test_sizes_are_in_kilobytes_or_megabytes(size_bytes: int, said: str) -> None:
    assert to_size(size_bytes) == said


def test_markdown_marks_are_all_escaped() -> None:
    assert to_markdown("![a](http://x) :red[b] $c$ <i>") == (
        r"\!\[a\]\(http\:\/\/x\) \:red\[b\] \$c\$ \<i\>"
    )


def test_headlines_take_part_whole_and_rate_from_the_summary(scene: Any) -> None:
    found = {each.name: each for each in to_headlines(scene.SUMMARY, read_standard("cn"))}
    assert (found["road"].part, found["road"].whole) == (4, 6)
    assert found["stop"].rate == pytest.approx(2 / 5)  # with_stop / eligible
    assert (found["single_road"].part, found["single_road"].whole) == (4, 6)
    assert found["road"].unverified
    assert not found["single_road"].unverified


def test_headlines_of_an_absent_layer_are_unknown_not_zero(scene: Any) -> None:
    none = {"eligible": 5, "served": None, "rate": None, "score": None, "with_stop": None}
    found = {
        each.name: each
        for each in to_headlines({**scene.SUMMARY, "bus": none}, read_standard("cn"))
    }
    assert found["bus"].part is None
    assert found["stop"].rate is None


def tile(summary: dict[str, Any], name: str) -> str:
    """One figure's tile in Chinese; by the rules of ``cn`` a full bus score is 200 points."""
    names = [each.name for each in to_headlines(summary, read_standard("cn"))]
    tiles = to_tiles(summary, read_standard("cn"), "zh").split('<div class="rn-tile">')[1:]
    return tiles[names.index(name)]


def test_a_score_is_told_with_its_maximum_and_not_without_a_rate(scene: Any) -> None:
    bus = {**scene.SUMMARY["bus"], "score": 184}
    assert "得分 184 / 200" in tile({**scene.SUMMARY, "bus": bus}, "bus")
    assert "得分" not in tile({**scene.SUMMARY, "bus": {**bus, "rate": None}}, "bus")


def test_a_tile_tells_the_villages_that_do_not_count(scene: Any) -> None:
    # Six villages; the former one counts for roads, not for buses.
    assert "不计入" not in tile(scene.SUMMARY, "road")
    assert "另有 1 个村不计入" in tile(scene.SUMMARY, "bus")
    assert "不计入" not in tile(scene.SUMMARY, "single_road")


def test_villages_on_one_road_are_a_share_of_all(scene: Any) -> None:
    shown = tile(scene.SUMMARY, "single_road")  # 4 of 6
    assert "66.7%" in shown and "width:66.7%" in shown and "4 / 6 个村" in shown


def test_an_access_index_without_people_is_a_dash(scene: Any) -> None:
    nobody = {"population": 0.0, "within": 0.0, "rate": None}
    shown = tile({**scene.SUMMARY, "rai": nobody}, "rai")
    assert '<div class="rn-tile-value">–</div>' in shown
    assert "没有人口数据" in shown and "0 / 0" not in shown


def test_rows_without_a_township_are_no_bars() -> None:
    assert not has_townships(pd.DataFrame({"township_id": [""], "name": [None]}))
    assert has_townships(pd.DataFrame({"township_id": ["", "T1"], "name": [None, None]}))


def test_a_gap_filter_keeps_the_index(assessed: Any) -> None:
    gaps = say_gaps(assessed.assessment, "zh")
    kept = filter_gaps(gaps, GapFilter(kinds=("logistics",)))
    assert list(kept.index) == list(gaps.index[gaps["kind"] == "logistics"])
    assert len(filter_gaps(gaps, GapFilter())) == len(gaps)
    assert len(filter_gaps(gaps, GapFilter(village_kinds=("former",)))) == 0


def two_villages() -> gpd.GeoDataFrame:
    """Two villages of one id, 0.01 degrees (about 1,1 km) apart, and one of another."""
    places = [Point(105.0, 30.0), Point(105.0, 30.01), Point(105.0, 30.02)]
    return gpd.GeoDataFrame({"village_id": ["v", "v", "w"]}, geometry=places, crs=4326)


def test_a_click_means_the_village_of_that_id_at_that_place() -> None:
    villages = two_villages()
    assert village_clicked(villages, Click("v", 30.01, 105.0, 1)) == 1
    assert village_clicked(villages, Click("w", 30.02, 105.0, 1)) == 2
    # A road may bear the same id: it is not where the village is.
    assert village_clicked(villages, Click("w", 30.0, 105.0, 1)) is None
    assert village_clicked(villages, Click("", 30.0, 105.0, 1)) is None


def test_a_view_holds_what_it_is_for_and_comes_no_closer_than_asked() -> None:
    villages = two_villages()
    one = view_of(villages.geometry.iloc[[0]], closest=14)
    assert one is not None and (one.lat, one.lon, one.zoom) == (30.0, 105.0, 14)
    wide = view_of(gpd.GeoSeries([Point(100, 30), Point(110, 30)], crs=4326))
    # At zoom z the world is 256 * 2^z pixels wide: 10 degrees in 480 pixels need z <= 6.07.
    assert wide is not None and wide.zoom == 6
    assert view_of(gpd.GeoSeries([], crs=4326)) is None


def test_what_the_map_tells_becomes_a_click() -> None:
    told = {
        "last_object_clicked": {"lat": 30.0, "lng": 105.0},
        "last_object_clicked_tooltip": "v",
        "last_object_clicked_count": 2,
    }
    assert to_click(told) == Click("v", 30.0, 105.0, 2)
    assert to_click({"last_object_clicked": None}) is None


def test_marks_refuse_what_is_no_number() -> None:
    with pytest.raises(ValueError, match="JSON"):
        to_feature_group(Marks(rings=[(float("nan"), 1.0)]))


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("roads.zip", "roads.zip"),
        ("道路（2024）.shp", "道路（2024）.shp"),
        ("../../etc/passwd", "passwd"),
        ("C:\\data\\villages.csv", "villages.csv"),
        ("CON.csv", "_CON.csv"),
        ("...", "file"),
        ("a\x00b|c.gpkg", "a_b_c.gpkg"),
    ],
)
def test_file_names_are_made_safe(name: str, safe: str) -> None:
    assert to_safe_name(name) == safe


@given(st.text(max_size=300))
def test_a_safe_name_stays_in_its_folder(name: str) -> None:
    safe = to_safe_name(name)
    folder = Path("/base")
    assert (folder / safe).parent == folder
    assert safe not in ("", ".", "..")
    assert len(safe) <= 140


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(texts, texts, texts)
def test_a_mapping_reads_back_as_it_was_chosen(name: str, file: str, theirs: str) -> None:
    values = {"surface": {theirs: "cement"}}
    choice = LayerChoice("roads", file, "T_LD", {"road_id": theirs}, values, "EPSG:4490")
    further = [LayerChoice("roads", file, theirs), LayerChoice("roads", file)]
    read = tomllib.loads(to_toml(name, [choice, *further]))
    parts = [part["path"] for part in read["layers"]["roads"]["more"].values()]
    assert parts == [file, file]  # each under a name of its own
    assert read["district"].get("name", "") == name.strip()
    assert read["layers"]["roads"]["path"] == file
    assert read["layers"]["roads"]["columns"] == {"road_id": theirs}
    assert read["layers"]["roads"]["values"] == {"surface": {theirs: "cement"}}
    assert read["layers"]["roads"]["crs"] == "EPSG:4490"


def test_answers_are_kept_until_others_are_used_more() -> None:
    kept: KeyedCache[str, int] = KeyedCache(most=2)
    built: list[str] = []

    def build(key: str) -> int:
        built.append(key)
        return len(built)

    for key in ("a", "b", "a", "c", "a", "b"):
        kept.get(key, lambda key=key: build(key))
    # c drives out b, which was used before a; b is then built anew.
    assert built == ["a", "b", "c", "b"]


def test_one_builds_while_the_other_waits() -> None:
    kept: KeyedCache[str, int] = KeyedCache(most=2)
    together, built = Barrier(2), []

    def ask() -> None:
        together.wait()
        kept.get("a", lambda: built.append(1) or 7)

    threads = [Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert built == [1]


def test_an_error_is_not_kept() -> None:
    kept: KeyedCache[str, int] = KeyedCache(most=2)
    with pytest.raises(ZeroDivisionError):
        kept.get("a", lambda: 1 // 0)
    assert kept.get("a", lambda: 5) == 5


def test_a_stamp_changes_with_the_files(tmp_path: Path) -> None:
    (tmp_path / "roads.csv").write_text("a")
    before = to_stamp(str(tmp_path))
    assert to_stamp(str(tmp_path)) == before
    (tmp_path / "roads.csv").write_text("ab")
    assert to_stamp(str(tmp_path)) != before


def test_both_settings_files_say_the_same() -> None:
    one, other = ROOT / ".streamlit/config.toml", ROOT / "roadnet/ui/streamlit.toml"
    assert tomllib.loads(one.read_text("utf-8")) == tomllib.loads(other.read_text("utf-8"))


def test_the_app_listens_on_this_machine_alone_and_tells_nobody() -> None:
    command = to_command(8600, open_browser=False)
    for flag in (
        "--server.address=127.0.0.1",
        "--browser.gatherUsageStats=false",
        "--client.showErrorDetails=none",
        "--server.port=8600",
        "--server.headless=true",
    ):
        assert flag in command


def test_a_tianditu_key_stands_for_its_address() -> None:
    address = to_tile_address("0123456789abcdef0123456789abcdef")
    assert address is not None
    assert address.startswith("https://t0.tianditu.gov.cn/")
    assert address.endswith("tk=0123456789abcdef0123456789abcdef")
    for bad in ("javascript:{x}{y}{z}", "file:///{z}/{x}/{y}", "https://a/{z}/{x}.png", "key"):
        assert to_tile_address(bad) is None


class _Tiles(BaseHTTPRequestHandler):
    """Answers like a tile server below /good, with a page below /bad, with 404 elsewhere."""

    def do_GET(self) -> None:
        kinds = {"good": "image/png", "bad": "text/html"}
        kind = kinds.get(self.path.split("/")[1])
        self.send_response(200 if kind else 404)
        self.send_header("Content-Type", kind or "text/plain")
        self.end_headers()
        self.server.asked.append(self.path)  # type: ignore[attr-defined]

    def log_message(self, *_: object) -> None:
        """Keep still."""


def test_a_base_map_is_used_only_if_a_picture_comes() -> None:
    server = HTTPServer(("127.0.0.1", 0), _Tiles)
    server.asked = []  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        base = f"http://127.0.0.1:{server.server_port}"
        assert answers(f"{base}/good/{{z}}/{{x}}/{{y}}", 0.0, 0.0)
        assert not answers(f"{base}/bad/{{z}}/{{x}}/{{y}}", 0.0, 0.0)
        assert not answers(f"{base}/none/{{z}}/{{x}}/{{y}}", 0.0, 0.0)
        # At zoom 10 the world is 1024 tiles wide: 0, 0 is the corner of tile 512, 512.
        assert server.asked[0] == "/good/10/512/512"  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()
    assert not answers(f"{base}/good/{{z}}/{{x}}/{{y}}", 0.0, 0.0, timeout_s=1.0)


@pytest.mark.parametrize("path", ["../roads.zip", "/etc/roads.zip", "a/../../b.csv"])
def test_an_uploaded_config_stays_in_its_folder(tmp_path: Path, path: str) -> None:
    folder = tmp_path / "upload"
    folder.mkdir()
    (folder / "district.toml").write_text(f'[layers.roads]\npath = "{path}"\n', "utf-8")
    with pytest.raises(RoadnetError) as met:
        require_inside(folder)
    assert met.value.code == "path_outside"


class Uploaded(io.BytesIO):
    def __init__(self, name: str, content: bytes, file_id: str) -> None:
        super().__init__(content)
        self.name, self.file_id = name, file_id


def test_a_file_uploaded_again_replaces_the_one_as_large_as_it() -> None:
    folder = SessionFolder()
    for content, file_id in ((b"pop\n100\n", "first"), (b"pop\n900\n", "second")):
        assert keep_files([Uploaded("a.csv", content, file_id)], folder) == {"a.csv"}
        assert (folder.path / "a.csv").read_bytes() == content
    assert keep_files([Uploaded("b.csv", b"x", "third")], folder) == {"b.csv"}
    assert [path.name for path in folder.path.iterdir()] == ["b.csv"]


def test_no_uploaded_file_has_the_name_of_one_that_is_kept_here() -> None:
    assert not to_safe_name(".preview.toml").startswith(".")
    folder = SessionFolder()
    files = [Uploaded("district.toml", b"mapping", "1"), Uploaded(".given.toml", b"other", "2")]
    keep_files(files, folder)
    kept = {path.name: path.read_bytes() for path in folder.path.iterdir()}
    assert kept == {".given.toml": b"mapping", "given.toml": b"other"}


def test_of_two_uploaded_files_of_one_name_none_is_dropped_in_silence() -> None:
    files = [Uploaded(f"{at}/roads.csv", b"x", str(at)) for at in range(2)]
    with pytest.raises(RoadnetError) as caught:
        keep_files(files, SessionFolder())
    assert caught.value.code == "upload_twice"


def test_the_route_lines_of_an_uploaded_config_stay_too(tmp_path: Path) -> None:
    text = '[layers.roads]\npath = "a.csv"\n[layers.roads.geometry]\npath = "../lines.shp"\n'
    (tmp_path / "district.toml").write_text(text, "utf-8")
    with pytest.raises(RoadnetError) as met:
        require_inside(tmp_path)
    assert met.value.code == "path_outside"


@pytest.mark.parametrize("standard", ["../other.toml", "/etc/passwd"])
def test_the_standard_of_an_uploaded_config_stays_too(tmp_path: Path, standard: str) -> None:
    text = f'[district]\nstandard = "{standard}"\n[layers.roads]\npath = "a.csv"\n'
    (tmp_path / "district.toml").write_text(text, "utf-8")
    with pytest.raises(RoadnetError) as met:
        require_inside(tmp_path)
    assert met.value.code == "path_outside"


@pytest.mark.parametrize("standard", ["cn-henan", "own.toml"])
def test_an_uploaded_config_may_name_its_own_files(tmp_path: Path, standard: str) -> None:
    text = f'[district]\nstandard = "{standard}"\n[layers.roads]\npath = "roads.zip"\n'
    (tmp_path / "district.toml").write_text(text, "utf-8")
    require_inside(tmp_path)


def test_bars_are_named_apart_and_never_without_a_name() -> None:
    townships = pd.DataFrame(
        {
            "township_id": ["1", "2", "3", "4"],
            "name": ["石桥", "石桥", None, "空"],
            "road_served": [1, 2, 0, 0],
            "road_eligible": [2, 2, 4, 0],
            "road_rate": [0.5, 1.0, 0.0, float("nan")],
        }
    )
    rows = township_bars(townships, "road", "zh").to_dict()["datasets"]
    (bars,) = rows.values()
    # The lowest first; the fourth has no village that counts and so no bar.
    assert [row["name"] for row in bars] == ["3", "石桥", "石桥 (2)"]
    assert [row["said"] for row in bars] == ["0.0%  (0/4)", "50.0%  (1/2)", "100.0%  (2/2)"]


def test_classes_of_a_share_take_their_lower_edge_in() -> None:
    rates = (0.0, 0.59, 0.6, 0.949, 0.95, 0.999, 1.0, float("nan"))
    assert [share_class(rate) for rate in rates] == ["0", "0", "1", "3", "4", "4", "5", ""]
    assert {style.value for style in share_styles("zh")} == {"0", "1", "2", "3", "4", "5", ""}


def test_a_word_of_either_language_is_a_value() -> None:
    assert value_called("roads", "surface", "水泥混凝土") == "cement"
    assert value_called("roads", "surface", "12") is None


def test_marks_never_change_the_map_itself(assessed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[dict[str, Any]] = []

    def take(drawn: Any, **told: Any) -> None:
        script = generate_leaflet_string(drawn)
        sent.append({"script": script, "links": drawn.default_js, **told})

    monkeypatch.setattr(map_view, "st_folium", take)
    drawn = build_map(district_layers(assessed.assessment, lang="zh"))
    before = drawn.get_root().render()
    for marks in (Marks(), Marks(targets=[(30.0, 105.0)])):
        map_view.show_map(drawn, key="k", height_px=100, marks=marks)
    assert sent[0]["script"] == sent[1]["script"]
    assert sent[0]["links"] == sent[1]["links"]
    # What the layers hold is served as a file, not sent with each answer.
    assert len(sent[0]["script"]) < 5_000
    assert len(before) > 20_000
    assert drawn.get_root().render() == before
