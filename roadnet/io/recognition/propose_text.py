"""A proposed mapping in words, and as a ``district.toml`` in which doubtful lines are comments."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from roadnet.io.recognition.propose import ColumnMatch, TableProposal
from roadnet.schema import Column, layers
from roadnet.schema.labels import value_called
from roadnet.text import Lang, tr

_BARE_KEY: Final = re.compile(r"^[A-Za-z0-9_-]+$")
_MOST_SHOWN: Final = 30


def to_reason(proposal: TableProposal, lang: Lang) -> str:
    """Say why a table is proposed as its layer, or why it is left open."""
    match, best = proposal.match, proposal.best
    if match is None:
        if best is None:
            return tr("propose.why.no_geometry", lang)
        key = "taken" if best.score >= _accepted() else "unknown"
        return tr(f"propose.why.{key}", lang, layer=tr(f"layers.{best.layer}", lang))
    parts = []
    if match.name_score >= _accepted():
        parts.append(tr("propose.why.name", lang, word=match.name_word))
    if match.id_match:
        parts.append(tr("propose.why.identifier", lang, column=match.id_match.theirs))
    parts.append(tr("propose.why.columns", lang, count=len(match.columns)))
    if proposal.table.geometry:
        parts.append(tr("propose.why.geometry", lang))
    return tr("propose.join", lang).join(parts)


def to_column_reason(match: ColumnMatch, lang: Lang) -> str:
    """Say why a column is proposed."""
    return tr(f"propose.why.{match.why}", lang, word=match.word)


def to_config_text(
    proposals: Sequence[TableProposal], *, folder: Path, name: str, lang: Lang
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

    Returns
    -------
    TOML. Each line that was not sure enough, and each table without a layer, is a comment that
    becomes valid once its ``#`` is taken away and what it asks for is filled in.
    """
    lines = [
        f"# {tr('propose.head', lang)}",
        "",
        "[district]",
        f"name = {to_toml_text(name)}",
        f'standard = "cn"  # {tr("propose.standard", lang)}',
    ]
    order = {layer: at for at, layer in enumerate(layers())}
    known = [proposal for proposal in proposals if proposal.match]
    known.sort(key=lambda proposal: order[proposal.match.layer] if proposal.match else 0)
    for proposal in known:
        lines += ["", *_layer_lines(proposal, folder, lang)]
    for proposal in proposals:
        if proposal.match is None:
            lines += ["", *_open_lines(proposal, folder, lang)]
    return "\n".join(lines) + "\n"


def to_toml_text(text: str) -> str:
    """Return a text as a TOML basic string; safe in a comment too, since it is one line."""
    plain = text.encode("utf-8", "replace").decode("utf-8")
    # JSON leaves delete, and two line ends of Unicode, as they are.
    return re.sub(
        r"[\x7f-\x9f\u2028\u2029]",
        lambda found: f"\\u{ord(found[0]):04x}",
        json.dumps(plain, ensure_ascii=False),
    )


def to_toml_key(text: str) -> str:
    """Return a key of TOML, quoted where it must be."""
    return text if _BARE_KEY.match(text) else to_toml_text(text)


def _accepted() -> float:
    from roadnet.io.recognition.propose import ACCEPTED

    return ACCEPTED


def _layer_lines(proposal: TableProposal, folder: Path, lang: Lang) -> Iterator[str]:
    match = proposal.match
    if match is None:
        return
    yield f"[layers.{match.layer}]  # {match.score:.0f}: {_one_line(to_reason(proposal, lang))}"
    yield from _file_lines(proposal, folder)
    model = layers()[match.layer]
    if proposal.table.geometry and not proposal.table.crs:
        yield f'# crs = "EPSG:4490"  # {tr("propose.crs", lang)}'
    if not proposal.table.geometry and not model.may_lack_geometry:
        note = tr("propose.places", lang)
        yield from (f'# x = "?"  # {note}', f'# y = "?"  # {note}')
    for pair in match.columns:
        if pair.theirs.casefold() != pair.column:
            yield _column_line(pair, lang)
    for pair in match.doubtful:
        yield f"# {_column_line(pair, lang)}"
    found = {pair.column for pair in (*match.columns, *match.doubtful)}
    for column in model.columns.values():
        if column.required and column.name not in found:
            yield f'# columns.{column.name} = "?"  # {tr("propose.required", lang)}'
    for name, words in proposal.unknown_values.items():
        yield from _value_lines(model.columns[name], match.layer, words[:_MOST_SHOWN], lang)


def _value_lines(column: Column, layer: str, words: Sequence[str], lang: Lang) -> Iterator[str]:
    """Say what the words mean that are a value's name in a language; ask for the others."""
    said = {word: value_called(layer, column.name, word) for word in words}
    for word, value in said.items():
        if value:
            yield f"values.{column.name}.{to_toml_text(word)} = {to_toml_text(value)}"
    ask = f"{tr('propose.values', lang)}: {' '.join(column.values)}"
    asked = [to_toml_text(word) for word, value in said.items() if not value]
    if len(asked) < len(said):  # a table in one line cannot be added to
        for word in asked:
            yield f'# values.{column.name}.{word} = ""  # {ask}'
    else:
        table = ", ".join(f'{word} = ""' for word in asked)
        yield f"# values.{column.name} = {{ {table} }}  # {ask}"


def _open_lines(proposal: TableProposal, folder: Path, lang: Lang) -> Iterator[str]:
    best = proposal.best
    name = best.layer if best else "?"
    yield f"# [layers.{name}]  # {_one_line(to_reason(proposal, lang))}"
    for line in _file_lines(proposal, folder):
        yield f"# {line}"
    fields = ", ".join(to_toml_text(name) for name in proposal.table.columns[:_MOST_SHOWN])
    yield f"# {tr('propose.fields', lang)}: {fields}"


def _file_lines(proposal: TableProposal, folder: Path) -> Iterator[str]:
    yield f"path = {to_toml_text(_relative(proposal.table.file, folder))}"
    if proposal.table.name:
        yield f"layer = {to_toml_text(proposal.table.name)}"


def _column_line(pair: ColumnMatch, lang: Lang) -> str:
    reason = _one_line(to_column_reason(pair, lang))
    return f"columns.{pair.column} = {to_toml_text(pair.theirs)}  # {pair.score:.0f}: {reason}"


def _one_line(text: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", text)


def _relative(file: Path, folder: Path) -> str:
    try:
        return Path(os.path.relpath(file, folder)).as_posix()
    except ValueError:  # on another drive
        return file.as_posix()
