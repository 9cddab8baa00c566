"""Calls: which stops are called at on which days, and which are served only when booked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from roadnet.io.gtfs.booking import Booking, Rule, booking_id, to_booking
from roadnet.io.gtfs.feed import Feed, Log, Row, shown
from roadnet.io.gtfs.places import Area, Places
from roadnet.io.gtfs.trips import Trip, to_seconds

_FILE: Final = "stop_times.txt"
_DAY_S: Final = 86_400
_WINDOW: Final = ("start_pickup_drop_off_window", "start_pickup_dropoff_window")
_TIMES: Final = ("arrival_time", "departure_time")
_AREAS: Final = ("start_service_area_id", "pickup_area_id")
_DRAFT: Final = frozenset((_WINDOW[1], *_AREAS, "start_service_area_radius"))
_ON_REQUEST: Final = ("2", "3")
_ANYWHERE: Final = ("0", "2", "3")


@dataclass
class Called:
    """What calls at one stop: days as bits, calls in all the period, may one board and alight."""

    days: int = 0
    calls: int = 0
    boards: bool = False
    alights: bool = False


@dataclass
class Booked:
    """A zone in the making: its days as bits, and all ways of booking that its calls name."""

    area: Area
    days: int = 0
    boards: bool = False
    bookings: set[Booking] = field(default_factory=set)


@dataclass
class Calls:
    """All that ``stop_times.txt`` says.

    ``orders`` are the stops of each trip in order; ``booked`` the zones by identifier;
    ``continuous`` the lines that one may board between stops; ``drafts`` fields of older dialects.
    """

    stops: dict[str, Called] = field(default_factory=dict)
    orders: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    booked: dict[str, Booked] = field(default_factory=dict)
    continuous: dict[str, None] = field(default_factory=dict)
    drafts: dict[str, None] = field(default_factory=dict)


def read_calls(
    feed: Feed,
    trips: Mapping[str, Trip | None],
    places: Places,
    rules: Mapping[str, Rule],
    log: Log,
) -> Calls:
    """Read the calls; rows that name what the feed does not know do not count."""
    calls = Calls()
    seen: set[str] = set()
    for row in feed.rows(_FILE):
        name = row.get("trip_id")
        trip = trips.get(name)
        if trip is None:
            if name not in trips:
                log.add("gtfs_unknown_id", _FILE, row.number, name, column="trip_id")
            continue
        if not seen:
            calls.drafts |= dict.fromkeys(_DRAFT & row.columns.keys())
        seen.add(name)
        _read_call(row, name, trip, (calls, places, rules, log))
    short = [trip for name, trip in trips.items() if trip and name not in seen]
    for trip in short:
        log.add("gtfs_trip_without_calls", "trips.txt", trip.row, trip.route.route_id)
    _tell(calls, log)
    return calls


_Book = tuple[Calls, Places, Mapping[str, Rule], Log]


def _read_call(row: Row, name: str, trip: Trip, book: _Book) -> None:
    calls, places, _, log = book
    if not _is_sound(row, log):
        return
    _note_anywhere(row, trip, calls)
    for column in _AREAS:
        if area_id := row.get(column):
            _call_at_area(area_id, row, trip, book)
    target = row.get("location_id", "location_group_id") or row.get("stop_id")
    if target in places.stops:
        _call_at_stop(target, row, name, trip, book)
    elif target in places.areas:
        if target == row.get("stop_id"):
            calls.drafts["stop_id"] = None
        _call_at_area(target, row, trip, book)
    elif not (target == "" and any(row.get(column) for column in _AREAS)):
        column = next((c for c in ("location_id", "location_group_id") if row.get(c)), "stop_id")
        code = "gtfs_call_at_station" if target in places.aside else "gtfs_unknown_id"
        log.add(code, _FILE, row.number, target, column=column)


def _is_sound(row: Row, log: Log) -> bool:
    """Whether order and kinds of a call can be read; note odd times, which do not matter."""
    if not row.get("stop_sequence").isdecimal() or len(row.get("stop_sequence")) > 9:
        word = row.get("stop_sequence")
        log.add("gtfs_value_bad", _FILE, row.number, word, column="stop_sequence")
        return False
    for column in ("pickup_type", "drop_off_type"):
        if row.get(column) not in ("", "0", "1", "2", "3"):
            log.add("gtfs_value_bad", _FILE, row.number, row.get(column), column=column)
            return False
    for column in (*_TIMES, *_WINDOW):
        word = row.get(column)
        seconds = to_seconds(word) if word else 0
        if seconds is None:
            log.add("gtfs_time_bad", _FILE, row.number, word, column=column)
        elif seconds >= _DAY_S and column in _TIMES:
            log.add("gtfs_past_midnight", _FILE, row.number, word)
            break
    return True


def _note_anywhere(row: Row, trip: Trip, calls: Calls) -> None:
    """Note lines that may be stopped between the stops, or leave their way on request."""
    own = row.get("continuous_pickup")
    radius = row.get("start_service_area_radius", "pickup_service_area_radius")
    is_wide = bool(radius) and not radius.startswith("-") and radius.strip("0.") != ""
    if own in _ANYWHERE or (own == "" and trip.route.continuous) or is_wide:
        calls.continuous[trip.route.route_id] = None


def _call_at_stop(stop_id: str, row: Row, name: str, trip: Trip, book: _Book) -> None:
    calls = book[0]
    pickup, drop_off = (row.get(column) or "0" for column in ("pickup_type", "drop_off_type"))
    on_request = pickup in _ON_REQUEST or bool(row.get(*_WINDOW))
    called = calls.stops.setdefault(stop_id, Called())
    called.alights |= drop_off != "1"
    if not row.get(*_WINDOW) and "0" in (pickup, drop_off):
        calls.orders.setdefault(name, []).append((int(row.get("stop_sequence")), stop_id))
    if pickup == "1":
        return
    called.boards = True
    if on_request:
        zone = _zone_of_route(trip.route.route_id, trip, book)
        zone.area.stop_ids[stop_id] = None
        _book(zone, row, trip, book)
    else:
        called.days |= trip.days
        called.calls += trip.runs * trip.days.bit_count()


def _zone_of_route(route_id: str, trip: Trip, book: _Book) -> Booked:
    """Return the zone of a route: the stops at which it calls on request alone."""
    calls, places = book[0], book[1]
    zone_id = route_id if route_id not in places.areas else f"{route_id}*"
    return calls.booked.setdefault(zone_id, Booked(Area(trip.route.name)))


def _call_at_area(area_id: str, row: Row, trip: Trip, book: _Book) -> None:
    calls, places, _, log = book
    if area_id not in places.areas:
        log.add("gtfs_unknown_id", _FILE, row.number, area_id, column="area_id")
        return
    zone = calls.booked.setdefault(area_id, Booked(places.areas[area_id]))
    if row.get("pickup_type") != "1":
        _book(zone, row, trip, book)


def _book(zone: Booked, row: Row, trip: Trip, book: _Book) -> None:
    _, _, rules, log = book
    name = booking_id(row)
    if name and name not in rules:
        log.add("gtfs_unknown_id", _FILE, row.number, name, column="pickup_booking_rule_id")
    zone.boards = True
    zone.days |= trip.days
    if trip.days:
        window = to_seconds(row.get(*_WINDOW))
        told = to_booking(rules.get(name), window, trip.notice_min, trip.route.phone)
        zone.bookings.add(told)


def _tell(calls: Calls, log: Log) -> None:
    if calls.drafts:
        log.tell("gtfs_flex_draft", names=", ".join(sorted(calls.drafts)))
    if calls.continuous:
        log.tell("gtfs_continuous", names=shown(sorted(calls.continuous)))
    _tell_each("gtfs_no_boarding", (k for k, c in calls.stops.items() if not c.boards), log)
    dead_ends = (k for k, c in calls.stops.items() if c.boards and not c.alights)
    _tell_each("gtfs_no_alighting", dead_ends, log)
    _tell_each("gtfs_zone_no_pickup", (k for k, z in calls.booked.items() if not z.boards), log)
    idle = (k for k, z in calls.booked.items() if z.boards and not z.days)
    _tell_each("gtfs_zone_idle", idle, log)
    several = (k for k, z in calls.booked.items() if len(z.bookings) > 1)
    _tell_each("gtfs_booking_several", several, log)


def _tell_each(code: str, names: Iterable[str], log: Log) -> None:
    found = sorted(names)
    if found:
        log.tell(code, names=shown(found), places=len(found))
