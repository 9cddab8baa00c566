"""Settings that hold for all tests."""

import os

from hypothesis import settings

# In CI the same examples each time: a red run must mean that the change broke something.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")
