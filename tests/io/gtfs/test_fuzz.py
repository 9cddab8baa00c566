"""Feeds with bytes, cells and rows changed by chance: read, or refused with one clear error."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from roadnet.errors import RoadnetError
from roadnet.io.gtfs.read import read_feed
from roadnet.io.limits import ReadLimits
from roadnet.io.raw import Job
from tests.io.gtfs.feeds import PLAIN
from tests.io.gtfs.test_flex import FLEX, RULES, SQUARE_WKT, locations

WHOLE = {
    **PLAIN,
    "calendar_dates.txt": "service_id,date,exception_type\nD,20240310,2\nE,20240311,1\n",
    "frequencies.txt": "trip_id,start_time,end_time,headway_secs\nT1,06:00:00,08:00:00,1800\n",
    "shapes.txt": "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\n"
    "L,30,104,1\nL,30.1,104,2\n",
    "feed_info.txt": "feed_publisher_name,feed_start_date,feed_end_date\n某局,20240304,20240331\n",
    "trips.txt": "route_id,service_id,trip_id,shape_id\nR1,D,T1,L\nR1,E,T2,L\n",
    "stop_times.txt": FLEX
    + "T1,S1,,,1,0,0,,,\nT1,S2,,,2,2,3,,,B\nT2,,Z1,,1,2,1,08:00:00,18:00:00,B\n"
    + "T2,,,G1,2,1,2,08:00:00,18:00:00,B\n",
    "booking_rules.txt": RULES + "B,2,30,1,17:00:00,0000-1\n",
    "locations.geojson": locations("Z1", "Z2"),
    "location_groups.txt": "location_group_id,location_group_name\nG1,组\n",
    "location_group_stops.txt": "location_group_id,stop_id\nG1,S1\n",
    "areas.txt": f'area_id,wkt\nA1,"{SQUARE_WKT}"\n',
    "stop_areas.txt": "area_id,stop_id\nA1,S2\n",
}
CELLS = [
    "", "-1", "99999999999999999999", "1e309", "nan", "٣", "²", "25:61:00", "\x00", "S1", '"', "0",
]  # fmt: skip


def mutate(rng: random.Random, text: str) -> bytes:
    """Change one thing of a file: a cell, a line, a heading, some bytes, its end."""
    lines = text.splitlines()
    way = rng.randrange(6)
    if way == 0 and len(lines) > 1:
        at = rng.randrange(1, len(lines))
        cells = lines[at].split(",")
        cells[rng.randrange(len(cells))] = rng.choice(CELLS)
        lines[at] = ",".join(cells)
    elif way == 1:
        lines.insert(rng.randrange(len(lines) + 1), rng.choice([*lines, "", ",,,", "a"]))
    elif way == 2:
        lines.pop(rng.randrange(len(lines)))
    elif way == 3:
        lines[0] = lines[0].replace("_", rng.choice(["", " ", "_id"]), 1)
    raw = bytearray("\n".join(lines).encode())
    if way >= 4 and raw:
        for _ in range(rng.randint(1, 4)):
            raw[rng.randrange(len(raw))] = rng.randrange(256)
    return bytes(raw[: rng.randrange(len(raw) + 1)]) if way == 5 else bytes(raw)


def run(seed: int) -> None:
    """Read one changed feed; anything but an answer or a RoadnetError is a fault of ours."""
    rng = random.Random(seed)
    files = {name: text.encode() for name, text in WHOLE.items() if rng.random() > 0.04}
    for name in rng.sample(sorted(files), min(rng.randint(1, 3), len(files))):
        files[name] = mutate(rng, WHOLE[name])
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    whole = bytearray(buffer.getvalue())
    if rng.random() < 0.1:
        whole[rng.randrange(len(whole))] ^= 1 << rng.randrange(8)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "feed.zip"
        path.write_bytes(whole)
        period = rng.choice(["", "2024-03-04/2024-03-31"])
        (Path(folder) / "scratch").mkdir()
        job = Job(str(path), timetable=True, period=period)
        try:
            raw = read_feed(job, ReadLimits(), Path(folder) / "scratch")
        except RoadnetError as error:
            assert error.message("zh")
            return
    for layer in raw.further.values():
        days = layer.table.to_pydict().get("service_days_per_week", [])
        assert all(day is None or 0 <= day <= 7 for day in days)


@pytest.mark.parametrize("block", range(4))
def test_changed_feeds(block: int) -> None:
    for seed in range(60 * block, 60 * (block + 1)):
        run(seed)
