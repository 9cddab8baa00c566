"""Layers that are not there, and what that switches off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from roadnet.findings import Finding
from roadnet.quality.inspection import Inspection
from roadnet.schema import layers


def check_layer_needed_absent(seen: Inspection) -> Iterator[Finding]:
    """Find layers without which there is no result."""
    for layer in layers().values():
        if layer.needed and not seen.has(layer.name):
            yield Finding("layer_needed_absent", layer.name)


def check_layer_absent(seen: Inspection) -> Iterator[Finding]:
    """Say of each other layer that is not there what it would serve for."""
    for layer in layers().values():
        if not layer.needed and not seen.has(layer.name):
            yield Finding("layer_absent", layer.name)


CHECKS: Final = (check_layer_needed_absent, check_layer_absent)
