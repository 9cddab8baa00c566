"""The project library: stages, what holds projects up, totals, and gains for the money."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Final

import pandas as pd

from roadnet.analysis.reason import Reason
from roadnet.planning.project import Project
from roadnet.planning.stages import read_stage, stage_words
from roadnet.text import Lang
from roadnet.text.numbers import KM_DIGITS, WAN_CNY, WAN_DIGITS, reconcile, to_rounded

UNKNOWN: Final = "unknown"
_SUMS: Final = ("length_km", "cost_cny", "subsidy_cny")


@cache
def blocker_words() -> dict[str, tuple[str, ...]]:
    """Return the words for what holds a project up: planning, land, environment, funds, ..."""
    text = files(__package__).joinpath("blockers.toml").read_text(encoding="utf-8")
    return {kind: tuple(row["words"]) for kind, row in tomllib.loads(text).items()}


def read_blocker(text: str) -> str:
    """Return the kind of obstacle that a text means; ``other`` where no word is known."""
    said = text.strip().lower()
    found = [
        (len(word), kind)
        for kind, words in blocker_words().items()
        for word in words
        if word.lower() in said
    ]
    return max(found)[1] if found else "other"


def library_table(
    projects: Sequence[Project],
    lang: Lang,
    *,
    gains: Mapping[str, float] | None = None,
    constraints: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the library as a table, one row a project.

    Parameters
    ----------
    projects
        The user's projects and proposals.
    gains
        What each project wins alone (villages, people or points), by identifier.
    constraints
        :func:`roadnet.planning.constraints.constraint_table` of the same projects.

    Returns
    -------
    ``project_id``, ``name``, ``kind``, ``action``, ``origin``, ``year``, ``stage`` (as the user
    wrote it), ``stage_code`` (idea to completed, ``unknown``), ``length_km``, ``cost_cny``,
    ``subsidy_cny`` (NaN where nothing says the length, and so the amounts that are estimated by
    it), ``blockers`` (as written), ``blocker_codes``, ``gain``, ``gain_per_10000_cny`` (None where
    the gain is not known or nothing is paid), ``avoid_km``, ``justify_km``.
    """
    rows = []
    for one in projects:
        gain = (gains or {}).get(one.project_id)
        codes = list(dict.fromkeys(read_blocker(text) for text in one.blockers))
        rows.append(
            {
                "project_id": one.project_id,
                "name": one.name.text(lang) if isinstance(one.name, Reason) else one.name,
                "kind": one.kind,
                "action": one.action,
                "origin": one.origin,
                "year": one.year,
                "stage": one.stage,
                "stage_code": read_stage(one.stage) or UNKNOWN,
                "length_km": one.length_km if one.is_length_known else None,
                "cost_cny": one.cost_cny if one.is_known(one.cost_source) else None,
                "subsidy_cny": one.subsidy_cny if one.is_known(one.subsidy_source) else None,
                "blockers": ";".join(one.blockers),
                "blocker_codes": ";".join(codes),
                "gain": gain,
                "gain_per_10000_cny": (
                    gain / (one.cost_cny / WAN_CNY)
                    if gain is not None and one.cost_cny > 0
                    else None
                ),
            }
        )
    table = pd.DataFrame(rows, columns=_COLUMNS).astype(dict.fromkeys(_SUMS, float))
    for column, label in (("avoid_km", "avoid"), ("justify_km", "needs_justification")):
        table[column] = _km_by_label(table, constraints, label)
    return table


_COLUMNS: Final = [
    "project_id", "name", "kind", "action", "origin", "year", "stage", "stage_code", "length_km",
    "cost_cny", "subsidy_cny", "blockers", "blocker_codes", "gain", "gain_per_10000_cny",
]  # fmt: skip


def library_totals(table: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return number, kilometres, cost and subsidy by a column (``kind``, ``year``, ``stage_code``).

    Stages and years come in their order (a year not known is ``unknown``), other groups by falling
    cost; the last row, ``total``, is the sum. ``unstated`` counts the projects that lack one of the
    three: sums are of the others, NaN where there are none.
    """
    table = table.assign(unstated=table[list(_SUMS)].isna().any(axis=1).astype(int))
    if by == "year":
        years = [UNKNOWN if pd.isna(one) else str(int(one)) for one in table[by]]
        table = table.assign(year=years)
    groups = table.groupby(by, sort=False)
    grouped = groups[list(_SUMS)].sum(min_count=1)
    grouped.insert(0, "projects", groups.size())
    grouped["unstated"] = groups["unstated"].sum()
    if by == "stage_code":
        order = [stage for stage in (*stage_words(), UNKNOWN) if stage in grouped.index]
        grouped = grouped.loc[order]
    elif by == "year":
        grouped = grouped.sort_index()
    else:
        grouped = grouped.sort_values("cost_cny", ascending=False, kind="stable")
    total = grouped.sum(min_count=1 if len(grouped) else 0)
    grouped.loc["total"] = total
    return grouped.astype({"projects": int, "unstated": int}).rename_axis(by).reset_index()


def shown_totals(totals: pd.DataFrame) -> pd.DataFrame:
    """Return totals of :func:`library_totals` as they are shown: parts that add up to the total.

    Returns
    -------
    The table with ``length_km`` to three decimals, and ``cost_wan`` and ``subsidy_wan``, ten
    thousands of yuan to two, in place of the sums in yuan.
    """
    shown = totals.drop(columns=["cost_cny", "subsidy_cny"])
    columns = (
        ("length_km", totals["length_km"], KM_DIGITS),
        ("cost_wan", totals["cost_cny"] / WAN_CNY, WAN_DIGITS),
        ("subsidy_wan", totals["subsidy_cny"] / WAN_CNY, WAN_DIGITS),
    )
    for name, sums, digits in columns:
        parts = reconcile(sums.tolist()[:-1], digits)
        known = [to_rounded(part, digits) for part in parts if part is not None]
        whole = float(sum(known, Decimal(0))) if known or not parts else None
        shown[name] = [*parts, whole]
    return shown


def _km_by_label(table: pd.DataFrame, constraints: pd.DataFrame | None, label: str) -> pd.Series:
    if constraints is None or constraints.empty:
        return pd.Series(0.0, index=table.index)
    some = constraints[constraints["label"] == label]
    km = some.groupby("project_id")["km"].sum()
    return table["project_id"].map(km).fillna(0.0)
