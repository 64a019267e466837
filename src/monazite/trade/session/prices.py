"""Prices as people write them, in ticks: 56.5万元/吨, 565000元/吨, 565元/公斤."""

from __future__ import annotations

import csv
import re
import unicodedata
from decimal import Decimal
from functools import cache
from importlib.resources import files

from monazite.core import Problem, Words
from monazite.trade.record import Instrument
from monazite.trade.session.said import in_words, problem
from monazite.trade.session.spec import TICKS_MOST

QUOTED = {"cny_per_tonne": 100, "cny_per_kg": 100_000}
WRITTEN = re.compile(r"([+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)([^\d,.+-].*)?")
LONGEST = 40


@cache
def units() -> dict[str, int]:
    """Fen per tonne of one of each unit, as ``units.csv`` has them."""
    text = files("monazite.trade.session").joinpath("units.csv").read_text("utf-8")
    return {row["unit"]: int(row["fen_per_tonne"]) for row in csv.DictReader(text.splitlines())}


def ticks_of(price: str, instrument: Instrument) -> int | Problem:
    """A price in ticks of an instrument, exact; a Problem where it is no price or lies between two ticks.

    Args:
        price: a number with its unit; without one it is in the instrument's quote unit.
        instrument: of whose tick it must be a multiple.

    >>> from monazite.trade.venues import standard_instruments
    >>> metal = standard_instruments()["PrNd-M"]
    >>> [ticks_of(text, metal) for text in ("56.5万元/吨", "565,000元/吨", "565元/公斤", "565000")]
    [1130, 1130, 1130, 1130]
    """
    text = unicodedata.normalize("NFKC", price).replace(" ", "").strip() if len(price) <= LONGEST else ""
    match = WRITTEN.fullmatch(text)
    place = instrument.id
    if match is None:
        return problem("price-unread", place, found=price)
    unit = (match[2] or "").lower()
    per = units().get(unit) if unit else QUOTED[instrument.quote]
    if per is None:
        return problem("price-unit", place, found=match[2], known=", ".join(units()))
    fen = Decimal(match[1].replace(",", "")) * per
    if fen <= 0:
        return problem("price-not-positive", place, found=price)
    ticks, rest = divmod(fen, instrument.tick_fen_per_tonne)
    if ticks > TICKS_MOST:
        return problem("price-unread", place, found=price)
    if rest:
        below, above = (price_words(int(ticks) + more, instrument) for more in (0, 1))
        return problem("price-off-tick", place, found=price, below=below, above=above)
    return int(ticks)


def price_of(ticks: int, instrument: Instrument) -> str:
    """A price in ticks as people write it, in the instrument's quote unit.

    >>> from monazite.trade.venues import standard_instruments
    >>> price_of(1130, standard_instruments()["PrNd-M"])
    '565000元/吨'
    """
    return price_number(ticks, instrument).replace(",", "") + in_words("unit", instrument.quote).zh


def price_number(ticks: int, instrument: Instrument) -> str:
    """A price in ticks in the instrument's quote unit, which is left out.

    >>> from monazite.trade.venues import standard_instruments
    >>> price_number(1130, standard_instruments()["PrNd-M"])
    '565,000'
    """
    text = f"{Decimal(ticks * instrument.tick_fen_per_tonne) / QUOTED[instrument.quote]:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def price_words(ticks: int, instrument: Instrument) -> Words:
    """A price in ticks with the instrument's quote unit, for a sentence.

    >>> from monazite.trade.venues import standard_instruments
    >>> price_words(1130, standard_instruments()["PrNd-M"])
    Words(zh='565,000 元/吨', en='565,000 CNY/t')
    """
    number, unit = price_number(ticks, instrument), in_words("unit", instrument.quote)
    return Words(f"{number} {unit.zh}", f"{number} {unit.en}")
