"""The app in a real browser: the first page, then what a planner does, and how long each takes.

Told is the time from an action to the moment when the server has done all that it asked for, as
the page itself says (``data-test-script-state``): the server's time and the way there and back.
"""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any, Final
from urllib.request import urlopen

from benchmarks.bench import Bench, table
from benchmarks.items.common import is_there
from benchmarks.maps import CHROMIUM
from roadnet.ui.launch import to_command

_WAIT_MS: Final = 120_000
_STEPS_S: Final = 60
_BEGIN_MS: Final = 10_000
_TRIES: Final = 3
_QUIET_MS: Final = 400
"""So long nothing may run until a step counts as done; not part of what is told."""
_STATE: Final = "data-test-script-state"
_WATCH: Final = f"""() => {{
  const app = document.querySelector('[{_STATE}]');
  if (window.watched) window.watched.disconnect();
  window.ran = []; window.begun = performance.now();
  window.watched = new MutationObserver(() => window.ran.push(
    [performance.now(), app.getAttribute('{_STATE}')]));
  window.watched.observe(app, {{attributes: true, attributeFilter: ['{_STATE}']}});
}}"""
_DONE: Final = f"""() => {{
  const last = window.ran[window.ran.length - 1];
  return last && last[1] === 'notRunning' && performance.now() - last[0] > {_QUIET_MS};
}}"""
_TOOK: Final = "() => (window.ran[window.ran.length - 1][0] - window.begun) / 1000"
Step = Callable[[Any], object]
PAGES: Final = (
    "map", "villages", "plan", "library", "resilience", "compare", "data", "annual", "export",
)  # fmt: skip


def app(bench: Bench) -> Iterator[str]:
    """The first page with an empty cache, then each page and the commonest actions twice."""
    if not Path(CHROMIUM).exists() or not is_there("playwright"):
        yield "Not measured: there is no browser here."
        return
    first: list[float] = []
    taken: dict[str, list[tuple[float, float]]] = {}
    for run in range(bench.runs):
        with _served(bench.folder / f"app{run}") as url, _browser() as page:
            first.append(_first_page(page, url))
            # Going to the page that is shown would do nothing: the second time is a round later.
            once, twice = (
                {name: _time(page, step) for name, step in _steps().items()} for _ in "12"
            )
            for name in once:
                taken.setdefault(name, []).append((once[name], twice[name]))
    rows = [("first page, server up", f"{median(first):.2f}", "")]
    later: list[float] = []
    for name, pairs in taken.items():
        once, twice = (median(column) for column in zip(*pairs, strict=True))
        later += once, twice
        rows.append((name, f"{once:.2f}", f"{twice:.2f}"))
    bench.figures.update(app_first_s=median(first), app_next_s=max(later))
    yield from table(("what", "first time, s", "again, s"), rows)


def _steps() -> dict[str, Step]:
    """What is done, in order."""
    steps: dict[str, Step] = {f"page {name}": _open(name) for name in PAGES}
    return steps | {"page overview": _open("overview"), "the other language": _turn_language}


def _open(name: str) -> Step:
    def step(page: Any) -> None:
        # The default page has no name of its own in the address.
        ends = "/" if name == "overview" else f"/{name}"
        for link in page.locator('[data-testid="stSidebarNavLink"]').all():
            if (link.get_attribute("href") or "").split("?")[0].endswith(ends):
                link.click()
                return
        raise LookupError(name)

    return step


def _turn_language(page: Any) -> None:
    page.locator('.st-key-chosen_lang [role="radio"][aria-checked="false"]').click()


def _first_page(page: Any, url: str) -> float:
    begin = time.perf_counter()
    page.goto(url)
    page.wait_for_selector(".rn-tile", timeout=_WAIT_MS)
    shown = time.perf_counter() - begin
    page.wait_for_selector(f'[{_STATE}="notRunning"]', timeout=_WAIT_MS)
    page.wait_for_timeout(_QUIET_MS)
    return shown


def _time(page: Any, step: Step) -> float:
    """Do a step; return the seconds until nothing runs any more.

    A click that met a page just being drawn anew begins nothing: it is made again.
    """
    from playwright.sync_api import TimeoutError as NothingHappened

    for _ in range(_TRIES):
        page.evaluate(_WATCH)
        step(page)
        try:
            page.wait_for_function("() => window.ran.length > 0", timeout=_BEGIN_MS)
        except NothingHappened:
            continue
        page.wait_for_function(_DONE, timeout=_WAIT_MS)
        return float(page.evaluate(_TOOK))
    raise TimeoutError("a step of the app began nothing")


@contextmanager
def _browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as api:
        browser = api.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            yield browser.new_page(viewport={"width": 1366, "height": 900})
        finally:
            browser.close()


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    """Run the app on the demonstration district, its cache empty, until it answers."""
    folder.mkdir()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "ROADNET_CACHE": str(folder / "cache")}
    with (folder / "log.txt").open("w") as log:
        command = to_command(port, open_browser=False)
        running = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            _wait_for(f"http://127.0.0.1:{port}/_stcore/health")
            yield f"http://127.0.0.1:{port}"
        finally:
            running.terminate()
            running.wait(timeout=_STEPS_S)


def _wait_for(url: str) -> None:
    end = time.monotonic() + _STEPS_S
    while time.monotonic() < end:
        try:
            with urlopen(url, timeout=1) as answer:  # noqa: S310 - this machine's own address
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(url)
