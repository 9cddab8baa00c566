"""How fast the program is, beside its peers, on the same input in the same run."""
