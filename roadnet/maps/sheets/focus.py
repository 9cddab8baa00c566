"""One township of a district: its area, and the tables with only what lies in it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from roadnet.analysis.assessment import Assessment
from roadnet.maps.sheets.themes import Subject


def township_area(subject: Subject) -> Any:
    """Return the area of the subject's township; None for the whole district."""
    if not subject.township_id:
        return None
    areas = subject.assessment.district.layers["boundaries"]
    mine = areas.geometry[(areas["township_id"].astype(str) == subject.township_id).to_numpy()]
    return shapely.make_valid(mine.union_all())


def focus(subject: Subject, area: Any) -> Subject:
    """Return the subject with only the villages, gaps and hazards of an area.

    Roads stay as a whole, so that the surroundings are seen; their kilometres and what depends on
    them are those of the part inside (by its share of the length).
    """
    found = subject.assessment
    layers = dict(found.district.layers)
    if "hazards" in layers:
        layers["hazards"] = _inside(layers["hazards"], area)
    plan = subject.plan
    if plan is not None:
        plan = replace(plan, before=_clip(plan.before, area), after=_clip(plan.after, area))
    clipped = replace(_clip(found, area), district=replace(found.district, layers=layers))
    return Subject(clipped, plan, subject.township_id)


def _clip(found: Assessment, area: Any) -> Assessment:
    lines = found.roads.geometry.to_numpy()
    length = shapely.length(lines)
    inside = shapely.length(shapely.intersection(lines, area))
    share = np.divide(inside, length, out=np.zeros(len(lines)), where=length > 0)
    roads = found.roads.assign(
        counted_km=found.roads["counted_km"] * share,
        villages_behind=np.where(share > 0, found.roads["villages_behind"], 0),
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
