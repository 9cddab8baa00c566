"""Which file is which layer, which column is which of ours: proposals with their reasons."""
