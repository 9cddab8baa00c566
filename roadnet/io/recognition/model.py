"""What is proposed for a table: the layer that it fits, its columns, what its values mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from roadnet.io.browse import FileLayer
from roadnet.io.config import LayerConfig
from roadnet.io.recognition.codes import Translation
from roadnet.io.recognition.columns import ColumnMatch
from roadnet.io.recognition.official import Extras
from roadnet.io.recognition.places import PlaceHint
from roadnet.io.recognition.routes import RouteLines
from roadnet.schema import layers

Open = Literal["", "taken", "rivals", "foreign", "routes", "mergers", "feed"]


@dataclass(frozen=True, slots=True)
class LayerMatch:
    """How well a table fits a layer.

    Parameters
    ----------
    layer
        The data model's layer.
    evidence
        Sum of what its columns and its name say, by which fits are ranked.
    score
        How sure the proposal is, of 100.
    name_score, name_word
        How alike the file's or table's name is to a word for the layer.
    columns
        Columns proposed, at least :data:`~roadnet.io.recognition.columns.ACCEPTED` sure.
    doubtful
        Columns that are possible.
    """

    layer: str
    evidence: float
    score: float
    name_score: float
    name_word: str
    columns: tuple[ColumnMatch, ...]
    doubtful: tuple[ColumnMatch, ...]

    @property
    def id_match(self) -> ColumnMatch | None:
        """The match of the identifier's column, if there is one."""
        own = layers()[self.layer].id_column
        return next((match for match in self.columns if match.column == own), None)


@dataclass(frozen=True, slots=True)
class TableProposal:
    """What is proposed for one table.

    Parameters
    ----------
    table
        The table as it was looked into.
    match
        The layer proposed; None where it is left open.
    best
        The best fit, accepted or not; None where no layer has its kind of geometry.
    unknown_values
        By column of ours: values whose meaning stays open.
    values
        By column of ours: what its values mean, and by which code list.
    patterns
        By column of ours: patterns = ours, for what is told from another column.
    derived
        By column of ours: their column that it is told from by the patterns.
    places
        Columns of coordinates, and the system that something says they are in.
    extras
        Which rows count, and what is true of each.
    why_open
        Why it is left open: ``taken`` by a better table, ``rivals`` of which none is better,
        ``foreign``: a kind of table that no layer is made for, ``routes``: the file of route
        lines of the roads, ``mergers``: the table of mergers of the villages, ``feed``: a
        timetable, which is no table but the source ``gtfs``.
    rival
        The other layer, or the kind of table.
    mergers
        By column of a table of mergers: theirs, where the table is one.
    routes
        Of segments without geometry, the lines of the routes that they lie on.
    earlier
        Of villages with a mapping in use, the list that it was made for, where that is another.
    saved
        The mapping already in use for this table, where there is one: it goes before the rest.
    part
        The free name of a further table of a layer; empty for the layer's first.
    """

    table: FileLayer
    match: LayerMatch | None
    best: LayerMatch | None
    unknown_values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, Translation] = field(default_factory=dict)
    patterns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    derived: Mapping[str, str] = field(default_factory=dict)
    places: PlaceHint = field(default_factory=PlaceHint)
    extras: Extras = field(default_factory=Extras)
    why_open: Open = ""
    rival: str = ""
    mergers: Mapping[str, str] = field(default_factory=dict)
    routes: RouteLines | None = None
    earlier: LayerConfig | None = None
    saved: LayerConfig | None = None
    part: str = ""
