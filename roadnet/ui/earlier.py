"""The year before of a request: the demonstration's own, or a path that the user gives."""

from __future__ import annotations

from dataclasses import replace

from roadnet.ui.cache import Result
from roadnet.ui.state import DEMO, DEMO_EARLIER, Request, to_stamp


def earlier_of(result: Result, path: str = "") -> Request | None:
    """Return the request of the year before, by the standard and tolerance of the later year.

    Parameters
    ----------
    path
        Where the earlier data are, as it was typed or pasted; of no concern for the
        demonstration, which has an earlier year of its own.

    Returns
    -------
    None where nothing is known of an earlier year.
    """
    request = result.request
    if request.source == DEMO:
        return replace(request, source=DEMO_EARLIER)
    source = path.strip().strip('"')
    if not source:
        return None
    standard = request.standard or result.assessment.district.standard
    return replace(request, source=source, standard=standard, stamp=to_stamp(source))
