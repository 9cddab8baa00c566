"""Names: missing, shared within a township, garbled by a wrong encoding."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd

from roadnet.findings import Finding
from roadnet.io.written import pattern
from roadnet.quality.inspection import Inspection
from roadnet.schema import layers


def check_name_missing(seen: Inspection) -> Iterator[Finding]:
    """Find villages without a name."""
    yield from seen.find_together("name_missing", "villages", seen.text("villages", "name") == "")


def check_name_duplicate(seen: Inspection) -> Iterator[Finding]:
    """Find villages of one kind that share a name within a township."""
    name, township, kind = (seen.text("villages", key) for key in ("name", "township_id", "kind"))
    keys = name + "\n" + township + "\n" + kind
    known = (name != "") & (township != "")
    yield from seen.find_alike("name_duplicate", "villages", keys, known, name=name)


def check_text_garbled(seen: Inspection) -> Iterator[Finding]:
    """Find texts that were read with the wrong encoding."""
    garbled = pattern("names", "garbled")
    for layer in layers().values():
        for column in layer.columns.values():
            if column.type == "text" and seen.has(layer.name):
                texts = pd.Series(seen.text(layer.name, column.name), dtype=object).astype(str)
                odd = np.asarray(texts.str.contains(garbled), dtype=bool)
                yield from seen.find("text_garbled", layer.name, odd, column=column.name)


CHECKS: Final = (check_name_missing, check_name_duplicate, check_text_garbled)
