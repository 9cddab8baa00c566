"""The PDF file of a document: set by typst with embedded fonts, the same bytes each time.

Texts travel as JSON and are never read as markup.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import typst
from pylopdf_fonts_zh_cn import sans_path

from roadnet.io.atomic import write_bytes
from roadnet.reports.document.layout import CELL_MARGIN_MM, lay_out, picture_width_mm
from roadnet.reports.document.model import (
    Block,
    Document,
    Heading,
    Paragraph,
    Picture,
    Table,
    Turn,
)
from roadnet.reports.document.plain import plain
from roadnet.reports.document.rules import Rules, page_rules

_WRITTEN: Final = 946_684_800
"""The file bears no moment of writing but 1 January 2000."""
_LONG_WORD: Final = re.compile(r"[^\s\u2e80-\uffff]{24,}")
_STEP: Final = 12
_BREAK: Final = "\u200b"


def write_pdf(path: Path, document: Document) -> None:
    """Write a document as a PDF file.

    Raises
    ------
    RoadnetError
        ``write_failed`` where the disk refuses.
    """
    write_bytes(path, to_pdf(document))


def to_pdf(document: Document) -> bytes:
    """Return a document as the content of a PDF file."""
    rules = page_rules(document.lang)
    source = files(__package__).joinpath("document.typ").read_bytes()
    with tempfile.TemporaryDirectory(prefix="roadnet-pdf-") as name:
        folder = Path(name)
        pictures = [block for block in document.blocks if isinstance(block, Picture)]
        for at, picture in enumerate(pictures, start=1):
            (folder / _file_name(at)).write_bytes(picture.draw("svg"))
        content = json.dumps(_to_content(document, rules), ensure_ascii=False)
        (folder / "document.json").write_text(content, encoding="utf-8")
        (folder / "document.typ").write_bytes(source)
        return typst.compile(
            folder / "document.typ",
            format="pdf",
            root=folder,
            font_paths=[Path(sans_path()).parent],
            ignore_system_fonts=True,
            timestamp=_WRITTEN,
        )


def _to_content(document: Document, rules: Rules) -> dict[str, Any]:
    return {
        "lang": document.lang,
        "title": _set(document.title),
        "lines": [_set(line) for line in document.lines],
        "rules": {"page": rules.page, "type": rules.type},
        "fonts": rules.embedded,
        "numbers": rules.typst_numbers,
        "parts": _parts(document.blocks, rules),
    }


def _parts(blocks: Iterable[Block], rules: Rules) -> list[dict[str, Any]]:
    """Return the blocks by stretches of paper of one way."""
    parts: list[dict[str, Any]] = [{"landscape": False, "blocks": []}]
    pictures = 0
    for block in blocks:
        if isinstance(block, Turn):
            parts.append({"landscape": block.landscape, "blocks": []})
            continue
        pictures += isinstance(block, Picture)
        landscape = parts[-1]["landscape"]
        parts[-1]["blocks"].append(_to_item(block, rules, pictures, landscape=landscape))
    return [part for part in parts if part["blocks"] or part is parts[0]]


def _to_item(block: Block, rules: Rules, picture: int, *, landscape: bool) -> dict[str, Any]:
    match block:
        case Heading():
            return {"kind": "heading", "level": block.level, "text": _set(block.text)}
        case Paragraph():
            runs = [
                {"text": _set(run.text), "strong": run.strong, "target": run.target}
                for run in block.runs
            ]
            return {"kind": block.manner, "runs": runs}
        case Table():
            width = rules.text_height_mm if landscape else rules.text_width_mm
            return _to_table(block, width, rules)
        case Picture():
            return {
                "kind": "picture",
                "file": _file_name(picture),
                "width_mm": picture_width_mm(block, rules),
                "caption": _set(block.caption),
            }
        case Turn():
            raise TypeError("a turn begins a part of its own")


def _to_table(table: Table, width_mm: float, rules: Rules) -> dict[str, Any]:
    layout = lay_out(table, width_mm, rules) if table.columns else None
    return {
        "kind": "table",
        "caption": _set(table.caption),
        "heads": [_set(column.heading) for column in table.columns],
        "figures": [column.kind == "figure" for column in table.columns],
        "widths_mm": layout.widths_mm if layout else (),
        "type_pt": layout.type_pt if layout else rules.type["table_pt"],
        "inset_mm": CELL_MARGIN_MM,
        "rows": [[_set(cell) for cell in row] for row in table.rows],
        "total": [_set(cell) for cell in table.total],
        "empty": _set(table.empty),
        "anchors": list(table.anchors),
    }


def _file_name(at: int) -> str:
    return f"picture-{at}.svg"


def _set(text: str) -> str:
    """Return a plain text with places to break in words that no line could hold."""
    return _LONG_WORD.sub(_with_breaks, plain(text))


def _with_breaks(found: re.Match[str]) -> str:
    word = found.group()
    return _BREAK.join(word[at : at + _STEP] for at in range(0, len(word), _STEP))
