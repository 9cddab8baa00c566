"""Read a district: from the user's files to layers by the data model in one metric system."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from roadnet.errors import RoadnetError
from roadnet.io.config import (
    GTFS,
    DistrictConfig,
    LayerConfig,
    owner_of,
    part_files,
    side_files,
)
from roadnet.io.formats.osm_tags import osm_layers
from roadnet.io.limits import ReadLimits, chosen_limits
from roadnet.io.mergers.model import side_models
from roadnet.io.places.stakes import ROUTES, route_model
from roadnet.io.postgis.address import is_database
from roadnet.io.raw import Job, RawLayer
from roadnet.io.sandbox import Reading, read_jobs
from roadnet.io.source import find_district
from roadnet.schema import Layer, layers
from roadnet.standards import SHIPPED, Standard, read_standard

if TYPE_CHECKING:
    from roadnet.district import District

Progress = Callable[[str, float], None]
_READING_SHARE: Final = 0.7
_OSM_ENDINGS: Final = (".pbf", ".osm")
_OSM_LAYERS: Final = {"point": "points", "line": "lines", "polygon": "multipolygons"}
_GPX_LAYERS: Final = {"point": "waypoints", "line": "tracks"}


def read_district(
    source: str | Path,
    *,
    standard: str | None = None,
    progress: Progress | None = None,
    limits: ReadLimits | None = None,
    inline: bool = False,
) -> District:
    """Read a district.

    Parameters
    ----------
    source
        A ``district.toml``, a folder that holds one, a GeoPackage, a folder of files that are
        named as the layers, or the ``postgresql://`` address of a schema of such tables.
    standard
        A standard's id or file; goes before what the source says.
    progress
        Is told what is done (the key of a text) and the share of the whole, in [0, 1].
    limits
        What a file may ask for; by default what :func:`roadnet.io.limits.chosen_limits` says.
    inline
        Read within this process: quicker by a second, for files that are one's own.

    Returns
    -------
    The layers in one metric system, with findings on all that was met. Rows that cannot be used
    are left out and counted: ``read == accepted + rejected``.

    Raises
    ------
    RoadnetError
        When a file cannot be read at all; one bad row never does that.
    """
    limits = limits or chosen_limits()
    from roadnet.io.postgis.read import fetched, with_fetched

    if is_database(str(source)):
        local = fetched(str(source), limits)
    else:
        local = with_fetched(find_district(Path(source), limits), limits)
    with local as config:
        return _read(config, standard, progress, limits, inline=inline)


def _read(
    config: DistrictConfig,
    standard: str | None,
    progress: Progress | None,
    limits: ReadLimits,
    *,
    inline: bool,
) -> District:
    if standard:
        config = replace(config, standard=standard)
    figures = read_standard(config.standard, base=config.base)
    if config.standard not in SHIPPED:
        config = replace(config, standard=str((config.base / config.standard).absolute()))
    known = {**config.layers, **part_files(config), **side_files(config)}
    raws = _read_raw(known, limits, progress, inline=inline)
    from roadnet.io.assemble import assemble_district
    from roadnet.io.gtfs.join import join_feed, spread_feed

    config, raws, told = spread_feed(config, raws)
    district = assemble_district(config, figures.id.startswith("cn"), raws, _flags(figures))
    if GTFS in known:
        district = join_feed(district, known[GTFS].path.name).with_findings(*told)
    if progress:
        progress("progress.read", 1.0)
    return district


def to_layer_job(name: str, config: LayerConfig, model: Layer) -> Job:
    """Build the job that reads a layer's file."""
    words = [name, *config.columns.values(), config.x, config.y]
    for column in model.columns.values():
        words += [column.name, *column.aliases]
    return Job(
        path=str(config.path),
        layer=config.layer or _usual_layer(config.path, name, model),
        encoding=config.encoding,
        where=config.where,
        x=config.x,
        y=config.y,
        names=tuple(word for word in words if word),
        tags=tuple(config.columns.values()),
    )


def _read_raw(
    known: Mapping[str, LayerConfig],
    limits: ReadLimits,
    progress: Progress | None,
    *,
    inline: bool,
) -> dict[str, RawLayer]:
    models = {**layers(), ROUTES: route_model(), **side_models()}
    jobs = [
        to_layer_job(owner_of(name), row, models[owner_of(name)])
        if name != GTFS
        else _to_feed_job(row)
        for name, row in known.items()
    ]

    def tell(done: int) -> None:
        if progress:
            progress("progress.read", _READING_SHARE * done / len(jobs))

    if inline or not jobs:
        found: Sequence[RawLayer] = read_jobs(jobs, limits=limits, inline=True)
    else:
        reading = Reading(jobs, limits)
        try:
            # The heavy packages load while the child reads.
            import_module("roadnet.io.assemble")
        except BaseException:
            reading.close()
            raise
        found = reading.wait(tell)
    return dict(zip(known, found, strict=True))


def _to_feed_job(config: LayerConfig) -> Job:
    return Job(str(config.path), encoding=config.encoding, timetable=True, period=config.period)


def _usual_layer(path: Path, name: str, model: Layer) -> str:
    """Name the layer that is meant in formats whose layers are fixed."""
    suffix, kind = path.suffix.lower(), model.geometry.split("_")[0]
    if suffix in _OSM_ENDINGS:
        return name if name in osm_layers() else _OSM_LAYERS.get(kind, "")
    return _GPX_LAYERS.get(kind, "") if suffix == ".gpx" else ""


def _flags(standard: Standard) -> tuple[str, ...]:
    try:
        return standard.words("stop_checklist")
    except RoadnetError:
        return ()
