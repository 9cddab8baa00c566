"""The demonstration district: an invented hill county whose gaps are planted and written down."""

from roadnet.demo.generate import DemoDistrict, generate
from roadnet.demo.options import DemoOptions
from roadnet.demo.truth import Truth

__all__ = ["DemoDistrict", "DemoOptions", "Truth", "generate"]
