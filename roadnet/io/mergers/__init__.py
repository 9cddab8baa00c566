"""Merged villages: who belongs to whom now, from a table of mergers, codes, or two years' lists."""
