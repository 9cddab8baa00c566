"""The district kept in ``data/demo`` is the one that the generator makes."""

import json
from pathlib import Path

import pandas as pd
import pyogrio
import pytest

from roadnet.demo import generate
from roadnet.demo.mark import mark_generator

KEPT = Path(__file__).parents[2] / "data/demo"


@pytest.mark.parametrize("year", [2023, 2024])
def test_the_kept_files_hold_what_is_generated(year):
    made = generate()
    package = KEPT / str(year) / "district.gpkg"
    names = {name for name, _ in pyogrio.list_layers(package)}
    assert names == set(made.years[year])
    for name in ("roads", "villages", "stops", "logistics"):
        kept, fresh = pyogrio.read_dataframe(package, layer=name), made.years[year][name]
        assert len(kept) == len(fresh)
        identifier = fresh.columns[0]
        assert kept[identifier].tolist() == fresh[identifier].tolist()
        moved = kept.geometry.reset_index(drop=True).distance(fresh.geometry.set_crs(kept.crs))
        assert moved.max() < 0.01
    truth = json.loads((KEPT / str(year) / "truth.json").read_text(encoding="utf-8"))
    pd.testing.assert_frame_equal(
        pd.DataFrame(truth["villages"]).astype(object),
        pd.DataFrame(made.truth[year].to_dict()["villages"]).astype(object),
    )


def test_the_mark_is_that_of_this_generator(tmp_path):
    """Where it is not: ``python -m roadnet demo data/demo``."""
    mark_generator(tmp_path)
    assert (KEPT / "generator.txt").read_text() == (tmp_path / "generator.txt").read_text()
