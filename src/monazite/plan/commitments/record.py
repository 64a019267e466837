"""Records of commitments (长协、承购): what was agreed, what moved under it, and what a period settles to.

Masses are whole milligrams on the basis the contract counts, money whole hundredths (fen) of its currency, prices fen
per tonne, shares parts per million. Each record has ``as_json()`` (plain JSON values, decimals and days as text) and is
read back, strictly, by the function named after it; `monazite.plan.form` says what a wrong value is told.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from monazite.core import Basis, Words
from monazite.plan.form import made, plain
from monazite.trade.safeguards.amounts import percent

PeriodKind = Literal["month", "quarter", "year"]
"""How long a settlement period is (结算周期); always of the calendar."""
Window = Literal["period", "month", "month_before", "days_before"]
"""Over which days a quoted price is averaged (计价期): the settlement period, the month of the delivery, the month
before, or so many days before it."""
Every = Literal["workday", "day", "week", "month"]
"""How often the price is quoted: on each Chinese working day, each day, once a week, once a month at least."""
Missing = Literal["refuse", "skip", "carry"]
"""What a day without a quote means, as the contract says: no price; one day fewer; the quote before it."""
MovementKind = Literal["sold", "stockpiled", "released", "not_taken"]
"""售出 delivered and taken; 入储 put into the stockpile; 出储 sold out of it, its floor paid before; 拒收 tendered as
agreed and not taken."""
Side = Literal["both", "below", "above"]
"""On which side of its base a content changes the price."""
Item = Literal["sale", "quality", "floor", "stockpile_floor", "upside", "take_or_pay", "not_taken", "not_delivered"]
"""What a line is for: 货款、质量调整、保底差价、收储保底差价、上行分成、照付不议、未提取补偿、未交付补偿."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The share of an element or another property: its name (``Nd``, ``TREO``) and parts per million by mass."""

    name: str
    ppm: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Least and most mass of each period from a day on, until the next band (数量区间).

    Args:
        since: a period that begins on this day or later has it.
        minimum_mg: of a whole period.
        maximum_mg: of a whole period.
    """

    since: dt.date
    minimum_mg: int
    maximum_mg: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One delivery of the plan (交货计划).

    Args:
        day: of the delivery.
        mass_mg: to be delivered.
    """

    day: dt.date
    mass_mg: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRule:
    """The price before floor and ceiling (价格条款): fixed, or from a quoted series.

    Args:
        fixed_fen_per_tonne: a fixed price; None for one from a series.
        series: name of the quoted series, whose path is given when it is settled.
        window: over which days it is averaged.
        days: of the window ``days_before``.
        every: how often it is quoted.
        missing: what a day without a quote means.
        factor: mass quoted for each mass delivered, or any other factor of the mean (1.176 of oxide for metal).
        premium_ppm: of the mean, added; negative for a discount (贴水).
        premium_fen_per_tonne: added then.
        is_quoted_with_tax: whether value-added tax is in the quotes; None as in the contract's own prices.
    """

    fixed_fen_per_tonne: int | None = None
    series: str = ""
    window: Window = "period"
    days: int = 0
    every: Every = "workday"
    missing: Missing = "refuse"
    factor: Decimal = Decimal(1)
    premium_ppm: int = 0
    premium_fen_per_tonne: int = 0
    is_quoted_with_tax: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Upside:
    """What of a high price goes back (上行分成).

    Args:
        strike_fen_per_tonne: above which it is shared.
        share_ppm: of what is above; to the guarantor, or where there is none to the buyer.
    """

    strike_fen_per_tonne: int
    share_ppm: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """One property on which price or acceptance depends (质量条款).

    Args:
        property: as certificates name it: ``TREO``, ``Dy``, ``Fe``, ``moisture``.
        least_ppm: below which the delivery is refused; None for no limit.
        most_ppm: above which it is refused; None for no limit.
        base_ppm: from which the price is adjusted.
        step_fen_per_tonne: for each per cent above the base, taken off for each below; negative for an impurity.
        side: on which side of the base the price is adjusted.
    """

    property: str
    least_ppm: int | None = None
    most_ppm: int | None = None
    base_ppm: int = 0
    step_fen_per_tonne: int = 0
    side: Side = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class Default:
    """What is owed when less than the minimum moves (违约条款).

    Args:
        not_delivered_fen_per_tonne: by the seller for each tonne that it did not deliver.
        not_taken_fen_per_tonne: by the buyer for each tonne tendered and not taken; nothing under take-or-pay.
        is_take_or_pay: whether the buyer pays the price of what it does not take, up to the minimum (照付不议).
        grace_days: after a period, in which a delivery may still be named for it.
        is_excused: whether days of force majeure (不可抗力) lessen the minimum in proportion.
    """

    not_delivered_fen_per_tonne: int = 0
    not_taken_fen_per_tonne: int = 0
    is_take_or_pay: bool = False
    grace_days: int = 0
    is_excused: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """An offtake agreement (长期承购协议).

    Args:
        id: of the agreement.
        seller: party that delivers.
        buyer: party that takes; empty for a pure price guarantee of what is sold to anyone.
        guarantor: party that pays the floor and takes the upside, such as a ministry; empty where the buyer does.
        material: product key (``氧化镨钕``) or a free text id.
        elements: share of each in the mass the contract counts; may be left out for a pure oxide or metal.
        basis: of what a tonne is counted and priced: ``product``, ``reo``, ``metal``.
        currency: ISO 4217 code.
        is_taxed: whether value-added tax is in all prices of the contract.
        vat_ppm: rate of that tax.
        first: first day of the term.
        last: last day.
        period: of settlement and of the band.
        bands: rising by day; empty where no volume is agreed.
        tolerance_ppm: of the minimum and the maximum, within which a delivered mass is as agreed (溢短装).
        plan: of deliveries, rising by day.
        price: before floor and ceiling.
        floor_fen_per_tonne: price below which the difference is paid (保底价); None for none.
        ceiling_fen_per_tonne: price above which the buyer does not pay (封顶价); None for none.
        upside: what of a high price goes back; None for nothing.
        is_stockpile_covered: whether the floor pays on what is stockpiled, too (收储条款).
        escalation_ppm: by which fixed price, floor, ceiling and strike rise on each anniversary of the first day.
        quality: clauses on properties.
        default: what is owed when less than the minimum moves.
        disputes: how they are settled, in the words of the contract.
        document_sha256: of the signed document, in hexadecimal; empty for none.
    """

    id: str
    seller: str
    material: str
    currency: str
    first: dt.date
    last: dt.date
    price: PriceRule
    buyer: str = ""
    guarantor: str = ""
    elements: tuple[Content, ...] = ()
    basis: Basis = "product"
    is_taxed: bool = True
    vat_ppm: int = 0
    period: PeriodKind = "quarter"
    bands: tuple[Band, ...] = ()
    tolerance_ppm: int = 0
    plan: tuple[Planned, ...] = ()
    floor_fen_per_tonne: int | None = None
    ceiling_fen_per_tonne: int | None = None
    upside: Upside | None = None
    is_stockpile_covered: bool = False
    escalation_ppm: int = 0
    quality: tuple[Quality, ...] = ()
    default: Default = Default()
    disputes: str = ""
    document_sha256: str = ""

    @property
    def supporter(self) -> str:
        """Who pays the floor and takes the upside: the guarantor, or where there is none the buyer."""
        return self.guarantor or self.buyer

    def as_json(self) -> dict[str, Any]:
        """As plain JSON values."""
        return plain(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """What moved under a commitment on a day (交付记录).

    Args:
        id: of the delivery.
        day: of it.
        mass_mg: on the basis the contract counts.
        kind: sold, stockpiled, released or not_taken.
        contents: what the certificate says of the properties that the contract names.
        period: for which it is delivered, where it is made good within the days of grace; empty for that of its day.
        place: file and row, for Problems.
    """

    id: str
    day: dt.date
    mass_mg: int
    kind: MovementKind = "sold"
    contents: tuple[Content, ...] = ()
    period: str = ""
    place: str = ""

    def as_json(self) -> dict[str, Any]:
        """As plain JSON values."""
        return plain(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A price on a day; fen per tonne, exact."""

    day: dt.date
    fen_per_tonne: Fraction
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PricePath:
    """A quoted series over time (价格路径).

    Args:
        series: its name; empty where it goes by none.
        currency: ISO 4217 code.
        quotes: one a day, rising.
    """

    series: str
    currency: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspension:
    """Days of force majeure (不可抗力), and why."""

    first: dt.date
    last: dt.date
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A settlement period (结算期): its name (``2026-Q1``), first and last day, cut to the term."""

    name: str
    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One sum of a settlement, from one party to another.

    Args:
        item: what it is for.
        movement: id of the delivery; empty for a line of the whole period.
        mass_mg: to which it applies.
        fen_per_tonne: exact, from nought up.
        fen: mass times price, rounded half-even once.
        payer: who pays.
        payee: to whom.
        formula: how the price came about, in words.
    """

    item: Item
    movement: str
    mass_mg: int
    fen_per_tonne: Fraction
    fen: int
    payer: str
    payee: str
    formula: Words

    def as_json(self) -> dict[str, Any]:
        """As plain JSON values; the price as an exact quotient."""
        told = {name: getattr(self, name) for name in ("item", "movement", "mass_mg", "fen", "payer", "payee")}
        return told | {"fen_per_tonne": str(self.fen_per_tonne), "formula": self.formula._asdict()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A delivery that a quality clause refuses: it counts as not delivered.

    Args:
        movement: id of the delivery.
        mass_mg: of it.
        property: that is outside.
        found_ppm: as certified.
        limit_ppm: that it misses.
    """

    movement: str
    mass_mg: int
    property: str
    found_ppm: int
    limit_ppm: int

    def as_words(self) -> dict[str, str]:
        """Its parts as people read them, by name."""
        found, limit = percent(self.found_ppm), percent(self.limit_ppm)
        return {"movement": self.movement, "property": self.property, "found": found, "limit": limit}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What a period comes to (结算单).

    Args:
        commitment: id of it.
        period: settled.
        currency: ISO 4217 code.
        is_taxed: whether value-added tax is in the sums.
        lines: in order of the deliveries, then those of the period.
        refused: deliveries that do not count.
        sold_mg: delivered and taken, out of the stockpile too.
        stockpiled_mg: put into the stockpile.
        minimum_mg: of the period, less what force majeure excuses.
        maximum_mg: of the period; None where no volume is agreed.
        seller_short_mg: of the minimum, what the seller did not deliver.
        buyer_short_mg: of the minimum, what the buyer did not take.
    """

    commitment: str
    period: Period
    currency: str
    is_taxed: bool
    lines: tuple[Line, ...]
    refused: tuple[Refusal, ...]
    sold_mg: int
    stockpiled_mg: int
    minimum_mg: int
    maximum_mg: int | None
    seller_short_mg: int
    buyer_short_mg: int

    def balances(self) -> dict[str, int]:
        """What each party receives (positive) or pays in all, in fen; the sum is zero."""
        found: dict[str, int] = {}
        for line in self.lines:
            found[line.payer] = found.get(line.payer, 0) - line.fen
            found[line.payee] = found.get(line.payee, 0) + line.fen
        return found

    def payments(self) -> dict[tuple[str, str], int]:
        """What each payer owes each payee, lines added up, not set off; in fen."""
        found: dict[tuple[str, str], int] = {}
        for line in self.lines:
            key = line.payer, line.payee
            found[key] = found.get(key, 0) + line.fen
        return found

    def as_json(self) -> dict[str, Any]:
        """As plain JSON values, with the sums by party."""
        whole = plain(replace(self, lines=()))
        payments = [{"payer": payer, "payee": payee, "fen": fen} for (payer, payee), fen in self.payments().items()]
        lines = [one.as_json() for one in self.lines]
        return whole | {"lines": lines, "payments": payments, "balances_fen": self.balances()}


def commitment_of(value: Any) -> Commitment:
    """The commitment that `Commitment.as_json` wrote.

    Raises:
        ProblemError: naming the first thing that is wrong.
    """
    return made(Commitment, value)


def movement_of(value: Any) -> Movement:
    """The movement that `Movement.as_json` wrote; raises as `commitment_of` does."""
    return made(Movement, value)
