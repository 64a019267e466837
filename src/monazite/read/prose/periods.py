"""To which time a number belongs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from monazite.read.mentions import Time
from monazite.read.prose.state import State
from monazite.read.prose.tokens import Token

STANDING = re.compile("目前|当前|现在|如今|现如今|眼下|迄今|至今")
SAME = re.compile("同(?:时)?期$")
DATED = frozenset({"price", "price_index"})
"""Kinds that, without a time of their own, are of the day of the paper."""
YEARLESS_BATCH = re.compile("第|首批|前?两批")
YEAR = re.compile(r"^(\d{4})")


def last_time(tokens: Sequence[Token]) -> Time | None:
    """The last time that is no basis of a comparison."""
    for token in reversed(tokens):
        if token.time is not None and token.time.role != "basis" and not SAME.search(token.time.text):
            return token.time
    return None


def period_of(time: Time | None, state: State, kind: str) -> str | None:
    """The period of a level: its time, or for a price without one the document's date."""
    if time is not None and STANDING.search(time.text):
        return time.iso if kind in DATED else None
    if kind == "quota":
        return _quota_period(time, state)
    if time is not None and time.iso is not None:
        return time.iso
    return state.day.isoformat() if kind in DATED and state.day is not None else None


def _quota_period(time: Time | None, state: State) -> str | None:
    if time is None:
        return state.batch
    if time.iso is not None and state.batch is not None and YEARLESS_BATCH.match(time.text):
        return YEAR.sub(state.batch[:4], time.iso)
    return time.iso


def same_period_of(year_text: str | None, period: str | None) -> str | None:
    """2010年同期 beside 2011 batch 1 is 2010 batch 1."""
    if year_text is None or period is None:
        return year_text
    return YEAR.sub(year_text[:4], period)


def is_future(iso: str | None, day: date | None) -> bool:
    """Whether a period ends after the document's date."""
    if iso is None or not YEAR.match(iso):
        return False
    last = iso.split("/")[-1]
    year = int(last[:4])
    if day is None:
        return False
    return year > day.year or (year == day.year and "-" in last and last[5:7].isdigit() and int(last[5:7]) > day.month)
