"""One township of a district: its area, and the tables with only what lies in it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from roadnet.analysis.assessment import Assessment
from roadnet.maps.sheets.themes import Subject

_AROUND = ("townships", "boundaries", "constraints")


def township_area(subject: Subject) -> Any:
    """Return the area of the subject's township; None for the whole district."""
    if not subject.township_id:
        return None
    areas = subject.assessment.district.layers["boundaries"]
    mine = areas.geometry[(areas["township_id"].astype(str) == subject.township_id).to_numpy()]
    return shapely.make_valid(mine.union_all())


def focus(subject: Subject, area: Any) -> Subject:
    """Return the subject with only the villages, gaps and hazards of an area.

    Roads, seats and areas near it stay, so that the surroundings are seen; the roads' kilometres
    and what depends on them are those of the part inside (by its share of the length).
    """
    found = subject.assessment
    near = _surroundings(area)
    layers = dict(found.district.layers)
    for name, kept in (("hazards", area), *((name, near) for name in _AROUND)):
        if name in layers:
            layers[name] = _inside(layers[name], kept)
    district = replace(found.district, layers=layers)
    plan = subject.plan
    if plan is not None:
        plan = replace(
            plan, before=_clip(plan.before, area, near), after=_clip(plan.after, area, near)
        )
    clipped = replace(_clip(found, area, near), district=district)
    return Subject(clipped, plan, subject.township_id)


def _surroundings(area: Any) -> Any:
    """Everything that the sheet of an area may show, whatever its shape and the paper's."""
    west, south, east, north = shapely.bounds(area).tolist()
    reach = 2.0 * max(east - west, north - south)
    return shapely.box(west - reach, south - reach, east + reach, north + reach)


def _clip(found: Assessment, area: Any, near: Any) -> Assessment:
    roads = _inside(found.roads, near)
    lines = roads.geometry.to_numpy()
    length, inside = shapely.length(lines), np.zeros(len(lines))
    touched = shapely.intersects(area, lines)
    inside[touched] = shapely.length(shapely.intersection(lines[touched], area))
    share = np.divide(inside, length, out=np.zeros(len(lines)), where=length > 0)
    roads = roads.assign(
        counted_km=roads["counted_km"] * share,
        villages_behind=np.where(share > 0, roads["villages_behind"], 0),
    )
    return replace(
        found,
        roads=roads,
        villages=_inside(found.villages, area),
        gaps=_inside(found.gaps, area),
    )


def _inside(frame: gpd.GeoDataFrame, area: Any) -> gpd.GeoDataFrame:
    shapes = frame.geometry.to_numpy()
    shapely.prepare(area)
    return frame[shapely.intersects(area, shapes)]
