"""A document with hostile texts, and the report of the small district."""

import datetime as dt

import pytest

from roadnet.reports.document.content import build_document
from roadnet.reports.document.model import (
    Column,
    Document,
    Heading,
    Paragraph,
    Run,
    Table,
    Turn,
    said,
)
from roadnet.reports.report_subject import ReportSubject
from tests.reports.conftest import assessment, district, findings  # noqa: F401

HOSTILE = (
    "<w:p/>&amp;</w:t>",
    "#set page(width: 1pt) $x$ @ref *b* _i_ `c` \\n ~",
    "{{ 7*7 }} {% x %}",
    "\x00\x1b[31m\x0bcontrol\ufffe",
    "مرحبا \u202eright\u202c to left",
    "\ud800lone",
    "//comment /* block */ https://example.invalid",
)


@pytest.fixture(scope="session")
def hostile():
    """Every hostile text in every place that takes one."""
    columns = (
        Column("#head <b>", "text", 10),
        Column("$km$", "figure", 6),
        Column("*", "long", 40),
    )
    rows = tuple((text, "1.0", text) for text in HOSTILE)
    blocks = [
        block
        for text in HOSTILE
        for block in (Heading(text), Heading(text, 2), said(text), Paragraph((Run(text, True),)))
    ]
    table = Table(HOSTILE[1], columns, rows, total=("sum", "7.0", HOSTILE[0]))
    return Document(
        "zh", HOSTILE[0], HOSTILE, (*blocks, table, Turn(True), table, said("x" * 10_000))
    )


@pytest.fixture(scope="session", params=["zh", "en"])
def subject(request, assessment, findings):  # noqa: F811
    return ReportSubject(assessment, tuple(findings), request.param, day=dt.date(2024, 12, 31))


@pytest.fixture(scope="session")
def document(subject):
    return build_document(subject)
