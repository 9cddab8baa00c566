"""Draw the pictures of ``maps/gallery`` from the demonstration district.

Run ``.venv/bin/python -m maps.make_gallery`` from the project folder: the printed maps of
every theme in Chinese and English, each reduced to the few colours that it has.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Final

from PIL import Image

import roadnet
from roadnet.demo import demo_source
from roadnet.maps.sheets.sheet import draw_sheet, write_sheet
from roadnet.maps.sheets.themes import Subject, themes_of
from roadnet.text import LANGUAGES

GALLERY: Final = Path(__file__).parent / "gallery"
_DPI: Final = 100
_COLOURS: Final = 64


def main() -> None:
    """Assess the demonstration district and write its pictures."""
    assessment = roadnet.assess(roadnet.read_district(demo_source(), inline=True))
    GALLERY.mkdir(exist_ok=True)
    for lang in LANGUAGES:
        for theme in themes_of(Subject(assessment)):
            sheet = draw_sheet(Subject(assessment), theme, lang=lang)
            picture = write_sheet(sheet, "png", dpi=_DPI)
            (GALLERY / f"{theme}-{lang}.png").write_bytes(to_few_colours(picture))


def to_few_colours(png: bytes) -> bytes:
    """Reduce a PNG to a palette, without dithering."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    reduced = image.quantize(_COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    out = io.BytesIO()
    reduced.save(out, "PNG", optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    main()
