"""``roadnet init``: propose a mapping of files and columns to layers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from roadnet.cli.console import command_name, complain, say, say_json, say_table, show_progress
from roadnet.errors import RoadnetError
from roadnet.schema import layers
from roadnet.text import Lang, tr

if TYPE_CHECKING:
    from roadnet.io.browse import FileLayer
    from roadnet.io.config import DistrictConfig
    from roadnet.io.recognition.model import TableProposal
    from roadnet.io.recognition.saved import Change


def run_init(
    paths: Sequence[Path],
    output: Path,
    lang: Lang,
    *,
    like: Path | None = None,
    force: bool,
    as_json: bool,
) -> int:
    """Look into the files, propose, show, write; return 1 where something is left to be mended.

    Parameters
    ----------
    paths, output
        The files, and where the ``district.toml`` is written.
    lang
        Of what is shown and of the comments.
    like
        A ``district.toml`` in use: what it says is applied to the files again.
    force, as_json
        Whether a file that is there is overwritten; whether the answer is JSON.

    Raises
    ------
    RoadnetError
        ``output_exists``; where no file at all can be read, what the first one raises; what
        :func:`roadnet.io.config.read_config` raises of ``like``.
    """
    from roadnet.io.atomic import write_text
    from roadnet.io.config import read_config
    from roadnet.io.recognition.propose import propose_mapping
    from roadnet.io.recognition.propose_text import to_config_text
    from roadnet.io.recognition.saved import apply_saved

    if output.exists() and not force:
        raise RoadnetError("output_exists", file=str(output))
    saved = read_config(like) if like else None
    with show_progress(lang) as phase:
        phase(0.0, 1.0)("read", 0.0)
        tables, failed = _look_into(_expand(paths))
        old_tables, unread = _look_back(saved) if saved else ([], [])
    if saved:
        proposals, changes = apply_saved(tables, saved, old_tables)
    else:
        proposals, changes = propose_mapping(tables), []
    folder = output.absolute().parent
    name = folder.resolve().name
    text = to_config_text(proposals, folder=folder, name=name, lang=lang, saved=saved)
    write_text(output, text)
    for error in failed:
        complain(error.message(lang))
    found = {proposal.match.layer for proposal in proposals if proposal.match}
    lacking = [name for name, layer in layers().items() if layer.needed and name not in found]
    if as_json:
        answer = _to_answer(proposals, failed, output, lang)
        if saved:
            answer["changes"] = [asdict(change) for change in changes]
            answer["not_compared"] = unread
        say_json(answer)
    else:
        _show(proposals, output, lacking, lang)
        if saved:
            _show_changes(changes, unread, lang)
    return 1 if failed or lacking else 0


def _look_back(saved: DistrictConfig) -> tuple[list[FileLayer], list[str]]:
    """Look into the files of a mapping in use; return also the names of those that are gone."""
    from roadnet.io.browse import list_layers
    from roadnet.io.config import part_files

    tables: list[FileLayer] = []
    unread = []
    known = (*saved.layers.values(), *part_files(saved).values())
    for path in dict.fromkeys(config.path for config in known):
        try:
            tables += list_layers(path)
        except RoadnetError:  # said to the user by its name: the headings were not compared
            unread.append(path.name)
    return tables, unread


def _show_changes(changes: Sequence[Change], unread: Sequence[str], lang: Lang) -> None:
    from roadnet.io.recognition.saved_text import to_change_text

    say(tr("propose.like.title", lang))
    rows = [(tr(f"layers.{one.layer}", lang), to_change_text(one, lang)) for one in changes]
    if rows:
        say_table([tr(f"cli.init.{head}", lang) for head in ("layer", "reason")], rows)
    else:
        say(tr("propose.like.none", lang))
    if unread:
        say(tr("propose.like.old_unread", lang, file=", ".join(unread)))


def _expand(paths: Sequence[Path]) -> list[Path]:
    """Return the files; of a folder, and of the folders in it, in the order of their names."""
    from roadnet.io.formats.drivers import is_data_file

    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            near = (*path.iterdir(), *path.glob("*/*"))
            files += sorted(file for file in near if file.is_file() and is_data_file(file))
        else:
            files.append(path)
    if not files:
        shown = ", ".join(map(str, paths))
        raise RoadnetError("source_without_layers", source=shown, known=", ".join(layers()))
    return files


def _look_into(files: Sequence[Path]) -> tuple[list[FileLayer], list[RoadnetError]]:
    """Look into all at once; where one cannot be read, into each by itself."""
    from roadnet.io.browse import list_layers

    try:
        return list_layers(files), []
    except RoadnetError:
        if len(files) == 1:
            raise
    tables: list[FileLayer] = []
    failed: list[RoadnetError] = []
    for file in files:
        try:
            tables += list_layers(file)
        except RoadnetError as error:
            failed.append(error)
    if not tables and failed:
        raise failed[0]
    return tables, failed


def _show(
    proposals: Sequence[TableProposal], output: Path, lacking: Sequence[str], lang: Lang
) -> None:
    from roadnet.io.recognition.propose_text import to_column_reason, to_reason

    say(tr("cli.init.title", lang, file=output))
    rows, pairs = [], []
    for proposal in proposals:
        match = proposal.match
        layer = _layer_of(proposal)
        name = tr(f"layers.{layer}", lang) if layer else tr("cli.init.no_layer", lang)
        score = f"{match.score:.0f}" if match else "-"
        where = f"{proposal.table.file.name} {proposal.table.name}".strip()
        rows.append((name, score, where, to_reason(proposal, lang)))
        for pair in (*match.columns, *match.doubtful) if match else ():
            if pair.why == "same":
                continue
            sure = match is not None and pair in match.columns
            reason = to_column_reason(pair, lang)
            said = reason if sure else f"{tr('cli.init.left_open', lang)}: {reason}"
            pairs.append((name, pair.column, pair.theirs, f"{pair.score:.0f}", said))
    heads = ("layer", "score", "file", "reason")
    say_table([tr(f"cli.init.{head}", lang) for head in heads], rows, right=(1,))
    heads_of_pairs = ("layer", "ours", "theirs", "score", "reason")
    if pairs:
        say_table([tr(f"cli.init.{head}", lang) for head in heads_of_pairs], pairs, right=(3,))
    for layer in lacking:
        say(tr("cli.init.needed", lang, layer=tr(f"layers.{layer}", lang)))
    say(tr("cli.init.written", lang, file=output))
    say(tr("cli.init.next", lang, command=command_name(), file=output))


def _layer_of(proposal: TableProposal) -> str | None:
    if proposal.match:
        return proposal.match.layer
    return {"feed": "gtfs", "routes": "routes", "mergers": "mergers"}.get(proposal.why_open)


def _to_answer(
    proposals: Sequence[TableProposal], failed: Sequence[RoadnetError], output: Path, lang: Lang
) -> dict[str, Any]:
    from roadnet.io.recognition.propose_text import to_reason

    return {
        "file": str(output),
        "tables": [
            {
                "file": str(proposal.table.file),
                "table": proposal.table.name,
                "layer": _layer_of(proposal),
                "score": proposal.match.score if proposal.match else None,
                "reason": to_reason(proposal, lang),
                "columns": [asdict(p) for p in proposal.match.columns] if proposal.match else [],
                "doubtful": [asdict(p) for p in proposal.match.doubtful] if proposal.match else [],
            }
            for proposal in proposals
        ],
        "unreadable": [error.message(lang) for error in failed],
    }
