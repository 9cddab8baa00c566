"""Draw the pictures of ``maps/gallery`` from the demonstration district.

Run ``.venv/bin/python -m maps.make_gallery`` from the project folder: the printed maps of
every theme in Chinese and English, each reduced to the few colours that it has.
"""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Final

from PIL import Image

import roadnet
from roadnet.demo import demo_source
from roadnet.maps.sheets.sheet import draw_sheet, townships_of, write_sheet
from roadnet.maps.sheets.themes import Subject, themes_of
from roadnet.text import LANGUAGES, Lang

GALLERY: Final = Path(__file__).parent / "gallery"
_DPI: Final = 100
_COLOURS: Final = 256
_BUDGET_CNY: Final = 10_000_000.0


def main() -> None:
    """Assess the demonstration district, plan for a budget, write the pictures."""
    plan = roadnet.plan(roadnet.read_district(demo_source(), inline=True), budget_cny=_BUDGET_CNY)
    whole = Subject(plan.before, plan)
    township = replace(whole, township_id=townships_of(whole)[1])
    GALLERY.mkdir(exist_ok=True)
    for lang in LANGUAGES:
        for theme in themes_of(whole):
            _draw(whole, theme, lang, theme)
        _draw(township, "gaps", lang, "township")


def _draw(subject: Subject, theme: str, lang: Lang, name: str) -> None:
    picture = write_sheet(draw_sheet(subject, theme, lang=lang), "png", dpi=_DPI)
    (GALLERY / f"{name}-{lang}.png").write_bytes(to_few_colours(picture))


def to_few_colours(png: bytes) -> bytes:
    """Reduce a PNG to a palette, without dithering."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    reduced = image.quantize(_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    out = io.BytesIO()
    reduced.save(out, "PNG", optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    main()
