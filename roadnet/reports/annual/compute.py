"""The number of a figure: from the summary, a list, the ledger, the freight table or a plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import pandas as pd

from roadnet.analysis.columns import words
from roadnet.analysis.mileage import mileage_by, shown_mileage
from roadnet.analysis.summary import ratio
from roadnet.planning.costs import STATED
from roadnet.reports.annual.basis import Basis, OpenFigureError
from roadnet.reports.annual.lists import get_list
from roadnet.reports.annual.registry import Spec, specs
from roadnet.text import tr
from roadnet.text.numbers import (
    KM_DIGITS,
    WAN_CNY,
    WAN_DIGITS,
    reconcile,
    to_rounded,
    to_rounded_percent,
)

Value = float | int | str | tuple[str, ...]


def compute(basis: Basis, spec: Spec) -> Value:
    """Return a figure's value; of ``names`` the names in the order of the list.

    Raises
    ------
    OpenFigureError
        Where it cannot be computed, and why.
    """
    basis.require_layers(*spec.layers)
    basis.require_columns(*spec.columns)
    how, _, path = spec.source.partition(".")
    return _SOURCES[how](basis, path)


def shown_part(basis: Basis, spec: Spec) -> float | None:
    """Return the number of a part of a whole, rounded so that all its parts add up to the whole.

    None of a figure that is no part.
    """
    how, _, path = spec.source.partition(".")
    if how == "mileage":
        return _mileage(basis, path, shown=True)
    if not spec.part_of:
        return None
    parts = [one for one in specs().values() if one.part_of == spec.part_of]
    unit = WAN_CNY if spec.kind == "money" else 1.0
    digits = WAN_DIGITS if spec.kind == "money" else KM_DIGITS
    values = [_known_number(basis, one.id, unit) for one in parts]
    found = reconcile(values, digits)[parts.index(spec)]
    return None if found is None else found * unit


def _summary(basis: Basis, path: str) -> Value:
    at: Any = basis.assessment.summary
    for name in path.split("."):
        if not isinstance(at, Mapping) or name not in at:
            # by_kind holds only kinds that the layer holds.
            if ".by_kind." in path:
                return 0
            raise OpenFigureError("not_computed")
        at = at[name]
    if at is None:
        raise OpenFigureError("no_denominator" if path.endswith("rate") else "not_computed")
    value: Value = at
    return value


def _count(basis: Basis, list_id: str) -> Value:
    return len(get_list(basis, list_id))


def _sum(basis: Basis, path: str) -> Value:
    list_id, column = path.split(".")
    table = get_list(basis, list_id)
    if list_id.startswith(("works", "building")):
        _require_stated(table, column)
    values = pd.to_numeric(table[column], errors="coerce").astype(float)
    layer = "roads" if list_id.startswith("roads") else "projects"
    _require_all(table.iloc[:, 0], values.isna(), float(values.sum()), layer, column)
    return float(values.sum())


def _require_all(ids: pd.Series, lacking: pd.Series, rest: float, layer: str, column: str) -> None:
    """Raise where rows lack what a figure sums up: the sum of the ``rest`` would pass for it."""
    if lacking.any():
        raise OpenFigureError(
            "incomplete",
            layer=layer,
            column=column,
            total=len(ids),
            count=int(lacking.sum()),
            ids=tuple(ids[lacking].astype(str)),
            rest=rest,
        )


def _require_stated(table: pd.DataFrame, column: str) -> None:
    """Raise where money that was, or is being, spent would be an estimate of ours."""
    source = {"cost_cny": "cost_source", "subsidy_cny": "subsidy_source"}.get(column)
    if source is None:
        return
    guessed = table.loc[table[source] != STATED, "project_id"]
    if len(guessed):
        ids = tuple(guessed.astype(str))
        raise OpenFigureError("not_stated", count=len(guessed), ids=ids)


def _mileage(basis: Basis, path: str, *, shown: bool = False) -> float:
    """Sum the mileage of some values of a column; of ``shown`` the numbers that tables show."""
    column, wanted = path.split(".")
    table = mileage_by(basis.assessment.roads, column)
    km = (shown_mileage(table) if shown else table)["counted_km"]
    found = float(km.reindex(wanted.split("+")).fillna(0.0).sum())
    if table["counted_km"].get("", 0.0) > 0:
        roads = get_list(basis, "roads")
        some = roads[roads["counted_km"] > 0]
        _require_all(
            some["road_id"],
            pd.Series(words(some[column]) == "", index=some.index),
            found,
            "roads",
            column,
        )
    return found


def _names(basis: Basis, list_id: str) -> Value:
    table = get_list(basis, list_id)
    ids, names = words(table.iloc[:, 0]), words(table.iloc[:, 1])
    return tuple(str(name or key) for key, name in zip(ids, names, strict=True))


def _ratio(basis: Basis, path: str) -> Value:
    part, whole = (_number(basis, figure) for figure in path.split("."))
    share = ratio(part, whole)
    if share is None:
        raise OpenFigureError("no_denominator")
    return share


def _change(basis: Basis, figure: str) -> Value:
    """Subtract what is shown of both years, so that a reader who subtracts finds the same."""
    now, before = _number(basis, figure), _number_before(basis, figure)
    if specs()[figure].kind == "ratio":
        return float(to_rounded_percent(now) - to_rounded_percent(before)) / 100.0
    return float(to_rounded(now, KM_DIGITS) - to_rounded(before, KM_DIGITS))


def _known_number(basis: Basis, figure: str, unit: float) -> float | None:
    """Return a part in a unit; None where it is open: the whole is then open too."""
    try:
        return _number(basis, figure) / unit
    except OpenFigureError:
        return None


def _number_before(basis: Basis, figure: str) -> float:
    try:
        return _number(basis.before, figure)
    except OpenFigureError as error:
        if error.reason == "no_layer":
            raise OpenFigureError("no_earlier_layer", layer=error.layer) from error
        raise


def _number(basis: Basis, figure: str) -> float:
    value = compute(basis, specs()[figure])
    if not isinstance(value, float | int):
        raise TypeError(f"{figure} is no number")
    return value


def _ledger(basis: Basis, name: str) -> Value:
    if name == "overdue":
        _require_terms(basis)
    value: Value | None = getattr(basis.ledger, name)
    if value is None:
        raise OpenFigureError("no_denominator")
    return value


def _require_terms(basis: Basis) -> None:
    """Raise where it is not known of some open item whether it is overdue."""
    if basis.day is None:
        raise OpenFigureError("no_date")
    items = basis.ledger.items
    going = items[items["state"] != "closed"]
    late = float(basis.ledger.overdue)
    _require_all(going["hazard_id"], going["due_on"].isna(), late, "hazards", "due_on")


def _freight(basis: Basis, name: str) -> Value:
    if name == "saved_km":
        return _saved_km(basis)
    if name == "rate":
        return _freight_rate(basis)
    in_time = basis.freight.points["delivery_in_time"].dropna()
    if not len(in_time):
        raise OpenFigureError("no_column", layer="logistics", column="dispatch_days_per_week")
    return float(in_time.astype(bool).mean())


def _saved_km(basis: Basis) -> Value:
    """Return the kilometres saved a week; open where some round's days or buses are not known."""
    rounds, column = basis.freight.rounds, "dispatch_days_per_week"
    km = pd.to_numeric(rounds["saved_km_per_week"], errors="coerce").astype(float)
    if len(km) and km.isna().all():
        raise OpenFigureError("no_column", layer="logistics", column=column)
    _require_carriage(basis)
    _require_all(rounds["node_id"], km.isna(), float(km.sum()), "logistics", column)
    return float(km.sum())


def _require_carriage(basis: Basis) -> None:
    """Raise where it is not known of some point's line whether it carries, or how often it runs."""
    status = basis.freight.points["bus_status"]
    unknown = status.isin(["carriage_unknown", "trips_unknown"])
    if unknown.any():
        ids = tuple(basis.freight.points.loc[unknown, "node_id"].astype(str))
        raise OpenFigureError("carriage_unknown", count=len(ids), ids=ids)


def _freight_rate(basis: Basis) -> Value:
    """Return the share of points supplied by bus; open where that is not known of some."""
    _require_carriage(basis)
    status = basis.freight.points["bus_status"]
    share = ratio((status == "by_bus").sum(), len(status))
    if share is None:
        raise OpenFigureError("no_denominator")
    return share


def _checklist(basis: Basis, name: str) -> Value:
    """Return how many stops, or what share, meet the whole check-list; never of stops unknown."""
    answers = basis.assessment.summary["bus"]["checklist"]["all"]
    stops = sum(answers.values())
    unknown = answers["unknown"]
    if unknown and (name == "rate" or unknown == stops):
        raise OpenFigureError("checklist_unknown", count=unknown)
    met: int = answers["met"]
    return met if name == "met" else met / stops


def _condition(basis: Basis, name: str) -> Value:
    table = get_list(basis, "roads_condition")
    km = table["counted_km"].astype(float)
    if name == "known_km":
        return float(km.sum())
    grades = {"good_rate": ("excellent", "good"), "fair_rate": ("excellent", "good", "fair")}
    share = ratio(km[table["condition_grade"].isin(grades[name])].sum(), km.sum())
    if share is None:
        raise OpenFigureError("no_denominator")
    return share


def _plan(basis: Basis, name: str) -> Value:
    if basis.plan is None:
        raise OpenFigureError("no_plan")
    if name == "budget_cny":
        return basis.plan.request.budget_cny
    rate: float | None = basis.plan.after.summary[name]["rate"]
    if rate is None:
        raise OpenFigureError("no_denominator")
    return rate


def _district(basis: Basis, name: str) -> Value:
    found = basis.assessment
    if name == "year":
        if basis.year is None:
            raise OpenFigureError("no_date")
        return basis.year
    if name == "date":
        if basis.day is None:
            if not found.district.data_date:
                raise OpenFigureError("no_date")
            return found.district.data_date
        day = {"year": basis.day.year, "month": basis.day.month, "day": basis.day.day}
        return tr("annual.date.day", basis.lang, **day)
    return found.district.name if name == "name" else found.standard.name(basis.lang)


def _standard(basis: Basis, name: str) -> Value:
    return basis.assessment.standard.number(name)


_SOURCES: Final[dict[str, Callable[[Basis, str], Value]]] = {
    "summary": _summary,
    "count": _count,
    "sum": _sum,
    "names": _names,
    "ratio": _ratio,
    "change": _change,
    "ledger": _ledger,
    "freight": _freight,
    "condition": _condition,
    "mileage": _mileage,
    "checklist": _checklist,
    "plan": _plan,
    "district": _district,
    "standard": _standard,
}
