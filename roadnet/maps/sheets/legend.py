"""The legend at the lower left of the map frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from matplotlib.legend_handler import HandlerTuple

from roadnet.maps.sheets.paper import Page
from roadnet.text import Lang, tr

_WIDEST: Final = 0.7
"""Share of the frame's width: the scale bar stands to the right."""


def draw_legend(page: Page, handles: Sequence[Any], lang: Lang) -> Any:
    """Draw the legend; on tall paper in as many columns, up to three, as there is room for."""
    if not handles:
        return None
    columns = 1 if page.paper.orientation == "landscape" else 3
    legend = _drawn(page, handles, columns, lang)
    while columns > 1 and _share(page, legend) > _WIDEST:
        columns -= 1
        legend.remove()
        legend = _drawn(page, handles, columns, lang)
    return legend


def _drawn(page: Page, handles: Sequence[Any], columns: int, lang: Lang) -> Any:
    # A mark that is made of several things, one upon the other, is a tuple with one label.
    labels = [(one[0] if isinstance(one, tuple) else one).get_label() for one in handles]
    legend = page.axes.legend(
        list(handles), labels, loc="lower left", title=tr("sheets.legend", lang), ncols=columns,
        prop=page.font(8.0), title_fontproperties=page.font(9.5), frameon=True, framealpha=0.96,
        edgecolor="#cfd4d3", borderpad=0.8, labelspacing=0.5, alignment="left",
        columnspacing=1.4, handlelength=2.8, handler_map={tuple: HandlerTuple(ndivide=1, pad=0)},
    )  # fmt: skip
    legend.set_zorder(20)
    for text in legend.get_texts():
        text.set_parse_math(False)
    return legend


def _share(page: Page, legend: Any) -> float:
    renderer = page.figure.canvas.get_renderer()  # type: ignore[attr-defined]
    extent, frame = legend.get_window_extent(renderer), page.axes.get_window_extent(renderer)
    return float(extent.width / frame.width)
