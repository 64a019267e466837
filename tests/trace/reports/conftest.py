"""The journal of the permits' tests, with a chain that has worked for two months."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

from monazite.trace.lots.acts import feed, sell

_PATH = Path(__file__).parent.parent / "permits" / "conftest.py"
_SPEC = importlib.util.spec_from_file_location("trace_permits_conftest", _PATH)
assert _SPEC is not None
assert _SPEC.loader is not None
_TRADES = importlib.util.module_from_spec(_SPEC)
sys.modules[_SPEC.name] = _TRADES
_SPEC.loader.exec_module(_TRADES)

trade, later, chain = _TRADES.trade, _TRADES.later, _TRADES.chain


@pytest.fixture
def worked(chain: Any) -> Any:
    """F1 mines three lots and sells two to F2, with and without an invoice; F2 feeds one to its line."""
    chain.done(chain.mined("L1", time="2022-03-01"), chain.mined("L2", time="2022-03-20"))
    chain.done(sell(**chain.said("2022-03-25"), seller="F1", buyer="F2", parts=[chain.whole("L1")], invoice="ZP1"))
    chain.done(chain.mined("L3", time="2022-04-02"))
    chain.done(sell(**chain.said("2022-04-10"), seller="F1", buyer="F2", parts=[chain.whole("L2")]))
    fed = feed(
        **chain.said("2022-04-12"), firm="F2", line="SX1", run="R1", stage="separation", parts=[chain.whole("L1")]
    )
    chain.done(fed)
    return chain
