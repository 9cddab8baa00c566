"""Former villages from codes, from a table of mergers, and from two years' lists."""

import json

import pytest

import roadnet
from roadnet.errors import RoadnetError
from roadnet.io.read import read_district

# 0.01 degrees are about 1 km: the seats stand in a row, A to F from west to east.
PLACES = {name: 104.0 + at / 100 for at, name in enumerate("ABCDEF")}


def write_list(path, names, **columns):
    """Write a village list; the code of village A is 51…001, of B 51…002 and so on."""
    rows = [["code", "name", *columns, "lon", "lat"]]
    for at, name in enumerate(names):
        extra = [columns[key][at] for key in columns]
        rows.append([code(name), f"{name}村", *extra, str(PLACES[name]), "30.0"])
    path.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")


def code(name):
    return f"51000010000{ord(name) - 64}"


def write_district(folder, *lines, villages=""):
    feature = {
        "type": "Feature",
        "properties": {"road_id": "R", "surface": "cement", "admin_class": "county"},
        "geometry": {"type": "LineString", "coordinates": [[103.99, 30.0], [104.06, 30.0]]},
    }
    (folder / "roads.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8"
    )
    text = [
        '[layers.roads]\npath = "roads.geojson"',
        '[layers.villages]\npath = "now.csv"',
        f'columns = {{ village_id = "code"{villages} }}',
        *lines,
    ]
    (folder / "district.toml").write_text("\n".join(text) + "\n", encoding="utf-8")
    return folder / "district.toml"


def villages_of(path):
    district = read_district(path, inline=True)
    frame = district.layers["villages"].set_index("village_id")
    return district, frame


def test_codes_of_the_merged_villages_make_them_former(tmp_path):
    # A holds the codes of B and C with a Chinese comma between; B is listed, C has no seat.
    write_list(tmp_path / "now.csv", "AB", YJZCBM=[f"{code('B')}、{code('C')}", ""])
    district, frame = villages_of(write_district(tmp_path))
    assert frame["kind"].fillna("").tolist() == ["", "former"]
    assert frame["successor_id"][code("B")] == code("A")
    (lost,) = [f for f in district.findings if f.code == "former_without_place"]
    assert lost.ids == (code("C"),)


def test_a_table_of_mergers_with_an_earlier_list_adds_the_seats(tmp_path):
    # Now A and D. B -> A; C -> B -> A by a chain; E is gone and nobody says where to.
    write_list(tmp_path / "now.csv", "AD", pop=["900", "300"])
    write_list(tmp_path / "old.csv", "ABCDE", pop=["400", "300", "200", "300", "100"])
    (tmp_path / "merged.csv").write_text(
        f"old,new\n{code('B')},{code('A')}\n{code('C')},{code('B')}\n", encoding="utf-8"
    )
    path = write_district(
        tmp_path,
        '[layers.villages.mergers]\npath = "merged.csv"',
        'columns = { former_id = "old", successor_id = "new" }',
        '[layers.villages.previous]\npath = "old.csv"',
        'columns = { village_id = "code", population = "pop" }',
        villages=', population = "pop"',
    )
    district, frame = villages_of(path)
    assert frame.index.tolist() == [code(name) for name in "ADBCE"]
    assert frame["kind"].fillna("").tolist() == ["", "", "former", "former", "former"]
    assert frame["successor_id"].fillna("").tolist() == ["", "", code("A"), code("A"), ""]
    # The present villages count the people: 900 + 300, none twice.
    assert frame["population"].sum() == 1200
    assert frame["source_row"].tolist() == [2, 3, 4, 5, 6]
    assert {"merger_chained", "former_added"} <= {f.code for f in district.findings}
    assert frame.to_crs(4326).geometry[code("C")].x == pytest.approx(PLACES["C"], abs=1e-7)
    summary = roadnet.assess(district).summary
    assert summary["connectivity"]["villages"] == 5
    assert summary["connectivity"]["by_kind"]["former"] == {"eligible": 3, "connected": 3}
    assert summary["rai"]["population"] == 1200


def test_a_table_of_mergers_with_coordinates_places_the_seats_itself(tmp_path):
    write_list(tmp_path / "now.csv", "A")
    (tmp_path / "merged.csv").write_text(
        f"原建制村代码,原建制村名称,现建制村代码,经度,纬度\n{code('B')},B村,{code('A')},104.01,30\n",
        encoding="utf-8",
    )
    _, frame = villages_of(
        write_district(
            tmp_path,
            '[layers.villages.mergers]\npath = "merged.csv"\ncolumns = { name = "原建制村名称" }',
        )
    )
    assert frame.loc[code("B"), ["name", "kind", "successor_id"]].tolist() == [
        "B村", "former", code("A"),
    ]  # fmt: skip


def test_a_village_with_a_new_code_and_its_old_name_is_no_former_village(tmp_path):
    write_list(tmp_path / "old.csv", "AB")
    write_list(tmp_path / "now.csv", "AB")
    text = (tmp_path / "now.csv").read_text(encoding="utf-8")
    (tmp_path / "now.csv").write_text(text.replace(code("B"), "519999999999"), encoding="utf-8")
    district, frame = villages_of(
        write_district(
            tmp_path,
            '[layers.villages.previous]\npath = "old.csv"\ncolumns = { village_id = "code" }',
        )
    )
    assert frame.index.tolist() == [code("A"), "519999999999"]
    (told,) = [f for f in district.findings if f.code == "village_recoded"]
    assert (told.ids, told.figures["value"]) == ((code("B"),), "519999999999")


def test_contradictions_are_told_and_left_open(tmp_path):
    # B -> A and B -> D; C -> E -> C; D is administrative by its own row and yet D -> A.
    kinds = ["administrative", "former", "former", "administrative", "former"]
    write_list(tmp_path / "now.csv", "ABCDE", kind=kinds)
    pairs = ("BA", "BD", "CE", "EC", "DA")
    lines = "\n".join(f"{code(old)},{code(new)}" for old, new in pairs)
    (tmp_path / "merged.csv").write_text(f"old,new\n{lines}\n", encoding="utf-8")
    district, frame = villages_of(
        write_district(
            tmp_path,
            '[layers.villages.mergers]\npath = "merged.csv"',
            'columns = { former_id = "old", successor_id = "new" }',
        )
    )
    assert frame["successor_id"].isna().all()
    assert frame["kind"].tolist() == kinds
    found = {f.code: f.ids for f in district.findings if f.code.startswith("merger_")}
    assert found == {
        "merger_of_present": (code("D"),),
        "merger_forked": (code("B"),),
        "merger_circular": (code("C"), code("E")),
    }


def test_a_column_that_a_table_of_mergers_has_not_is_named(tmp_path):
    write_list(tmp_path / "now.csv", "A")
    path = write_district(
        tmp_path,
        '[layers.villages.mergers]\npath = "merged.csv"\ncolumns = { former = "old" }',
    )
    with pytest.raises(RoadnetError) as error:
        read_district(path, inline=True)
    assert error.value.code == "config_unknown_key"
    assert error.value.params["near"] == "former_id"


def test_two_years_with_a_merger_between_are_compared(tmp_path):
    for year, names in (("2023", "ABD"), ("2024", "AD")):
        (tmp_path / year).mkdir()
        write_list(tmp_path / year / "now.csv", names)
    before = read_district(write_district(tmp_path / "2023"), inline=True)
    (tmp_path / "2024/merged.csv").write_text(
        f"old,new\n{code('B')},{code('A')}\n", encoding="utf-8"
    )
    after = read_district(
        write_district(
            tmp_path / "2024",
            '[layers.villages.mergers]\npath = "merged.csv"',
            'columns = { former_id = "old", successor_id = "new" }',
            '[layers.villages.previous]\npath = "../2023/now.csv"',
            'columns = { village_id = "code" }',
        ),
        inline=True,
    )
    villages = roadnet.compare(before, after).difference.villages
    # B's seat stands where it stood: its verdict on the road is the same, and no village is new
    # or gone; only as a former village it no longer counts for the bus.
    assert len(after.layers["villages"]) == 3
    assert not villages["trend"].isin(["new", "gone"]).any()
    assert set(villages["id"]) <= {code("B")}
