"""Where things are: each layer's reference system, what lies far off, the district's system."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Geod

from roadnet import crs as systems
from roadnet.errors import RoadnetError
from roadnet.findings import Figure, Finding
from roadnet.io.places.datum import DatumShift
from roadnet.io.places.geometry import Mask, Shapes, has_vertex_at_origin, keep, swap_axes
from roadnet.io.places.helmert import CGCS2000, shift_to_cgcs2000
from roadnet.io.places.zones import guess_zone, missing_zone_m
from roadnet.io.raw import RawLayer

_MOST: Final = 0.9
_FARTHEST_M: Final = 5e7
_ZONE_SCALE: Final = 0.002  # within a zone of UTM or Gauss-Kruger lengths are truer than this
_INHABITED_LAT_DEG: Final = 72.0  # the northernmost roads end short of it


@dataclass(frozen=True, slots=True)
class Placed:
    """A layer's shapes in a system known to PROJ, and each row's place.

    ``lon`` and ``lat`` (rows x 2) are the corners of each row's bounds in WGS 84 degrees, NaN where
    there is no shape or it is nowhere on Earth. ``rejected`` marks rows by finding.
    """

    name: str
    shapes: Shapes
    crs: CRS
    stated: bool
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    label: str
    chinese: bool = False
    rejected: Mapping[str, Mask] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @property
    def usable(self) -> Mask:
        """Rows with a shape that nothing speaks against so far."""
        bad = np.zeros(len(self.shapes), dtype=bool)
        for mask in self.rejected.values():
            bad |= mask
        return ~bad & ~shapely.is_missing(self.shapes)


def place_layer(
    name: str,
    raw: RawLayer,
    shapes: Shapes,
    said: str,
    file: str,
    shift: DatumShift | None = None,
) -> Placed:
    """Settle a layer's reference system and each row's place.

    Parameters
    ----------
    name
        The layer.
    raw
        What the file says of its reference system.
    shapes
        Two-dimensional geometries as the file has them.
    said
        What the user says: an authority code, WKT, ``gcj02``, ``bd09``, or nothing.
    file
        The file's name, for messages.
    shift
        The way from the layer's datum to CGCS2000, where the user has it.

    Raises
    ------
    RoadnetError
        ``crs_missing``: nothing says it and the numbers are not degrees; ``crs_unknown``.
    """
    there = shapely.bounds(shapes[~shapely.is_missing(shapes)])
    findings: list[Finding] = []
    shifted = said.lower() if said.lower() in systems.SHIFTED else ""
    crs = _settle(name, raw, "" if shifted else said, there, file, findings)
    at_origin = has_vertex_at_origin(shapes)
    if shifted:
        shapes, crs = _unshifted(shapes, shifted), systems.to_crs(systems.WGS84)
    label = shifted or systems.crs_label(crs)
    shapes = _with_zone(name, shapes, crs, findings)
    if shift:
        shapes, crs = _to_cgcs2000(name, shapes, crs, shift, findings)
    lon, lat = _corners(shapes, crs)
    nowhere = ~shapely.is_missing(shapes) & ~at_origin & np.isnan(lon).any(axis=1)
    return _put_right(
        Placed(
            name,
            shapes,
            crs,
            stated=bool(raw.crs and raw.crs_stated),
            lon=lon,
            lat=lat,
            label=label,
            chinese=bool(shifted) or systems.is_cgcs2000(crs),
            rejected={"coordinates_at_origin": at_origin, "coordinates_out_of_range": nowhere},
            findings=tuple(findings),
        )
    )


def set_apart_far(placed: Mapping[str, Placed]) -> dict[str, Placed]:
    """Mark rows that lie far from the district; those that would lie in it with x and y exchanged.

    The centre is the median of all usable rows of all layers, so a few stray ones do not move it.
    """
    lon = np.concatenate([p.lon[p.usable] for p in placed.values()] or [np.empty((0, 2))])
    lat = np.concatenate([p.lat[p.usable] for p in placed.values()] or [np.empty((0, 2))])
    box = systems.near_box(lon, lat)
    result = {}
    for name, layer in placed.items():
        near = systems.in_box(layer.lon, layer.lat, box).all(axis=1)
        out = layer.rejected["coordinates_out_of_range"]
        far = ~near & (layer.usable | out)
        swapped = np.zeros(len(far), dtype=bool)
        turned = _corners(swap_axes(layer.shapes[far]), layer.crs)
        swapped[far] = systems.in_box(*turned, box).all(axis=1)
        result[name] = replace(
            layer,
            rejected={
                **layer.rejected,
                "coordinates_out_of_range": out & ~swapped,
                "axes_swapped": far & swapped,
                "far_from_district": far & ~swapped & ~out,
            },
        )
    return result


def choose_crs(placed: Mapping[str, Placed], said: str, *, chinese: bool) -> CRS:
    """Choose the district's metric system: what the user says, else the zone of its places.

    Where all layers are in one such zone already, it is that one, and nothing is transformed.

    Raises
    ------
    RoadnetError
        ``crs_not_metric``, ``crs_unknown``; ``no_places`` where no row has a usable place.
    """
    if said:
        return systems.require_metric(systems.to_crs(said))
    lon = np.concatenate([p.lon[p.usable].mean(axis=1) for p in placed.values()] or [np.empty(0)])
    lat = np.concatenate([p.lat[p.usable].mean(axis=1) for p in placed.values()] or [np.empty(0)])
    if common := _common_metric(placed, lon, lat):
        return common
    chinese = chinese or any(layer.chinese for layer in placed.values())
    return systems.choose_metric_crs(lon, lat, chinese=chinese)


def _common_metric(
    placed: Mapping[str, Placed], lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> CRS | None:
    """Return the zone that all layers are in already, if its metres are metres on the ground."""
    layers = [layer for layer in placed.values() if layer.usable.any()]
    if not layers or any(layer.crs != layers[0].crs for layer in layers):
        return None
    crs = layers[0].crs
    if not (crs.is_projected and systems.is_metric(crs)):
        return None
    scale = systems.length_scale(crs, float(np.median(lon)), float(np.median(lat)))
    return crs if abs(scale - 1) <= _ZONE_SCALE else None


def to_metric(layer: Placed, crs: CRS) -> tuple[Shapes, list[Finding]]:
    """Transform a layer's usable shapes to the district's system; None for the others."""
    shapes = keep(layer.shapes, layer.usable)
    findings = []
    if layer.usable.any() and layer.crs != crs and systems.is_ballpark(layer.crs, crs):
        figures = {"source": layer.label, "target": systems.crs_label(crs)}
        findings.append(Finding("crs_rough", layer.name, figures=figures))
    if layer.crs == crs:
        return shapes, findings

    def move(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(systems.transform(layer.crs, crs, xy[:, 0], xy[:, 1]))

    return np.asarray(shapely.transform(shapes, move), dtype=object), findings


def _settle(
    name: str, raw: RawLayer, said: str, there: Any, file: str, findings: list[Finding]
) -> CRS:
    """Take the file's own word, else the user's, else degrees if the numbers can be such."""
    own = _own(name, raw, file, findings) if raw.crs and raw.crs_stated else None
    if own is not None:
        if said and systems.to_crs(said) != own:
            figures = {"file": file, "own": systems.crs_label(own), "said": said}
            findings.append(Finding("crs_conflict", name, figures=figures))
        return own
    if said:
        return systems.to_crs(said)
    degrees = (np.abs(there) <= 180).all(axis=1)
    if len(there) and 2 * degrees.sum() < len(there):
        if zone := guess_zone(there):
            findings.append(Finding("zone_assumed", name, figures={"file": file, "crs": zone}))
            return systems.to_crs(zone)
        raise RoadnetError("crs_missing", file=file, layer=name)
    usual = "" if raw.crs_stated else raw.crs  # what is stated cannot be used, to come here
    if len(there) and not usual:
        findings.append(Finding("crs_assumed", name, figures={"file": file, "crs": systems.WGS84}))
    return systems.to_crs(usual or systems.WGS84)


def _own(name: str, raw: RawLayer, file: str, findings: list[Finding]) -> CRS | None:
    """Return the system that a file states; none, and a finding, for one that leads nowhere."""
    try:
        crs = systems.to_crs(raw.crs)
        systems.transform(crs, systems.to_crs(systems.WGS84), 0.0, 0.0)
    except RoadnetError:
        figures: dict[str, Figure] = {"file": file, "stated": raw.crs[:80]}
        findings.append(Finding("crs_damaged", name, figures=figures))
        return None
    return crs


def _with_zone(name: str, shapes: Shapes, crs: CRS, findings: list[Finding]) -> Shapes:
    """Bring eastings with a zone's number to a system without one, and the other way round."""
    bounds = shapely.bounds(shapes[~shapely.is_missing(shapes)])
    added_m = missing_zone_m(crs, bounds) if len(bounds) else 0.0
    if not added_m:
        return shapes
    zone = int(abs(added_m) // 1_000_000)
    figures: dict[str, Figure] = {"zone": zone, "crs": systems.crs_label(crs)}
    findings.append(Finding("zone_number_put_right", name, figures=figures))
    return np.asarray(
        shapely.transform(shapes, lambda xy: xy + np.array([added_m, 0.0])), dtype=object
    )


def _to_cgcs2000(
    name: str, shapes: Shapes, crs: CRS, shift: DatumShift, findings: list[Finding]
) -> tuple[Shapes, CRS]:
    """Take a layer from its datum to CGCS2000 by the user's parameters; say how far that is."""
    target = systems.to_crs(CGCS2000)
    before = np.nanmedian(_corners(shapes, crs), axis=(1, 2))

    def move(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(shift_to_cgcs2000(shift, crs, xy[:, 0], xy[:, 1]))

    moved = np.asarray(shapely.transform(shapes, move), dtype=object)
    after = np.nanmedian(_corners(moved, target), axis=(1, 2))
    apart_m = Geod(ellps="GRS80").inv(*before, *after)[2]
    figures: dict[str, Figure] = {"crs": systems.crs_label(crs), "shift_m": float(apart_m)}
    findings.append(Finding("datum_shifted", name, figures=figures))
    return moved, target


def _corners(shapes: Shapes, crs: CRS) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Corners of each row's bounds in degrees; NaN for what is nowhere on Earth."""
    bounds = shapely.bounds(shapes)
    x, y = bounds[:, [0, 2]], bounds[:, [1, 3]]
    if crs.is_geographic:
        lon, lat = x.copy(), y.copy()
    else:
        wild = ~((np.abs(x) < _FARTHEST_M) & (np.abs(y) < _FARTHEST_M))
        lon, lat = systems.transform(
            crs, systems.to_crs(systems.WGS84), np.where(wild, np.nan, x), np.where(wild, np.nan, y)
        )
    bad = ~((np.abs(lon) <= 180) & (np.abs(lat) <= 90))
    return np.where(bad, np.nan, lon), np.where(bad, np.nan, lat)


def _unshifted(shapes: Shapes, system: str) -> Shapes:
    def move(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        lon, lat = systems.wgs84_from_shifted(system, xy[:, 0], xy[:, 1])  # type: ignore[arg-type]
        return np.column_stack([lon, lat])

    return np.asarray(shapely.transform(shapes, move), dtype=object)


def _put_right(layer: Placed) -> Placed:
    """Exchange x and y of a whole layer of degrees where only that puts it where people live."""
    there = ~shapely.is_missing(layer.shapes) & ~layer.rejected["coordinates_at_origin"]
    if not (layer.crs.is_geographic and there.any()):
        return layer
    turned = swap_axes(layer.shapes)
    lon, lat = _corners(turned, layer.crs)
    habitable = (np.abs(layer.lat) <= _INHABITED_LAT_DEG).all(axis=1)
    mended = np.asarray((np.abs(lat) <= _INHABITED_LAT_DEG).all(axis=1) & ~habitable, dtype=bool)
    if float(np.mean(mended[there])) < _MOST:
        return layer
    nowhere = there & np.isnan(lon).any(axis=1)
    told = Finding("axes_put_right", layer.name, figures={"rows_moved": int(there.sum())})
    return replace(
        layer,
        shapes=turned,
        lon=lon,
        lat=lat,
        rejected={**layer.rejected, "coordinates_out_of_range": nowhere},
        findings=(*layer.findings, told),
    )
