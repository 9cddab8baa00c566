"""The district as it was understood: layers in one metric system, and what was found on the way."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from roadnet.findings import Finding, RowsOf

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from pyproj import CRS


_DAY: Final = re.compile(
    r"(?<!\d)(\d{4})(?:\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})|(\d{2})(\d{2}))(?!\d)", re.ASCII
)
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class LayerSource:
    """Where a layer came from and what became of its rows: ``read == accepted + rejected``.

    Of a layer that was read from several files ``file`` lists all, and ``parts`` tells how their
    rows are numbered on.
    """

    file: str
    layer: str = ""
    crs: str = ""
    encoding: str = ""
    read: int = 0
    accepted: int = 0
    rejected: int = 0
    parts: tuple[RowsOf, ...] = ()


@dataclass(frozen=True, slots=True)
class District:
    """A district's layers by the data model.

    Parameters
    ----------
    name
        The district's name as people write it.
    standard
        A standard's id, or the path of a standard's file.
    crs
        The working metric system; every geometry of every layer is in it, in metres.
    layers
        One GeoDataFrame a layer that is there, by the schema's names. Index 0..n-1; every column
        of the schema is there (missing values: None, NaN, <NA>) after the user's own further
        columns; ``source_row`` numbers the rows of the user's file, and names a row for all that
        comes after. Rows of a layer's further files are numbered on as its source tells. A table
        without geometry has None in its geometry column.
    findings
        What the reading found.
    sources
        Provenance by layer.
    data_date
        The date that the data describe, as the user wrote it; empty where not said.
    margin_m
        Of a district that was cut out of a larger one, how far around it everything is at hand;
        None where that is not said.
    """

    name: str
    standard: str
    crs: CRS
    layers: Mapping[str, GeoDataFrame]
    findings: tuple[Finding, ...] = ()
    sources: Mapping[str, LayerSource] = field(default_factory=dict)
    data_date: str = ""
    margin_m: float | None = None

    @property
    def last_day(self) -> date | None:
        """The last day that the data describe; of the year or month if no day is named.

        None where ``data_date`` is no date.
        """
        if self.day is not None:
            return self.day
        compact = re.fullmatch(r"(\d{4})(\d\d)(\d\d)?", self.data_date.strip())
        parts = compact.groups("0") if compact else re.findall(r"\d+", self.data_date)
        numbers = [int(part) for part in parts]
        year, month, day = (*numbers, 0, 0, 0)[:3]
        try:
            last = monthrange(year, month or 12)[1]
            return date(year, month or 12, day or last)
        except (ValueError, OverflowError):  # not a date
            return None

    @property
    def day(self) -> date | None:
        """The day of the data; None where no whole date is stated: a year alone is no day."""
        found = _DAY.search(self.data_date)
        try:
            return date(*(int(part) for part in found.groups() if part)) if found else None
        except ValueError:
            return None

    @property
    def year(self) -> int | None:
        """The year of the data; None where none is stated."""
        if self.day is not None:
            return self.day.year
        found = _YEAR.search(self.data_date)
        return int(found[0]) if found else None

    def has(self, layer: str) -> bool:
        """Whether a layer is there and holds at least one row."""
        return layer in self.layers and len(self.layers[layer]) > 0

    def with_layer(self, layer: str, frame: GeoDataFrame) -> District:
        """Return a copy with one layer put in or replaced."""
        return replace(self, layers={**self.layers, layer: frame})

    def with_findings(self, *findings: Finding) -> District:
        """Return a copy with further findings."""
        return replace(self, findings=(*self.findings, *findings))

    def name_files(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Return findings that know which file each of their rows is from.

        Only those on layers of several files change.
        """
        parts = {name: about.parts for name, about in self.sources.items() if about.parts}
        return tuple(
            replace(finding, parts=parts[finding.layer])
            if finding.layer in parts and finding.rows
            else finding
            for finding in findings
        )
