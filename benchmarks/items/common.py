"""What questions have in common: an item, peers that may be absent, how answers are compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any

import networkx as nx
import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from roadnet.network.model import RoadNetwork

Work = Callable[[], Any]
Agree = Callable[[Any, Any], str]


@dataclass(frozen=True)
class Item:
    """One question, asked of the program and its peers.

    Parameters
    ----------
    own, own_name
        The program's work, and how the table calls it.
    peers
        The peers' work by their names; None as an answer is not compared.
    agree
        How answers are compared.
    sizes
        How large the input is, by what is counted.
    runs
        How often a peer runs that takes long.
    goals
        Of some peers the figure of ``goals.toml`` that the ratio is, and whether it is turned round
        (how many times the peer's time the program takes).
    """

    name: str
    own: Work
    peers: dict[str, Work]
    agree: Agree
    sizes: dict[str, int] = field(default_factory=dict)
    runs: dict[str, int] = field(default_factory=dict)
    goals: dict[str, tuple[str, bool]] = field(default_factory=dict)
    own_name: str = "roadnet"


def is_there(*packages: str) -> bool:
    """Whether packages are installed; a peer that is not is left out of the table."""
    return all(find_spec(name) is not None for name in packages)


def to_multigraph(network: RoadNetwork) -> Any:
    """Return the network as a plain networkx multigraph with ``length_m``."""
    graph: Any = nx.MultiGraph()
    graph.add_nodes_from(range(network.node_count))
    columns = (network.edge_u, network.edge_v, network.edge_length_m)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    graph.add_edges_from((u, v, {"length_m": length}) for u, v, length in rows)
    return graph


def count_parts(u: np.ndarray, v: np.ndarray, count: int) -> int:
    """Return how many connected parts edges make of the nodes that they touch."""
    pairs = coo_array((np.ones(len(u)), (u, v)), shape=(count, count))
    labels = connected_components(pairs, directed=False)[1]
    return len(np.unique(labels[np.concatenate([u, v])]))


def spread(found: dict[int, float] | Iterable[Any], count: int) -> np.ndarray:
    """Write a mapping from node to cost out as (count,); inf where there is none."""
    known: Any = found
    values = np.full(count + 1, np.inf)
    values[list(known.keys())] = list(known.values())
    return values[:count]


def same_numbers(ours: np.ndarray, theirs: np.ndarray) -> str:
    """Say whether two answers are the same numbers, and if not by how much they differ."""
    if np.allclose(ours, theirs, rtol=1e-9, atol=1e-6):
        return "same"
    both = np.isfinite(ours) & np.isfinite(theirs)
    apart = np.abs(ours[both] - theirs[both]).max(initial=0.0)
    reached = int((np.isfinite(ours) != np.isfinite(theirs)).sum())
    unlike = f", {reached} reached by one alone" if reached else ""
    return f"differ by up to {apart:.3g} m{unlike}"
