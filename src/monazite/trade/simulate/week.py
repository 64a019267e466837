"""The week of 15 to 19 August 2022 at two invented exchanges, and what leads up to it, on one agenda."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from random import Random

from monazite.ledger import Entry, Leg
from monazite.trace.lots.said import entry
from monazite.trade.gateway import Answer
from monazite.trade.simulate.agenda import Agenda, moment_of
from monazite.trade.simulate.book import Flow, opened, settlements
from monazite.trade.simulate.cases import PLEDGED, Cases
from monazite.trade.simulate.floor import Floor, Said
from monazite.trade.simulate.goods import Goods
from monazite.trade.simulate.opening import (
    NATIONAL,
    SPOT,
    admitted,
    announced,
    registrations,
    rules,
    set_up,
    told,
    told_rules,
)
from monazite.trade.simulate.reporting import filed, invoiced
from monazite.trade.simulate.saying import Saying
from monazite.trade.simulate.spot import SpotMarket
from monazite.trade.simulate.tables import actors, members, stock, venue_of

FIRST, LAST = date(2022, 8, 15), date(2022, 8, 19)
DAYS = tuple(FIRST + timedelta(days=n) for n in range(5))
VENUES = (NATIONAL, SPOT)
SET_UP, ADMITTED, MOVED_IN = date(2022, 6, 20), date(2022, 7, 4), date(2022, 8, 12)
INVOICED, LATE_SELLER = date(2022, 8, 22), "E02"
"""When the last invoices are issued, and who leaves his open."""
MONTH_END, REPORTED = date(2022, 8, 31), date(2022, 9, 8)
KEPT_PERCENT, NATIONAL_PERCENT = 10, 60
"""Of a member's cash: what stays at hand, and what goes to the national exchange when it is a member of both."""
CNY = "money:CNY"


def week(floor: Floor, seed: int = 1) -> Agenda:
    """Everything that is to be done, not begun; run the agenda up to an instant, or to its end.

    Args:
        floor: the public interface of a workspace.
        seed: of the orders and weights; the same gives the same week.
    """
    return _Week(floor, seed).agenda


class _Week:
    """Puts the week down on an agenda."""

    def __init__(self, floor: Floor, seed: int) -> None:
        self._floor = floor
        self.agenda = Agenda(floor.set_time)
        self._say = Saying(self.agenda)
        random = Random(seed)  # noqa: S311  a simulation, repeatable on purpose
        self._flow = Flow(floor, random)
        self._spot = SpotMarket(floor, self.agenda, self._flow.key)
        self._at(SET_UP, "10:00", self._set_up)
        self._at(ADMITTED, "10:00", lambda: floor.post(list(admitted(self._say))))
        goods = Goods(floor, self.agenda, self._say, random)
        self._at(MOVED_IN, "15:00", self._move_in)
        for day in DAYS:
            self._day(day)
        cases = Cases(floor, self.agenda, self._say, self._flow.key, goods)
        self._market(cases)
        self._at(FIRST, "16:00", self._announce)
        self._at(LAST, "16:00", goods.count)
        for day in (*DAYS[1:], INVOICED):
            self._at(day, "08:30", partial(self._invoice, LATE_SELLER if day == INVOICED else ""))
        self._at(MONTH_END, "17:00", lambda: floor.publish(MONTH_END))
        self._at(REPORTED, "10:00", lambda: floor.post(filed(floor, self._say, "2022-08")))

    def _at(self, day: date, at: str, act: Callable[[], object]) -> None:
        def done() -> None:
            act()

        self.agenda.at(moment_of(day, at), done)

    def _set_up(self) -> None:
        self._floor.post(registrations(self._say))
        self._floor.post(list(set_up(self._say, SET_UP)))
        for venue in VENUES:
            self._floor.say(venue, [told_rules(rules(venue, 1))])

    def _announce(self) -> None:
        """The second version of the rules, three days ahead, in the journal and at the venues."""
        for venue in VENUES:
            self._floor.post([announced(self._say, rules(venue, 2))])
            self._floor.say(venue, [told_rules(rules(venue, 2))])

    def _move_in(self) -> None:
        """Members pay in and bring their receipts; the day before the week's end all is where it will be traded."""
        self._floor.post([self._lent(one.id, one.cash_fen) for one in actors().values() if one.cash_fen])
        for venue in VENUES:
            self._floor.say(venue, told(venue))
            for one in members(venue):
                share = NATIONAL_PERCENT if venue == NATIONAL else 100 - KEPT_PERCENT - NATIONAL_PERCENT
                self._floor.pay_in(venue, one.id, one.cash_fen * share // 100, key=self._say.key())
        for stored in stock():
            if stored.lot != PLEDGED:
                receipt = self._floor.receipt(f"R-{stored.lot}")
                self._floor.bring_in(venue_of(stored), stored.maker, receipt, key=self._say.key())

    def _lent(self, party: str, fen: int) -> Entry:
        legs = (Leg(f"bank/{party}", CNY, -fen), Leg(f"cash/{party}", CNY, fen))
        return entry("deposit", self._say(party), legs, {"purpose": "货款（模拟）"})

    def _day(self, day: date) -> None:
        self._at(day, "09:00", lambda: self._open(day))
        self._at(day, "09:10", lambda: self._floor.say(NATIONAL, self._flow.cancelled()))
        self._at(day, "09:15", lambda: self._phase("call"))
        self._at(day, "09:18", lambda: self._floor.say(NATIONAL, list(self._flow.call(day))))
        self._at(day, "09:25", lambda: self._floor.say(NATIONAL, [(NATIONAL, {"kind": "tick"})]))
        self._at(day, "09:30", lambda: self._trade(day))
        self._at(day, "14:50", lambda: self._floor.say(NATIONAL, list(self._flow.standing(day))))
        self._at(day, "15:00", lambda: self._phase("closed"))
        self._at(day, "15:10", self._close)
        self._at(day, "15:30", lambda: self._floor.publish(day))

    def _invoice(self, late: str) -> None:
        """The invoices of what was settled so far; one seller leaves his last ones open."""
        for venue in VENUES:
            self._floor.post(invoiced(self._floor, self._say, venue, late))

    def _open(self, day: date) -> None:
        for venue in VENUES:
            listed = self._floor.ask(venue, lambda machine: machine.instruments())
            before = self._floor.ask(venue, settlements)
            self._floor.say(venue, [(venue, opened(day, before, listed))])

    def _phase(self, phase: str) -> list[Answer]:
        listed = self._floor.ask(NATIONAL, lambda machine: machine.instruments())
        said: list[Said] = [(NATIONAL, {"kind": "phase", "instrument": name, "phase": phase}) for name in listed]
        return self._floor.say(NATIONAL, said)

    def _trade(self, day: date) -> None:
        """The call auction is held; orders of the day are put down, each at its time."""
        self._phase("continuous")
        for begins, seconds, said in self._flow.continuous(day):
            moment = moment_of(day, begins) + timedelta(seconds=seconds)
            self.agenda.at(moment, self._ordered(said))

    def _ordered(self, said: Said) -> Callable[[], None]:
        def done() -> None:
            self._floor.say(NATIONAL, [said])

        return done

    def _close(self) -> None:
        for venue in VENUES:
            self._floor.say(venue, [(venue, {"kind": "close_day"})])

    def _market(self, cases: Cases) -> None:
        """The spot market's events, and the cases that show what the rules do."""
        monday, tuesday, wednesday, thursday, friday = DAYS
        self._at(tuesday, "09:50", lambda: self._spot.auction_up(tuesday))
        self._at(thursday, "09:50", lambda: self._spot.auction_down(thursday))
        self._at(wednesday, "13:50", lambda: self._spot.negotiated(wednesday))
        cases.listing(self._spot, monday, tuesday)
        cases.load_out(self._spot, wednesday, thursday, friday)
        cases.lien(monday, thursday)
        cases.refused(tuesday, wednesday, thursday)
        cases.dispute(wednesday, thursday, friday)
        self._at(friday, "15:05", cases.paid_out)
