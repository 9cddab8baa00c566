"""Rural-road network and service-coverage mapper.

The public names are read lazily, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from roadnet.analysis.assess import assess as assess
    from roadnet.io.read import read_district as read_district
    from roadnet.network.build import build_network as build_network
    from roadnet.planning.compare import compare as compare
    from roadnet.planning.plan import plan as plan
    from roadnet.quality.check import check_district as check_district

__version__ = "0.1.0"

_HOMES: Final = {
    "assess": "roadnet.analysis.assess",
    "build_network": "roadnet.network.build",
    "check_district": "roadnet.quality.check",
    "compare": "roadnet.planning.compare",
    "plan": "roadnet.planning.plan",
    "read_district": "roadnet.io.read",
}
__all__ = ["assess", "build_network", "check_district", "compare", "plan", "read_district"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
