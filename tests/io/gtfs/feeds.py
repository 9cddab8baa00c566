"""Little feeds as texts, and how to read them."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

from roadnet.district import District
from roadnet.findings import Finding
from roadnet.io.read import read_district

AGENCY = "agency_id,agency_name,agency_url,agency_timezone,agency_phone\nA,某公司,https://example.org,Asia/Shanghai,0000-1\n"
ROUTES = "route_id,agency_id,route_short_name,route_long_name,route_type\nR1,A,1,甲—乙,3\n"
STOPS = "stop_id,stop_name,stop_lat,stop_lon\nS1,甲,30.00,104.00\nS2,乙,30.01,104.01\n"
CALENDAR_HEAD = (
    "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
)
# 2024-03-04 is a Monday; four weeks end on Sunday 2024-03-31.
DAILY = CALENDAR_HEAD + "D,1,1,1,1,1,1,1,20240304,20240331\n"
TRIPS = "route_id,service_id,trip_id\nR1,D,T1\n"
CALLS_HEAD = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
CALLS = CALLS_HEAD + "T1,08:00:00,08:00:00,S1,1\nT1,08:30:00,08:30:00,S2,2\n"
PLAIN = {
    "agency.txt": AGENCY,
    "routes.txt": ROUTES,
    "stops.txt": STOPS,
    "calendar.txt": DAILY,
    "trips.txt": TRIPS,
    "stop_times.txt": CALLS,
}


def write_feed(
    path: Path, tables: Mapping[str, str | None], *, encoding: str = "utf-8", home: str = ""
) -> Path:
    """Write the plain feed with some tables replaced; None leaves a table out."""
    whole = {**PLAIN, **tables}
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in whole.items():
            if text is not None:
                archive.writestr(home + name, text.encode(encoding))
    return path


def read(
    folder: Path,
    tables: Mapping[str, str | None],
    *,
    more: str = "",
    encoding: str = "utf-8",
    home: str = "",
    inline: bool = True,
) -> District:
    """Write a feed and read a district of it alone; ``more`` goes on in its table of the TOML."""
    write_feed(folder / "feed.zip", tables, encoding=encoding, home=home)
    text = f'[district]\nname = "某县"\n[layers.gtfs]\npath = "feed.zip"\n{more}\n'
    (folder / "district.toml").write_text(text, encoding="utf-8")
    return read_district(folder, inline=inline)


def by_id(district: District, layer: str, column: str) -> dict[str, object]:
    """Return one column of a layer by its identifiers."""
    frame = district.layers[layer]
    return dict(
        zip(frame.iloc[:, list(frame.columns).index(_KEYS[layer])], frame[column], strict=True)
    )


_KEYS = {"stops": "stop_id", "bus_routes": "route_id", "service_zones": "zone_id"}


def found(district: District, code: str) -> list[Finding]:
    """Return the findings of a code."""
    return [finding for finding in district.findings if finding.code == code]
