"""What the session asks for: one frozen request, the key of everything that is kept."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Final

import streamlit as st

from roadnet.ui.launch import SOURCE_VARIABLE

DEMO: Final = "demo"
DEMO_EARLIER: Final = "demo-earlier"
EARLIER_YEAR: Final = 2023
"""The demonstration district has an earlier year to be compared with."""
_KEY: Final = "request"
_MOST_FILES: Final = 2000
_CHOICES: Final = (
    "chosen_village",
    "chosen_gap",
    "wished_village",
    "seen_gap",
    "seen_filter",
    "filter_township",
    "village_township",
)


@dataclass(frozen=True, slots=True)
class Request:
    """What to assess and how.

    Parameters
    ----------
    source
        ``demo``, or the path of a district.
    standard
        A standard's id or file; empty for the one that the source names.
    join_tolerance_m
        The widest gap between a road's end and another road that counts as joined, metres.
    stamp
        Changes when the source's files change, so that kept answers never grow stale.
    """

    source: str = DEMO
    standard: str = ""
    join_tolerance_m: float = 10.0
    stamp: str = ""


def current_request() -> Request:
    """Return the session's request; at first what the app was started with."""
    if _KEY not in st.session_state:
        set_request(first_request())
    request: Request = st.session_state[_KEY]
    return request


def first_request() -> Request:
    """Return what the app was started with."""
    source = os.environ.get(SOURCE_VARIABLE) or DEMO
    return Request(source=source, stamp=to_stamp(source))


def set_request(request: Request) -> None:
    """Make a request the session's own; choices that belong to the one before are dropped."""
    st.session_state[_KEY] = replace(request, stamp=to_stamp(request.source))
    for choice in _CHOICES:
        st.session_state.pop(choice, None)


def to_stamp(source: str) -> str:
    """Return a mark that changes when a file of the source is changed, added or taken away."""
    if source in (DEMO, DEMO_EARLIER):
        return ""
    path = Path(source)
    folder = path if path.is_dir() else path.parent
    if not folder.is_dir():
        return ""
    marks = []
    for file in islice(sorted(folder.iterdir()), _MOST_FILES):
        try:
            about = file.stat()
        except OSError:
            continue
        marks.append(f"{file.name}|{about.st_size}|{about.st_mtime_ns}")
    return hashlib.sha256("\n".join(marks).encode("utf-8", "surrogateescape")).hexdigest()[:16]
