"""What every part of the exchange speaks of: instruments, receipts and their lots (手), trades, effects on the journal.

Prices are whole ticks, quantities whole lots (手), money fen, matter milligrams, times milliseconds since 1970 (UTC).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from monazite.core import ElementMass, Words

MG_PER_TONNE = 1_000_000_000
"""Prices are of a tonne; masses are milligrams."""

Method = Literal["listing", "negotiated", "auction_up", "auction_down", "tender", "sealed", "call", "continuous"]
"""How a trade comes about: 挂牌, 协议, 单向竞价 (up and down), 招标, 密封报价, 集合竞价, 连续竞价."""
Side = Literal["buy", "sell"]
Funding = Literal["full", "margin"]
"""Paid and delivered in full before the order, or a margin (保证金) from both sides."""
PriceRule = Literal["maker", "median"]
"""At which price two orders meet: the resting order's, or the median of bid, ask and last."""
Quote = Literal["cny_per_tonne", "cny_per_kg"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chemistry:
    """What a lot must be to be delivered under a contract (质量标准).

    Args:
        reo_ppm_least: rare earths as oxides (TREO) in the dry matter, at least; None for no limit.
        partition_ppm: of an element, least and most of its share of the REO (配分).
        assay_ppm: of an element, least and most of its share of the net mass.
        impurity_ppm_most: of an element or oxide as written on certificates, at most.
        methods: of what is tested, the standard by which (检测方法).
        reo_ppm_base: grade on which the price stands, for a grade-adjusted formula; None when the price is of the mass.
        grade_step_fen_per_tonne: what each per cent of REO (10 000 ppm) beyond the base adds to the price of a tonne,
            in fen without tax; 0 for no formula.
    """

    reo_ppm_least: int | None = None
    partition_ppm: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    assay_ppm: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    impurity_ppm_most: Mapping[str, int] = field(default_factory=dict)
    methods: Mapping[str, str] = field(default_factory=dict)
    reo_ppm_base: int | None = None
    grade_step_fen_per_tonne: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """A product as it is traded at a venue (上市品种).

    Args:
        id: short, without blank, slash or colon: ``PrNd-M``.
        product: standard name of `monazite.reference.products`.
        label: what people call it.
        chemistry: the contract a lot must meet.
        brands: registered brands (注册品牌), ids of producers; empty for any.
        lot_mg: net mass of one lot (手) by contract.
        packing: how it is packed.
        quote: how people write its price.
        tick_fen_per_tonne: the smallest step of a price, in fen per tonne.
        max_step_ticks: the most that a bid of a one-way auction may go beyond the best.
        daily_limit_ppm: how far a price may be from the reference of the day; None for no limit.
        vat_ppm: the value-added tax in the price (税率): 130 000 for 13 %.
        margin_ppm: of the value, from both sides, where the venue trades on margin.
        fee_ppm: of the value, from each side.
        tolerance_ppm: how far the weighed mass of a lot may be from the contract's; the difference is paid in money.
        places: ids of the warehouses in which it is delivered.
        arbitration: id of the laboratory whose analysis is final.
        storage_days_most: days after which a receipt must leave the warehouse.
        free_days: days of storage without a fee.
        yearly_use_mg: what industry uses of it in a year, of the product; None when nobody has said.
        methods: by which it may be traded, within what the venue may do.
    """

    id: str
    product: str
    label: Words
    chemistry: Chemistry
    lot_mg: int
    tick_fen_per_tonne: int
    quote: Quote = "cny_per_tonne"
    brands: tuple[str, ...] = ()
    packing: Words | None = None
    max_step_ticks: int = 1
    daily_limit_ppm: int | None = None
    vat_ppm: int = 130_000
    margin_ppm: int = 200_000
    fee_ppm: int = 0
    tolerance_ppm: int = 0
    places: tuple[str, ...] = ()
    arbitration: str = ""
    storage_days_most: int = 180
    free_days: int = 30
    yearly_use_mg: int | None = None
    methods: frozenset[Method] = frozenset({"listing", "negotiated", "auction_up", "auction_down"})

    def value_fen(self, price_ticks: int, mass_mg: int) -> int:
        """What a net mass costs at a price, tax included, rounded half-even once to fen."""
        return _half_even(price_ticks * self.tick_fen_per_tonne * mass_mg, MG_PER_TONNE)

    def contract_fen(self, price_ticks: int, lots: int) -> int:
        """What so many lots (手) of contract mass cost at a price, in fen."""
        return self.value_fen(price_ticks, lots * self.lot_mg)


@dataclass(frozen=True, slots=True)
class Slice:
    """Consecutive lots (手) of one receipt: those numbered ``first`` to ``last - 1``.

    The matter of lot ``k`` of ``n`` is ``floor((k + 1) * matter / n) - floor(k * matter / n)``, element by element, and
    likewise its net mass, so that what a slice weighs never depends on who held the others or in which order they went.
    """

    receipt: str
    first: int
    last: int

    @property
    def lots(self) -> int:
        """How many lots (手) it is."""
        return self.last - self.first


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A warehouse receipt (仓单): an inspected, weighed lot of the journal in a listed warehouse.

    Args:
        id: of the receipt.
        lot: of the journal.
        instrument: whose contract it meets.
        warehouse: where it lies.
        lots: how many lots (手) it counts as.
        net_mg: as weighed by the inspection.
        matter: element by element, as the journal has it.
        adjust_fen_per_tonne: what its grade adds to the price of a tonne (a grade-adjusted formula); 0 for none.
        issued_ms: when it was registered.
    """

    id: str
    lot: str
    instrument: str
    warehouse: str
    lots: int
    net_mg: int
    matter: ElementMass
    issued_ms: int
    adjust_fen_per_tonne: int = 0

    def matter_of(self, part: Slice) -> ElementMass:
        """The matter of a slice, exact."""
        return ElementMass.of({symbol: self._share(mg, part) for symbol, mg in self.matter.parts})

    def net_of(self, part: Slice) -> int:
        """The net mass of a slice in milligrams."""
        return self._share(self.net_mg, part)

    def _share(self, amount: int, part: Slice) -> int:
        return part.last * amount // self.lots - part.first * amount // self.lots


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """A trade (成交) as the venue's session makes it.

    Args:
        id: ``<venue>.<command>.<place among its trades>``; the journal's entry that settles it bears it.
        instrument: what.
        method: how.
        price_ticks: at which price.
        lots: how many lots (手).
        buyer: the member who buys.
        seller: the member who sells.
        time_ms: when.
        buy_order: id of the buyer's order, bid or acceptance.
        sell_order: id of the seller's.
        taker: whose order came last; None in auctions.
    """

    id: str
    instrument: str
    method: Method
    price_ticks: int
    lots: int
    buyer: str
    seller: str
    time_ms: int
    buy_order: str
    sell_order: str
    taker: Side | None = None


EffectKind = Literal["settle", "deliver_out", "cash_out", "compensate", "charge", "day_end"]
"""What a session asks of the journal: settle, give receipts or cash back, pay damages, take a fee, close a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a command asks of the journal; booked exactly once, since its id follows from the command.

    Args:
        id: ``<venue>.<command>.<place>``; the id of the entry.
        kind: what is asked.
        time_ms: when.
        data: what it says, plain JSON (each kind's names stand in ``trade/settle/README.md``).
    """

    id: str
    kind: EffectKind
    time_ms: int
    data: Mapping[str, Any]


def _half_even(amount: int, divisor: int) -> int:
    whole, rest = divmod(amount, divisor)
    return whole + (2 * rest > divisor or (2 * rest == divisor and whole % 2 == 1))
