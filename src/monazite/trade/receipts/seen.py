"""What the checks of a batch see: this room's rows, the parties, and lots as the batch has left them so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from monazite.core import ElementMass, ProblemError
from monazite.ledger import MATTER, Entry
from monazite.ledger.queries import balance, posted_by
from monazite.trace.lots.legs import HELD, MAKING, lots_named
from monazite.trace.lots.reuse import stated_lots
from monazite.trace.lots.tables import LOTS
from monazite.trace.permits.standing import Standing
from monazite.trade.receipts.rows import Rows


@dataclass(frozen=True, slots=True)
class LotNow:
    """A lot as it stands.

    Args:
        site: where it lies, None when nobody says.
        net_mg: as weighed when it was made, None when it was not.
        made_mg: all elements together, as made.
        held: what each account has of it.
    """

    site: str | None
    net_mg: int | None
    made_mg: int
    held: Mapping[str, ElementMass]

    @property
    def left_net_mg(self) -> int | None:
        """The net mass of what is left, in proportion to its elements; None when it was never weighed."""
        left = sum(matter.total.mg for matter in self.held.values())
        if self.net_mg is None or not self.made_mg:
            return None
        return self.net_mg if left == self.made_mg else self.net_mg * left // self.made_mg


class Seen:
    """The view of one batch.

    Args:
        connection: to read from.
        standing: parties with the entries of the batch.
        rows: of this room's tables, with the entries of the batch.
    """

    def __init__(self, connection: Connection, standing: Standing, rows: Rows) -> None:
        """Begin with nothing of the batch."""
        self.connection, self.standing, self.rows = connection, standing, rows
        self._accepted: list[Entry] = []
        self._by_lot: dict[str, list[Entry]] = {}
        self._indexed = 0

    def accept(self, entry: Entry) -> None:
        """Count an entry as booked."""
        self._accepted.append(entry)

    def forget(self, entry: Entry) -> None:
        """The entry accepted last was not booked after all."""
        if self._accepted and self._accepted[-1].id == entry.id:
            self._accepted.pop()
            if self._indexed > len(self._accepted):
                self._by_lot, self._indexed = {}, 0

    def entry(self, entry_id: str) -> Entry | None:
        """An entry of the batch or of the journal; None when there is none."""
        found = next((one for one in reversed(self._accepted) if one.id == entry_id), None)
        if found is not None:
            return found
        try:
            return posted_by(self.connection, entry_id).entry
        except ProblemError:
            return None

    def kind_of(self, party: Any) -> str | None:
        """The kind of a registered party; None when nobody has that id."""
        who = self.standing.parties.get(party) if isinstance(party, str) else None
        return None if who is None else who.kind

    def is_within(self, party: str, other: str) -> bool:
        """Whether a party is another one, or belongs to it."""
        return party == other or other in self.standing.above(party)

    def lot(self, lot: str) -> LotNow | None:
        """A lot with the entries of the batch; None when there is none."""
        columns = LOTS.c
        wanted = select(columns.site, columns.net_mg, columns.matter, columns.holdings)
        row = self.connection.execute(wanted.where(columns.id == lot)).first()
        found = None
        if row is not None:
            accounts = [f"{place}/{lot}" for place in row.holdings]
            held = {account: matter for account, matter in _matter(self.connection, accounts).items() if matter}
            found = LotNow(row.site, row.net_mg, sum(row.matter.values()), held)
        for entry in self._touching(lot):
            found = self._after(found, entry, lot)
        return found

    def _touching(self, lot: str) -> Sequence[Entry]:
        """The entries of the batch that touch a lot, in order; indexed when they are first asked for."""
        for entry in self._accepted[self._indexed :]:
            for name in dict.fromkeys(lots_named(entry)):
                self._by_lot.setdefault(name, []).append(entry)
        self._indexed = len(self._accepted)
        return self._by_lot.get(lot, ())

    def _after(self, lot_now: LotNow | None, entry: Entry, lot: str) -> LotNow:
        ending = f"/{lot}"
        legs = [leg for leg in entry.legs if leg.unit == MATTER and leg.account.endswith(ending) and leg.role in HELD]
        known = lot_now
        stated = stated_lots(entry).get(lot) if entry.kind in MAKING else None
        if known is None or stated is not None:
            told = stated if isinstance(stated, Mapping) else {}
            made_mg = sum(leg.amount.total.mg for leg in legs if isinstance(leg.amount, ElementMass))
            known = LotNow(told.get("site") or self._parents_site(entry, lot), told.get("net_mg"), made_mg, {})
        held = dict(known.held)
        for leg in legs:
            if isinstance(leg.amount, ElementMass):
                held[leg.account] = held.get(leg.account, ElementMass()) + leg.amount
        to_site = entry.details.get("to_site") if entry.kind == "arrive" else None
        left = {account: matter for account, matter in held.items() if matter.parts}
        return LotNow(to_site or known.site, known.net_mg, known.made_mg, left)

    def _parents_site(self, entry: Entry, lot: str) -> str | None:
        """Where a lot lies that was made of others and does not say: where they lay when they were made."""
        parents = [leg.account.rpartition("/")[2] for leg in entry.legs if leg.unit == MATTER]
        wanted = select(LOTS.c.site).where(LOTS.c.id.in_([one for one in parents if one != lot]))
        sites = {row.site for row in self.connection.execute(wanted)}
        return sites.pop() if len(sites) == 1 else None


def _matter(connection: Connection, accounts: Sequence[str]) -> dict[str, ElementMass]:
    """What accounts hold of matter."""
    found = {account: balance(connection, account).get(MATTER) for account in accounts}
    return {account: amount for account, amount in found.items() if isinstance(amount, ElementMass)}
