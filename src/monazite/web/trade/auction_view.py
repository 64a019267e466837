"""Auctions as everybody may see them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ONE_WAY = ("start_ticks", "best_ticks", "alarm_ticks", "step_ticks", "max_step_ticks", "countdown_ms")
"""What only one-way auctions have."""


def shown(auction: Mapping[str, Any]) -> dict[str, Any]:
    """As `nameless`, for a page: what an auction does not have is None, and who leads is not told.

    >>> shown({"method": "sealed", "bids": 2})["best_ticks"] is None
    True
    """
    return {**dict.fromkeys(ONE_WAY), **nameless(auction)}


def nameless(auction: Mapping[str, Any]) -> dict[str, Any]:
    """An auction without who bids; the bids keep their numbers.

    >>> nameless({"best_bidder": "M1", "bids": [{"bid": 1, "bidder": "M1"}]})
    {'bids': [{'bid': 1}]}
    """
    told = {key: value for key, value in auction.items() if key != "best_bidder"}
    if isinstance(told.get("bids"), list):
        told["bids"] = [{key: value for key, value in bid.items() if key != "bidder"} for bid in told["bids"]]
    return told
