"""What the figures of a summary are computed from, each part worked out once and when asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from roadnet.analysis.assessment import Assessment
from roadnet.analysis.columns import words
from roadnet.analysis.freight import Freight, freight_on_buses
from roadnet.planning.constraints import constraint_table
from roadnet.planning.hazard_log import Entry
from roadnet.planning.ledger import Ledger, hazard_ledger
from roadnet.planning.library import library_table
from roadnet.planning.stages import BUILDING, COMPLETED, is_done
from roadnet.planning.types import read_type
from roadnet.text import Lang

if TYPE_CHECKING:
    # Planning loads a solver, which most readers of a basis never ask for.
    from roadnet.planning.compare import Comparison
    from roadnet.planning.plan import Plan
    from roadnet.planning.project import Project


class OpenFigureError(Exception):
    """Why a figure cannot be computed: a text ``annual.open.<reason>``, its figures, the layer."""

    def __init__(self, reason: str, *, layer: str = "", **figures: object) -> None:
        super().__init__(reason, layer, figures)
        self.reason, self.layer, self.figures = reason, layer, figures


@dataclass(frozen=True)
class Basis:
    """An assessment, and where given the earlier year's, a plan and the hazard log."""

    assessment: Assessment
    lang: Lang
    earlier: Assessment | None = None
    plan: Plan | None = None
    log: Sequence[Entry] = ()
    lists: dict[str, pd.DataFrame] = field(default_factory=dict, repr=False, compare=False)
    """The lists that were asked for so far: many figures stem from one."""

    def require_layers(self, *wanted: str) -> None:
        """Raise where a layer is not there; ``a|b`` is either."""
        for either in wanted:
            names = either.split("|")
            if not any(self.assessment.district.has(name) for name in names):
                raise OpenFigureError("no_layer", layer=names[0])

    def require_columns(self, *wanted: str) -> None:
        """Raise where a column, ``layer.column``, says nothing in any row of its layer."""
        for one in wanted:
            layer, column = one.split(".")
            table = self.assessment.district.layers[layer]
            if len(table) and (words(table[column]) == "").all():
                raise OpenFigureError("no_column", layer=layer, column=column)

    @property
    def day(self) -> date | None:
        """The date of the data; None where no whole date is stated."""
        return self.assessment.district.day

    @property
    def year(self) -> int | None:
        """The year of the data; None where none is stated."""
        return self.assessment.district.year

    @cached_property
    def comparison(self) -> Comparison:
        """The earlier year against this one, by this one's standard and tolerance."""
        from roadnet.planning.compare import compare

        if self.earlier is None:
            raise OpenFigureError("no_earlier")
        return compare(self.earlier, self.assessment)

    @cached_property
    def before(self) -> Basis:
        """The basis of the earlier year."""
        return Basis(self.comparison.before, self.lang, log=self.log)

    @cached_property
    def ledger(self) -> Ledger:
        """The hazard ledger as of the date of the data, else of the log's last entry."""
        days = [self.day] if self.day else [entry.day for entry in self.log]
        return hazard_ledger(self.assessment.district, self.log, today=max(days, default=date.min))

    @cached_property
    def freight(self) -> Freight:
        """What the buses could carry."""
        return freight_on_buses(self.assessment)

    @cached_property
    def projects(self) -> list[Project]:
        """The user's projects."""
        from roadnet.planning.candidates import user_projects

        self.require_layers("projects")
        return user_projects(self.assessment)

    @cached_property
    def library(self) -> pd.DataFrame:
        """The project library, with the kind of works and where cost and subsidy come from."""
        table = library_table(self.projects, self.lang)
        table["type_code"] = [
            read_type(one.kind, str(name), one.action)
            for one, name in zip(self.projects, table["name"], strict=True)
        ]
        for column in ("cost_source", "subsidy_source"):
            table[column] = [getattr(one, column) for one in self.projects]
        return table

    @cached_property
    def areas(self) -> pd.DataFrame:
        """How far projects lie in areas that hold them up."""
        layers, standard = self.assessment.district.layers, self.assessment.standard
        return constraint_table(self.projects, layers.get("constraints"), standard=standard)

    def in_state(self, state: str) -> pd.DataFrame:
        """Return the projects completed in the year, being built, or in the library before that.

        Completed in the year are those that were not so in the earlier year; without one, those
        that are planned for the year of the data.
        """
        self.require_columns("projects.stage")
        stage = self.library["stage_code"]
        if state == "building":
            return self.library[stage == BUILDING]
        if state == "library":
            return self.library[~stage.isin([BUILDING, COMPLETED])]
        done = self.library[stage == COMPLETED]
        if self.earlier is not None and self.earlier.district.has("projects"):
            was = self.earlier.district.layers["projects"]
            finished = [is_done(str(text)) for text in was["stage"].fillna("")]
            return done[~done["project_id"].isin(set(was["project_id"].astype(str)[finished]))]
        if len(done) and self.year is None:
            raise OpenFigureError("no_date")
        undated = int(done["year"].isna().sum())
        if undated:
            raise OpenFigureError("works_undated", count=undated)
        return done[done["year"] == (self.year or 0)]
