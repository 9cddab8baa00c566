"""A proposed mapping in words, and as a ``district.toml`` in which doubtful lines are comments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from roadnet.io.config import GTFS, DistrictConfig
from roadnet.io.places.stakes import is_placed_by_stakes
from roadnet.io.recognition.codes import Translation
from roadnet.io.recognition.columns import ACCEPTED, ColumnMatch
from roadnet.io.recognition.model import LayerMatch, TableProposal
from roadnet.io.recognition.places import PlaceHint, is_place_heading
from roadnet.io.recognition.routes import RouteLines
from roadnet.io.recognition.saved_text import (
    district_lines,
    earlier_lines,
    feed_lines,
    meaning_lines,
    side_lines,
    text_lines,
)
from roadnet.io.recognition.toml_text import (
    to_relative,
    to_toml_key,
    to_toml_table,
    to_toml_text,
)
from roadnet.io.units import split_unit
from roadnet.schema import Column, layers
from roadnet.text import Lang, tr

_MOST_SHOWN: Final = 30


def to_reason(proposal: TableProposal, lang: Lang) -> str:
    """Say why a table is proposed as its layer, or why it is left open."""
    match, best = proposal.match, proposal.best
    if match is None:
        return _why_open(proposal, best.layer if best else "", lang)
    parts = []
    if match.name_score >= ACCEPTED:
        parts.append(tr("propose.why.name", lang, word=match.name_word))
    if match.id_match:
        parts.append(tr("propose.why.identifier", lang, column=match.id_match.theirs))
    parts.append(tr("propose.why.columns", lang, count=len(match.columns)))
    if proposal.table.geometry:
        parts.append(tr("propose.why.geometry", lang))
    if proposal.part:
        parts.append(tr("propose.why.part", lang, layer=tr(f"layers.{match.layer}", lang)))
    if proposal.extras.note:
        parts.append(tr(f"propose.extras.{proposal.extras.note}", lang))
    return tr("propose.join", lang).join(parts)


def _why_open(proposal: TableProposal, best: str, lang: Lang) -> str:
    if proposal.why_open in ("routes", "mergers", "feed"):
        return tr(f"propose.why.{proposal.why_open}", lang)
    if not best:
        return tr("propose.why.no_geometry", lang)
    if proposal.why_open == "foreign":
        return tr("propose.why.foreign", lang, kind=tr(f"propose.foreign.{proposal.rival}", lang))
    layer = tr(f"layers.{best}", lang)
    if proposal.why_open == "rivals":
        other = tr(f"layers.{proposal.rival}", lang)
        return tr("propose.why.rivals", lang, layer=layer, other=other)
    return tr(f"propose.why.{proposal.why_open or 'unknown'}", lang, layer=layer)


def to_column_reason(match: ColumnMatch, lang: Lang) -> str:
    """Say why a column is proposed, and what speaks against it or becomes of its unit."""
    said = tr(f"propose.why.{match.why}", lang, word=match.word)
    if not match.note:
        return said
    unit = split_unit(match.theirs)[1]
    against = tr(f"propose.why.{match.note}", lang, word=match.word, unit=unit)
    return tr("propose.join", lang).join((said, against))


def to_place_reason(places: PlaceHint, lang: Lang) -> str:
    """Say what names the reference system, or why it stays open; empty where nothing does."""
    return tr(f"propose.place.{places.why}", lang, word=places.word) if places.why else ""


def to_code_reason(told: Translation, lang: Lang) -> str:
    """Say by which code list values were read; empty where they say it themselves."""
    if told.rivals:
        names = ", ".join(tr(f"propose.code.{name}_name", lang) for name in told.rivals)
        return tr("propose.code.rivals", lang, systems=names)
    if not told.system:
        return ""
    return tr("propose.code.by", lang, system=tr(f"propose.code.{told.system}_name", lang))


def to_config_text(
    proposals: Sequence[TableProposal],
    *,
    folder: Path,
    name: str,
    lang: Lang,
    saved: DistrictConfig | None = None,
) -> str:
    """Return a ``district.toml`` of a proposal.

    Parameters
    ----------
    proposals
        From :func:`roadnet.io.recognition.propose.propose_mapping`.
    folder
        Where the file will stand; paths are relative to it where they can be.
    name
        The district's name.
    lang
        Language of the comments.
    saved
        The mapping already in use: its name, standard and reference system are kept.

    Returns
    -------
    TOML. Each line that was not sure enough, and each table without a layer, is a comment that
    becomes valid once its ``#`` is taken away and what it asks for is filled in.
    """
    lines = [
        f"# {tr('propose.head', lang)}",
        "",
        "[district]",
        *_district_lines(name, saved, folder, lang),
    ]
    order = {layer: at for at, layer in enumerate(layers())}
    known = [proposal for proposal in proposals if proposal.match]
    known.sort(key=lambda one: (order[one.match.layer] if one.match else 0, bool(one.part)))
    for proposal in known:
        lines += ["", *_layer_lines(proposal, folder, lang)]
    lines += _merger_lines(proposals, folder, lang)
    lines += _feed_lines(proposals, saved, folder, lang)
    for proposal in proposals:
        if proposal.match is None and proposal.why_open not in ("routes", "mergers", "feed"):
            lines += ["", *_open_lines(proposal, folder, lang)]
    return "\n".join(lines) + "\n"


def _district_lines(
    name: str, saved: DistrictConfig | None, folder: Path, lang: Lang
) -> Iterator[str]:
    if saved:
        yield from district_lines(saved, folder, lang)
        return
    yield f"name = {to_toml_text(name)}"
    yield f'standard = "cn"  # {tr("propose.standard", lang)}'


def _feed_lines(
    proposals: Sequence[TableProposal], saved: DistrictConfig | None, folder: Path, lang: Lang
) -> Iterator[str]:
    """Write the first timetable; a district has one. It is read as the former one was."""
    former = saved.layers.get(GTFS) if saved else None
    for number, proposal in enumerate(one for one in proposals if one.why_open == "feed"):
        mark = "# " if number else ""
        yield from ("", f"{mark}[layers.{GTFS}]  # {tr('propose.why.feed', lang)}")
        yield f"{mark}path = {to_toml_text(to_relative(proposal.table.file, folder))}"
        if former:
            yield from (f"{mark}{line}" for line in feed_lines(former, lang))


def _route_lines(routes: RouteLines, folder: Path, lang: Lang) -> Iterator[str]:
    yield f"[layers.roads.geometry]  # {tr('propose.why.routes', lang)}"
    yield f"path = {to_toml_text(to_relative(routes.table.file, folder))}"
    if routes.table.name:
        yield f"layer = {to_toml_text(routes.table.name)}"
    for pair in routes.columns:
        yield _column_line(pair, lang)


def _merger_lines(proposals: Sequence[TableProposal], folder: Path, lang: Lang) -> Iterator[str]:
    """Write the first table of mergers beside the villages; a comment where there are none."""
    found = [proposal for proposal in proposals if proposal.mergers]
    first = [one for one in proposals if one.match and not one.part]
    villages = [one for one in first if one.match and one.match.layer == "villages"]
    is_free = any(not (one.saved and one.saved.mergers) for one in villages)
    for number, proposal in enumerate(found):
        mark = "" if is_free and not number else "# "
        yield ""
        yield f"{mark}[layers.villages.mergers]  # {tr('propose.why.mergers', lang)}"
        yield from (f"{mark}{line}" for line in _file_lines(proposal, folder))
        for name, theirs in proposal.mergers.items():
            yield f"{mark}columns.{name} = {to_toml_text(theirs)}"


def _layer_lines(proposal: TableProposal, folder: Path, lang: Lang) -> Iterator[str]:
    match = proposal.match
    if match is None:
        return
    part = f".more.{to_toml_key(proposal.part)}" if proposal.part else ""
    reason = _one_line(to_reason(proposal, lang))
    yield f"[layers.{match.layer}{part}]  # {match.score:.0f}: {reason}"
    yield from _file_lines(proposal, folder)
    if proposal.saved:
        yield from text_lines(proposal.saved)
    else:
        yield from _place_lines(proposal, lang)
    if proposal.extras.where:
        yield f"where = {to_toml_text(proposal.extras.where)}"
    yield from _column_lines(proposal, match, lang)
    for name in dict.fromkeys((*proposal.values, *proposal.unknown_values)):
        yield from _value_lines(layers()[match.layer].columns[name], proposal, lang)
    for name, value in proposal.extras.defaults.items():
        yield f"defaults.{name} = {to_toml_text(value)}"
    if proposal.saved:
        yield from meaning_lines(proposal.saved)
    yield from _unused_lines(proposal, lang)
    if proposal.routes:
        yield from _route_lines(proposal.routes, folder, lang)
    if proposal.saved:
        yield from side_lines(match.layer, proposal.saved, folder)
        if proposal.earlier and not proposal.saved.previous:
            yield from earlier_lines(proposal.earlier, folder, lang)


def _column_lines(proposal: TableProposal, match: LayerMatch, lang: Lang) -> Iterator[str]:
    for pair in match.columns:
        if pair.theirs.casefold() != pair.column:
            yield _column_line(pair, lang)
    for name, theirs in proposal.derived.items():
        yield f"columns.{name} = {to_toml_text(theirs)}  # {tr('propose.code.letters', lang)}"
        yield f"patterns.{name} = {to_toml_table(proposal.patterns[name])}"
    for pair in match.doubtful:
        yield f"# {_column_line(pair, lang)}"
    found = {pair.column for pair in (*match.columns, *match.doubtful)}
    for column in layers()[match.layer].columns.values():
        if column.required and column.name not in found:
            yield f'# columns.{column.name} = "?"  # {tr("propose.required", lang)}'


def _place_lines(proposal: TableProposal, lang: Lang) -> Iterator[str]:
    table, places = proposal.table, proposal.places
    said = _one_line(to_place_reason(places, lang))
    if places.crs:
        yield f"crs = {to_toml_text(places.crs)}  # {said}"
    elif said or (table.geometry and not table.crs):
        yield f'# crs = "EPSG:4490"  # {said or tr("propose.crs", lang)}'
    if places.x:
        yield from (f"x = {to_toml_text(places.x)}", f"y = {to_toml_text(places.y)}")
    elif not table.geometry and proposal.match and _needs_places(proposal.match.layer):
        note = tr("propose.places", lang)
        yield from (f'# x = "?"  # {note}', f'# y = "?"  # {note}')


def _needs_places(layer: str) -> bool:
    model = layers()[layer]
    return not (model.may_lack_geometry or is_placed_by_stakes(model))


def _value_lines(column: Column, proposal: TableProposal, lang: Lang) -> Iterator[str]:
    """Say what the values mean by code lists and usual words; ask for the others."""
    told = proposal.values.get(column.name, Translation())
    asked = proposal.unknown_values.get(column.name, ())[:_MOST_SHOWN]
    reason = to_code_reason(told, lang)
    note = f"  # {reason}" if reason else ""
    if told.values and not asked:
        yield f"values.{column.name} = {to_toml_table(told.values)}{note}"
        return
    for word, value in told.values.items():  # a table in one line cannot be added to
        yield f"values.{column.name}.{to_toml_text(word)} = {to_toml_text(value)}{note}"
    ask = f"{tr('propose.values', lang)}: {' '.join(column.values)}"
    ask = f"{ask}; {reason}" if told.rivals else ask
    if told.values or proposal.saved:
        for word in asked:
            yield f'# values.{column.name}.{to_toml_text(word)} = ""  # {ask}'
    elif asked:
        yield f"# values.{column.name} = {to_toml_table(dict.fromkeys(asked, ''))}  # {ask}"


def _unused_lines(proposal: TableProposal, lang: Lang) -> Iterator[str]:
    match, places = proposal.match, proposal.places
    pairs = (*match.columns, *match.doubtful) if match else ()
    used = {pair.theirs for pair in pairs} | {places.x, places.y}
    left = [
        name
        for name in proposal.table.columns
        if name not in used and not (proposal.table.geometry and is_place_heading(name))
    ][:_MOST_SHOWN]
    if left:
        yield f"# {tr('propose.code.unused', lang)}: {', '.join(map(to_toml_text, left))}"


def _open_lines(proposal: TableProposal, folder: Path, lang: Lang) -> Iterator[str]:
    best = proposal.best
    name = best.layer if best else "?"
    yield f"# [layers.{name}]  # {_one_line(to_reason(proposal, lang))}"
    for line in _file_lines(proposal, folder):
        yield f"# {line}"
    fields = ", ".join(to_toml_text(name) for name in proposal.table.columns[:_MOST_SHOWN])
    yield f"# {tr('propose.fields', lang)}: {fields}"


def _file_lines(proposal: TableProposal, folder: Path) -> Iterator[str]:
    yield f"path = {to_toml_text(to_relative(proposal.table.file, folder))}"
    if proposal.table.name:
        yield f"layer = {to_toml_text(proposal.table.name)}"


def _column_line(pair: ColumnMatch, lang: Lang) -> str:
    reason = _one_line(to_column_reason(pair, lang))
    return f"columns.{pair.column} = {to_toml_text(pair.theirs)}  # {pair.score:.0f}: {reason}"


def _one_line(text: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", text)
