"""One-way auction (单向竞价): bids that go only up, or only down, against a countdown.

The first bid may equal the start price. Every other is better than the best by whole steps and by no more than the
maximum step; nobody bids twice in a row; each valid bid restarts the countdown. When it has run out, or the session is
over, or the alarm price is bid for all lots, the best price comes first, then the earlier time, until the lots are
gone.

Where a bid is refused for several reasons, the first of this order is said: clock, over, not open, not qualified, price
or lots (zero or negative, too few, more than offered), twice in a row, beyond the alarm, not better, off step, above
maximum step. A bid at the very end of the countdown is too late. At an alarm price that was bid, with
``at_alarm="queue"``, further bids must equal it; then a trader who already bids it is told that it is not better.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from monazite.core import Problem
from monazite.trade.auction.allot import allot, amount_refusal, meets, trader_refusal
from monazite.trade.auction.one_way_terms import Rules, Terms, check, one_way_rules
from monazite.trade.auction.record import Accepted, Advance, Award, Cancel, Closed, Ending, Opened, Placed
from monazite.trade.auction.said import problem

__all__ = ["COMMANDS", "EVENTS", "Bid", "Rules", "State", "Terms", "begin", "best", "next_ms", "one_way_rules", "step"]


@dataclass(frozen=True, slots=True)
class Bid:
    """A bid (报价).

    Args:
        at_ms: when it came, in milliseconds since 1970 (UTC).
        trader: who bids.
        price_ticks: at which price.
        lots: for how many lots (手), at most.
    """

    at_ms: int
    trader: str
    price_ticks: int
    lots: int = 1


Command = Bid | Advance | Cancel
Event = Opened | Accepted | Closed
COMMANDS: dict[str, type[Command]] = {"bid": Bid, "advance": Advance, "cancel": Cancel}
EVENTS: dict[str, type[Event]] = {"opened": Opened, "accepted": Accepted, "closed": Closed}
Phase = Literal["waiting", "open", "closed"]


@dataclass(frozen=True, slots=True)
class State:
    """An auction as it stands.

    Args:
        terms: of the notice.
        now_ms: time of the last accepted command; None before the first.
        phase: before, in or after the session.
        bids: all that were accepted, in order.
        closed: how it ended; None while it has not.
    """

    terms: Terms
    now_ms: int | None = None
    phase: Phase = "waiting"
    bids: tuple[Placed, ...] = ()
    closed: Closed | None = None


Stepped = tuple[State, tuple[Event, ...]]


def begin(terms: Terms) -> State | Problem:
    """An auction that waits for its opening; a Problem when its terms cannot be."""
    return check(terms) or State(terms)


def best(state: State) -> Placed | None:
    """The bid that leads: the best price, then the earliest."""
    if not state.bids:
        return None
    sign = state.terms.sign
    return max(state.bids, key=lambda bid: (sign * bid.price_ticks, -bid.at_ms, -bid.number))


def ends_ms(state: State) -> int:
    """The first millisecond after the auction, if no other bid comes."""
    terms, rules = state.terms, state.terms.rules
    last = state.bids[-1].at_ms if state.bids else None
    if rules.countdown_from == "closing":
        return terms.closes_ms if last is None else max(terms.closes_ms, last + rules.countdown_ms)
    if last is None and rules.countdown_from == "opening":
        last = terms.opens_ms
    if last is None:
        return terms.closes_ms
    end = last + rules.countdown_ms
    return end if rules.may_extend else min(end, terms.closes_ms)


def next_ms(state: State) -> int | None:
    """When something happens next though nobody bids: the opening or the end; None when it is over."""
    if state.phase == "waiting":
        return state.terms.opens_ms
    return ends_ms(state) if state.phase == "open" else None


def step(state: State, command: Command) -> Stepped | Problem:
    """What a command makes of an auction.

    Args:
        state: before.
        command: with a time that is not before that of the last accepted one.

    Returns:
        The state after it and what happened, in order; or why the command is refused, and then nothing has happened.

    >>> terms = Terms(owner="S", direction="up", start_ticks=1130, step_ticks=1, max_step_ticks=2, lots=5,
    ...               opens_ms=0, closes_ms=1_800_000, rules=one_way_rules()["baotou"])
    >>> state, events = step(begin(terms), Bid(1_000, "A", 1130, 3))
    >>> events[1].ends_ms
    181000
    >>> step(state, Bid(2_000, "A", 1131, 3)).code
    'bid-twice'
    """
    if state.now_ms is not None and command.at_ms < state.now_ms:
        return problem("clock-back", "at_ms", found=command.at_ms, now=state.now_ms)
    after, events = _advance(state, command.at_ms)
    if isinstance(command, Advance):
        return after, events
    if after.closed is not None:
        return problem("auction-over", _who(command), found=command.at_ms, ended=after.closed.at_ms)
    if isinstance(command, Cancel):
        return _close(after, events, command.at_ms, "cancelled")
    if (wrong := _refusal(after, command)) is not None:
        return wrong
    return _bid(after, events, command)


def _who(command: Command) -> str:
    return command.trader if isinstance(command, Bid) else "at_ms"


def _advance(state: State, at_ms: int) -> Stepped:
    events: tuple[Event, ...] = ()
    state = replace(state, now_ms=at_ms)
    if state.phase == "waiting" and at_ms >= state.terms.opens_ms:
        state, events = replace(state, phase="open"), (Opened(state.terms.opens_ms),)
    if state.phase == "open" and at_ms >= (end := ends_ms(state)):
        is_session = end == state.terms.closes_ms
        return _close(state, events, end, "session" if is_session else "countdown")
    return state, events


def _bid(state: State, events: tuple[Event, ...], bid: Bid) -> Stepped:
    placed = Placed(len(state.bids) + 1, bid.trader, bid.price_ticks, bid.lots, bid.at_ms)
    state = replace(state, bids=(*state.bids, placed))
    events = (*events, Accepted(placed, ends_ms(state)))
    if bid.price_ticks == state.terms.alarm_ticks and _alarm_ends(state):
        return _close(state, events, bid.at_ms, "alarm")
    return state, events


def _alarm_ends(state: State) -> bool:
    terms = state.terms
    covered = sum(bid.lots for bid in _standing(state) if bid.price_ticks == terms.alarm_ticks)
    return terms.rules.at_alarm == "close" or covered >= terms.lots


def _refusal(state: State, bid: Bid) -> Problem | None:
    terms = state.terms
    if state.phase == "waiting":
        return problem("auction-not-open", bid.trader, found=bid.at_ms, opens=terms.opens_ms)
    return (
        trader_refusal(bid.trader, terms.owner, terms.traders)
        or amount_refusal(bid, terms.lots_least, terms.lots)
        or _repeat_refusal(state, bid)
        or _price_refusal(state, bid)
    )


def _repeat_refusal(state: State, bid: Bid) -> Problem | None:
    if state.terms.rules.may_repeat or not state.bids or state.bids[-1].trader != bid.trader:
        return None
    return problem("bid-twice", bid.trader, found=bid.price_ticks)


def _price_refusal(state: State, bid: Bid) -> Problem | None:
    terms, leading = state.terms, best(state)
    if terms.alarm_ticks is not None and terms.sign * (bid.price_ticks - terms.alarm_ticks) > 0:
        return problem("bid-beyond-alarm", bid.trader, found=bid.price_ticks, limit=terms.alarm_ticks)
    start = terms.start_ticks if leading is None else leading.price_ticks
    way = terms.sign * (bid.price_ticks - start)
    is_first_or_queues = leading is None or (start == terms.alarm_ticks and not _bids_alarm(state, bid.trader))
    if way < 0 or (way == 0 and not is_first_or_queues):
        return problem("bid-not-better", bid.trader, found=bid.price_ticks, best=start)
    if way % terms.step_ticks:
        return problem("bid-off-step", bid.trader, found=bid.price_ticks, best=start, step=terms.step_ticks)
    if terms.max_step_ticks is not None and way > terms.max_step_ticks:
        return problem("bid-step-large", bid.trader, found=bid.price_ticks, best=start, limit=terms.max_step_ticks)
    return None


def _bids_alarm(state: State, trader: str) -> bool:
    return any(bid.trader == trader and bid.price_ticks == state.terms.alarm_ticks for bid in state.bids)


def _close(state: State, events: tuple[Event, ...], at_ms: int, reason: Ending) -> Stepped:
    reason, awards = _outcome(state, reason)
    unsold = state.terms.lots - sum(award.lots for award in awards)
    closed = Closed(at_ms, reason, awards, unsold)
    return replace(state, phase="closed", closed=closed), (*events, closed)


def _outcome(state: State, reason: Ending) -> tuple[Ending, tuple[Award, ...]]:
    terms, bids = state.terms, state.bids
    if reason == "cancelled":
        return reason, ()
    if not bids:
        return "no-bid", ()
    if len({bid.trader for bid in bids}) < terms.bidders_least:
        return "few-bidders", ()
    reached = [bid for bid in _standing(state) if meets(bid.price_ticks, terms.reserve_ticks, terms.direction)]
    if not reached:
        return "reserve", ()
    rules = terms.rules
    return reason, allot(reached, terms.lots, terms.direction, partial=rules.partial, pricing=rules.pricing)


def _standing(state: State) -> tuple[Placed, ...]:
    """The bids that count, by the rules for several bids of one trader."""
    bids, standing = state.bids, state.terms.rules.standing
    if standing == "each":
        return bids
    if standing == "last":
        last = {bid.trader: bid.number for bid in bids}
        return tuple(bid for bid in bids if last[bid.trader] == bid.number)
    return _most(bids)


def _most(bids: tuple[Placed, ...]) -> tuple[Placed, ...]:
    """A trader's later bids are his better ones; an earlier one counts for the lots that it asks beyond them."""
    counted: dict[str, int] = {}
    kept: list[Placed] = []
    for bid in reversed(bids):
        beyond = bid.lots - counted.get(bid.trader, 0)
        if beyond > 0:
            kept.append(replace(bid, lots=beyond))
            counted[bid.trader] = bid.lots
    return tuple(reversed(kept))
