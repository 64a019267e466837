"""Writes a decided batch: entries, accounts, balances, the log and its checkpoint, all in the one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import orjson
from sqlalchemy import Connection

from monazite.ledger.batch import Booked
from monazite.ledger.commitment import SEED_BYTES, commitment
from monazite.ledger.holdings import Uncertainty
from monazite.ledger.kept import Kept
from monazite.ledger.log import Checkpoint, Signer, append, leaf, leaf_hash, sign_checkpoint, stored_tiles
from monazite.ledger.record import MATTER, Entry
from monazite.ledger.tables import (
    ACCOUNTS,
    BALANCES,
    CHECKPOINTS,
    ENTRIES,
    REVERSALS,
    SPREADS,
    TILES,
    TOUCHES,
)
from monazite.ledger.vectors import Vector
from monazite.store import insert_rows


class Writer:
    """Writes what a batch books. Entries come part by part; the rest follows when the batch is decided.

    Args:
        connection: of the transaction.
        kept: accounts and balances.
        entropy: gives so many random bytes, for the seeds.
    """

    def __init__(self, connection: Connection, kept: Kept, entropy: Callable[[int], bytes]) -> None:
        """Begin a batch."""
        self._connection, self._kept, self._entropy = connection, kept, entropy
        self._hashes: list[bytes] = []
        self._accounts: list[tuple[int, str, str]] = []
        self._touches: dict[int, list[int]] = {}

    def write(self, booked: Sequence[Booked]) -> None:
        """Write entries with their commitments.

        Args:
            booked: in the order of their numbers.
        """
        seeds = self._entropy(SEED_BYTES * len(booked))
        rows = []
        for place, (posted, formed) in enumerate(booked):
            entry, number, recorded_ms = posted.entry, posted.number, posted.recorded_ms
            seed = seeds[place * SEED_BYTES : (place + 1) * SEED_BYTES]
            committed = commitment(seed, formed.lines)
            rows.append(
                (number, entry.id, entry.kind, entry.time, recorded_ms, entry.actor, formed.submission, seed, committed,
                 formed.body)
            )  # fmt: skip
            self._hashes.append(leaf_hash(leaf(number, recorded_ms, committed)))
            self._touch(number, entry)
        insert_rows(self._connection, ENTRIES, rows)

    def close(self, reversals: Sequence[tuple[int, int]], size: int, recorded_ms: int, signer: Signer) -> None:
        """Write what follows from the entries: accounts, balances, reversals, the log and its checkpoint.

        Args:
            reversals: number of the entry that reverses and of the one reversed.
            size: of the log before the batch.
            recorded_ms: UTC milliseconds since 1970.
            signer: of the log.
        """
        connection = self._connection
        insert_rows(connection, ACCOUNTS, self._accounts)
        touches = [(account, entry) for account in sorted(self._touches) for entry in self._touches[account]]
        insert_rows(connection, TOUCHES, touches)
        _write_balances(connection, self._kept)
        insert_rows(connection, REVERSALS, reversals)
        _write_log(connection, self._hashes, size, recorded_ms, signer)

    def _touch(self, number: int, entry: Entry) -> None:
        """Note which accounts an entry touches; new ones get their numbers in the order in which they come."""
        touches, numbers = self._touches, self._kept.numbers
        for leg in entry.legs:
            name = leg.account
            account = numbers.get(name)
            if account is None:
                account = self._kept.number_new(name)
                self._accounts.append((account, name, leg.role))
            entries = touches.get(account)
            if entries is None:
                touches[account] = [number]
            elif entries[-1] != number:
                entries.append(number)


def _write_balances(connection: Connection, kept: Kept) -> None:
    holdings, numbers = kept.holdings, kept.numbers
    rows: list[tuple[int, str, int | None, str | None]] = [
        (numbers[account], unit, holdings.scalars[account, unit], None) for account, unit in holdings.dirty_scalars
    ]
    matter = holdings.matter
    rows += [(numbers[account], MATTER, None, _json(matter[account])) for account in holdings.dirty_matter]
    rows.sort()
    insert_rows(connection, BALANCES, rows, replace=True)
    spreads = [_spread_row(numbers[account], holdings.spreads[account]) for account in holdings.dirty_spreads]
    insert_rows(connection, SPREADS, sorted(spreads), replace=True)
    holdings.clean()


def _write_log(connection: Connection, hashes: Sequence[bytes], size: int, recorded_ms: int, signer: Signer) -> None:
    """Append leaves to the log and sign its new checkpoint."""
    root, changed = append(hashes, size, stored_tiles(connection))
    insert_rows(connection, TILES, [(level, number, tile) for (level, number), tile in changed.items()], replace=True)
    new = size + len(hashes)
    note = sign_checkpoint(Checkpoint(signer.name, new, root), signer)
    insert_rows(connection, CHECKPOINTS, [(new, recorded_ms, note)])


def _spread_row(account: int, known: Uncertainty) -> tuple[int, str, str, int | None]:
    shared = {name: _texts(vector) for name, vector in sorted(known.shared_mg.items())}
    return account, orjson.dumps(_texts(known.random_mg2)).decode(), orjson.dumps(shared).decode(), known.reset_entry


def _texts(vector: Vector) -> dict[str, str]:
    return dict(zip(vector[0], map(str, vector[1]), strict=True))


def _json(vector: Vector) -> str:
    return orjson.dumps(dict(zip(*vector, strict=True))).decode()
