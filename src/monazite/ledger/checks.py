"""All checks of an entry that need no balance: form, kind, coupling rules. The journal and the audit use them."""

from __future__ import annotations

from monazite.core import Problem
from monazite.ledger.couplings import Couplings
from monazite.ledger.form import Formed, Forms
from monazite.ledger.kinds import Kinds
from monazite.ledger.record import Entry
from monazite.ledger.rules import Book


class Checks:
    """The checks of one book of rules, and what they remember.

    Args:
        book: of rules.
    """

    def __init__(self, book: Book) -> None:
        """Prepare the checks."""
        self.forms = Forms(book)
        self._kinds = Kinds(book)
        self._couplings = Couplings(book)

    def read(self, entry: Entry) -> Formed | Problem:
        """An entry laid out and encoded, or what is wrong with its form."""
        return self.forms.read(entry)

    def kind(self, formed: Formed) -> Problem | None:
        """Why it is not what its kind says: legs, details, sums, legs to fall back to."""
        return self._kinds.problem(formed)

    def coupling(self, formed: Formed) -> Problem | None:
        """Which coupling rule it breaks; not asked of one that is recorded as blocked."""
        return self._couplings.problem(formed)
