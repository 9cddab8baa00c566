"""Maps: folium pages that need no network, stay small, and show every text as it is.

Importing this package puts the sandbox of `roadnet.maps.sandbox` into branca.
"""

from roadnet.maps.assets import component_links, data_links, use_links, write_assets
from roadnet.maps.escape import clean_text, escape_text
from roadnet.maps.layers import AreaLayer, Field, LayerOptions, LineLayer, PointLayer, Scheme
from roadnet.maps.page import build_map, find_remote_resources, to_html, write_map
from roadnet.maps.sandbox import install_sandbox
from roadnet.maps.theme import Style

install_sandbox()

__all__ = [
    "AreaLayer",
    "Field",
    "LayerOptions",
    "LineLayer",
    "PointLayer",
    "Scheme",
    "Style",
    "build_map",
    "clean_text",
    "component_links",
    "data_links",
    "escape_text",
    "find_remote_resources",
    "install_sandbox",
    "to_html",
    "use_links",
    "write_assets",
    "write_map",
]
