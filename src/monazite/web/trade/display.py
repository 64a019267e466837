"""How the pages of trade write prices, money and times: ticks in the reader's unit, fen as yuan, China's clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from monazite.core import SHANGHAI
from monazite.trade.record import Instrument
from monazite.trade.safeguards import rules as safeguards
from monazite.trade.venues import methods
from monazite.web.display import DASH, MINUS, Display
from monazite.web.page import Page
from monazite.web.prices import price_as_chosen
from monazite.web.trace.display import TraceDisplay, all_parties
from monazite.web.words import known

FEN_PER_YUAN, FEN_PER_TEN_THOUSAND = 100, 1_000_000
FEN_PER_TONNE = 100_000
"""Fen per tonne of one CNY/kg."""
TEN_THOUSAND_PLACES = 3
"""Digits of 10 000 CNY/t that are as fine as 0.01 CNY/kg."""
MS = 1000
NO_END_MS = 32_503_680_000_000
"""The year 3000: what ends later has no end."""
ORDER_UNITS = {"CNY/kg": "元/公斤", "10000 CNY/t": "万元/吨"}
"""How a price is written on an order where the reader sees prices in this unit; others write the contract's own."""
QUOTED = {"cny_per_tonne": "元/吨", "cny_per_kg": "元/公斤"}


@dataclass(frozen=True, slots=True)
class TradeDisplay(TraceDisplay):
    """Writes what a page of trade shows.

    Args:
        instruments: contracts by venue and id.
    """

    instruments: Mapping[tuple[str, str], Instrument] = field(default_factory=dict)

    def ticks(self, ticks: int | None, instrument: Instrument) -> str:
        """A price in ticks in the reader's unit, without the unit, with as many digits as a tick needs.

        >>> from monazite.trade.venues import standard_instruments
        >>> from monazite.web.preferences import Preferences
        >>> metal = standard_instruments()["PrNd-M"]
        >>> [TradeDisplay("en", Preferences(unit)).ticks(1131, metal) for unit in ("CNY/kg", "10000 CNY/t")]
        ['565.5', '56.55']
        """
        return "—" if ticks is None else self.fen_per_tonne(ticks * instrument.tick_fen_per_tonne, instrument)

    def fen_per_tonne(self, fen: int, instrument: Instrument | None = None) -> str:
        """A price in fen per tonne in the reader's unit, without the unit."""
        number, unit = price_as_chosen(Decimal(fen) / FEN_PER_TONNE, "CNY/kg", self.preferences)
        if unit not in ORDER_UNITS or self.preferences.tax == "excluded" or instrument is None:
            return self.number(number)
        tick, _ = price_as_chosen(Decimal(instrument.tick_fen_per_tonne) / FEN_PER_TONNE, "CNY/kg", self.preferences)
        places = max(0, -int(tick.normalize().as_tuple().exponent))
        return f"{number:,.{places}f}".replace("-", MINUS)

    def mean_price(self, fen: int | None) -> str:
        """A price that was worked out, in fen per tonne, in the reader's unit to 0.01 yuan a kilogram.

        >>> from monazite.web.preferences import Preferences
        >>> TradeDisplay("en", Preferences()).mean_price(70_546_047)
        '705.46'
        """
        if fen is None:
            return "—"
        number, unit = price_as_chosen(Decimal(fen) / FEN_PER_TONNE, "CNY/kg", self.preferences)
        return self.decimal(float(number), TEN_THOUSAND_PLACES if unit == "10000 CNY/t" else 2)

    def exact_price(self, fen: int) -> str:
        """A price that was agreed or stated, in fen per tonne, in the reader's unit with all digits, two at least.

        >>> from monazite.web.preferences import Preferences
        >>> show = TradeDisplay("en", Preferences())
        >>> show.exact_price(72_200_000), show.exact_price(71_890_500)
        ('722.00', '718.905')
        """
        number, _ = price_as_chosen(Decimal(fen) / FEN_PER_TONNE, "CNY/kg", self.preferences)
        places = max(2, -int(number.normalize().as_tuple().exponent))
        return f"{number:,.{places}f}".replace("-", MINUS)

    def price_unit(self) -> str:
        """The reader's unit of prices, and whether tax is in them."""
        return self.unit_line()

    def order_unit(self, instrument: Instrument) -> str:
        """The unit in which a bare number on an order is read; prices on orders always include tax."""
        return ORDER_UNITS.get(self.preferences.price_unit, QUOTED[instrument.quote])

    def yuan(self, fen: int | None) -> str:
        """Fen as yuan with both decimals, without the unit.

        >>> from monazite.web.preferences import Preferences
        >>> TradeDisplay("en", Preferences()).yuan(-123456789)
        '−1,234,567.89'
        """
        return "" if fen is None else f"{Decimal(fen) / FEN_PER_YUAN:,.2f}".replace("-", MINUS)

    def ten_thousands(self, fen: int | None) -> str:
        """Fen as 10 000 yuan with two decimals, without the unit."""
        return "" if fen is None else f"{Decimal(fen) / FEN_PER_TEN_THOUSAND:,.2f}".replace("-", MINUS)

    def moved(self, ticks: int | None, reference: int | None) -> str:
        """How far a price is from its reference, in per cent with its sign; empty where there is none.

        >>> from monazite.web.preferences import Preferences
        >>> show = TradeDisplay("en", Preferences())
        >>> show.moved(1130, 1100), show.moved(1100, 1130), show.moved(None, 1)
        ('+2.73%', '−2.65%', '')
        """
        if ticks is None or not reference:
            return ""
        change = Decimal(100 * (ticks - reference)) / reference
        return f"{change:+,.2f}%".replace("-", MINUS)

    def towards(self, ticks: int | None, reference: int | None) -> str:
        """``up``, ``down`` or nothing: the class of a change."""
        if ticks is None or not reference or ticks == reference:
            return ""
        return "up" if ticks > reference else "down"

    def clock(self, ms: int) -> str:
        """An instant as the time of day in China, to the second."""
        return datetime.fromtimestamp(ms / MS, SHANGHAI).strftime("%H:%M:%S")

    def moment(self, ms: int | None) -> str:
        """An instant as day and time in China; a dash for none or one without end."""
        if ms is None or ms > NO_END_MS:
            return "—"
        return datetime.fromtimestamp(ms / MS, SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")

    def method(self, method: str) -> str:
        """The name of a way to trade."""
        found = next((one for one in methods().values() if one.method == method), None)
        return self.words(found.label) if found else method

    def instrument(self, venue: str, name: str) -> str:
        """What people call an instrument; its id where it is not listed."""
        found = self.instruments.get((venue, name))
        return self.words(found.label) if found else name

    def of(self, group: str, code: str | None) -> str:
        """The words of a code of the exchange: ``phase.continuous``, ``side.buy``."""
        return known(self.language, f"{group}.{code}", code) if code else ""

    def safeguard(self, rule: str) -> str:
        """The words of a safeguard's rule."""
        found = safeguards().get(rule)
        return self.words(found.label) if found else rule

    def threshold(self, value: int, unit: str) -> str:
        """A threshold of a safeguard with its unit.

        >>> from monazite.web.preferences import Preferences
        >>> show = TradeDisplay("en", Preferences())
        >>> show.threshold(200_000, "ppm"), show.threshold(180, "days")
        ('20%', '180 days')
        """
        if unit == "ppm":
            return self.ppm(value)
        if unit == "mg":
            return self.mass(value)
        words = known(self.language, f"threshold.{unit}", unit)
        return f"{self.count(value)} {words}".strip()

    def span_of_ticks(self, low: int, high: int, instrument: Instrument) -> str:
        """Two prices as a range."""
        return f"{self.ticks(low, instrument)}{DASH}{self.ticks(high, instrument)}"


def trade_display(page: Page, instruments: Mapping[tuple[str, str], Instrument] | None = None) -> TradeDisplay:
    """The display of a page of trade that knows every party of the workspace.

    Args:
        page: that shows it.
        instruments: contracts by venue and id.
    """
    shared: dict[str, Any] = {one.name: getattr(page.display, one.name) for one in fields(Display)}
    named = {one.id: one for one in all_parties(page.workspace)}
    return TradeDisplay(**shared, parties=named, instruments=instruments or {})
