"""What codes mean: by the values seen, by the heading, or not at all."""

import pytest

from roadnet.io.recognition.codes import class_of_letters, translate_values
from roadnet.schema import layers

ROADS = layers()["roads"].columns
CLASSES = "expressway class_1 class_2 class_3 class_4 substandard"


@pytest.mark.parametrize(
    ("seen", "meant", "system"),
    [
        (["10", "11", "22", "23", "24", "30"], CLASSES, "source"),
        (["1", "2", "3", "4", "5", "6"], CLASSES, "report"),
        (["4.0", "5.0"], "class_3 class_4", "report"),
        (["三级公路", "四级", "等外公路"], "class_3 class_4 substandard", ""),
        (["23", "四级"], "class_3 class_4", "source"),
    ],
)  # fmt: skip
def test_technical_classes(seen, meant, system):
    found = translate_values("roads", ROADS["technical_class"], "等级", seen)
    assert list(found.values.values()) == meant.split()
    assert (found.system, found.unknown) == (system, ())


# In the report 31..36 become 4 5 6 7 9 8: 35 (brick) is 9 and 36 (no surface) is 8.
@pytest.mark.parametrize(
    ("source", "report"),
    list(zip(["11", "12", "22", "31", "32", "33", "34", "36", "35"], "123456789", strict=True)),
)
def test_both_lists_of_surfaces_mean_the_same(source, report):
    column = ROADS["surface"]
    one = translate_values("roads", column, "LDLMLX", [source, "11"]).values[source]
    other = translate_values("roads", column, "LMLX", [report, "1"]).values[report]
    assert one == other


def test_a_code_of_no_list_stays_open_and_the_others_are_read():
    found = translate_values("roads", ROADS["surface"], "LDLMLX", ["11", "12", "99"])
    assert found.values == {"11": "asphalt", "12": "cement"}
    assert found.unknown == ("99",)


def test_codes_of_which_two_lists_know_as_many_stay_open_and_both_are_named():
    # 11 is of the source data alone, 4 of the report alone: neither list knows both.
    found = translate_values("roads", ROADS["surface"], "路面", ["11", "4"])
    assert (found.values, found.unknown) == ({}, ("11", "4"))
    assert set(found.rivals) == {"source", "report"}


def test_the_heading_decides_between_two_lists():
    found = translate_values("roads", ROADS["surface"], "LDLMLX", ["11", "4"])
    assert (found.values, found.unknown) == ({"11": "asphalt"}, ("4",))


def test_yes_and_no_mean_closed_and_open_only_under_a_heading_that_asks_so():
    status = layers()["hazards"].columns["status"]
    assert translate_values("hazards", status, "SFYSSAFSS", ["1", "2"]).values == {
        "1": "closed",
        "2": "open",
    }
    assert translate_values("hazards", status, "状态", ["1", "2"]).unknown == ("1", "2")


def test_the_first_letter_of_route_codes_says_the_class():
    assert class_of_letters(["X001510904", "C123510904"])["^C"] == "village"
    assert class_of_letters(["G5"])["^G"] == "national"
    assert class_of_letters(["road 1", "X001510904"]) == {}
    assert class_of_letters([]) == {}
