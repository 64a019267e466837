"""The entries that a batch has booked so far: they stand in no table yet."""

from __future__ import annotations

from dataclasses import replace

from monazite.ledger import Entry


class Accepted:
    """Entries of the batch that passed or are recorded as blocked, in order, with the legs that are booked.

    Args:
        entries: so far. Whatever looks at them remembers how far it has looked; only the last is ever taken back.
    """

    def __init__(self) -> None:
        """Start a batch."""
        self.entries: list[Entry] = []

    def add(self, entry: Entry) -> None:
        """It passed all checks."""
        self.entries.append(entry)

    def forget(self, entry: Entry) -> None:
        """It was refused after all."""
        if self.entries and self.entries[-1] is entry:
            self.entries.pop()

    def add_blocked(self, entry: Entry) -> None:
        """It is recorded as blocked, under its other legs."""
        self.entries.append(replace(entry, legs=entry.otherwise or (), otherwise=None))

    def find(self, entry_id: str | None) -> Entry | None:
        """The entry of an id, the newest first, since entries are corrected soon after."""
        return next((entry for entry in reversed(self.entries) if entry.id == entry_id), None)
