"""Projects: what they change, what they cost and gain, which to choose, and what if."""
