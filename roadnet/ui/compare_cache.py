"""Comparisons of a request with another source or with a scenario, each made once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from roadnet.ui.cache import Result
from roadnet.ui.keyed_cache import KeyedCache
from roadnet.ui.state import Request

if TYPE_CHECKING:
    from roadnet.planning.compare import Comparison
    from roadnet.planning.scenario import Scenario

_YEARS: Final = KeyedCache[tuple[Request, Request], "Comparison"](most=3)
_SCENARIOS: Final = KeyedCache[tuple[Request, str], "Comparison"](most=6)


def get_years(earlier: Result, later: Result) -> Comparison:
    """Compare two requests' districts."""
    from roadnet.planning.compare import compare

    return _YEARS.get(
        (earlier.request, later.request), lambda: compare(earlier.assessment, later.assessment)
    )


def get_scenario(result: Result, scenario: Scenario) -> Comparison:
    """Compare a request's district with what a scenario makes of it."""
    from roadnet.planning.scenario import run_scenario, to_toml

    return _SCENARIOS.get(
        (result.request, to_toml(scenario)), lambda: run_scenario(result.assessment, scenario)
    )
