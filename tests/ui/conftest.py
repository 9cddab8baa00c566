"""The small scene in place of a real assessment; a browser; the app as a process of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from streamlit.testing.v1 import AppTest

from roadnet.ui import cache
from roadnet.ui.components import outputs_view, sheets_view, wgs
from roadnet.ui.keyed_cache import KeyedCache

ROOT = Path(__file__).parents[2]
PAGE = """
from roadnet.ui.components.guard import guard
from roadnet.ui.pages import {name}

with guard("{lang}"):
    {name}.show("{lang}")
"""


@pytest.fixture(scope="session")
def scene() -> Any:
    """The module that draws the scene."""
    spec = spec_from_file_location("ui_scene", Path(__file__).with_name("scene.py"))
    assert spec and spec.loader
    module = module_from_spec(spec)
    sys.modules["ui_scene"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def assessed(scene: Any) -> cache.Result:
    """The scene as the pages get it."""
    return scene.result()


@pytest.fixture
def kept(assessed: cache.Result, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """Every request gives the scene; the requests that were computed are listed."""
    asked: list[Any] = []

    def make(request: Any, progress: Callable[[str, float], None]) -> cache.Result:
        asked.append(request)
        progress("read", 0.1)
        return cache.Result(request, assessed.assessment, assessed.findings)

    monkeypatch.setattr(cache, "make_result", make)
    monkeypatch.setattr(cache, "_RESULTS", KeyedCache(most=3))
    monkeypatch.setattr(cache, "_MAPS", KeyedCache(most=3))
    monkeypatch.setattr(wgs, "_TABLES", KeyedCache(most=3))
    monkeypatch.setattr(outputs_view, "_KEPT", KeyedCache(most=3))
    monkeypatch.setattr(sheets_view, "_SHEETS", KeyedCache(most=3))
    yield asked


@pytest.fixture
def open_page(kept: list[Any]) -> Callable[..., AppTest]:
    """Run one page alone, in a language."""

    def opened(name: str, lang: str = "zh") -> AppTest:
        script = PAGE.format(name=name, lang=lang)
        return AppTest.from_string(script, default_timeout=30).run()

    return opened


@pytest.fixture(scope="session")
def app_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app on the demonstration district, on a free port of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("app")
    environment = {**os.environ, "ROADNET_CACHE": str(folder / "cache")}
    environment.pop("ROADNET_LANG", None)
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
    with (folder / "log.txt").open("w") as log:
        running = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            _wait(f"http://127.0.0.1:{port}/_stcore/health", running)
            yield f"http://127.0.0.1:{port}"
        finally:
            running.terminate()
            running.wait(timeout=20)


def _wait(url: str, running: subprocess.Popen[Any]) -> None:
    for _ in range(240):
        assert running.poll() is None, "the app ended at once"
        try:
            with urlopen(url, timeout=1) as answer:  # noqa: S310 - this machine's own address
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.25)
    raise TimeoutError(url)
