"""What a one-way auction (单向竞价) is held under: the venue's rules as data, and the terms of one notice (公告)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from monazite.core import Problem
from monazite.reference.tables import parse_table, split_list
from monazite.trade.auction.record import Direction, Partial, Pricing
from monazite.trade.auction.said import problem, terms_fault

CountdownFrom = Literal["first_bid", "opening", "closing"]
AtAlarm = Literal["queue", "close"]
Standing = Literal["last", "most", "each"]
TABLE = "one_way_rules.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How a venue runs one-way auctions; a row of ``one_way_rules.csv``.

    Args:
        profile: name of the row.
        countdown_ms: how long nobody must bid for it to end; it restarts with every valid bid.
        countdown_from: it starts with the first bid, with the opening, or a bid shortly before the closing moves that.
        may_extend: whether a countdown may run past the closing of the session; always so when from the closing.
        may_repeat: whether a trader may bid twice in a row.
        at_alarm: at the alarm price, others may bid the same until all lots are covered (queue), or it ends (close).
        standing: of one trader's bids the last counts, each adds lots, or together up to the most lots he asked.
        partial: what the marginal bid gets.
        pricing: whose price winners pay.
        source: the notice or rule book.
        locator: where it says so.
        assumed: fields about which the source says nothing.
    """

    profile: str
    countdown_ms: int
    countdown_from: CountdownFrom = "first_bid"
    may_extend: bool = False
    may_repeat: bool = False
    at_alarm: AtAlarm = "queue"
    standing: Standing = "last"
    partial: Partial = "take"
    pricing: Pricing = "own"
    source: str = ""
    locator: str = ""
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What one notice says (竞价公告).

    Args:
        owner: whose auction it is; he may not bid.
        direction: up for a seller's, down for a buyer's.
        start_ticks: the start price (起拍价), which the first bid may equal.
        step_ticks: bids are whole multiples of it from the best (加价幅度).
        opens_ms: first millisecond of the session.
        closes_ms: first millisecond after it.
        lots: on offer (手).
        max_step_ticks: the most that a bid may go beyond the best, or the first beyond the start; None for no limit.
        alarm_ticks: the alarm price (报警价), beyond which no bid may go; None for none.
        reserve_ticks: the owner's reserve (保留价); bids that do not reach it win nothing. None for none.
        lots_least: of a bid.
        bidders_least: with fewer traders bidding nothing is awarded.
        traders: who may bid; empty for everybody.
        rules: of the venue.
    """

    owner: str
    direction: Direction
    start_ticks: int
    step_ticks: int
    opens_ms: int
    closes_ms: int
    lots: int = 1
    max_step_ticks: int | None = None
    alarm_ticks: int | None = None
    reserve_ticks: int | None = None
    lots_least: int = 1
    bidders_least: int = 1
    traders: tuple[str, ...] = ()
    rules: Rules

    @property
    def sign(self) -> int:
        """1 when bids go up, -1 when they go down."""
        return 1 if self.direction == "up" else -1


@cache
def one_way_rules() -> dict[str, Rules]:
    """The rules by profile.

    >>> one_way_rules()["baotou"].countdown_ms
    180000
    """
    text = (resources.files("monazite.trade.auction") / TABLE).read_text("utf-8")
    truth = {"yes": True, "no": False}.__getitem__
    rows = parse_table(
        text, Rules, {"countdown_ms": int, "may_extend": truth, "may_repeat": truth, "assumed": split_list}, TABLE
    )
    return {row.profile: row for row in rows}


def check(terms: Terms) -> Problem | None:
    """What is wrong with terms: numbers below one, a session that ends before it begins, an alarm no bid can hit."""
    least_one = {
        "start_ticks": terms.start_ticks,
        "step_ticks": terms.step_ticks,
        "lots": terms.lots,
        "max_step_ticks": terms.max_step_ticks,
        "alarm_ticks": terms.alarm_ticks,
        "reserve_ticks": terms.reserve_ticks,
        "lots_least": terms.lots_least,
        "bidders_least": terms.bidders_least,
        "rules.countdown_ms": terms.rules.countdown_ms,
    }
    wrong = terms_fault(
        least_one, opens_ms=terms.opens_ms, closes_ms=terms.closes_ms, lots=terms.lots, lots_least=terms.lots_least
    )
    return wrong or _check_steps(terms)


def _check_steps(terms: Terms) -> Problem | None:
    if terms.max_step_ticks is not None and terms.max_step_ticks % terms.step_ticks:
        return problem("terms-max-step", "max_step_ticks", found=terms.max_step_ticks, step=terms.step_ticks)
    if terms.alarm_ticks is None:
        return None
    way = terms.sign * (terms.alarm_ticks - terms.start_ticks)
    if way < 0 or way % terms.step_ticks:
        start, step = terms.start_ticks, terms.step_ticks
        return problem("terms-alarm", "alarm_ticks", found=terms.alarm_ticks, start=start, step=step)
    return None
