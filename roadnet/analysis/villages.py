"""Which villages count: the denominators."""

from __future__ import annotations

import numpy as np
import pandas as pd

from roadnet.network.model import BoolArray, FloatArray
from roadnet.standards import Standard


def village_kind(villages: pd.DataFrame) -> pd.Series:
    """Return the kind of each village; one without a kind is an administrative village."""
    return villages["kind"].fillna("administrative")


def eligible_villages(villages: pd.DataFrame, standard: Standard, *, kinds: str) -> BoolArray:
    """(v,) villages that count by a standard.

    Parameters
    ----------
    villages
        The layer ``villages``.
    standard
        Its least populations and households, and the list of kinds.
    kinds
        The standard's figure that lists the kinds that count: ``connectivity_kinds`` or
        ``service_kinds``.

    Notes
    -----
    A village that its own row calls not eligible never counts. A natural village counts with the
    least population *or* the least households; a population that is not known, or below 0, does
    not exclude.
    """
    kind = village_kind(villages)
    said = villages["eligible"].fillna(True).to_numpy(dtype=bool)
    population = villages["population"].to_numpy(dtype=float)
    households = villages["households"].to_numpy(dtype=float)
    small = (population >= 0) & (population < standard.number("eligible_min_population"))
    natural = (kind == "natural").to_numpy()
    least_persons = standard.number("natural_village_min_population")
    least_households = standard.number("natural_village_min_households")
    enough = (households >= least_households) | (
        (population >= least_persons) & (least_persons > 0)
    )
    found: BoolArray = (
        said & kind.isin(standard.words(kinds)).to_numpy() & ~small & (~natural | enough)
    )
    return found


def population_of(villages: pd.DataFrame) -> FloatArray:
    """(v,) persons; 0 where not known or below 0."""
    found: FloatArray = villages["population"].to_numpy(dtype=float)
    return np.where(found > 0, found, 0.0)
