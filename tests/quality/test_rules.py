"""Every rule: a case that triggers it, a near one that does not, texts in both languages."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

import pytest

from roadnet.findings import Finding
from roadnet.network.build import build_network
from roadnet.quality.check import CHECKS, NETWORK_CHECKS
from roadnet.quality.inspection import Inspection
from roadnet.quality.limits import read_limits
from roadnet.text import LANGUAGES, texts
from tests.quality import cases_services, cases_shapes, cases_tables
from tests.quality.cases import Case, Change
from tests.quality.scene import TODAY, Draft

CASES = (*cases_tables.CASES, *cases_shapes.CASES, *cases_services.CASES)
PLAIN = {check.__name__.removeprefix("check_"): check for check in CHECKS}
ON_NETWORK = {check.__name__.removeprefix("check_"): check for check in NETWORK_CHECKS}

# The registry lists the codes of the reading first and those of planning last, apart by marks; they
# are tested with the reading and with planning.
_REGISTRY = files("roadnet").joinpath("findings.toml").read_text(encoding="utf-8")
CODES = sorted(tomllib.loads(_REGISTRY.split("# end of reading")[1].split("# end of checks")[0]))


def _run(code: str, change: Change) -> list[Finding]:
    draft = Draft()
    change(draft)
    district = draft.build()
    seen = Inspection(district, read_limits(), TODAY)
    if code in PLAIN:
        return list(PLAIN[code](seen))
    return list(ON_NETWORK[code](seen, build_network(district, curve_tolerances_m=())))


def _name(case: Case) -> str:
    return f"{case.code}-{case.layer}"


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_the_bad_district_has_the_finding(case: Case) -> None:
    found = [f for f in _run(case.code, case.bad) if f.layer == case.layer]
    assert found
    assert {finding.code for finding in found} == {case.code}
    assert not case.rows or case.rows in [tuple(sorted(f.rows)) for f in found]
    chosen = next(f for f in found if not case.rows or tuple(sorted(f.rows)) == case.rows)
    for figure, value in case.figures.items():
        wanted = pytest.approx(value, rel=1e-3) if isinstance(value, float) else value
        assert chosen.figures[figure] == wanted, figure
    for finding in found:
        _require_texts(finding)


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_the_near_one_has_not(case: Case) -> None:
    assert [f for f in _run(case.code, case.good) if f.layer == case.layer] == []


def _require_texts(finding: Finding) -> None:
    for lang in LANGUAGES:
        for text in (finding.message(lang), finding.mend(lang)):
            assert text.strip()
            assert "{" not in text
            assert not re.search(r"\bnan\b", text)


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_rule_and_a_case(code: str) -> None:
    assert code in PLAIN or code in ON_NETWORK
    assert code in {case.code for case in CASES}
    for lang in LANGUAGES:
        assert f"findings.{code}.message" in texts(lang)
        assert f"findings.{code}.mend" in texts(lang)


def test_every_rule_is_registered() -> None:
    assert set(PLAIN) | set(ON_NETWORK) == set(CODES)
    assert len(CODES) >= 40
