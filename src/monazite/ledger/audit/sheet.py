"""The legs of a part of the journal as arrays of numbers, and whether every entry sums to zero in every unit."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from monazite.ledger.audit.body import LegLine
from monazite.ledger.audit.context import Context
from monazite.ledger.audit.entry import TABLE
from monazite.ledger.audit.keys import MASK, Made
from monazite.ledger.audit.record import Findings
from monazite.ledger.audit.spill import ROW, TOUCH, Array, distinct
from monazite.ledger.rules import Policy

FLAGS = 7
CLASSES = {Policy.NEVER_NEGATIVE: 0, Policy.BOUNDARY: 1, Policy.MEASURED: 2}
"""The two lowest bits of a key say which policy its account has."""
PRESENT = 4
"""The third says that the row stands for the balance as such, not for an amount."""


class Sheet:
    """Gathers the legs of entries in order."""

    def __init__(self, context: Context) -> None:
        self._keys = context.keys
        self._classes = {name: CLASSES[role.policy] for name, role in context.book.roles.items()}
        self._bases: list[int] = []
        self._units: list[int] = []
        self._accounts: list[int] = []
        self._entries: list[int] = []
        self._counts: list[int] = []
        self._symbols: list[str] = []
        self._amounts: list[int] = []
        self._lengths: list[int] = []
        self._balances: dict[tuple[str, str], int] = Made(self._base)

    def add(self, number: int, legs: list[LegLine]) -> None:
        """Take up the legs of an entry."""
        self._entries.append(number)
        self._lengths.append(len(legs))
        accounts, bases = self._keys.accounts, self._balances
        for leg in legs:
            account, unit, amount = leg[1], leg[2], leg[3]
            self._bases.append(bases[account, unit])
            self._units.append(accounts[unit])
            self._accounts.append(accounts[account])
            if type(amount) is dict:
                self._counts.append(len(amount))
                self._symbols.extend(amount)
                self._amounts.extend(amount.values())
            else:
                self._counts.append(1)
                self._symbols.append("")
                self._amounts.append(amount)

    def base(self, account: str, unit: str) -> int:
        """The key of a balance, with the class of its account."""
        return self._balances[account, unit]

    def _base(self, account_and_unit: tuple[str, str]) -> int:
        kind = self._classes.get(account_and_unit[0].partition("/")[0], 1)
        return self._keys.of_balance(account_and_unit) & ~FLAGS | kind

    def _numbers(self) -> Array:
        """The number of the entry of each leg."""
        import numpy as np  # noqa: PLC0415  a heavy library

        return np.repeat(np.array(self._entries, "i8"), self._lengths)

    def legs(self, findings: Findings) -> Array:
        """Rows of (key, entry, amount), in order; entries that do not sum to zero are found on the way."""
        import numpy as np  # noqa: PLC0415  a heavy library

        counts = np.array(self._counts, "i8")
        entries, units = self._numbers(), np.array(self._units, "u8")
        amounts = np.array(self._amounts, "i8")
        shift = self._element_keys()
        owners = np.repeat(entries, counts)
        for number in _unbalanced(owners, np.repeat(units, counts) + shift, amounts):
            findings.add("sum-not-zero", TABLE, int(number), "body")
        bases = np.array(self._bases, "u8")
        rows = np.empty(len(amounts) + len(bases), ROW)
        rows["key"] = np.concatenate((np.repeat(bases, counts) + shift, bases | np.uint64(PRESENT)))
        rows["entry"] = np.concatenate((owners, entries))
        rows["amount"] = np.concatenate((amounts, np.zeros(len(bases), "i8")))
        return rows

    def _element_keys(self) -> Array:
        import numpy as np  # noqa: PLC0415  a heavy library

        numbers: defaultdict[str, int] = defaultdict(lambda: len(numbers))
        each = np.fromiter(map(numbers.__getitem__, self._symbols), "i8", len(self._symbols))
        keys = [element_key(self._keys, symbol) for symbol in numbers]
        return np.array(keys, "u8")[each] if keys else np.zeros(0, "u8")

    def touches(self) -> Array:
        """Rows of (key of the account, entry), each once."""
        import numpy as np  # noqa: PLC0415  a heavy library

        rows = np.empty(len(self._accounts), TOUCH)
        rows["key"], rows["entry"] = np.array(self._accounts, "u8"), self._numbers()
        return rows

    def accounts(self) -> Array:
        """Keys of the accounts, each once."""
        import numpy as np  # noqa: PLC0415  a heavy library

        return distinct(np.array(self._accounts, "u8"))


def element_key(keys: Any, symbol: str) -> int:
    """What an element adds to the key of a balance; nothing for scalars."""
    return keys.elements[symbol] & ~FLAGS & MASK if symbol else 0


def _unbalanced(entries: Array, units: Array, amounts: Array) -> Array:
    """Numbers of entries of which some unit does not sum to zero: sums of amounts by (entry, unit and element)."""
    import numpy as np  # noqa: PLC0415  a heavy library

    if not len(entries):
        return entries
    order = np.lexsort((units, entries))
    entry, unit = entries[order], units[order]
    starts = np.flatnonzero(np.concatenate(([True], (entry[1:] != entry[:-1]) | (unit[1:] != unit[:-1]))))
    sums = np.add.reduceat(amounts[order], starts)
    return np.unique(entry[starts[sums != 0]])
