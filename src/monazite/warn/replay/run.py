"""A history replayed day by day: signals and windows of a day follow from what was known then, and nothing later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from hashlib import sha256

from monazite.core import ProblemError, Words
from monazite.reference import add_working_days
from monazite.warn.replay.record import DatedFact, Replayed, Verdict, Window
from monazite.warn.replay.tables import kinds
from monazite.warn.shocks.window import InputCover, stop_window
from monazite.warn.signals.record import worst
from monazite.warn.watch import EVERY, Seen, watch

WINDOW = Words(
    "{holder}：首批产线在 {opens} 至 {closes} 之间停产{relief}",
    "{holder}: the first lines stop between {opens} and {closes}{relief}",
)
RELIEF = Words("；新许可下的货最早 {relief} 到", "; goods under a new licence arrive on {relief} at the earliest")
SOMEBODY = Words("未指明的持有方", "a holder that is not named")


def replay(facts: Sequence[DatedFact]) -> tuple[Replayed, ...]:
    """Every day on which something became known, each judged by itself.

    Args:
        facts: in any order.
    """
    return tuple(on(facts, day) for day in sorted({one.known_on for one in facts}))


def on(facts: Sequence[DatedFact], day: date) -> Replayed:
    """What was to be said on a day.

    Args:
        facts: in any order; those known later are left out before anything else is done.
        day: of which.
    """
    known = tuple(sorted((one for one in facts if one.known_on <= day), key=lambda one: (one.known_on, one.id)))
    windows = stop_windows(known, day)
    signals = watch(day, [*(seen for one in known for seen in seen_of(one)), *_stops_ahead(windows, day)])
    level = worst(tuple(one.level for one in signals))
    among = (*(fact.holder for fact in known), *(window.holder for window in windows))
    named = {holder_key(one): one for one in among if one}
    holders = {one.subject: named[one.subject] for one in signals if one.subject in named}
    return Replayed(day, level, signals, windows, tuple(one for one in known if one.known_on == day), holders)


def holder_key(holder: Words) -> str:
    """The subject of signals about a holder, of no language: ``Replayed.holders`` has its names."""
    return "holder:" + sha256("\n".join(holder).encode()).hexdigest()[:12]


def seen_of(fact: DatedFact) -> list[Seen]:
    """A fact as the watch takes it: by element where it names some, for all where it names none."""
    kind = kinds()[fact.kind]
    if not kind.watched:
        return []
    value = kind.becomes if kind.becomes is not None else _mild(fact)
    until = fact.last_day if fact.kind == "suspension" and fact.last_day > fact.first_day else None
    subjects = fact.subjects or ((holder_key(fact.holder),) if fact.holder else (EVERY,))
    return [Seen(fact.known_on, kind.watched, one, value, fact.what, (fact.id,), until) for one in subjects]


def _mild(fact: DatedFact) -> float:
    """The end of a range that alarms less: a wide range is no reason for a worse level."""
    if fact.low is None or fact.high is None:
        return 0.0
    falls = kinds()[fact.kind].watched in {"export-change", "grant-rate"}
    return fact.high if falls else fact.low


def _stops_ahead(windows: Sequence[Window], day: date) -> list[Seen]:
    """Days to each window that has not closed; a window that is open is nought days ahead."""
    return [
        Seen(day, "first-stop", holder_key(one.holder), max(0, (one.opens - day).days), said_of(one), one.facts)
        for one in windows if one.closes >= day
    ]  # fmt: skip


def said_of(window: Window) -> Words:
    """A window as a sentence."""
    relief = RELIEF.filled(relief=window.relief) if window.relief else Words("", "")
    return WINDOW.filled(holder=window.holder, opens=window.opens, closes=window.closes, relief=relief)


def stop_windows(known: Sequence[DatedFact], day: date) -> tuple[Window, ...]:
    """When the stock of each holder runs out after the newest control in force, from what is known of it.

    What was shipped before the control arrives for as long as goods are on the way; then stock is used up: the usual
    one, or what is left by a statement made since the control, counted from the day it is of. Each range adds its
    ends to the window.

    Args:
        known: facts of the day, oldest first.
        day: of which.

    Returns:
        Windows, the one that closes first at the head; none without a control, a transit or a stock.
    """
    control, transit = _control(known, day), _newest(known, "transit")
    if control is None or transit is None:
        return ()
    stocks = {one.holder or SOMEBODY: one for one in known if one.kind == "stock"}
    stocks |= {one.holder or SOMEBODY: one for one in known
               if one.kind == "stock-left" and one.last_day >= control.first_day}  # fmt: skip
    relief = _relief(known, control, transit)
    ahead = [_window(holder, control, transit, stock, relief) for holder, stock in stocks.items()]
    found = [one for one in ahead if one is not None]
    return tuple(sorted(found, key=lambda one: (one.closes, one.opens, one.holder)))


def _control(known: Sequence[DatedFact], day: date) -> DatedFact | None:
    """The newest control of which something is not suspended on a day."""
    for number, one in reversed(list(enumerate(known))):
        if one.kind == "control":
            lifted = {
                name
                for other in known[number:]
                if other.kind == "suspension" and (other.last_day == other.first_day or day <= other.last_day)
                for name in other.subjects
            }
            if not set(one.subjects) <= lifted:
                return one
    return None


def _newest(known: Sequence[DatedFact], kind: str) -> DatedFact | None:
    return next((one for one in reversed(known) if one.kind == kind), None)


def _window(
    holder: Words, control: DatedFact, transit: DatedFact, stock: DatedFact, relief: date | None
) -> Window | None:
    """The window of one holder, from the day of the control, or from that of a later statement of what is left."""
    start = max(control.first_day, stock.last_day)
    gone = (start - control.first_day).days
    way = [max(0, round(days or 0) - gone) for days in (transit.low, transit.high)]
    cover = InputCover(holder.en, stock.low or 0, stock.high or 0, *way)
    found = stop_window(holder.en, [cover], start)
    if found is None or found.latest is None:
        return None  # a stock that lasts for ten years and more
    return Window(holder, found.earliest, found.latest, relief, (control.id, transit.id, stock.id))


def _relief(known: Sequence[DatedFact], control: DatedFact, transit: DatedFact) -> date | None:
    """First day of new goods: the earlier of what other controls took and what the law allows, and the way here."""
    review, precedent = _newest(known, "review"), _newest(known, "first-licence")
    days = []
    if precedent is not None and precedent.low is not None:
        days.append(control.first_day + timedelta(days=round(precedent.low)))
    if review is not None and review.high is not None:
        try:
            days.append(add_working_days(control.first_day, round(review.high)))
        except ProblemError:  # a year whose holidays nobody knows yet
            days.append(control.first_day + timedelta(days=round(review.high * 7 / 5)))
    return min(days) + timedelta(days=round(transit.low or 0)) if days else None


def verdict(facts: Sequence[DatedFact]) -> Verdict | None:
    """How a replay did, judged afterwards by all facts: first red day, its window, and the stops that followed.

    A stop lies in the window when each day that it may have begun on does: from its first day to its last known one,
    the last day of the window included.

    Args:
        facts: all of them.

    Returns:
        None where no day is red.
    """
    called = next((one for one in replay(facts) if one.level == "red"), None)
    if called is None:
        return None
    window = called.windows[0] if called.windows else None
    notice = max((one.known_on for one in facts if one.kind == "control" and one.known_on <= called.day), default=None)
    stops = [one for one in facts if one.kind == "stop" and one.first_day > called.day]
    return Verdict(
        called.day, (called.day - notice).days if notice else None, window,
        tuple((one, window is not None and window.contains(one.first_day) and window.contains(one.last_day))
              for one in sorted(stops, key=lambda one: one.first_day)),
    )  # fmt: skip
