"""The acts of the exchange in a workspace: those of receipts are entries, those of funds go through the venue too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from monazite.app.trace.act_book import ActBook
from monazite.core import ProblemError
from monazite.ledger import Answer, Entry
from monazite.store import said
from monazite.trade.acts import TRADE
from monazite.trade.acts.desk import asked_of, told_of, venue_changed

if TYPE_CHECKING:
    from monazite.app.trade.desk import Desk
    from monazite.app.trade.market import Market
    from monazite.trace.acts import Registry
    from monazite.trade.acts.desk import Told
    from monazite.trade.gateway import Answer as VenueAnswer
    from monazite.trade.log import Outcome

DEPOSITS = frozenset({"pay_in", "bring_in"})
"""Acts whose entry comes first, and then the venue is told."""
ELSEWHERE = "log-locked"
"""What a venue says that another process has open."""
JUDGED = frozenset({"stock_count", "arbitration", "receipt", "receipt_cancel", "pledge"})
"""Kinds of entries after which the safeguards are asked what they find in the store of the open venues."""
DONE = frozenset({"accepted", "duplicate"})


class TradeActs(ActBook):
    """The acts of the exchange, ``workspace.trade.acts``.

    Args:
        market: the venues of the workspace.
    """

    def __init__(self, market: Market) -> None:
        """Hold what it works with; nothing is opened yet."""
        super().__init__(market.home, market.clock, market.reading)
        self._market = market

    @property
    def registry(self) -> Registry:
        """The acts of the exchange."""
        return TRADE

    def post(self, entries: Sequence[Entry], *, whole: bool = False) -> list[Answer]:
        """Post acts in order: entries to the journal; what a venue must hear of or is asked, to the venue as well.

        What goes through a venue is rehearsed first, so that the journal books nothing that the venue will not take.

        Args:
            entries: in order.
            whole: whether all are kept out when one is refused.

        Raises:
            ProblemError: ``venue-served`` when a venue is needed and another process has it open.
        """
        told = self._told(entries)
        refused: dict[str, Answer] = {}
        if whole or told:
            rehearsed = self.rehearse(entries)
            refused = {answer.id: answer for answer in rehearsed if answer.status == "refused"}
            if whole and refused:
                return rehearsed
        answers = []
        for entry in entries:
            if entry.id in refused:
                answers.append(refused[entry.id])
            elif entry.id in told:
                answers.append(self._through(entry, told[entry.id]))
            else:
                answers += self._market.trace.journal.post([entry])
        for venue in {venue_changed(entry) for entry in entries} - {None}:
            if venue is not None and self._market.opened(venue):
                self._market.learn(venue)
        if any(entry.kind in JUDGED for entry in entries):
            for venue in self._market.all_opened():
                self._market.oversee(venue)
        return answers

    def rehearse(self, entries: Sequence[Entry]) -> list[Answer]:
        """What posting these would answer, in the journal and at their venues; nothing is kept."""
        booked = [entry for entry in entries if asked_of(entry) is None]
        found = {answer.id: answer for answer in self._market.trace.rehearse(booked)}
        told = self._told(entries)
        for venue in dict.fromkeys(one.venue for one in told.values()):
            ids = [key for key, one in told.items() if one.venue == venue]
            desk = self._desk(venue)
            self._market.learn(venue)
            outcomes = desk.rehearse([(told[key].actor, told[key].command) for key in ids])
            for key, outcome in zip(ids, outcomes, strict=True):
                found[key] = _rehearsed(found.get(key) or Answer(key, "accepted", None), outcome)
        return [found[entry.id] for entry in entries]

    def again(self, name: str, numbers: Sequence[int]) -> None:
        """Tell venues of deposits again: one that was booked just before the power went is heard of now."""
        if name not in DEPOSITS:
            return
        entries = [self._market.trace.journal.posted(number).entry for number in numbers]
        told = self._told(entries)
        for entry in entries:
            if entry.id in told:
                self._desk(told[entry.id].venue)
                self._market.learn(told[entry.id].venue)
                self._through(entry, told[entry.id])

    def _told(self, entries: Sequence[Entry]) -> dict[str, Told]:
        """What venues are told or asked, by the id of the entry."""
        with self.reading() as connection:
            found = {entry.id: asked_of(entry) or told_of(connection, entry) for entry in entries}
        return {key: one for key, one in found.items() if one is not None}

    def _desk(self, venue: str) -> Desk:
        """The venue, open here.

        Raises:
            ProblemError: ``venue-served`` when another process has it open.
        """
        try:
            return self._market.desk(venue)
        except ProblemError as error:
            if error.problem.code != ELSEWHERE:
                raise
            raise ProblemError(said("monazite.app", "venue-served", venue)) from error

    def _through(self, entry: Entry, told: Told) -> Answer:
        """Say it to the venue, after the journal where the entry is one; the number is that of what was booked."""
        desk = self._desk(told.venue)
        if asked_of(entry) is None:
            answer = desk.book_in(entry)
            booked = entry.id
        else:
            answer = desk.submit(told.actor, told.command)
            booked = f"{told.venue}.{_number(answer)}.0"
        if answer.status not in DONE:
            return Answer(entry.id, "refused", None, answer.problem)
        number = self._market.trace.journal.posted(booked).number
        return Answer(entry.id, "duplicate" if answer.status == "duplicate" else "accepted", number)


def _number(answer: VenueAnswer) -> int | None:
    """The number of the command that an answer is about: of the first one where it was said again."""
    first = next((event.get("of") for event in answer.events if event.get("kind") == "duplicate"), None)
    return answer.number if first is None else first


def _rehearsed(booked: Answer, outcome: Outcome) -> Answer:
    """The answer of journal and venue together."""
    if booked.status == "refused" or outcome.status != "refused":
        return booked
    return Answer(booked.id, "refused", None, outcome.problem)
