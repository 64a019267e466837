"""What a batch needs to know of what is kept: ids, related entries, accounts, balances; asked once, then remembered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import orjson
from sqlalchemy import Connection, select

from monazite.ledger.encode import decode_lightly
from monazite.ledger.form import Formed
from monazite.ledger.holdings import Holdings, Key, Uncertainty
from monazite.ledger.queries import in_parts
from monazite.ledger.record import MATTER, Posted
from monazite.ledger.rules import Policy, Role
from monazite.ledger.tables import ACCOUNTS, BALANCES, ENTRIES, REVERSALS, SPREADS
from monazite.ledger.vectors import Vector, vector_of
from monazite.store import rows_where_in

REMEMBERED = 50_000
"""Accounts and balances in memory at most, before they are forgotten and read again as they are needed."""


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the journal: its size, the latest id in the order of texts, and the last recorded time."""

    size: int = 0
    recorded_ms: int = 0
    greatest_id: str = ""


def head(connection: Connection) -> Head:
    """The end of the journal as it stands."""
    last = select(ENTRIES.c.number, ENTRIES.c.recorded_ms).order_by(ENTRIES.c.number.desc()).limit(1)
    row = connection.execute(last).one_or_none()
    if row is None:
        return Head()
    greatest = connection.execute(select(ENTRIES.c.id).order_by(ENTRIES.c.id.desc()).limit(1)).scalar_one()
    return Head(row.number + 1, row.recorded_ms, greatest)


class Kept:
    """Accounts and balances as kept, each read when it is first needed."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self.numbers: dict[str, int] = {}
        self.next_account = -1
        self.holdings = Holdings()

    @property
    def is_large(self) -> bool:
        """Whether it is time to forget."""
        return len(self.numbers) + len(self.holdings) > REMEMBERED

    def load(self, connection: Connection, formed: Iterable[Formed]) -> None:
        """Read what these entries touch and is not known yet."""
        if self.next_account < 0:
            last = select(ACCOUNTS.c.number).order_by(ACCOUNTS.c.number.desc()).limit(1)
            greatest = connection.execute(last).scalar()
            self.next_account = 0 if greatest is None else greatest + 1
        wanted = self._unknown(formed)
        numbers = self.numbers
        names = [name for name in dict.fromkeys(name for name, _ in wanted) if name not in numbers]
        found = rows_where_in(connection, ACCOUNTS, ("name", "number"), ("name",), [(name,) for name in names])
        numbers.update((name, number) for name, number in found)
        self._load_balances(connection, [(name, key, role) for (name, key), role in wanted.items() if name in numbers])

    def number_new(self, account: str) -> int:
        """Give a new account its number."""
        self.numbers[account] = number = self.next_account
        self.next_account = number + 1
        return number

    def _unknown(self, formed: Iterable[Formed]) -> dict[Key, Role]:
        """Accounts and units whose balances are not in memory, with the role of the account."""
        matter, scalars = self.holdings.matter, self.holdings.scalars
        unknown: dict[Key, Role] = {}
        for one in formed:
            for legs in (one.legs, one.otherwise or ()):
                for leg, role, family, *_ in legs:
                    account = leg.account
                    if family != MATTER:
                        if (account, leg.unit) not in scalars:
                            unknown[account, leg.unit] = role
                    elif account not in matter:
                        unknown[account, MATTER] = role
        return unknown

    def _load_balances(self, connection: Connection, wanted: Sequence[tuple[str, str, Role]]) -> None:
        """The balances of accounts that are there; what is not found is zero."""
        holdings = self.holdings
        names = {self.numbers[name]: name for name, _, _ in wanted}
        keys = [(self.numbers[name], unit) for name, unit, _ in wanted]
        columns = ("account", "unit", "amount", "matter")
        for number, unit, amount, matter in rows_where_in(connection, BALANCES, columns, ("account", "unit"), keys):
            if unit == MATTER:
                holdings.matter[names[number]] = vector_of(orjson.loads(matter).items())
            else:
                holdings.scalars[names[number], unit] = amount
        measured = {self.numbers[name] for name, _, role in wanted if role.policy is Policy.MEASURED}
        columns = ("account", "random", "shared", "reset_entry")
        accounts = [(number,) for number in measured]
        for number, random, shared, reset in rows_where_in(connection, SPREADS, columns, ("account",), accounts):
            plain = {name: _vector(mass) for name, mass in orjson.loads(shared).items()}
            holdings.spreads[names[number]] = Uncertainty(_vector(orjson.loads(random)), plain, reset)


def _vector(texts: dict[str, str]) -> Vector:
    return vector_of([(name, int(text)) for name, text in texts.items()])


def submissions(connection: Connection, ids: Collection[str]) -> dict[str, tuple[int, bytes]]:
    """Number and submission hash of the entries that are there, by id."""
    rows = rows_where_in(connection, ENTRIES, ("id", "number", "submission"), ("id",), [(known,) for known in ids])
    return {known: (number, submission) for known, number, submission in rows}


def related(connection: Connection, ids: Collection[str]) -> dict[str, Posted]:
    """Entries that others relate to, by id."""
    found: dict[str, Posted] = {}
    columns = (ENTRIES.c.id, ENTRIES.c.number, ENTRIES.c.recorded_ms, ENTRIES.c.body)
    for part in in_parts(ids):
        for known, number, recorded_ms, body in connection.execute(select(*columns).where(ENTRIES.c.id.in_(part))):
            entry, blocked = decode_lightly(body)
            found[known] = Posted(number, recorded_ms, entry, blocked)
    return found


def reversals(connection: Connection, numbers: Collection[int]) -> dict[int, str]:
    """Which of some entries are reversed, by number, and the id of the entry that did it."""
    found: dict[int, str] = {}
    joined = select(REVERSALS.c.reverses, ENTRIES.c.id).join_from(
        REVERSALS, ENTRIES, REVERSALS.c.entry_number == ENTRIES.c.number
    )
    for part in in_parts(numbers):
        found.update((number, by) for number, by in connection.execute(joined.where(REVERSALS.c.reverses.in_(part))))
    return found
