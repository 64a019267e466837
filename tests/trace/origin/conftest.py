from __future__ import annotations

import pytest

from monazite.trace.origin import basin


@pytest.fixture(params=["one by one", "together"])
def ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Entries through pools one by one, and many together in tables that are too small at first."""
    if request.param == "together" and basin.loops() is None:
        pytest.skip("numba is not installed")
    monkeypatch.setattr(basin, "LOADED_AFTER", -1 if request.param == "together" else 10**9)
    monkeypatch.setattr(basin, "SPACE", 64)
    monkeypatch.setattr(basin, "BYTES", 512)
    return str(request.param)
