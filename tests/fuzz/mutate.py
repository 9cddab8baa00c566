"""What is mutated how: by the ending of a file's name."""

from __future__ import annotations

import io
import random
import zipfile
from typing import Final

from tests.fuzz.seeds import Parts, zipped
from tests.fuzz.steps import BYTES, Mutation, flip, lines, tags, token, tree
from tests.fuzz.structure import cells, dbf_header, element, osm_object, parquet_value, shape_record

_WHOLE: Final = 0.8  # the share of steps that know the format; the others take it as bytes


def mutate(parts: Parts, rng: random.Random) -> Parts:
    """Mutate one file of a seed, by one to four steps."""
    name = rng.choice(sorted(parts))
    data = parts[name]
    known = _known_to(name)
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        steps = known if known and rng.random() < _WHOLE else BYTES
        data = rng.choice(steps)(data, rng)
    return {**parts, name: data}


def _known_to(name: str) -> tuple[Mutation, ...]:
    for ending, steps in _BY_ENDING.items():
        if name.lower().endswith(ending):
            return steps
    return ()


def member(data: bytes, rng: random.Random) -> bytes:
    """Mutate, rename, drop or double a member of an archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {info.filename: archive.read(info) for info in archive.infolist()}
    except Exception:  # an earlier step broke it
        return flip(data, rng)
    if not members:
        return data
    name = rng.choice(sorted(members))
    what = rng.random()
    if what < 0.8:
        members = mutate({name: members[name]}, rng) | {
            k: v for k, v in members.items() if k != name
        }
    elif what < 0.9:
        members.pop(name)
    else:
        members[
            rng.choice(("a.csv", "b/roads.geojson", "x.zip", "../x", "con.shp", name + "/y"))
        ] = members.pop(name) if what < 0.95 else data
    return zipped(members, stored=rng.random() < 0.3)


_NUMBER_TOKEN: Final = token(r"-?\d+(\.\d+)?")
_WORD_TOKEN: Final = token(r"\w+")
_XML: Final = (
    *[element] * 6,
    tags,
    token(r'"[^"]*"'),
    token(r">[^<]+<"),
    _NUMBER_TOKEN,
    _WORD_TOKEN,
)
_ARCHIVE: Final = (member,)
_BY_ENDING: Final[dict[str, tuple[Mutation, ...]]] = {
    ".xlsx": _ARCHIVE,
    ".zip": _ARCHIVE,
    ".kmz": _ARCHIVE,
    ".gpkg": (cells,),
    ".parquet": (parquet_value,),
    ".pbf": (osm_object,),
    ".dbf": (dbf_header,),
    ".shp": (shape_record,),
    ".geojson": (tree, tree, _NUMBER_TOKEN, _WORD_TOKEN),
    ".kml": _XML,
    ".gpx": _XML,
    ".xml": _XML,
    ".rels": _XML,
    ".osm": _XML,
    ".csv": (token(r"[^,;\t\r\n]+"), token(r"[,;\t]"), lines),
    ".tsv": (token(r"[^\t\r\n]+"), lines),
    ".txt": (token(r"[^,\r\n]+"), token(","), lines),
    ".toml": (token(r'"[^"\n]*"'), token(r"= .+"), _NUMBER_TOKEN, _WORD_TOKEN, lines),
    ".prj": (token(r"[\d.]+"), token(r"\w+")),
    ".cpg": (token(r".+"),),
}
