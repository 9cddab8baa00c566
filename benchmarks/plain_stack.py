"""What a good script of today does with the same files: geopandas, momepy, networkx, plain folium.

``python -m benchmarks.plain_stack DISTRICT_TOML OUT``. It does less than the program: it nodes the
lines by their union, measures each village to the road, a stop and a delivery point by the straight
line, and to the county seat over the largest part, and draws one map. It closes no gaps, decides no
chain, finds no dependence, checks nothing and gives no reasons.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
import momepy
import networkx as nx
import shapely

ACCESS_M, STOP_M = 500.0, 2000.0
LAYERS = ("roads", "villages", "townships", "stops", "logistics")


def main(toml: Path, out: Path) -> None:
    """Read, node, measure, write."""
    given = tomllib.loads(toml.read_text(encoding="utf-8"))["layers"]
    layers = {
        name: gpd.read_file(toml.parent / row["path"], layer=row.get("layer"))
        for name, row in given.items()
        if name in LAYERS
    }
    metric = layers["roads"].estimate_utm_crs()
    roads, villages, seats, stops, nodes = (layers[name].to_crs(metric) for name in LAYERS)
    noded = gpd.GeoDataFrame(
        geometry=shapely.get_parts(shapely.union_all(roads.geometry.to_numpy())), crs=metric
    )
    graph: Any = momepy.gdf_to_nx(noded, approach="primal", length="length_m")
    largest = max(nx.connected_components(graph), key=len)
    near = gpd.sjoin_nearest(villages, roads[["geometry", "surface"]], distance_col="access_m")
    near = near[~near.index.duplicated()]
    for name, layer in (("stop_m", stops), ("node_m", nodes)):
        found = gpd.sjoin_nearest(villages, layer[["geometry"]], distance_col=name)[name]
        near[name] = found[~found.index.duplicated()]
    places = {point: (point.x, point.y) for point in near.geometry}
    ends = shapely.points(list(largest))
    tree = shapely.STRtree(ends)
    seat = ends[tree.nearest(seats[seats["is_county_seat"].eq(True)].geometry.iloc[0])]
    km = nx.single_source_dijkstra_path_length(graph, (seat.x, seat.y), weight="length_m")
    at = [ends[tree.nearest(point)] for point in places]
    near["to_county_km"] = [km.get((point.x, point.y), float("nan")) / 1000 for point in at]
    near["road"] = near["access_m"] <= ACCESS_M
    near["bus"] = near["stop_m"] <= STOP_M
    out.mkdir(parents=True, exist_ok=True)
    near.to_file(out / "villages.gpkg", driver="GPKG")
    near.drop(columns="geometry").to_csv(out / "villages.csv")
    draw(roads.to_crs(4326), near.to_crs(4326)).save(out / "map.html")


def draw(roads: gpd.GeoDataFrame, villages: gpd.GeoDataFrame) -> folium.Map:
    """Draw roads by surface with a tooltip, villages by verdict with a popup."""
    drawn = folium.Map(tiles=None)
    colours = {"asphalt": "#333333", "cement": "#777777"}
    folium.GeoJson(
        roads[["road_id", "name", "surface", "geometry"]],
        style_function=lambda row: {"color": colours.get(row["properties"]["surface"], "#cc6600")},
        tooltip=folium.GeoJsonTooltip(["road_id", "name", "surface"]),
    ).add_to(drawn)
    for row in villages.itertuples():
        folium.CircleMarker(
            (row.geometry.y, row.geometry.x),
            radius=4,
            color="#2f7f9f" if row.road else "#d55e00",
            popup=f"{row.name}: road {row.road}, bus {row.bus}, {row.to_county_km:.1f} km",
        ).add_to(drawn)
    return drawn


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
