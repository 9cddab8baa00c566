"""A county's simple tables of stops, lines and booked zones as a GTFS feed."""
