"""The analyses: pure functions from tables and the network to verdicts with their reasons."""
