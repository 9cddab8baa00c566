"""Where rows lie: reference systems, datums, stakes on routes, sound geometry."""
