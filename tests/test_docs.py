"""The generated pages are up to date, and what the documents name is there."""

import importlib.util
import re
import tomllib
from pathlib import Path

import pytest

from roadnet.text import LANGUAGES, texts

ROOT = Path(__file__).parents[1]


def _generator():
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs/generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", ["data-model.md", "standards.md"])
def test_generated_pages_are_up_to_date(page):
    assert (ROOT / "docs" / page).read_text(encoding="utf-8") == _generator().PAGES[page]()


def test_the_languages_hold_the_same_texts_with_the_same_placeholders():
    first, *others = (texts(lang) for lang in LANGUAGES)
    for other in others:
        assert first.keys() == other.keys()
        for key, text in first.items():
            assert _placeholders(text) == _placeholders(other[key]), key


def _placeholders(text):
    return set(re.findall(r"(?<!\{)\{(\w+)[^{}]*\}(?!\})", text))


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_links_within_the_documents_lead_somewhere(readme):
    for target in re.findall(r"\]\(([^)#:]+)\)", (ROOT / readme).read_text(encoding="utf-8")):
        assert (ROOT / target).exists(), target


def test_both_readmes_give_the_same_commands():
    commands = [
        re.findall(r"^(?:python3|py) .*$", (ROOT / name).read_text(encoding="utf-8"), re.M)
        for name in ("README.md", "README.zh-CN.md")
    ]
    assert commands[0] == commands[1]
    assert len(commands[0]) == 4


def test_the_lock_names_no_index_and_covers_every_dependency():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    assert "--index" not in lock
    for wanted in project["dependencies"]:
        name = re.split(r"[<>=~\[]", wanted)[0].strip()
        assert re.search(rf"^{re.escape(name)}==", lock, re.M | re.I), name
