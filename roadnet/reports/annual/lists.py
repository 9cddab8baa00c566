"""The lists behind the figures: which villages, roads, places and projects each one counts.

A list's first two columns are the identifier and the name. Codes and reasons stay as they are until
:func:`roadnet.reports.annual.say.say_list` puts them in words.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pandas as pd

from roadnet.analysis.columns import words
from roadnet.analysis.condition import condition_grades
from roadnet.analysis.margin import counted
from roadnet.analysis.totals import village_township
from roadnet.reports.annual.basis import Basis, OpenFigureError
from roadnet.reports.annual.registry import specs

_VILLAGE: Final = ("village_id", "name", "township", "village_kind", "population")
_ROAD: Final = (*_VILLAGE, "road_status", "missing_km", "road_reason")
_BUS: Final = (*_VILLAGE, "bus_level", "stop_id", "bus_reason")
_CHAIN: Final = (*_VILLAGE, "logistics_status", "logistics_reason")
_ONE_ROAD: Final = (*_VILLAGE, "cut_by")
_PROJECT: Final = (
    "project_id", "name", "project_type", "type_code", "stage", "stage_code", "year", "length_km",
    "cost_cny", "subsidy_cny", "blockers",
)  # fmt: skip
_RURAL: Final = ("county", "township", "village")


def get_list(basis: Basis, list_id: str) -> pd.DataFrame:
    """Return a list; it is made once for a basis, so it must not be changed.

    Raises
    ------
    OpenFigureError
        Where what it is made of is not there.
    """
    if list_id not in basis.lists:
        basis.lists[list_id] = _make_list(basis, list_id)
    return basis.lists[list_id]


def _make_list(basis: Basis, list_id: str) -> pd.DataFrame:
    if list_id in _LISTS:
        return _LISTS[list_id](basis)
    state, _, kind = list_id.partition("_")
    table = basis.in_state(state)
    return _projects(table if not kind else table[table["type_code"] == kind])


def list_ids() -> tuple[str, ...]:
    """Return every list that a figure of the registry names."""
    return tuple(dict.fromkeys(spec.list_id for spec in specs().values() if spec.list_id))


# --- villages ---


def _villages(basis: Basis, columns: tuple[str, ...], where: str, value: str = "") -> pd.DataFrame:
    """Return villages that count, or of these the ones for which a column says a value."""
    villages = basis.assessment.villages
    counts = "eligible_road" if columns == _ROAD else "eligible_service"
    some = villages[villages[counts]] if columns != _ONE_ROAD else villages
    if where:
        said = some[where].astype(object).fillna("")
        some = some[said != value[1:]] if value.startswith("!") else some[said == value]
    townships = village_township(basis.assessment.district).reindex(some.index)
    names = _township_names(basis)
    return some.assign(
        township=[names.get(one, one) for one in townships],
        village_kind=some["kind"].fillna("administrative"),
    )[list(columns)]


def _township_names(basis: Basis) -> dict[str, str]:
    table = basis.assessment.townships
    return dict(zip(words(table["township_id"]), words(table["name"]), strict=True))


def _of_kind(basis: Basis, kind: str) -> pd.DataFrame:
    table = _villages(basis, _ROAD, "")
    return table[table["village_kind"] == kind]


def _merged_unconnected(basis: Basis) -> pd.DataFrame:
    table = _of_kind(basis, "former")
    return table[table["road_status"] != "connected"]


def _newly_connected(basis: Basis) -> pd.DataFrame:
    changed = basis.comparison.difference.villages
    ids = changed.loc[(changed["what"] == "road") & (changed["after"] == "connected"), "id"]
    table = _villages(basis, _ROAD, "")
    return table[table["village_id"].astype(str).isin(set(ids.astype(str)))]


def _with_stop(basis: Basis) -> pd.DataFrame:
    table = _villages(basis, _BUS, "")
    has_stop = basis.assessment.villages["has_stop"].reindex(table.index)
    return table[has_stop.fillna(False).astype(bool)]


# --- roads ---

_ROADS: Final = ("road_id", "name", "route_code", "admin_class", "technical_class", "surface")


def _roads(basis: Basis, *classes: str) -> pd.DataFrame:
    roads = counted(basis.assessment.roads)
    some = roads[~roads["is_ferry"].fillna(False).astype(bool)]
    if classes:
        some = some[some["admin_class"].isin(classes)]
    return pd.DataFrame(some[[*_ROADS, "counted_km", "hardened_km"]])


def _no_surface(basis: Basis) -> pd.DataFrame:
    """Return the roads that count as not hardened because nothing says their surface."""
    table = _roads(basis)
    unsaid = (words(table["surface"]) == "") & (table["hardened_km"] == 0)
    return table[unsaid & (table["counted_km"] > 0)].drop(columns="hardened_km")


def _conditions(basis: Basis) -> pd.DataFrame:
    roads = counted(basis.assessment.roads)
    grade = condition_grades(roads["condition"])
    if grade.isna().all():
        raise OpenFigureError("no_column", layer="roads", column="condition")
    table = _roads(basis).assign(condition_grade=grade)
    return table[table["condition_grade"].notna()].drop(columns="hardened_km")


# --- townships, stops, stations, sites, nodes ---


def _townships(basis: Basis, column: str, value: bool | None = None) -> pd.DataFrame:
    table = basis.assessment.townships
    if column not in table:
        raise OpenFigureError("no_layer", layer=_LAYER_OF[column])
    named = table[words(table["township_id"]) != ""]
    if column == "at_required_class":
        named = named[named["counts"].eq(True)]
    if value is not None:
        named = named[named[column].eq(value).fillna(False).astype(bool)]
    reason = "road_reason" if column == "at_required_class" else "station_reason"
    return pd.DataFrame(named[["township_id", "name", column, reason]])


_LAYER_OF: Final = {"at_required_class": "townships", "has_station": "stations"}


def _all_townships(basis: Basis) -> pd.DataFrame:
    table = basis.assessment.townships
    named = table[words(table["township_id"]) != ""]
    return pd.DataFrame(named[["township_id", "name", "villages", "population"]])


def _any_station(basis: Basis) -> pd.DataFrame:
    stations = basis.assessment.townships["station_ids"].fillna("").astype(str)
    return _townships(basis, "has_station")[stations != ""]


def _new_station(basis: Basis) -> pd.DataFrame:
    changed = basis.comparison.difference.townships
    better = changed[(changed["what"] == "has_station") & (changed["trend"] == "better")]
    table = _townships(basis, "has_station")
    return table[table["township_id"].astype(str).isin(set(better["id"]))]


def _layer(basis: Basis, layer: str, *columns: str) -> pd.DataFrame:
    basis.require_layers(layer)
    judged = getattr(basis.assessment, layer, None)
    table = basis.assessment.district.layers[layer] if judged is None else judged
    return pd.DataFrame(counted(table))[[name for name in columns if name in table]]


def _stops(basis: Basis) -> pd.DataFrame:
    columns = ("stop_id", "name", "service_days_per_week", "trips_per_day", "all_met")
    return _layer(basis, "stops", *columns)


def _new_stops(basis: Basis) -> pd.DataFrame:
    places = basis.comparison.difference.places
    if not basis.comparison.before.district.has("stops"):
        raise OpenFigureError("no_earlier_layer", layer="stops")
    new = places[(places["layer"] == "stops") & (places["trend"] == "new")]
    table = _stops(basis)
    return table[table["stop_id"].astype(str).isin(set(new["id"].astype(str)))]


def _sites(basis: Basis, kind: str, status: str = "") -> pd.DataFrame:
    columns = ("site_id", "name", "kind", "required_class", "site_status", "site_reason")
    table = _layer(basis, "sites", *columns)
    table = table[(table["kind"] == kind) & (not status or table["site_status"] == status)]
    return table.drop(columns="kind")


def _nodes(basis: Basis, tier: str) -> pd.DataFrame:
    columns = ("node_id", "name", "tier", "operator", "dispatch_days_per_week")
    table = _layer(basis, "logistics", *columns)
    return table[table["tier"] == tier]


def _preparing(basis: Basis) -> pd.DataFrame:
    table = _layer(basis, "stations", "station_id", "name", "status")
    return table[table["status"].isin(["under_construction", "planned"])]


def _points(basis: Basis, status: str = "") -> pd.DataFrame:
    basis.require_layers("logistics")
    table = basis.freight.points
    layer = basis.assessment.district.layers["logistics"]
    names = dict(zip(words(layer["node_id"]), words(layer["name"]), strict=True))
    table = table.assign(name=[names.get(str(one), "") for one in table["node_id"]])
    table = table[table["bus_status"] == status] if status else table
    return table[["node_id", "name", "trips_per_week", "reason", "delivery_reason"]]


def _rounds(basis: Basis) -> pd.DataFrame:
    table = basis.freight.rounds
    return table.assign(name=table["node_id"])[
        ["node_id", "name", "points", "points_by_bus", "round_km", "left_km", "saved_km_per_week"]
    ]


# --- hazards and projects ---


def _hazards(basis: Basis, kinds: tuple[str, ...] = (), state: str = "") -> pd.DataFrame:
    basis.require_layers("hazards")
    table = basis.ledger.items
    table = table[table["kind"].isin(kinds)] if kinds else table
    if state == "unstated":
        table = table[~table["is_stated"].astype(bool)]
    elif state:
        closed = table["state"] == "closed"
        table = table[closed if state == "closed" else ~closed]
    table = table.assign(name=table["hazard_id"], hazard_kind=table["kind"])
    return table[["hazard_id", "name", "hazard_kind", "severity", "state", "found_on", "due_on",
                  "closed_on"]]  # fmt: skip


_GEOLOGY: Final = ("landslide", "rockfall", "flood")


def _projects(table: pd.DataFrame) -> pd.DataFrame:
    columns = [*_PROJECT, *(c for c in ("cost_source", "subsidy_source", "km") if c in table)]
    return table.rename(columns={"kind": "project_type"})[columns]


def _blocked(basis: Basis, kind: str = "") -> pd.DataFrame:
    table = basis.library[basis.library["stage_code"] != "completed"]
    codes = table["blocker_codes"].str.split(";")
    return _projects(table[[kind in one if kind else one != [""] for one in codes]])


def _redline(basis: Basis) -> pd.DataFrame:
    basis.require_layers("projects", "constraints")
    nowhere = tuple(one.project_id for one in basis.projects if one.geometry is None)
    if nowhere:
        raise OpenFigureError("not_placed", count=len(nowhere), ids=nowhere)
    inside = basis.areas[(basis.areas["kind"] == "ecological_redline") & (basis.areas["share"] > 0)]
    km = inside.set_index("project_id")["km"]
    table = basis.library[basis.library["project_id"].isin(km.index)]
    return _projects(table.assign(km=table["project_id"].map(km)))


def _plan(basis: Basis) -> pd.DataFrame:
    from roadnet.planning.library import library_table

    if basis.plan is None:
        raise OpenFigureError("no_plan")
    table = library_table(basis.plan.chosen, basis.lang).assign(type_code="")
    return _projects(table).drop(columns="type_code")


_LISTS: Final[dict[str, Callable[[Basis], pd.DataFrame]]] = {
    "roads": _roads,
    "roads_rural": lambda b: _roads(b, *_RURAL),
    "roads_county": lambda b: _roads(b, "county"),
    "roads_township": lambda b: _roads(b, "township"),
    "roads_village": lambda b: _roads(b, "village"),
    "roads_no_surface": _no_surface,
    "roads_condition": _conditions,
    "villages_road": lambda b: _villages(b, _ROAD, ""),
    "villages_connected": lambda b: _villages(b, _ROAD, "road_status", "connected"),
    "villages_unconnected": lambda b: _villages(b, _ROAD, "road_status", "!connected"),
    "villages_newly_connected": _newly_connected,
    "villages_administrative": lambda b: _of_kind(b, "administrative"),
    "villages_merged": lambda b: _of_kind(b, "former"),
    "villages_merged_unconnected": _merged_unconnected,
    "villages_natural": lambda b: _of_kind(b, "natural"),
    "villages_on_one_road": lambda b: _villages(b, _ONE_ROAD, "cut_by", "!"),
    "villages_bus": lambda b: _villages(b, _BUS, ""),
    "villages_bus_daily": lambda b: _villages(b, _BUS, "bus_level", "daily"),
    "villages_bus_weekly": lambda b: _villages(b, _BUS, "bus_level", "weekly"),
    "villages_bus_on_demand": lambda b: _villages(b, _BUS, "bus_level", "on_demand"),
    "villages_bus_none": lambda b: _villages(b, _BUS, "bus_level", "none"),
    "villages_stop": _with_stop,
    "villages_logistics": lambda b: _villages(b, _CHAIN, ""),
    "villages_broken_village": lambda b: _villages(b, _CHAIN, "logistics_status", "broken_village"),
    "villages_broken_township": lambda b: _villages(
        b, _CHAIN, "logistics_status", "broken_township"
    ),
    "villages_broken_county": lambda b: _villages(b, _CHAIN, "logistics_status", "broken_county"),
    "townships": _all_townships,
    "townships_class": lambda b: _townships(b, "at_required_class"),
    "townships_below_class": lambda b: _townships(b, "at_required_class", False),
    "townships_station": lambda b: _townships(b, "has_station"),
    "townships_no_station": lambda b: _townships(b, "has_station", False),
    "townships_any_station": _any_station,
    "townships_new_station": _new_station,
    "stations_preparing": _preparing,
    "stops": _stops,
    "stops_new": _new_stops,
    "stops_unified": _stops,
    "service_zones": lambda b: _layer(b, "service_zones", "zone_id", "village_ids", "phone"),
    "sites_industry": lambda b: _sites(b, "industry"),
    "sites_industry_reached": lambda b: _sites(b, "industry", "at_class"),
    "sites_tourism": lambda b: _sites(b, "tourism"),
    "sites_tourism_reached": lambda b: _sites(b, "tourism", "at_class"),
    "nodes_county": lambda b: _nodes(b, "county"),
    "nodes_township": lambda b: _nodes(b, "township"),
    "nodes_village": lambda b: _nodes(b, "village"),
    "freight_points": _points,
    "freight_by_bus": lambda b: _points(b, "by_bus"),
    "freight_rounds": _rounds,
    "hazards": _hazards,
    "hazards_open": lambda b: _hazards(b, state="open"),
    "hazards_unstated": lambda b: _hazards(b, state="unstated"),
    "hazards_closed": lambda b: _hazards(b, state="closed"),
    "hazards_roadside": lambda b: _hazards(b, ("roadside_drop",)),
    "hazards_roadside_closed": lambda b: _hazards(b, ("roadside_drop",), "closed"),
    "hazards_geology": lambda b: _hazards(b, _GEOLOGY),
    "hazards_geology_closed": lambda b: _hazards(b, _GEOLOGY, "closed"),
    "hazards_bridge": lambda b: _hazards(b, ("dangerous_bridge",)),
    "hazards_bridge_closed": lambda b: _hazards(b, ("dangerous_bridge",), "closed"),
    "ferries": lambda b: _layer(b, "ferries", "ferry_id", "name"),
    "blocked": _blocked,
    "blocked_planning": lambda b: _blocked(b, "planning"),
    "blocked_land": lambda b: _blocked(b, "land"),
    "blocked_environment": lambda b: _blocked(b, "environment"),
    "blocked_funds": lambda b: _blocked(b, "funds"),
    "in_redline": _redline,
    "plan": _plan,
}
