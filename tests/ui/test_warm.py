"""What is made ahead is what the first page asks for, and an error there ends nothing."""

from __future__ import annotations

from importlib.util import find_spec
from threading import Event
from typing import Any

import pytest

from roadnet.ui import cache, warm
from roadnet.ui.launch import SOURCE_VARIABLE
from roadnet.ui.main import PAGES
from roadnet.ui.state import Request, first_request


def test_the_first_result_is_there_before_the_first_page(
    kept: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(SOURCE_VARIABLE, raising=False)
    warm._make_first()
    assert kept == [Request()]
    assert cache.find_result(first_request()) is not None


def test_the_source_that_the_app_was_started_with_is_the_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    source = tmp_path / "district.toml"
    source.write_text("", encoding="utf-8")
    monkeypatch.setenv(SOURCE_VARIABLE, str(source))
    assert first_request().source == str(source)
    assert first_request().stamp  # a changed file makes another request


def test_an_error_ahead_is_left_to_the_page() -> None:
    tried = Event()

    def fail() -> None:
        tried.set()
        raise OSError("no such file")

    warm._start(fail)  # the thread ends; pytest would tell of an exception that left it
    assert tried.wait(5)


def test_every_page_has_a_module() -> None:
    for module, _ in PAGES.values():
        assert find_spec(f"roadnet.ui.pages.{module}") is not None
