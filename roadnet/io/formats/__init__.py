"""Files as they lie on disk: every format, opened with limits, becomes a raw table."""
