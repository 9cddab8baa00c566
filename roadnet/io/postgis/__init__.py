"""Districts in a PostgreSQL database with PostGIS, and results into one (extra ``postgis``)."""
