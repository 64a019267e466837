"""ledger: the journal, its rules and its log. See this room's README."""

from monazite.ledger.book import ADJUST, BLOCKED, REVERSE, load_book
from monazite.ledger.group import GroupCommit
from monazite.ledger.journal import Journal
from monazite.ledger.queries import balance, balances, entries, posted_by, statement
from monazite.ledger.record import (
    MATTER,
    Answer,
    Entry,
    Guard,
    Leg,
    Posted,
    Projection,
    Spread,
)
from monazite.ledger.reversal import reversal_legs
from monazite.ledger.rules import Book, Coupling, Kind, Policy, Role
from monazite.ledger.tables import MIGRATIONS

__all__ = [
    "ADJUST",
    "BLOCKED",
    "MATTER",
    "MIGRATIONS",
    "REVERSE",
    "Answer",
    "Book",
    "Coupling",
    "Entry",
    "GroupCommit",
    "Guard",
    "Journal",
    "Kind",
    "Leg",
    "Policy",
    "Posted",
    "Projection",
    "Role",
    "Spread",
    "balance",
    "balances",
    "entries",
    "load_book",
    "posted_by",
    "reversal_legs",
    "statement",
]
