"""Prices in the unit, tax and currency that a reader has chosen; the arithmetic is `monazite.core.Price`, exact."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from monazite.core import Price, VatRate, as_decimal
from monazite.web.preferences import Preferences

VAT = VatRate("CN VAT 13 %", Decimal("0.13"), "财政部 税务总局 海关总署公告2019年第39号，第一条（2019-04-01 起）")
"""Value-added tax on rare-earth products, offered to the reader as a stated choice."""
VAT_PERCENT = 13
PRICES = {"CNY/kg": "CNY", "USD/kg": "USD"}
"""Canonical units of a price by mass, and their currencies."""
TEN_THOUSAND = 10_000
SHOWN_PLACES = 2
SMALL_PLACES = 4


def is_price(unit: str | None) -> bool:
    """Whether a canonical unit is one of a price by mass."""
    return unit in PRICES


def price_as_chosen(value: Decimal, unit: str, preferences: Preferences) -> tuple[Decimal, str]:
    """A price in the reader's unit, without tax where they say so, and the unit it then has.

    A price in dollars stays one where no rate was stated; it is an export price and carries no Chinese tax.

    Args:
        value: in ``unit``; prices in CNY include value-added tax, as the trade quotes them.
        unit: CNY/kg or USD/kg.
        preferences: of the reader.

    >>> price_as_chosen(Decimal("2268.81"), "CNY/kg", Preferences("10000 CNY/t"))
    (Decimal('226.881'), '10000 CNY/t')
    """
    wanted, rate = preferences.price_unit, preferences.usd_cny
    price = Price.from_per_kilogram(value, PRICES[unit])
    currency = "USD" if wanted == "USD/kg" else "CNY"
    if price.currency != currency and rate is None:
        return value, unit
    if price.currency == "CNY" and preferences.tax == "excluded":
        price = price.without_tax(VAT)
    amount = price.per_tonne / TEN_THOUSAND if wanted == "10000 CNY/t" else price.per_kilogram
    if price.currency != currency and rate is not None:
        amount = amount * Fraction(rate) if currency == "CNY" else amount / Fraction(rate)
    is_computed = price.currency != currency or not price.is_taxed
    return (shortened(amount) if is_computed else as_decimal(amount)), wanted


def shortened(value: Fraction) -> Decimal:
    """A computed price to two decimals, or four below 1; rounded half-even.

    >>> shortened(Fraction(200900, 113)), shortened(Fraction(1, 12))
    (Decimal('1777.88'), Decimal('0.0833'))
    """
    places = SHOWN_PLACES if abs(value) >= 1 else SMALL_PLACES
    return Decimal(round(value * 10**places)).scaleb(-places)
