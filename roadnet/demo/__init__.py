"""The demonstration district: an invented hill county whose gaps are planted and written down."""

from roadnet.demo.generate import DemoDistrict, generate
from roadnet.demo.options import DemoOptions
from roadnet.demo.source import demo_source
from roadnet.demo.truth import Truth
from roadnet.demo.write import write_demo, write_district

__all__ = [
    "DemoDistrict",
    "DemoOptions",
    "Truth",
    "demo_source",
    "generate",
    "write_demo",
    "write_district",
]
