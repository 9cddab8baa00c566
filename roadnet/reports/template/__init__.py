"""A bureau's own Word template: the fields it may name, and how they are filled in."""
