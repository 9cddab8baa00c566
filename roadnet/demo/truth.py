"""What was planted in one year, written down apart from the district itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from roadnet.demo.roads import Roads
from roadnet.demo.segments import Segments


@dataclass(frozen=True, slots=True)
class Truth:
    """The verdicts that an assessment by the standard ``cn`` has to find.

    ``villages``: village_id, role, counts (is it in the denominator of connectivity), road_status
    and, for eligible administrative villages, bus_level and logistics_status. ``townships``:
    township_id, has_station, seat_at_required_class. ``joins`` are road ends 2 to 8 m short of
    another road, ``far_gaps`` ends more than 60 m short, ``flyovers`` bridges over a road; each
    with road_id and place. ``cut_by`` and ``not_cut_by`` pair a village with a road whose closure
    does, or does not, cut it off from the county seat.
    """

    year: int
    villages: pd.DataFrame
    townships: pd.DataFrame
    joins: list[dict[str, Any]]
    far_gaps: list[dict[str, Any]]
    flyovers: list[dict[str, Any]]
    cut_by: list[tuple[str, str]]
    not_cut_by: list[tuple[str, str]]

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON; what does not apply is null."""
        return {
            "year": self.year,
            "villages": _records(self.villages),
            "townships": _records(self.townships),
            "joins": self.joins,
            "far_gaps": self.far_gaps,
            "flyovers": self.flyovers,
            "cut_by": [list(pair) for pair in self.cut_by],
            "not_cut_by": [list(pair) for pair in self.not_cut_by],
        }


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    plain = frame.astype(object).where(frame.notna(), None)
    return [{str(key): value for key, value in row.items()} for row in plain.to_dict("records")]


def village_truth(
    villages: gpd.GeoDataFrame, bus: dict[str, str], logistics: dict[str, str], year: int
) -> pd.DataFrame:
    """One row a village: the planted verdicts of ``year``; None where none is due."""
    key = villages["village_id"]
    return pd.DataFrame(
        {
            "village_id": key,
            "kind": villages["kind"],
            "role": villages["role"],
            "counts": villages["counts"].astype(bool),
            "road_status": villages[f"road_{year}"],
            "bus_level": [bus.get(one) for one in key],
            "logistics_status": [logistics.get(one) for one in key],
        }
    )


def gap_records(
    segments: Segments, table: gpd.GeoDataFrame, gaps: dict[int, float]
) -> list[dict[str, Any]]:
    """Where each shortened road ends, and by how many metres it is short."""
    rows = []
    for route, gap_m in gaps.items():
        at = int(np.flatnonzero(segments.route == route)[0])
        x, y = shapely.get_coordinates(segments.line[at])[0].tolist()
        rows.append(
            {"road_id": table["road_id"].iloc[at], "gap_m": round(gap_m, 2), "x": x, "y": y}
        )
    return rows


def flyover_records(table: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Find the bridge of the private road, and the road under it."""
    over = table[table["z_level"] > 0]
    rows = []
    for road_id, line in zip(over["road_id"], over.geometry, strict=True):
        under = table[table.geometry.crosses(line) & ~table["is_overlap"]]
        x, y = shapely.get_coordinates(shapely.centroid(line))[0].round(2).tolist()
        rows.append({"road_id": road_id, "over": under["road_id"].tolist(), "x": x, "y": y})
    return rows


def dependence(
    roads: Roads, segments: Segments, table: gpd.GeoDataFrame, villages: gpd.GeoDataFrame
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Pairs of village and road that do, and that do not, depend on each other.

    A village at the end of its only road depends on every segment of it. One with two ways out
    depends on none of the segments that do not end at its own door.
    """
    by_node = villages.set_index("node")["village_id"]
    yes, no = [], []
    for number, route in enumerate(roads.layout.routes):
        if route.role is None or route.role.name not in ("single_road", "two_roads"):
            continue
        village = str(by_node.loc[route.place])
        for at in np.flatnonzero(segments.route == number):
            pair = (village, str(table["road_id"].iloc[at]))
            if route.role.name == "single_road":
                yes.append(pair)
            elif route.place not in segments.span[at]:
                no.append(pair)
    return yes, no
