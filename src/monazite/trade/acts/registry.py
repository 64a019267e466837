"""The acts of the exchange, declared in this folder's CSV files, read and made as those of the chain are."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from monazite.trace.acts import Act, Registry, load_acts

if TYPE_CHECKING:
    from monazite.trace.acts.registry import Makers

KEPT_ELSEWHERE = {
    "profile": ("monazite.trade.venues", "profiles.csv", "profile"),
    "method": ("monazite.trade.venues", "methods.csv", "method"),
    "instrument": ("monazite.trade.venues", "instruments.csv", "id"),
}
"""Sets of choices that other folders keep: package, file, and column of the value."""


@cache
def acts() -> Mapping[str, Act]:
    """Every act of the exchange by name: venue, inspection, receipts, liens, funds.

    >>> [choice.value for choice in acts()["venue"].field("profile").choices]
    ['cn-spot', 'national']
    """
    return load_acts("monazite.trade.acts", KEPT_ELSEWHERE)


def _makers() -> Makers:
    from monazite.trade.acts.makers import MAKERS  # noqa: PLC0415  loads the rooms of venues and receipts

    return MAKERS


TRADE = Registry("trade", acts, _makers)
"""The acts of the exchange."""
