"""What holds for all tests."""

from __future__ import annotations

import os

from hypothesis import settings

# No test is timed: the machine may be busy. The gate tries the same examples each time, so that a red run means a
# change; everybody else's runs look for new ones.
settings.register_profile("here", deadline=None)
settings.register_profile("gate", deadline=None, derandomize=True)
settings.load_profile("gate" if os.environ.get("CI") else "here")
