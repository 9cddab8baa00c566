"""Readers against mutated files: ``python -m tests.fuzz --runs N --seed S``."""
