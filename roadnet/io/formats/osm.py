"""OpenStreetMap, ``.osm.pbf`` and ``.osm``: one file serves several layers.

The file is gone through twice: objects that are wanted, then the nodes that those need. What is
held in memory is what is wanted, never the whole extract.
"""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from roadnet.errors import RoadnetError
from roadnet.io.formats import vector
from roadnet.io.formats.osm_tags import REVERSE, OsmLayer, Tags, osm_layers
from roadnet.io.limits import ReadLimits
from roadnet.io.raw import ROW, WKB, Job, Note, RawLayer

FROM_NODE: Final = "from_node"
TO_NODE: Final = "to_node"
_ID: Final = {
    "roads": "road_id",
    "villages": "village_id",
    "townships": "township_id",
    "stops": "stop_id",
    "stations": "station_id",
    "ferries": "ferry_id",
}
_RAW: Final = ("points", "lines", "multilinestrings", "multipolygons", "other_relations")
_MOST_SHOWN: Final = 5
_BATCH: Final = 100_000
_NO_KEYS: Final = re.compile(r"[^\w:.-]+")
_Ints = NDArray[np.int64]
_Words = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns of the table that one object's words are put into.

    ``tags`` stay as they are; those of ``asked`` even where no object has them.
    """

    layer: OsmLayer
    tags: tuple[str, ...]
    asked: frozenset[str]

    @property
    def names(self) -> tuple[str, ...]:
        """The data model's columns, then the tags' own."""
        ours = self.ours
        return (*ours, *(f"osm_{key}" if key in ours else key for key in self.tags))

    @property
    def ours(self) -> tuple[str, ...]:
        """Columns of the data model that the rules fill."""
        return self.layer.columns


@dataclass(slots=True)
class _Found:
    """Objects on their way to a table: words by column, and references to nodes end to end."""

    columns: _Columns
    words: list[_Words] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    is_node: list[bool] = field(default_factory=list)
    refs: array[int] = field(default_factory=lambda: array("q"))
    counts: array[int] = field(default_factory=lambda: array("q"))
    unknown: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    """By column and word that no rule knows: the rows, from 1."""

    def take(self, identifier: str, tags: Tags, refs: Sequence[int], *, is_node: bool) -> bool:
        """Take an object in, if the layer wants it."""
        chosen = self.columns.layer.select(tags)
        if chosen is None:
            return False
        values, unknown = self.columns.layer.read(chosen[0])
        if chosen[1]:
            values["status"] = chosen[1]
        ours = [values.get(name) for name in self.columns.ours]
        theirs = [tags.get(key) for key in self.columns.tags]
        self.words.append(tuple(w if w is None else sys.intern(w) for w in (*ours, *theirs)))
        self.ids.append(identifier)
        self.is_node.append(is_node)
        self.refs.extend(refs)
        self.counts.append(len(refs))
        for column, word in unknown:
            self.unknown.setdefault(column, {}).setdefault(word, []).append(len(self.ids))
        return True


@dataclass(frozen=True, slots=True)
class _Nodes:
    """The references of all objects end to end, and where each lies: NaN if it is not there.

    Those of object ``i`` stand from ``starts[i]`` to before ``starts[i + 1]``.
    """

    refs: _Ints
    starts: _Ints
    xy: NDArray[np.float64]

    @property
    def there(self) -> NDArray[np.bool_]:
        """Mark the references whose node is in the file."""
        return np.asarray(np.isfinite(self.xy[:, 0]))


def read_osm(path: Path, job: Job, limits: ReadLimits) -> RawLayer:
    """Read one of our layers from OpenStreetMap; roads are cut where they share a node.

    A layer of GDAL's own (``lines``, ``points``, ...) gives those features with their tags as they
    are.

    Raises
    ------
    RoadnetError
        ``layer_unknown``, ``too_many_rows``, ``file_unreadable``.
    """
    if job.layer in _RAW:
        return vector.read_osm(path, job, limits)
    name, file = job.layer or "roads", Path(job.path).name
    if name not in osm_layers():
        known = ", ".join((*osm_layers(), *_RAW))
        raise RoadnetError("layer_unknown", file=file, layer=name, known=known)
    layer = osm_layers()[name]
    found = _Found(_to_columns(layer, job))
    import osmium

    try:
        _find(path, found, limits, file)
        nodes = _locate(path, found)
    except (RuntimeError, ValueError, osmium.InvalidLocationError) as error:
        raise RoadnetError("file_unreadable", file=file, reason=str(error)[:200]) from error
    return _roads(found, nodes) if name == "roads" else _places(found, nodes)


def _to_columns(layer: OsmLayer, job: Job) -> _Columns:
    """Choose the tags that stay: what the layer keeps, what columns and ``where`` ask for."""
    asked = [word for word in (*job.tags, *_NO_KEYS.split(job.where)) if word]
    copies = {rule.key for rule in layer.rules if rule.kind == "text" and rule.key == rule.column}
    made = {"osm_id", _ID[layer.name], *copies, *(f"osm_{key}" for key in layer.columns)}
    tags = tuple(key for key in dict.fromkeys((*layer.kept, *asked)) if key not in made)
    return _Columns(layer, tags, frozenset(asked))


def _find(path: Path, found: _Found, limits: ReadLimits, file: str) -> None:
    """Go through the file once for the objects that the layer wants."""
    import osmium

    layer = found.columns.layer
    kinds = osmium.osm.NOTHING
    for kind, bit in (("node", osmium.osm.NODE), ("way", osmium.osm.WAY)):
        kinds |= bit if kind in layer.of else osmium.osm.NOTHING
    mixed = len(layer.of) > 1  # a node and a way may have the same number
    keys = osmium.filter.KeyFilter(*layer.keys)
    for one in osmium.FileProcessor(str(path), kinds).with_filter(keys):
        refs = [node.ref for node in one.nodes] if isinstance(one, osmium.osm.Way) else [one.id]
        identifier = f"{one.type_str() if mixed else ''}{one.id}"
        found.take(identifier, dict(one.tags), refs, is_node=isinstance(one, osmium.osm.Node))
        if len(found.ids) > limits.rows:
            raise RoadnetError("too_many_rows", file=file, limit=limits.rows)


def _locate(path: Path, found: _Found) -> _Nodes:
    """Go through the file for the nodes that are wanted, and no others."""
    import osmium

    refs = np.array(found.refs, dtype=np.int64)
    wanted = np.unique(refs)
    xy = np.full((len(wanted), 2), np.nan)
    if len(wanted):
        reader = osmium.FileProcessor(str(path), osmium.osm.NODE)
        known, lonlat = array("q"), array("d")
        for node in reader.with_filter(osmium.filter.IdFilter(_one_by_one(wanted))):
            if isinstance(node, osmium.osm.Node) and node.location.valid():
                known.append(node.id)
                lonlat.extend((node.lon, node.lat))
        at = np.searchsorted(wanted, np.array(known, dtype=np.int64))
        xy[at] = np.array(lonlat, dtype=float).reshape(-1, 2)
    starts = np.concatenate([[0], np.cumsum(np.array(found.counts, dtype=np.int64))])
    return _Nodes(refs, starts.astype(np.int64), xy[np.searchsorted(wanted, refs)])


def _one_by_one(ids: _Ints) -> Iterator[int]:
    for start in range(0, len(ids), _BATCH):
        yield from ids[start : start + _BATCH].tolist()


def _roads(found: _Found, nodes: _Nodes) -> RawLayer:
    """One row for each stretch between junctions."""
    first, last, way = _stretches(nodes)
    counts = np.bincount(way, minlength=len(found.ids))
    number = np.arange(len(way)) - (np.cumsum(counts) - counts)[way] + 1
    one_way = found.columns.ours.index("oneway")
    turned = np.array([found.words[i][one_way] == REVERSE for i in way.tolist()], dtype=bool)
    begin, end = np.where(turned, last, first), np.where(turned, first, last)
    names = [
        found.ids[i] if counts[i] == 1 else f"{found.ids[i]}#{k}"
        for i, k in zip(way.tolist(), number.tolist(), strict=True)
    ]
    more = {
        FROM_NODE: nodes.refs[begin].astype(str).tolist(),
        TO_NODE: nodes.refs[end].astype(str).tolist(),
    }
    shapes = _lines(nodes.xy, begin, end)
    return _to_raw(found, nodes, way, names, shapes, more)


def _stretches(nodes: _Nodes) -> tuple[_Ints, _Ints, _Ints]:
    """Cut ways at the nodes that are used more than once, and where a node is not in the file.

    Returns
    -------
    Positions of the first and the last reference of each stretch, and its way.
    """
    _, at, uses = np.unique(nodes.refs, return_inverse=True, return_counts=True)
    there = nodes.there
    way = np.repeat(np.arange(len(nodes.starts) - 1), np.diff(nodes.starts))
    step = np.flatnonzero((way[:-1] == way[1:]) & there[:-1] & there[1:])  # from here to the next
    if len(step) == 0:
        return step, step, step
    cut = (uses[np.asarray(at).reshape(-1)] > 1)[step]
    begins = cut | (np.diff(step, prepend=-2) != 1) | (way[step] != way[step - 1])
    first = step[begins]
    last = np.append(step[:-1][begins[1:]], step[-1]) + 1
    return first, last, way[first]


def _lines(xy: NDArray[np.float64], begin: _Ints, end: _Ints) -> NDArray[np.object_]:
    """Build lines from the first to the last position, either of which may be the smaller."""
    counts = np.abs(end - begin) + 1
    of = np.repeat(np.arange(len(begin)), counts)
    along = np.arange(len(of)) - np.repeat(np.cumsum(counts) - counts, counts)
    at = begin[of] + np.sign(end - begin)[of] * along
    return np.asarray(shapely.linestrings(xy[at], indices=of), dtype=object)


def _places(found: _Found, nodes: _Nodes) -> RawLayer:
    """One row for each object: a point, for ferries that are ways a line."""
    shapes: list[object] = []
    for is_node, (start, stop) in zip(found.is_node, pairwise(nodes.starts.tolist()), strict=True):
        xy = nodes.xy[start:stop]
        xy = xy[np.isfinite(xy[:, 0])]
        if len(xy) == 0:
            shapes.append(None)
        elif found.columns.layer.name == "ferries" and not is_node:
            shapes.append(shapely.linestrings(xy) if len(xy) > 1 else None)
        else:
            shapes.append(shapely.points((xy.min(axis=0) + xy.max(axis=0)) / 2))
    every = np.arange(len(found.ids))
    return _to_raw(found, nodes, every, found.ids, np.array(shapes, dtype=object), {})


def _to_raw(
    found: _Found,
    nodes: _Nodes,
    rows: _Ints,
    ids: Sequence[str],
    shapes: NDArray[np.object_],
    more: Mapping[str, Sequence[str]],
) -> RawLayer:
    """Put a table together; ``rows`` says for each row which object it is of."""
    data: dict[str, pa.Array] = {
        _ID[found.columns.layer.name]: pa.array(list(ids), pa.string()),
        "osm_id": pa.array([found.ids[i] for i in rows.tolist()], pa.string()),
    }
    for column, name in enumerate(found.columns.names):
        words = [found.words[i][column] for i in rows.tolist()]
        if name == "oneway":
            words = ["true" if word == REVERSE else word for word in words]
        if any(word is not None for word in words) or name in found.columns.asked:
            data[name] = pa.array(words, pa.string())
    for name, values in more.items():
        data[name] = pa.array(list(values), pa.string())
    data[ROW] = pa.array(rows + 1, pa.int64())
    data[WKB] = pa.array(shapely.to_wkb(shapes).tolist(), pa.binary())
    name = found.columns.layer.name
    return RawLayer(pa.table(data), name, "EPSG:4326", True, "UTF-8", _notes(found, nodes))


def _notes(found: _Found, nodes: _Nodes) -> tuple[Note, ...]:
    """Tell which objects leave the extract, and which values no rule knows."""
    lacking = np.diff(np.concatenate([[0], np.cumsum(~nodes.there)])[nodes.starts])
    notes = []
    if rows := tuple((np.flatnonzero(lacking) + 1).tolist()):
        notes.append(Note("osm_nodes_missing", rows))
    for column, words in found.unknown.items():
        shown = ", ".join(list(words)[:_MOST_SHOWN]) + (" …" if len(words) > _MOST_SHOWN else "")
        rows = tuple(sorted(row for some in words.values() for row in some))
        notes.append(Note("osm_value_unknown", rows, {"column": column, "values": shown}))
    return tuple(notes)
