"""A whole sheet: ground, theme, names, inset and everything around the map."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any, Final, Literal

import geopandas as gpd
import matplotlib as mpl
import numpy as np
import shapely
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure

from roadnet.analysis.assessment import Assessment
from roadnet.maps.escape import clean_text
from roadnet.maps.sheets.fit import fit_page, share_of
from roadnet.maps.sheets.focus import focus, township_area
from roadnet.maps.sheets.ink import draw_ground, draw_seats, draw_veil, water_of
from roadnet.maps.sheets.inset import draw_inset
from roadnet.maps.sheets.legend import draw_legend
from roadnet.maps.sheets.names import Names, place_names, to_pixels
from roadnet.maps.sheets.paper import (
    SCALE_BLOCK,
    Block,
    Orientation,
    Page,
    Paper,
    cut_paper,
    draw_north,
    draw_scale,
    draw_words,
    north_block,
    open_page,
)
from roadnet.maps.sheets.themes import THEMES, Subject
from roadnet.network.locate import points_xy
from roadnet.text import Lang, tr
from roadnet.text.numbers import DASH

Format = Literal["png", "svg", "pdf"]
FORMATS: Final = ("png", "svg", "pdf")
PRINT_DPI: Final = 300
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
        A4, the way that suits the district's shape, if None.
    maker
        Who made the map, for the footer.
    """
    found, area = subject.assessment, township_area(subject)
    whole = shape_of(found)
    shape = whole if area is None else area
    page = open_page(paper or Paper("A4", best_orientation(shape)))
    shown = subject if area is None else focus(subject, area)
    handles = THEMES[theme].draw(page, shown, lang)
    handles += draw_seats(page, shown.assessment, lang)
    handles += draw_ground(page, shown.assessment, lang)
    legend = draw_legend(page, handles, lang)
    west, south, east, north = shapely.bounds(whole).tolist()
    inset = draw_inset(page, found, area, max(east - west, north - south), lang)
    blocks = [share_of(page, artist) for artist in (legend, inset) if artist is not None]
    blocks += [SCALE_BLOCK, north_block(page)]
    fit_page(page, shape, blocks)
    if area is not None:
        draw_veil(page, area)
    _draw_names(page, subject, area, blocks)
    draw_scale(page, lang)
    draw_north(page, lang)
    lines = [_ground(subject, lang), _sources(subject, maker, lang)]
    draw_words(page, sheet_title(subject, theme, lang), lines, tr("sheets.note", lang))
    return page.figure


def best_orientation(shape: Any) -> Orientation:
    """Return the way of the paper that shows a shape larger."""
    west, south, east, north = shapely.bounds(shape).tolist()
    return "landscape" if east - west >= north - south else "portrait"


def figure_paper(found: Assessment) -> Paper:
    """Return paper for a figure within a document, of the whole district's shape."""
    west, south, east, north = shapely.bounds(shape_of(found)).tolist()
    return cut_paper(east - west, north - south)


def sheet_title(subject: Subject, theme: str, lang: Lang) -> str:
    """Return the title of a sheet: the district or township, and what is shown."""
    place = clean_text(subject.assessment.district.name, max_length=40)
    if subject.township_id:
        township = clean_text(township_name(subject), max_length=30)
        place = tr("sheets.township_of", lang, district=place, township=township)
    return tr(f"sheets.title.{theme}", lang, place=place)


def write_sheet(figure: Figure, file_format: Format, *, dpi: int = PRINT_DPI) -> bytes:
    """Return a sheet as PNG, SVG or PDF; the font is in the file, dates are not."""
    out = io.BytesIO()
    with mpl.rc_context(_SETTINGS):
        figure.savefig(out, format=file_format, dpi=dpi, metadata=_METADATA[file_format])
    return out.getvalue()


def write_atlas(figures: Iterable[Figure]) -> bytes:
    """Return several sheets as one PDF, a page each, in their order."""
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


def shape_of(found: Assessment) -> Any:
    """Return what a sheet of the whole district must show: its areas, and what lies beyond them."""
    layers = found.district.layers
    points = np.concatenate(
        [
            shapely.get_coordinates(layers[name].geometry.dropna().to_numpy())
            for name in ("roads", "villages")
            if found.district.has(name)
        ]
    )
    if not found.district.has("boundaries"):
        return shapely.convex_hull(shapely.multipoints(points))
    areas = shapely.make_valid(layers["boundaries"].geometry.dropna().to_numpy())
    inside = shapely.union_all(areas)
    beyond = points[~shapely.contains_xy(inside, points[:, 0], points[:, 1])]
    return shapely.GeometryCollection([inside, shapely.multipoints(beyond)])


def township_name(subject: Subject) -> str:
    """Return the name of the subject's township, its identifier where it has none."""
    table = subject.assessment.townships
    mine = table[table["township_id"].astype(str) == subject.township_id]
    name = mine["name"].iloc[0] if len(mine) and "name" in mine else ""
    return str(name) if isinstance(name, str) and name else subject.township_id


def _draw_names(page: Page, subject: Subject, area: Any, blocks: Sequence[Block]) -> None:
    """Name the seats, and on a township's sheet its villages as far as there is room."""
    found = subject.assessment
    frame = page.axes.get_window_extent()
    corner, size = np.array([frame.x0, frame.y0]), np.array([frame.width, frame.height])
    covers = np.array([shapely.box(*block) for block in blocks], dtype=object)
    taken = list(shapely.transform(covers, lambda xy: xy * size + corner))
    taken += to_pixels(page, water_of(found))
    if found.district.has("townships"):
        seats = found.district.layers["townships"]
        order = np.argsort(
            ~seats["is_county_seat"].fillna(False).to_numpy(dtype=bool), kind="stable"
        )
        _place(page, seats.iloc[order], 9.0, taken, must=True)
    elif found.district.has("boundaries"):
        areas = found.district.layers["boundaries"]
        _place(page, areas.set_geometry(areas.representative_point()), 9.0, taken, must=True)
    if area is not None:
        villages = found.villages
        counts = (villages["eligible_road"] | villages["eligible_service"]).to_numpy(dtype=bool)
        inside = villages[villages.geometry.within(area).to_numpy() & counts]
        people = inside["population"].fillna(0).to_numpy(dtype=float)
        _place(page, inside.iloc[np.argsort(-people, kind="stable")], 6.5, taken, must=False)


def _place(
    page: Page, frame: gpd.GeoDataFrame, size: float, taken: list[Any], *, must: bool
) -> None:
    placed = frame[frame.geometry.notna() & ~frame.geometry.is_empty]
    texts = placed["name"].fillna("").astype(str).tolist()
    place_names(page, Names(points_xy(placed.geometry.centroid), texts, size, must), taken)


def _ground(subject: Subject, lang: Lang) -> str:
    """Say what the map rests on: reference system, date, standard."""
    found = subject.assessment
    return tr(
        "sheets.footer",
        lang,
        crs=found.district.crs.name,
        date=found.district.data_date or DASH,
        standard=found.standard.name(lang),
    )


def _sources(subject: Subject, maker: str, lang: Lang) -> str:
    """Name the files that the map was made of, and who made it."""
    found = subject.assessment
    files = sorted({about.file for about in found.district.sources.values() if about.file})
    return tr(
        "sheets.maker",
        lang,
        source=clean_text(", ".join(files[:2]) or DASH, max_length=60),
        maker=clean_text(maker, max_length=60) or found.district.name,
    )
