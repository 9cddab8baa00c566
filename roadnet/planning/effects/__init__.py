"""What sets of projects would win: the district and its candidates as a problem of choice."""
