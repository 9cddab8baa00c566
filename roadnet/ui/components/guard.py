"""Errors become one message in the reader's language, never a traceback."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from roadnet.errors import RoadnetError
from roadnet.text import Lang, tr
from roadnet.ui.components.texts import to_markdown

_LOG = logging.getLogger(__name__)


@contextmanager
def guard(lang: Lang) -> Iterator[None]:
    """Show what goes wrong inside as a message; the log holds what nobody foresaw."""
    try:
        yield
    except RoadnetError as error:
        st.error(to_markdown(error.message(lang)))
    except Exception:
        _LOG.exception("a page failed")
        st.error(tr("ui.error.unexpected", lang))
