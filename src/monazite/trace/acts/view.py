"""What an act needs to know of the journal: balances, lots, entries; with the entries of one sheet before this one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, select

from monazite.core import ElementMass, ProblemError
from monazite.ledger import MATTER, Entry, Posted, Spread

DIGITS = 20
"""Digits of the number of an entry, at most; the journal counts with 64 bits."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a lot.

    Args:
        net_mg: net mass as made, None where it was never weighed.
        matter: as made.
        weighed: as the scale and the laboratory say, None when they say nothing.
        holder: who holds most of it, None when it is not known.
        status: stock, offered, pledged, transit, blocked, spent …
        entry_number: of the entry that made it; None for an entry that is not booked yet.
    """

    net_mg: int | None
    matter: ElementMass
    weighed: dict[str, Any] | None
    holder: str | None
    status: str
    entry_number: int | None = None


class View:
    """The journal as it stands, and as it would stand after the entries that were added.

    Args:
        connection: to read from.

    Attributes:
        entries: those that were added, for rooms that count more than lots and balances.
    """

    def __init__(self, connection: Connection) -> None:
        """Look at the journal through a connection; nothing is read yet."""
        self.connection = connection
        self.entries: list[Entry] = []
        self._moved: dict[tuple[str, str], ElementMass | int] = {}
        self._made: dict[str, Known] = {}

    def add(self, entry: Entry) -> None:
        """Count an entry as booked, for the ones after it."""
        self.entries.append(entry)
        for leg in entry.legs:
            key = (leg.account, leg.unit)
            before = self._moved.get(key)
            self._moved[key] = leg.amount if before is None else before + leg.amount  # type: ignore[operator]
        for lot, weighed in _stated(entry).items():
            matter = next((leg.amount for leg in entry.legs if _receives(leg.account, leg.amount, lot)), ElementMass())
            holder = next((leg.account.split("/")[1] for leg in entry.legs if leg.account.endswith(f"/{lot}")), None)
            if isinstance(matter, ElementMass):
                net = weighed.get("net_mg") or self._net_of_parent(weighed, matter)
                self._made[lot] = Known(net, matter, weighed if "net_mg" in weighed else None, holder, "stock")

    def matter(self, account: str) -> ElementMass:
        """The matter on an account; nothing when it has never been used."""
        found = self.balances(account).get(MATTER, ElementMass())
        return found if isinstance(found, ElementMass) else ElementMass()

    def balances(self, account: str) -> dict[str, ElementMass | int]:
        """What an account holds, by unit."""
        from monazite.ledger.queries import balance  # noqa: PLC0415  its tables are declared when they are needed

        kept = dict(balance(self.connection, account))
        for (name, unit), amount in self._moved.items():
            if name == account:
                kept[unit] = kept[unit] + amount if unit in kept else amount  # type: ignore[operator]
        return kept

    def lot(self, lot: str) -> Known | None:
        """What is known of a lot, None when there is none of that id."""
        if lot in self._made:
            return self._made[lot]
        from monazite.trace.tables import SCHEMAS  # noqa: PLC0415  its tables are declared when they are needed

        table = SCHEMAS["trace_lots"].table
        row = self.connection.execute(select(table).where(table.c.id == lot)).mappings().first()
        if row is None:
            return None
        weighed = row["lot"] if row["lot"] and "net_mg" in row["lot"] else None
        matter = ElementMass.of(row["matter"])
        net = row["net_mg"] or self._net_of_parent(row["lot"] or {}, matter)
        return Known(net, matter, weighed, row["holder"], row["status"], row["entry_number"])

    def _net_of_parent(self, stated: Mapping[str, Any], matter: ElementMass) -> int | None:
        """Net mass of a lot that was divided off: what it holds of its one parent, as the books say."""
        parents = stated.get("of", [])
        parent = self.lot(parents[0]) if len(parents) == 1 else None
        if parent is None or parent.net_mg is None or not parent.matter.total.mg:
            return None
        return round(Fraction(parent.net_mg * matter.total.mg, parent.matter.total.mg))

    def lots_like(self, lot: str) -> list[str]:
        """Ids of some lots that begin like that one."""
        from monazite.trace.tables import SCHEMAS  # noqa: PLC0415  as above

        table = SCHEMAS["trace_lots"].table
        begins = table.c.id.startswith(lot[:2], autoescape=True)
        found = self.connection.execute(select(table.c.id).where(begins).limit(200)).scalars()
        return [*found, *self._made]

    def net_left_mg(self, lot: str, left: ElementMass) -> Fraction | None:
        """Net mass of what is left of a lot, in milligrams; None where the lot was never weighed."""
        known = self.lot(lot)
        if known is None or known.net_mg is None or not known.matter.total.mg:
            return None
        return Fraction(known.net_mg * left.total.mg, known.matter.total.mg)

    def spread(self, lot: str, taken: ElementMass) -> Spread | None:
        """The standard uncertainty of what is taken of a lot."""
        from monazite.trace.lots import from_json, matter_of, spread_of, spread_scaled  # noqa: PLC0415  as above

        known = self.lot(lot)
        if known is None or not known.weighed:
            return None
        weighed = from_json({name: value for name, value in known.weighed.items() if name != "of"})
        return spread_scaled(spread_of(weighed), taken, matter_of(weighed))

    def posted(self, key: str) -> Posted | None:
        """An entry by its id or number, None when there is none."""
        from monazite.ledger import posted_by  # noqa: PLC0415  as above

        try:
            return posted_by(self.connection, key)
        except ProblemError:
            pass
        try:
            return posted_by(self.connection, int(key)) if key.isdecimal() and len(key) <= DIGITS else None
        except ProblemError:
            return None


def _stated(entry: Entry) -> dict[str, dict[str, Any]]:
    """The lots that an entry makes, by id."""
    lots = entry.details.get("lots")
    return {lot: dict(weighed) for lot, weighed in lots.items()} if isinstance(lots, dict) else {}


def _receives(account: str, amount: ElementMass | int, lot: str) -> bool:
    return account.endswith(f"/{lot}") and isinstance(amount, ElementMass) and amount.total.mg > 0
