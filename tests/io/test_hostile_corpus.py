"""No broken or hostile input ends in a traceback, a hang, an escape, or a lost good row."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from roadnet.district import District
from roadnet.errors import RoadnetError
from roadnet.io.limits import MEBIBYTE, ReadLimits
from roadnet.io.read import read_district
from tests.io import corpus_osm, corpus_stakes, corpus_tables
from tests.io.corpus import CASES, Case, good_district

assert corpus_osm.__doc__
assert corpus_stakes.__doc__  # their cases enlist themselves in CASES
assert corpus_tables.__doc__
LIMITS = ReadLimits(seconds=15, memory_bytes=2048 * MEBIBYTE)


def test_the_corpus_is_large_enough() -> None:
    assert len(CASES) >= 60
    assert len({case.name for case in CASES}) == len(CASES)


def test_every_finding_of_reading_is_met_by_a_case() -> None:
    registry = files("roadnet").joinpath("findings.toml").read_text(encoding="utf-8")
    codes = set(tomllib.loads(registry.split("# end of reading")[0]))
    assert codes <= {case.says.split("@")[0] for case in CASES}


def test_the_good_district_meets_but_one(tmp_path: Path) -> None:
    """The cases differ from it by one fault each: what they say is said of that fault."""
    good_district(tmp_path)
    found = read_district(tmp_path, inline=True).findings
    assert [(finding.code, finding.layer) for finding in found] == [("crs_assumed", "villages")]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_hostile_input(case: Case, tmp_path: Path) -> None:
    folder = tmp_path / "input"
    folder.mkdir()
    source = case.build(folder)
    before = _content(tmp_path)
    try:
        district: District | None = read_district(source, limits=LIMITS, inline=not case.child)
        codes = {f.code for f in district.findings}
        codes |= {f"{f.code}@{f.layer}" for f in district.findings}
    except RoadnetError as error:
        district, codes = None, {error.code}
        assert error.message("zh")
        assert error.message("en")
    assert case.says in codes
    assert _content(tmp_path) == before, "reading changes nothing and writes nowhere"
    if case.roads is None:
        assert district is None
        return
    assert district is not None
    assert len(district.layers["roads"]) == case.roads
    assert len(district.layers["villages"]) == case.villages
    for source_of in district.sources.values():
        assert source_of.accepted + source_of.rejected == source_of.read
    for finding in district.findings:
        assert finding.message("zh")
        assert finding.mend("en")


def _content(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
