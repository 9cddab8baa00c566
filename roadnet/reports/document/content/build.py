"""The whole document, part by part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from roadnet.maps.escape import clean_text
from roadnet.reports.document.content.annual import annual
from roadnet.reports.document.content.appendix import appendix
from roadnet.reports.document.content.changes import changes
from roadnet.reports.document.content.gaps import gaps
from roadnet.reports.document.content.lists import lists
from roadnet.reports.document.content.overview import method, overview
from roadnet.reports.document.content.plan import plan
from roadnet.reports.document.content.risks import hazards, resilience
from roadnet.reports.document.content.services import bus, logistics, roads, townships
from roadnet.reports.document.content.tables import with_numbers
from roadnet.reports.document.content.words import place_name, word
from roadnet.reports.document.model import Block, Document, Turn
from roadnet.reports.report_subject import ReportSubject

Part = Callable[[ReportSubject], list[Block]]

PARTS: Final[tuple[Part, ...]] = (
    overview, annual, method, roads, bus, logistics, townships, resilience, hazards, gaps, changes,
    plan, lists, appendix,
)  # fmt: skip
"""The parts in order; each says nothing where there is nothing to say."""


def build_document(subject: ReportSubject) -> Document:
    """Return the report as a document; built once for all the formats that hold it."""
    return subject.once("document", lambda: _build(subject))


def _build(subject: ReportSubject) -> Document:
    lang, found = subject.lang, subject.assessment
    blocks = [block for part in PARTS for block in part(subject)]
    place = place_name(found)
    maker = clean_text(subject.maker, max_length=60) or place
    lines = [word("line.maker", lang, maker=maker)]
    if found.district.data_date:
        date = clean_text(found.district.data_date, max_length=40)
        lines.append(word("line.date", lang, date=date))
    numbered = with_numbers(
        merged(blocks), word("caption.table", lang), word("caption.picture", lang)
    )
    return Document(lang, word("title", lang, place=place), tuple(lines), tuple(numbered))


def merged(blocks: Sequence[Block]) -> list[Block]:
    """Leave of turns that follow each other the last, and none that turns nothing."""
    found: list[Block] = []
    landscape = False
    for at, block in enumerate(blocks):
        if isinstance(block, Turn):
            following = blocks[at + 1] if at + 1 < len(blocks) else block
            if isinstance(following, Turn) or block.landscape == landscape:
                continue
            landscape = block.landscape
        found.append(block)
    return found
