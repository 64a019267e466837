"""What a reader has chosen: language, price unit, rate, tax. Kept in a cookie, checked on the way in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal, get_args

from monazite.core.problem import Problem
from monazite.core.words import Words

PriceUnit = Literal["CNY/kg", "10000 CNY/t", "USD/kg"]
"""元/公斤, 万元/吨 and USD/kg."""

Tax = Literal["included", "excluded"]
"""Prices as the trade quotes them, with value-added tax, or without it."""

MagnetUnits = Literal["SI", "cgs"]
"""Magnets in T, kA/m and kJ/m3, or in kGs, kOe and MGOe."""

PRICE_UNITS: tuple[PriceUnit, ...] = get_args(PriceUnit)
TAXES: tuple[Tax, ...] = get_args(Tax)
MAGNET_UNITS: tuple[MagnetUnits, ...] = get_args(MagnetUnits)
HIGHEST_RATE = Decimal(1000)
"""CNY for one USD; above it a rate is a slip of the hand."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """How numbers are shown.

    Args:
        price_unit: unit of all prices.
        tax: whether prices include value-added tax.
        usd_cny: CNY for one USD, as the reader states it; None where no rate was stated.
        magnet_units: of flux densities, fields and energy products on the pages of magnets.
    """

    price_unit: PriceUnit = "CNY/kg"
    tax: Tax = "included"
    usd_cny: Decimal | None = None
    magnet_units: MagnetUnits = "SI"

    def as_text(self) -> str:
        """For the cookie."""
        rate = None if self.usd_cny is None else str(self.usd_cny)
        kept = {"price_unit": self.price_unit, "tax": self.tax, "usd_cny": rate, "magnet_units": self.magnet_units}
        return json.dumps(kept)

    @classmethod
    def from_text(cls, text: str | None) -> Preferences:
        """From the cookie; what cannot be used falls back to the default."""
        try:
            kept = json.loads(text or "{}")
        except json.JSONDecodeError:
            return cls()
        if not isinstance(kept, dict):
            return cls()
        stated = from_form({key: str(value) for key, value in kept.items() if value is not None})
        return cls() if isinstance(stated, Problem) else stated


def from_form(form: Mapping[str, str]) -> Preferences | Problem:
    """The preferences a form states, or what is wrong with it: dollars need a rate.

    >>> from_form({"price_unit": "USD/kg", "usd_cny": "7.1"})
    Preferences(price_unit='USD/kg', tax='included', usd_cny=Decimal('7.1'), magnet_units='SI')
    """
    unit, tax, magnet_units, rate_text = (
        form.get("price_unit", "CNY/kg"),
        form.get("tax", "included"),
        form.get("magnet_units", "SI"),
        form.get("usd_cny", "").strip(),
    )
    if unit not in PRICE_UNITS or tax not in TAXES or magnet_units not in MAGNET_UNITS:
        found = f"{unit}, {tax}, {magnet_units}"
        return _problem("choice-unknown", Words("列出的选项", "one of the listed choices"), found)
    rate = _rate(rate_text)
    if rate_text and rate is None:
        return _problem(
            "rate-not-a-number", Words("大于零的汇率，如 7.10", "a rate above zero, such as 7.10"), rate_text
        )
    if unit == "USD/kg" and rate is None:
        return _problem(
            "rate-missing", Words("1 美元合人民币的汇率", "a rate of CNY for one USD"), Words("空白", "nothing")
        )
    return Preferences(unit, tax, rate, magnet_units)


def _rate(text: str) -> Decimal | None:
    try:
        rate = Decimal(text.replace("，", "").replace(",", ""))
    except InvalidOperation:
        return None
    return rate if rate.is_finite() and 0 < rate <= HIGHEST_RATE else None


def _problem(code: str, expected: Words, found: str | Words) -> Problem:
    shown = found if isinstance(found, Words) else Words(f"“{found}”", f'"{found}"')
    action = Words("请返回上一页，在显示设置中更正", "go back and correct it in the display settings")
    return Problem(code, "显示设置 / display settings", expected, shown, action)
