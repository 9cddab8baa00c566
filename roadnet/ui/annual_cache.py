"""Annual summaries of a request, each made once."""

from __future__ import annotations

import hashlib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from roadnet.text import Lang
from roadnet.ui.cache import Result
from roadnet.ui.keyed_cache import KeyedCache

if TYPE_CHECKING:
    from roadnet.planning.plan import Plan
    from roadnet.reports.annual.model import AnnualSummary

_KEPT: Final = KeyedCache[tuple[object, ...], "AnnualSummary"](most=4)


def get_annual(
    result: Result,
    lang: Lang,
    *,
    earlier: Result | None = None,
    plan: Plan | None = None,
    template: bytes = b"",
) -> AnnualSummary:
    """Return the annual summary, made now if need be.

    Parameters
    ----------
    template
        The content of a bureau's own template; empty for the shipped one.

    Raises
    ------
    RoadnetError
        What reading the template or the hazard log raises.
    """
    from roadnet.planning.hazard_log import read_hazard_log
    from roadnet.reports.annual.summary import annual_summary
    from roadnet.ui.resilience_cache import log_path

    log = read_hazard_log(log_path(result)).entries
    given = (hashlib.sha256(template).digest(), tuple(map(repr, log)))
    before = earlier.request if earlier else None
    key = (result.request, lang, before, plan.request if plan else None, *given)

    def make() -> AnnualSummary:
        with TemporaryDirectory(prefix="roadnet-annual-") as folder:
            path = Path(folder, "annual.md")
            path.write_bytes(template)
            return annual_summary(
                result.assessment,
                lang=lang,
                earlier=earlier.assessment if earlier else None,
                plan=plan,
                log=log,
                template=path if template else None,
            )

    return _KEPT.get(key, make)
