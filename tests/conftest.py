"""What holds for all tests, and what tests of several rooms share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# No test is timed: the machine may be busy. The gate tries the same examples each time, so that a red run means a
# change; everybody else's runs look for new ones.
settings.register_profile("here", deadline=None)
settings.register_profile("gate", deadline=None, derandomize=True)
settings.load_profile("gate" if os.environ.get("CI") else "here")


@pytest.fixture(scope="session")
def small_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace of `monazite demo --small`, built once; copy it before anything is written to it."""
    from monazite.cli.run import run  # noqa: PLC0415  only where it is wanted

    directory = tmp_path_factory.mktemp("demo") / "monazite-data"
    assert run(["demo", "--small", "--no-serve", "--workspace", str(directory)], "en") == 0
    return directory
