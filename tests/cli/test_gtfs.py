"""``roadnet gtfs``: from tables to a feed, and what is said of it."""

import json

from roadnet.cli import main
from tests.reports.gtfs.spec import read_tables, require_valid

STOPS = "stop_id,name,lon,lat\nS1,一站,75.01,34.0\nS2,二站,75.02,34.0\n"
ROUTES = "route_id,name,stop_ids,trips_per_day,operating_days\nL1,一二线,S1;S2,4,sat;sun\n"


def with_buses(source):
    (source / "stops.csv").write_text(STOPS, encoding="utf-8")
    (source / "bus_routes.csv").write_text(ROUTES, encoding="utf-8")
    return str(source)


def test_it_writes_a_valid_feed_of_the_period(source, tmp_path, capsys):
    output = tmp_path / "out" / "feed.zip"
    words = ["--period", "2024-01-01/2024-01-28", "--agency", "某公司", "--json", "--lang", "en"]
    code = main(["gtfs", with_buses(source), "-o", str(output), *words])
    answer = json.loads(capsys.readouterr().out)
    assert code == 0
    assert (answer["stops"], answer["routes"], answer["zones"]) == (2, 1, 0)
    assert (answer["first"], answer["last"]) == ("2024-01-01", "2024-01-28")
    assert "gtfs_export_approximate" in {finding["code"] for finding in answer["findings"]}
    require_valid(output.read_bytes())
    tables, _ = read_tables(output.read_bytes())
    assert tables["agency.txt"][0]["agency_name"] == "某公司"
    assert tables["calendar.txt"][0]["service_id"] == "week-0000011"


def test_it_says_what_it_wrote(source, tmp_path, capsys):
    main(["gtfs", with_buses(source), "-o", str(tmp_path / "feed.zip"), "--lang", "zh"])
    shown = capsys.readouterr().out
    assert "2 个站点" in shown
    assert "推算" in shown


def test_without_service_nothing_is_written(source, tmp_path, capsys):
    assert main(["gtfs", str(source), "-o", str(tmp_path / "feed.zip"), "--lang", "en"]) == 2
    assert not (tmp_path / "feed.zip").exists()
    assert "no line, no stop with service" in capsys.readouterr().err


def test_a_file_that_is_read_is_not_written_over(source, capsys):
    with_buses(source)
    assert main(["gtfs", str(source), "-o", str(source / "stops.csv"), "--lang", "en"]) == 2
    assert (source / "stops.csv").read_text(encoding="utf-8") == STOPS


def test_a_bad_setting_is_one_message(source, tmp_path, capsys):
    words = ["--timezone", "Moon/Base", "--lang", "en"]
    assert main(["gtfs", with_buses(source), "-o", str(tmp_path / "feed.zip"), *words]) == 2
    assert "Moon/Base" in capsys.readouterr().err
