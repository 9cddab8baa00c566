"""The catalogue of findings is complete and up to date; limits are explained and used."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from roadnet.findings import SEVERITIES, rules
from roadnet.quality.catalogue import catalogue
from roadnet.schema import layers
from roadnet.text import LANGUAGES, texts

ROOT = Path(__file__).parents[2]
LIMITS = (ROOT / "roadnet/quality/limits.toml").read_text(encoding="utf-8")


def test_the_page_is_up_to_date() -> None:
    page = (ROOT / "docs/findings.md").read_text(encoding="utf-8")
    assert page == catalogue(), "run: python -m roadnet.quality.catalogue"


def test_every_code_has_one_section() -> None:
    page = (ROOT / "docs/findings.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^### `(\w+)`$", page, re.M)) == sorted(rules())


def test_every_rule_has_a_known_severity_and_a_topic() -> None:
    for rule in rules().values():
        assert rule.severity in SEVERITIES
        assert rule.topic


def test_every_text_belongs_to_a_registered_code() -> None:
    for lang in LANGUAGES:
        named = {key.split(".")[1] for key in texts(lang) if key.startswith("findings.")}
        assert named == set(rules())


@pytest.mark.parametrize("name", sorted(tomllib.loads(LIMITS)))
def test_every_limit_says_why_and_is_used(name: str) -> None:
    line = next(line for line in LIMITS.splitlines() if line.startswith(f"{name} "))
    assert "#" in line or name.startswith("speed_max_")
    code = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "roadnet/quality").glob("*.py"))
    assert f'"{name}"' in code or name.startswith("speed_max_")


def test_layers_columns_and_values_have_names_in_both_languages() -> None:
    for layer in layers().values():
        keys = [f"layers.{layer.name}", f"layers.use.{layer.name}"]
        for column in layer.columns.values():
            keys.append(f"layers.columns.{layer.name}.{column.name}")
            keys += [f"layers.values.{layer.name}.{column.name}.{v}" for v in column.values]
        for lang in LANGUAGES:
            assert [key for key in keys if key not in texts(lang)] == []
