"""What official tables bring beyond columns: which rows count, what is true of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from roadnet.io.recognition.columns import ColumnMatch
from roadnet.io.recognition.vocabulary import fold, official_tables


@dataclass(frozen=True, slots=True)
class Extras:
    """What a table brings beyond columns.

    Parameters
    ----------
    note
        Key of the text that says what the table is; empty where it brings nothing.
    where
        Condition by which rows count, as ``where`` in district.toml takes it.
    defaults
        By column of ours, what is true of each row.
    """

    note: str = ""
    where: str = ""
    defaults: Mapping[str, str] = field(default_factory=dict)


def find_extras(
    layer: str,
    columns: Sequence[ColumnMatch],
    fields: Sequence[str],
    values: Mapping[str, Sequence[str]],
) -> Extras:
    """Find which official table one is, by the heading that feeds its telling column."""
    feeds = {match.column: fold(match.theirs) for match in columns}
    for table in official_tables():
        needed = {fold(word) for word in table["needs"]}
        if table["layer"] == layer and feeds.get(table["column"]) in needed:
            wanted = {fold(word) for word in table.get("where", ())}
            heading = next((name for name in fields if fold(name) in wanted), "")
            where = _condition(heading, table.get("values", ()), values.get(heading, ()))
            defaults = {
                name: value for name, value in table["defaults"].items() if name not in feeds
            }
            return Extras(table["note"], where, defaults)
    return Extras()


def _condition(heading: str, wanted: Sequence[str], seen: Sequence[str]) -> str:
    """Write the condition in OGR SQL; a column of plain numbers is compared as such."""
    if not heading:
        return ""
    counted = [value for value in wanted if value in seen] or list(wanted)
    if seen and all(value.isdigit() for value in seen):
        listed = ", ".join(value for value in counted if value.isdigit())
    else:
        listed = ", ".join(f"'{value}'" for value in counted)
    quoted = heading.replace('"', '""')
    return f'"{quoted}" IN ({listed})'
