"""Tables that people typed: from cells on a sheet to the rows of one table, each step a module."""
