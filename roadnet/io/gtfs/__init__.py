"""Timetables: GTFS and GTFS-Flex feeds to stops, bus routes and zones of booked service."""
