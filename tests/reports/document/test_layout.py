"""Widths of columns: they fill the paper, figures are not torn, long texts get their share."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadnet.reports.document.layout import lay_out
from roadnet.reports.document.model import Column, Table
from roadnet.reports.document.rules import page_rules

RULES = page_rules("zh")


def table(*columns):
    return Table("", tuple(Column("", kind, width) for kind, width in columns), ())


@given(
    st.lists(st.tuples(st.sampled_from(["text", "long", "figure"]), st.floats(4, 60)), min_size=1),
    st.sampled_from([156.0, 225.0]),
)
def test_columns_fill_the_paper_and_none_vanishes(columns, whole_mm):
    widths = lay_out(table(*columns), whole_mm, RULES).widths_mm
    assert sum(widths) == pytest.approx(whole_mm)
    assert min(widths) > 0


def test_a_table_with_room_is_set_in_the_larger_type():
    assert lay_out(table(("text", 20), ("figure", 8)), 156.0, RULES).type_pt == 10.5
    assert lay_out(table(*[("figure", 10)] * 8), 156.0, RULES).type_pt == 9.0


def test_long_texts_get_their_share_before_names_do():
    # 4 names of 22 letters: 4 x (0.56 x 9 x 0.3528 x 22 + 2) = 164 mm of 225; a long text is given
    # 0.38 x 225 = 85.5 mm at least, so the names wrap at 15 letters: 4 x (1.778 x 15 + 2) = 114.7.
    layout = lay_out(table(*[("text", 22)] * 4, ("long", 48)), 225.0, RULES)
    assert layout.widths_mm[-1] == pytest.approx(225 - 114.7, abs=0.2)


def test_figures_never_wrap_where_there_is_room():
    # 9 letters of 9 point take 9 x 0.56 x 9 x 0.3528 = 16 mm, and 2 mm of margin.
    layout = lay_out(table(*[("figure", 9)] * 6, ("long", 48)), 225.0, RULES)
    assert min(layout.widths_mm[:-1]) >= 18.0
