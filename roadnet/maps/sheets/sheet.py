"""A whole sheet: ground, theme, names, inset and everything around the map."""

from __future__ import annotations

import io
from typing import Any, Final, Literal

import geopandas as gpd
import matplotlib as mpl
import numpy as np
import shapely
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure

from roadnet.maps.escape import clean_text
from roadnet.maps.sheets.focus import focus, township_area
from roadnet.maps.sheets.ink import draw_base_roads, draw_ground, draw_seats, draw_veil, water_of
from roadnet.maps.sheets.names import Names, place_names
from roadnet.maps.sheets.paper import (
    Box,
    Page,
    Paper,
    clear_ticks,
    draw_legend,
    draw_north,
    draw_scale,
    draw_words,
    fit_page,
    open_page,
)
from roadnet.maps.sheets.themes import THEMES, Subject
from roadnet.maps.theme import BAD, INK
from roadnet.network.locate import points_xy
from roadnet.text import Lang, tr

Format = Literal["png", "svg", "pdf"]
FORMATS: Final = ("png", "svg", "pdf")
PRINT_DPI: Final = 300
_INSET_SHARE: Final = 0.19
# Texts as outlines in SVG, as an embedded font in PDF; the same drawing gives the same bytes.
_SETTINGS: Final = {"svg.fonttype": "path", "svg.hashsalt": "roadnet", "pdf.fonttype": 42}

_METADATA: Final[dict[str, dict[str, Any]]] = {
    "png": {"Software": "roadnet"},
    "svg": {"Date": None, "Creator": "roadnet"},
    "pdf": {"CreationDate": None, "ModDate": None, "Creator": "roadnet", "Producer": "roadnet"},
}


def draw_sheet(
    subject: Subject, theme: str, *, lang: Lang, paper: Paper | None = None, maker: str = ""
) -> Figure:
    """Draw a printed map.

    Parameters
    ----------
    subject
        The district, or one township of it.
    theme
        A key of :data:`~roadnet.maps.sheets.themes.THEMES`.
    paper
        A4 landscape if None.
    maker
        Who made the map, for the footer.
    """
    page = open_page(paper or Paper())
    found, area = subject.assessment, township_area(subject)
    shown = subject if area is None else focus(subject, area)
    handles = THEMES[theme].draw(page, shown, lang)
    handles += draw_seats(page, found, lang)
    handles += draw_ground(page, found, lang)
    legend = draw_legend(page, handles, lang)
    box = _box_of(found) if area is None else area.bounds
    fit_page(page, box, legend)
    if area is not None:
        draw_veil(page, area)
    _draw_names(page, subject, area)
    _draw_inset(page, subject, area, box, lang)
    draw_scale(page, lang)
    draw_north(page, lang)
    draw_words(page, sheet_title(subject, theme, lang), _footer(subject, maker, lang), _note(lang))
    return page.figure


def sheet_title(subject: Subject, theme: str, lang: Lang) -> str:
    """Return the title of a sheet: the district or township, and what is shown."""
    place = clean_text(subject.assessment.district.name, max_length=40)
    if subject.township_id:
        township = clean_text(_township_name(subject), max_length=30)
        place = tr("sheets.township_of", lang, district=place, township=township)
    return tr(f"sheets.title.{theme}", lang, place=place)


def write_sheet(figure: Figure, file_format: Format, *, dpi: int = PRINT_DPI) -> bytes:
    """Return a sheet as PNG, SVG or PDF; the font is in the file, dates are not."""
    out = io.BytesIO()
    with mpl.rc_context(_SETTINGS):
        figure.savefig(out, format=file_format, dpi=dpi, metadata=_METADATA[file_format])
    return out.getvalue()


def write_atlas(figures: list[Figure]) -> bytes:
    """Return several sheets as one PDF."""
    out = io.BytesIO()
    with mpl.rc_context(_SETTINGS), PdfPages(out, metadata=_METADATA["pdf"]) as pages:
        for figure in figures:
            pages.savefig(figure)
    return out.getvalue()


def townships_of(subject: Subject) -> list[str]:
    """Return the identifiers of the townships that have a sheet of their own."""
    found = subject.assessment
    if not found.district.has("boundaries"):
        return []
    ids = found.district.layers["boundaries"]["township_id"].dropna().astype(str)
    return list(dict.fromkeys(one for one in ids if one))


def _box_of(found: Any) -> Box:
    """Bounds of the whole district."""
    layers = found.district.layers
    shown = [
        layers[name].total_bounds
        for name in ("boundaries", "roads", "villages")
        if found.district.has(name)
    ]
    bounds = np.array([each for each in shown if np.isfinite(each).all()])
    west, south = bounds[:, :2].min(axis=0)
    east, north = bounds[:, 2:].max(axis=0)
    return float(west), float(south), float(east), float(north)


def _township_name(subject: Subject) -> str:
    table = subject.assessment.townships
    mine = table[table["township_id"].astype(str) == subject.township_id]
    return str(mine["name"].iloc[0]) if len(mine) and "name" in mine else subject.township_id


def _draw_names(page: Page, subject: Subject, area: Any) -> None:
    """Name the seats, and on a township's sheet its villages as far as there is room."""
    found = subject.assessment
    clear = water_of(found)
    if found.district.has("townships"):
        seats = found.district.layers["townships"]
        order = np.argsort(
            ~seats["is_county_seat"].fillna(False).to_numpy(dtype=bool), kind="stable"
        )
        _place(page, seats.iloc[order], 9.0, clear, must=True)
    elif found.district.has("boundaries"):
        areas = found.district.layers["boundaries"]
        _place(page, areas.set_geometry(areas.representative_point()), 9.0, clear, must=True)
    if area is not None:
        villages = found.villages
        counts = (villages["eligible_road"] | villages["eligible_service"]).to_numpy(dtype=bool)
        inside = villages[villages.geometry.within(area).to_numpy() & counts]
        people = inside["population"].fillna(0).to_numpy(dtype=float)
        _place(page, inside.iloc[np.argsort(-people, kind="stable")], 6.5, clear, must=False)


def _place(page: Page, frame: gpd.GeoDataFrame, size: float, clear: Any, *, must: bool) -> None:
    placed = frame[frame.geometry.notna() & ~frame.geometry.is_empty]
    xy = points_xy(placed.geometry.centroid)
    texts = placed["name"].fillna("").astype(str).tolist()
    place_names(page, Names(xy, texts, size, must), clear)


def _draw_inset(page: Page, subject: Subject, area: Any, box: Box, lang: Lang) -> None:
    """Draw at the upper left where a township lies, or the surroundings of the county seat."""
    found = subject.assessment
    if area is not None:
        small = _inset(page)
        areas = shapely.get_parts(found.district.layers["boundaries"].geometry.dropna().to_numpy())
        for part in areas:
            ring = shapely.get_coordinates(shapely.get_exterior_ring(part))
            small.fill(*ring.T, fc="#f1efe6", ec="#8b949b", lw=0.4)
        for part in shapely.get_parts(area):
            small.fill(*shapely.get_coordinates(part.exterior).T, fc=BAD, ec=INK, lw=0.5)
        small.set_aspect("equal", adjustable="datalim")
        _caption(page, small, tr("sheets.inset_township", lang))
        return
    seat = _county_seat(found)
    if seat is None:
        return
    reach = 0.06 * max(box[2] - box[0], box[3] - box[1])
    small = _inset(page)
    inner = Page(page.figure, small, page.paper)
    draw_base_roads(inner, found.roads, lang)
    draw_seats(inner, found, lang)
    small.set_aspect("equal")
    small.set_xlim(seat[0] - reach, seat[0] + reach)
    small.set_ylim(seat[1] - reach, seat[1] + reach)
    _caption(page, small, tr("sheets.inset_seat", lang, km=f"{2 * reach / 1000:.1f}"))


def _county_seat(found: Any) -> Any:
    if not found.district.has("townships"):
        return None
    seats = found.district.layers["townships"]
    county = seats[seats["is_county_seat"].fillna(False).to_numpy(dtype=bool)]
    return points_xy(county.geometry)[0] if len(county) else None


def _inset(page: Page) -> Any:
    frame = page.axes.get_position()
    width, height = page.paper.size_mm
    side = _INSET_SHARE * min(frame.width * width, frame.height * height)
    left, top = frame.x0 + 2.5 / width, frame.y1 - 2.5 / height
    small = page.figure.add_axes(
        (left, top - side / height, side / width, side / height), zorder=30
    )
    small.set_facecolor("white")
    clear_ticks(small)
    return small


def _caption(page: Page, small: Any, text: str) -> None:
    small.text(
        0.5, 0.03, text, transform=small.transAxes, ha="center", va="bottom",
        fontproperties=page.font(6.5), color=INK, zorder=40, parse_math=False,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8, "alpha": 0.85},
    )  # fmt: skip


def _footer(subject: Subject, maker: str, lang: Lang) -> list[str]:
    """Say what the map rests on: reference system, date, standard; sources and maker."""
    found = subject.assessment
    files = sorted({about.file for about in found.district.sources.values() if about.file})
    return [
        tr(
            "sheets.footer",
            lang,
            crs=found.district.crs.name,
            date=found.district.data_date or "–",
            standard=found.standard.name(lang),
        ),
        tr(
            "sheets.maker",
            lang,
            source=clean_text(", ".join(files[:2]) or "–", max_length=60),
            maker=clean_text(maker, max_length=60) or found.district.name,
        ),
    ]


def _note(lang: Lang) -> str:
    return tr("sheets.note", lang)
