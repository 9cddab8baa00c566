"""What each output of a district shows: readers that look at the finished files as people do.

A reader takes the folder of outputs and returns, for each headline, part, whole and rate as digits.
A further format is read by adding a function to :data:`READERS`.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pandas as pd
import pypdf
from streamlit.testing.v1 import AppTest

from roadnet.analysis.assessment import Assessment
from roadnet.maps import codec
from roadnet.maps.text85 import ALPHABET
from roadnet.text import Lang, tr

HEADLINES = {
    "connectivity": ("connected", "eligible"),
    "townships": ("at_required_class", "seats"),
    "bus": ("served", "eligible"),
    "stations": ("with_station", "townships"),
    "logistics": ("complete", "eligible"),
}
"""Parts of the summary that every output tells: the part and the whole."""

Shown = dict[str, tuple[str, str, str]]

CURRENT: dict[str, Assessment] = {}
"""The assessment that the app's page shows."""


@dataclass(frozen=True)
class Outputs:
    """Files of one district in one language, and what they were written from."""

    folder: Path
    lang: Lang
    assessment: Assessment

    def file(self, pattern: str) -> Path:
        """Return the one file of a pattern."""
        (found,) = self.folder.glob(pattern)
        return found


def digits(text: object) -> str:
    """Return the digits of a number as they are read, without separators and the sign of per cent.

    Zeros at the end of the decimals do not count: sentences leave them out.
    """
    plain = re.sub(r"[\s%\u00a0,]", "", str(text))
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def cell_shown(cell: Any) -> str:
    """Return what a spreadsheet shows for a number, by the few formats that are used."""
    value, form = cell.value, cell.number_format
    if form.startswith('"'):
        return digits(form.strip('"'))
    if form == "0.0%":
        return digits(f"{100 * value + 1e-9:.1f}")
    places = len(form.partition(".")[2])
    return digits(f"{value + 1e-9:.{places}f}")


def read_summary(out: Outputs) -> Shown:
    content = json.loads((out.folder / "summary.json").read_text(encoding="utf-8"))
    return {
        part: (str(content[part][done]), str(content[part][whole]), "")
        for part, (done, whole) in HEADLINES.items()
    }


def read_villages(out: Outputs) -> Shown:
    table = pd.read_csv(out.folder / "villages.csv", dtype=str, keep_default_na=False)
    road, service = (table[f"eligible_{one}"] == "True" for one in ("road", "service"))
    served = {
        "connectivity": (road, table["road_status"] == "connected"),
        "bus": (service, ~table["bus_level"].isin(["none", ""])),
        "logistics": (service, table["logistics_status"] == "complete"),
    }
    return {
        part: (str((of & good).sum()), str(of.sum()), "") for part, (of, good) in served.items()
    }


def read_gaps(out: Outputs) -> Shown:
    rows = list(openpyxl.load_workbook(out.folder / "gaps.xlsx").worksheets[0].iter_rows())
    at = {cell.value: number for number, cell in enumerate(rows[3])}
    total = rows[-1]
    found = {}
    for part, name in (("connectivity", "road"), ("bus", "bus"), ("logistics", "logistics")):
        columns = [f"{name}_{what}" for what in ("served", "eligible", "rate")]
        cells = [total[at[tr(f"reports.heading.{one}", out.lang)]] for one in columns]
        found[part] = tuple(cell_shown(cell) for cell in cells)
    for part, column in (("townships", "at_required_class"), ("stations", "has_station")):
        said = str(total[at[tr(f"reports.heading.{column}", out.lang)]].value)
        done, whole = said.split("/")
        found[part] = (digits(done), digits(whole), "")
    return found  # type: ignore[return-value]


def read_plan(out: Outputs) -> Shown:
    rows = openpyxl.load_workbook(out.folder / "plan.xlsx").worksheets[0].iter_rows()
    names = {tr(f"cli.assess.{part}", out.lang): part for part in HEADLINES}
    return {
        names[row[0].value]: (cell_shown(row[2]), cell_shown(row[1]), cell_shown(row[4]))
        for row in rows
        if row[0].value in names
    }


def read_word(out: Outputs) -> Shown:
    names = {tr(f"cli.assess.{part}", out.lang): part for part in HEADLINES}
    found: Shown = {}
    for table in docx.Document(str(out.file("*.docx"))).tables[:1]:
        for row in table.rows:
            said = [cell.text for cell in row.cells]
            if said[0] in names:
                found[names[said[0]]] = (digits(said[2]), digits(said[1]), digits(said[3]))
    return found


def read_pdf(out: Outputs) -> Shown:
    text = "".join(page.extract_text() for page in pypdf.PdfReader(out.file("*.pdf")).pages)
    plain = re.sub(r"\s+", "", text).replace("\u00a0", "")
    found: Shown = {}
    for part, (done, whole) in HEADLINES.items():
        name = re.sub(r"\s+", "", tr(f"cli.assess.{part}", out.lang))
        values = out.assessment.summary[part]
        # Cells follow one another without a blank: the whole, the part, the rate.
        cells = rf"{re.escape(name)}({values[whole]})({values[done]})(\d+\.\d)%"
        match = re.search(cells, plain)
        if match:
            found[part] = (match[2], match[1], digits(match[3]))
    return found


def read_app(out: Outputs) -> Shown:
    """Run the headline tiles as the page does."""
    CURRENT["now"] = out.assessment
    page = AppTest.from_string(
        "from tests.shown import CURRENT\n"
        "from roadnet.ui.components.headlines import show_headlines\n"
        "now = CURRENT['now']\n"
        f"show_headlines(now.summary, now.standard, {out.lang!r})\n"
    ).run(timeout=60)
    assert not page.exception
    body = "".join(element.proto.body for element in page.get("html"))
    names = {"connectivity": "road", "townships": "township", "bus": "bus",
             "stations": "station", "logistics": "logistics"}  # fmt: skip
    tiles = body.split('<div class="rn-tile">')
    found: Shown = {}
    for part, name in names.items():
        label = tr(f"ui.headline.{name}", out.lang)
        tile = next(one for one in tiles if f">{label}<" in one)
        value = re.search(r'rn-tile-value">([^<]*)<', tile)
        of = re.search(r'rn-tile-of">([^<]*)<', tile)
        assert value and of
        done, whole = re.findall(r"[\d,]+", html.unescape(of[1]))[:2]
        found[part] = (digits(done), digits(whole), digits(value[1]))
    return found


def read_annual(out: Outputs) -> Shown:
    from roadnet.reports.annual.summary import annual_summary

    said = annual_summary(out.assessment, lang=out.lang).figures
    names = {
        "connectivity": ("village_connected", "village_eligible", "village_road_rate"),
        "townships": ("township_class_reached", "township_seats", "township_class_rate"),
        "bus": ("bus_served", "bus_eligible", "bus_rate"),
        "stations": ("station_full_townships", "townships", "station_rate"),
        "logistics": ("logistics_complete", "logistics_eligible", "logistics_rate"),
    }
    return {
        part: tuple(digits(said[one].text) for one in ids)  # type: ignore[misc]
        for part, ids in names.items()
    }


READERS: dict[str, Callable[[Outputs], Shown]] = {
    "summary.json": read_summary,
    "villages.csv": read_villages,
    "gaps.xlsx": read_gaps,
    "plan.xlsx": read_plan,
    "word": read_word,
    "pdf": read_pdf,
    "app": read_app,
    "annual summary": read_annual,
}
"""Readers by output; an empty text is a figure that the output does not tell."""


def township_rates_of_map(out: Outputs) -> dict[str, str]:
    """Return the road rate of each township by its name, as the map's cards show it."""
    wanted = tr("maps.card.rate_road", out.lang)
    for meta, blocks in _containers(out.folder / "map.html"):
        fields = {one["label"]: one for one in meta.get("fields", ()) if isinstance(one, dict)}
        if wanted in fields:
            names = codec.from_dictionary(blocks["title"], blocks["title_places"])
            field = fields[wanted]
            values = codec.from_numbers(blocks[field["number"]], decimals=field["decimals"])
            shown = ("" if value is None else digits(value) for value in values)
            return dict(zip(names, shown, strict=True))
    return {}


def township_rates_of_gaps(out: Outputs) -> dict[str, str]:
    """Return the same from ``gaps.xlsx``."""
    rows = list(openpyxl.load_workbook(out.folder / "gaps.xlsx").worksheets[0].iter_rows())
    at = {cell.value: number for number, cell in enumerate(rows[3])}
    name, rate = (at[tr(f"reports.heading.{one}", out.lang)] for one in ("township", "road_rate"))
    return {
        str(row[name].value): cell_shown(row[rate])
        for row in rows[4:-1]
        if row[rate].value is not None
    }


def _containers(page: Path) -> Iterator[tuple[dict[str, Any], dict[str, bytes]]]:
    sign = f"[{re.escape(ALPHABET)}]"
    for packed in re.findall(f'"({sign}{{200,}})"', page.read_text(encoding="utf-8")):
        try:
            yield codec.from_container(packed)
        except Exception:  # noqa: S112 - other long strings of the page
            continue
