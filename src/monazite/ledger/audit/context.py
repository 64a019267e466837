"""What every part of an audit needs to know; it goes to the worker processes as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from monazite.ledger.audit.keys import Keys
from monazite.ledger.log import Verifier
from monazite.ledger.record import Projection
from monazite.ledger.rules import Book


@dataclass(frozen=True)
class Context:
    """What every part of an audit needs to know.

    Args:
        path: of the database file.
        book: of rules.
        projections: to replay.
        verifier: of the workspace's key; None when signatures are not verified.
        secret: of the keys of this audit.
        size: entries to audit.
        now_ms: of the audit's clock, UTC milliseconds since 1970.
        asked: sizes of which the root is wanted, beside those of kept checkpoints.
        shares: into how many shares keyed rows are cut; a power of two.
        folder: for what is put aside; None keeps it in memory.
        unusable: derived tables of which a column is gone, or all.
        stand_ins: statements that make empty tables in place of those of the journal that are gone.
        part_bits: a part has two to this many entries; 8 at least, so that it has whole tiles.
    """

    path: Path
    book: Book
    projections: Sequence[Projection]
    verifier: Verifier | None
    secret: bytes
    size: int
    now_ms: int
    asked: tuple[int, ...]
    shares: int
    folder: Path | None
    part_bits: int
    unusable: frozenset[str] = frozenset()
    stand_ins: tuple[str, ...] = ()

    @property
    def part_entries(self) -> int:
        """Entries of a part."""
        return 1 << self.part_bits

    @cached_property
    def keys(self) -> Keys:
        """The keys of this audit."""
        return Keys(self.secret)
