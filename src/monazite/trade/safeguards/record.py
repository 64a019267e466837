"""Records of this folder: findings, what is asked before an act, the state of the market at the end of a day.

Days are texts in ISO 8601 (Asia/Shanghai); prices fen per tonne, tax included; money fen; masses milligrams.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from monazite.core import Language, Problem
from monazite.trade.record import Method

Severity = Literal["refuse", "halt", "alarm"]
"""Refuse the act; halt the instrument (with ``about`` naming it, or the venue); tell people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a rule found.

    Args:
        rule: of ``rules.csv``.
        severity: what it asks for.
        about: instrument, receipt, member or venue.
        instrument: to which it belongs; empty for the whole venue.
        measured: what was found, in the unit.
        limit: what the rule allows.
        unit: ppm, days, mg, fen or count.
        problem: the sentence in both languages.
    """

    rule: str
    severity: Severity
    about: str
    instrument: str
    measured: int
    limit: int
    unit: str
    problem: Problem

    def sentence(self, language: Language) -> str:
        """What was found, as one sentence."""
        return self.problem.sentence(language)

    def as_json(self) -> dict[str, Any]:
        """For a program."""
        return {
            "rule": self.rule,
            "severity": self.severity,
            "about": self.about,
            "instrument": self.instrument,
            "measured": self.measured,
            "limit": self.limit,
            "unit": self.unit,
            "problem": self.problem.as_json(),
        }


@dataclass(frozen=True, slots=True)
class Party:
    """Who trades.

    Args:
        member: id of the member.
        owner: id of the beneficial owner (实际控制人).
        is_industrial: whether it makes, uses or deals in rare earths as an industry; an investor does not.
    """

    member: str
    owner: str
    is_industrial: bool = True


@dataclass(frozen=True, slots=True)
class Deal:
    """A trade of the past, as the search for circles sees it.

    Args:
        day: of the trade.
        instrument: what.
        seller: beneficial owner who sold.
        buyer: beneficial owner who bought.
        lots: how many (手).
        is_chosen: whether the two chose each other (挂牌, 协议); in a book or an auction goods may return by chance.
    """

    day: str
    instrument: str
    seller: str
    buyer: str
    lots: int
    is_chosen: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAct:
    """An order, a bid or a listing about to be accepted.

    Args:
        venue: id of the venue.
        instrument: what.
        party: who.
        is_buy: whether to buy.
        price_fen_per_tonne: at which price.
        outside_fen_per_tonne: what is paid outside the venue; None when nobody says.
    """

    venue: str
    instrument: str
    party: Party
    is_buy: bool
    price_fen_per_tonne: int
    outside_fen_per_tonne: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeAct:
    """A trade about to be made.

    Args:
        venue: id of the venue.
        instrument: what.
        method: how.
        day: when.
        buyer: who buys.
        seller: who sells.
        lots: how many (手).
        mass_mg: of them.
        price_fen_per_tonne: at which price.
        outside_fen_per_tonne: what is paid outside the venue; None when nobody says.
        producers: beneficial owners of those who made the goods.
        stock_mg: of the instrument in store at the venue.
        outsiders_mg: of it held by members who are not industrial, before the trade.
        yearly_use_mg: of the instrument; None when nobody says.
        past: deals of the last days, in order of time.
    """

    venue: str
    instrument: str
    method: Method
    day: str
    buyer: Party
    seller: Party
    lots: int
    mass_mg: int
    price_fen_per_tonne: int
    outside_fen_per_tonne: int | None = None
    producers: frozenset[str] = frozenset()
    stock_mg: int = 0
    outsiders_mg: int = 0
    yearly_use_mg: int | None = None
    past: tuple[Deal, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositAct:
    """A receipt about to be deposited at the venue.

    Args:
        venue: id of the venue.
        receipt: which.
        instrument: what.
        owner: who deposits it.
        day: when.
        registered: first day of the receipt.
        storage_days_most: of the contract.
        net_mg: of the receipt.
        stock_mg: of the instrument in store at the venue, without it.
        yearly_use_mg: of the instrument; None when nobody says.
    """

    venue: str
    receipt: str
    instrument: str
    owner: Party
    day: str
    registered: str
    storage_days_most: int
    net_mg: int
    stock_mg: int
    yearly_use_mg: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterAct:
    """A receipt about to be registered.

    Args:
        venue: id of the venue.
        receipt: its id.
        instrument: what.
        lot: of the journal.
        owner: whose.
        operator: of the warehouse, its beneficial owner; empty when not known.
        certificate: id of the inspection; empty for none.
        stated_mg: net mass on the receipt.
        weighed_mg: net mass that the inspection weighed; None when nothing was weighed.
        tolerance_ppm: of the stated mass.
        other_receipt: a live receipt of the same lot; empty for none.
    """

    venue: str
    receipt: str
    instrument: str
    lot: str
    owner: Party
    certificate: str
    stated_mg: int
    weighed_mg: int | None
    tolerance_ppm: int
    operator: str = ""
    other_receipt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PledgeAct:
    """A receipt about to be pledged.

    Args:
        venue: id of the venue.
        receipt: which.
        instrument: what.
        debtor: who pledges it.
        creditor: id of who lends.
        holder_mg: of the receipt that the debtor holds free.
        net_mg: of the receipt.
        pledge: that stands on it already, or on its lot; empty for none.
        is_offered: whether it is deposited for sale.
        loan_fen: what is lent.
        value_fen: of the receipt at the outside price; None when nobody says.
    """

    venue: str
    receipt: str
    instrument: str
    debtor: Party
    creditor: str
    holder_mg: int
    net_mg: int
    loan_fen: int
    value_fen: int | None
    pledge: str = ""
    is_offered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsAct:
    """Terms about to be offered at the venue: a product, a service, an account, a campaign.

    Args:
        venue: id of the venue.
        about: what they are called.
        principals: who buys, sells or lends by them.
        guarantors: who vouches for price, return or delivery.
        fixed_return_ppm: a return by the year that they promise; None for none.
        account_owners: owners of the account in which client money is held; exactly one for a segregated one, empty
            when no money is held.
    """

    venue: str
    about: str
    principals: frozenset[str] = frozenset()
    guarantors: frozenset[str] = frozenset()
    fixed_return_ppm: int | None = None
    account_owners: frozenset[str] = frozenset()


Act = OrderAct | TradeAct | DepositAct | RegisterAct | PledgeAct | TermsAct


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptState:
    """A receipt in store at the end of a day.

    Args:
        id: of the receipt.
        lot: of the journal.
        warehouse: where it lies.
        registered: first day.
        net_mg: stated net mass.
        holders: member and milligrams; they add up to the net mass.
        certificate: id of the inspection; empty for none.
        counted: day of the last count by a third party; None for never.
        counted_mg: net mass then found; 0 when it was not found.
        pledges: ids of the liens on it or on its lot, wherever they are recorded.
        storage_days_most: of the contract.
    """

    id: str
    lot: str
    warehouse: str
    registered: str
    net_mg: int
    holders: tuple[tuple[str, int], ...]
    certificate: str = ""
    counted: str | None = None
    counted_mg: int | None = None
    pledges: tuple[str, ...] = ()
    storage_days_most: int = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class StockState:
    """An instrument at the end of a day.

    Args:
        instrument: which.
        receipts: in store.
        price_fen_per_tonne: the venue's price of the day; None without one.
        outside_fen_per_tonne: what is paid outside; None when nobody says.
        outside_day: of that price.
        yearly_use_mg: what industry uses in a year; None when nobody says.
        stock_then_mg: in store when the window of the load-out ratio began.
        loaded_out_mg: taken out of store since.
        registered_mg: registered on this day.
        cancelled_mg: cancelled for load-out on this day.
    """

    instrument: str
    receipts: tuple[ReceiptState, ...] = ()
    price_fen_per_tonne: int | None = None
    outside_fen_per_tonne: int | None = None
    outside_day: str | None = None
    yearly_use_mg: int | None = None
    stock_then_mg: int = 0
    loaded_out_mg: int = 0
    registered_mg: int = 0
    cancelled_mg: int = 0

    @property
    def stock_mg(self) -> int:
        """Net mass in store."""
        return sum(one.net_mg for one in self.receipts)


@dataclass(frozen=True, slots=True)
class Obligation:
    """A delivery or payment that is not yet met.

    Args:
        id: of the obligation.
        instrument: what.
        due: the day by which it had to be met when the trade was made.
    """

    id: str
    instrument: str
    due: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketState:
    """A venue at the end of a day.

    Args:
        venue: id of the venue.
        day: that ends.
        stocks: of each instrument.
        members: by id; a holder who is none counts as his own owner and as not industrial.
        deals: of the last days, in order of time, those of the day among them.
        obligations: not yet met.
        client_fen: what all members together have at the venue, by its books.
        bank_fen: what the custodian bank says it holds for them; None when it did not say.
        reported: day of the last public report of stock and concentration; None for never.
    """

    venue: str
    day: str
    stocks: tuple[StockState, ...] = ()
    members: Mapping[str, Party] = field(default_factory=dict)
    deals: tuple[Deal, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    client_fen: int = 0
    bank_fen: int | None = None
    reported: str | None = None
