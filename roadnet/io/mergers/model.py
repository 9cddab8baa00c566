"""The files beside the layer of villages that tell of mergers, and what they hold."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Final

from roadnet.schema import Column, Layer, layers

MERGERS: Final = "mergers"
"""The name of the table of old and new codes among the layers read; no layer of a district."""
PREVIOUS: Final = "previous_villages"
"""The name of the village list of an earlier year among them."""


@cache
def merger_model() -> Layer:
    """Return what a table of mergers holds: the old code, the present one, the old name."""
    text = files(__package__).joinpath("columns.toml").read_text(encoding="utf-8")
    words = {name: tuple(row) for name, row in tomllib.loads(text).items()}
    villages = layers()["villages"].columns
    columns = {
        "former_id": Column("former_id", "text", "", required=True),
        "successor_id": replace(villages["successor_id"], required=True),
        "name": replace(villages["name"], required=False),
        "township_id": villages["township_id"],
    }
    known = {
        name: replace(column, aliases=words.get(name, column.aliases))
        for name, column in columns.items()
    }
    return Layer(MERGERS, "any", needed=False, columns=known)


def side_models() -> Mapping[str, Layer]:
    """Return the models of both files."""
    return {MERGERS: merger_model(), PREVIOUS: layers()["villages"]}
