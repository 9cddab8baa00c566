"""From rows as files have them to a district: columns, shapes, places, findings, counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from roadnet.district import District, LayerSource
from roadnet.errors import RoadnetError
from roadnet.findings import Figure, Finding, RowsOf
from roadnet.io.config import DistrictConfig, LayerConfig, owner_of, part_files, side_files
from roadnet.io.formats.plain_lines import plain_lines
from roadnet.io.gtfs.join import layer_of
from roadnet.io.mapping import map_columns
from roadnet.io.mergers.join import Sources, settle_mergers
from roadnet.io.mergers.model import MERGERS, PREVIOUS, side_models
from roadnet.io.parts import ReadLayer, join_parts, number_on
from roadnet.io.places.geometry import Mask, Shapes, to_layer_shapes
from roadnet.io.places.placing import Placed, choose_crs, place_layer, set_apart_far, to_metric
from roadnet.io.places.stakes import ROUTES, route_model
from roadnet.io.places.staking import Staked, Table, place_tables
from roadnet.io.raw import ROW, WKB, RawLayer
from roadnet.io.townships import fill_townships
from roadnet.schema import SOURCE_ROW, Layer, layers

Frames = dict[str, gpd.GeoDataFrame]


def assemble_district(
    config: DistrictConfig, chinese: bool, raws: dict[str, RawLayer], flags: Sequence[str]
) -> District:
    """Build a district of what was read.

    Parameters
    ----------
    config
        What the user says.
    chinese
        Whether the standard is one of China's, whose districts reckon in CGCS2000.
    raws
        The rows, by layer; emptied, for they are let go as soon as they are done with.
    flags
        Yes-no columns that the standard asks of stops.
    """
    files = {**config.layers, **part_files(config), **side_files(config)}
    numbered, parts = number_on(raws, files)
    raws.clear()
    placed = {}
    for name, raw in numbered.items():
        row, shapes = files[name], _to_shapes(raw)
        placed[name] = place_layer(owner_of(name), raw, shapes, row.crs, row.path.name, row.shift)
        numbered[name] = raw = raw.without_shapes()
    placed = set_apart_far(placed)
    crs = _choose_crs(placed, config.crs, chinese)
    read = {
        name: _to_read(owner_of(name), raw, placed[name], files[name], crs, flags)
        for name, raw in numbered.items()
    }
    read = join_parts(read, parts)
    routes = read.pop(ROUTES, None)
    findings = list(routes.findings) if routes else []
    staked = place_tables(
        {name: layer.table for name, layer in read.items() if name not in side_models()},
        routes.table if routes else None,
    )
    frames: Frames = {}
    sources = {}
    for name, layer in read.items():
        rows_of = parts.get(name) or (RowsOf(files[name].path.name),)
        frame, source, met = _to_frame(name, layer, staked.get(name), rows_of, crs)
        frames[name], sources[name] = frame, source
        findings.extend(met)
    findings.extend(Finding("layer_empty", n) for n, frame in frames.items() if frame.empty)
    for settle in (_with_mergers, fill_townships):
        frames, met = settle(frames)
        findings.extend(met)
    district = District(
        name=config.name,
        standard=config.standard,
        crs=crs,
        layers=frames,
        sources=sources,
        data_date=config.data_date,
        margin_m=None if config.margin_km is None else 1000.0 * config.margin_km,
    )
    return district.with_findings(*district.name_files(findings))


def _model(name: str) -> Layer:
    """Return the model of a layer, or of a file beside one."""
    if name == ROUTES:
        return route_model()
    return side_models().get(name) or layers()[layer_of(name)]


def _with_mergers(frames: Frames) -> tuple[Frames, list[Finding]]:
    """Settle who belongs to whom among the villages; the files that tell of it go no further."""
    beside = Sources(*(frames.get(name) for name in (MERGERS, PREVIOUS)))
    kept = {name: frame for name, frame in frames.items() if name not in side_models()}
    if "villages" not in kept:
        return kept, []
    kept["villages"], met = settle_mergers(kept["villages"], beside)
    return kept, met


def _to_shapes(raw: RawLayer) -> Shapes:
    if WKB not in raw.table.column_names:
        return np.full(raw.table.num_rows, None, dtype=object)
    lines = plain_lines(raw.table[WKB])
    if lines is not None:
        return lines
    blobs = np.array(raw.table[WKB].to_pylist(), dtype=object)
    return np.asarray(shapely.from_wkb(blobs), dtype=object)


def _choose_crs(placed: Mapping[str, Placed], said: str, chinese: bool) -> CRS:
    """Choose the district's system; where no place is usable any will do, for nothing is in it."""
    try:
        return choose_crs(placed, said, chinese=chinese)
    except RoadnetError as error:
        if error.code != "no_places":
            raise
        return CRS.from_epsg(32648)


def _to_read(
    name: str,
    raw: RawLayer,
    placed: Placed,
    row: LayerConfig,
    crs: CRS,
    flags: Sequence[str],
) -> ReadLayer:
    """Map a layer's columns and bring its shapes to the district's system."""
    model = _model(name)
    frame, findings = map_columns(raw, model, row, flags=flags if name == "stops" else ())
    shapes, rough = to_metric(placed, crs)
    rejected: dict[str, Mask] = {}
    claimed = np.zeros(len(frame), dtype=bool)
    for code, mask in (*_from_notes(raw).items(), *placed.rejected.items()):
        rejected[code] = mask & ~claimed  # one row, one reason: the first
        claimed |= mask
    told = (*_from_file(name, raw, row.path.name), *placed.findings, *rough, *findings)
    return ReadLayer(raw, placed, Table(frame, shapes, ~claimed), rejected, told)


def _to_frame(
    name: str, layer: ReadLayer, staked: Staked | None, files: Sequence[RowsOf], crs: CRS
) -> tuple[gpd.GeoDataFrame, LayerSource, list[Finding]]:
    """Set apart the rows that cannot be used; what is left is the district's layer."""
    model, table = _model(name), layer.table.frame
    shapes, refused, told = to_layer_shapes(staked.shapes if staked else layer.table.shapes, model)
    rejected, claimed = dict(layer.rejected), ~layer.table.is_open
    if staked and not model.may_lack_geometry:
        claimed = claimed | staked.refused  # its findings say why
    for code, mask in refused.items():
        rejected[code] = mask & ~claimed
        claimed = claimed | mask
    kept = ~claimed
    ids = table[model.id_column]
    findings = [*layer.findings, *(staked.findings if staked else ())]
    for code, mask in (*rejected.items(), *told.items()):
        if mask.any():
            findings.append(_to_finding(code, name, mask, table, ids, layer.placed))
    frame = gpd.GeoDataFrame(
        table[kept].reset_index(drop=True), geometry=gpd.GeoSeries(shapes[kept], crs=crs)
    )
    placed = layer.placed
    source = LayerSource(
        file=", ".join(dict.fromkeys(part.file for part in files)),
        layer=layer.raw.layer,
        crs=placed.label if not shapely.is_missing(placed.shapes).all() else "",
        encoding=layer.raw.encoding,
        read=len(table),
        accepted=int(kept.sum()),
        rejected=int(claimed.sum()),
        parts=tuple(files) if len(files) > 1 else (),
    )
    return frame, source, findings


def _from_notes(raw: RawLayer) -> dict[str, Mask]:
    """Rows that the reading itself refused, by code."""
    rows = raw.table[ROW].to_numpy()
    return {note.code: np.isin(rows, note.rows) for note in raw.notes if note.rejected}


def _from_file(name: str, raw: RawLayer, file: str) -> list[Finding]:
    """Convert what the reading told without refusing rows."""
    return [
        Finding(note.code, name, rows=note.rows, figures={"file": file, **note.figures})
        for note in raw.notes
        if not note.rejected
    ]


def _to_finding(
    code: str, name: str, mask: Mask, table: pd.DataFrame, ids: Any, placed: Placed
) -> Finding:
    rows = tuple(int(row) for row in table[SOURCE_ROW].to_numpy()[mask])
    known = tuple(str(value) for value in ids[mask] if isinstance(value, str))
    with_place = np.flatnonzero(mask & np.isfinite(placed.lon).all(axis=1))
    lon = lat = None
    if with_place.size:
        lon = float(placed.lon[with_place[0]].mean())
        lat = float(placed.lat[with_place[0]].mean())
    figures: dict[str, Figure] = {"found": _found_types(code, mask, placed.shapes)}
    return Finding(code, name, rows=rows, ids=known, lon=lon, lat=lat, figures=figures)


def _found_types(code: str, mask: Mask, shapes: Shapes) -> str:
    if code != "geometry_wrong_type":
        return ""
    return ", ".join(sorted({shape.geom_type for shape in shapes[mask] if shape is not None}))
