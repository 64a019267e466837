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
from monazite.ledger.record import MATTER
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


def write_entries(connection: Connection, booked: Sequence[Booked], entropy: Callable[[int], bytes]) -> list[bytes]:
    """Write the entries with their commitments.

    Args:
        connection: of the transaction.
        booked: in the order of their numbers.
        entropy: gives so many random bytes; asked once, for the seeds of all.

    Returns:
        The leaf hash of each.
    """
    seeds = entropy(SEED_BYTES * len(booked))
    rows, hashes = [], []
    for place, (posted, formed) in enumerate(booked):
        entry = posted.entry
        seed = seeds[place * SEED_BYTES : (place + 1) * SEED_BYTES]
        committed = commitment(seed, formed.lines)
        rows.append(
            (posted.number, entry.id, entry.kind, entry.time, posted.recorded_ms, entry.actor, formed.submission, seed,
             committed, b"\n".join(formed.lines))
        )  # fmt: skip
        hashes.append(leaf_hash(leaf(posted.number, posted.recorded_ms, committed)))
    insert_rows(connection, ENTRIES, rows)
    return hashes


def write_accounts(connection: Connection, booked: Sequence[Booked], kept: Kept) -> None:
    """Write new accounts, which entries touch which account, and the balances and uncertainties that changed."""
    new: list[tuple[int, str, str]] = []
    touches: list[tuple[int, int]] = []
    known = kept.numbers.get
    for posted, _ in booked:
        entry_number = posted.number
        for leg in posted.entry.legs:
            account = known(leg.account)
            if account is None:
                account = kept.number_new(leg.account)
                new.append((account, leg.account, leg.role))
            touches.append((account, entry_number))
    touches = sorted(set(touches))
    insert_rows(connection, ACCOUNTS, new)
    insert_rows(connection, TOUCHES, touches)
    _write_balances(connection, kept)


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


def _spread_row(account: int, known: Uncertainty) -> tuple[int, str, str, int | None]:
    shared = {name: _texts(vector) for name, vector in sorted(known.shared_mg.items())}
    return account, orjson.dumps(_texts(known.random_mg2)).decode(), orjson.dumps(shared).decode(), known.reset_entry


def write_log(connection: Connection, hashes: Sequence[bytes], size: int, recorded_ms: int, signer: Signer) -> None:
    """Append leaves to the log and sign its new checkpoint.

    Args:
        connection: of the transaction.
        hashes: of the new leaves.
        size: of the log before.
        recorded_ms: UTC milliseconds since 1970.
        signer: of the log.
    """
    root, changed = append(hashes, size, stored_tiles(connection))
    insert_rows(connection, TILES, [(level, number, tile) for (level, number), tile in changed.items()], replace=True)
    new = size + len(hashes)
    note = sign_checkpoint(Checkpoint(signer.name, new, root), signer)
    insert_rows(connection, CHECKPOINTS, [(new, recorded_ms, note)])


def write_reversals(connection: Connection, pairs: Sequence[tuple[int, int]]) -> None:
    """Write which entry reverses which."""
    insert_rows(connection, REVERSALS, pairs)


def _texts(vector: Vector) -> dict[str, str]:
    return dict(zip(vector[0], map(str, vector[1]), strict=True))


def _json(vector: Vector) -> str:
    return orjson.dumps(dict(zip(*vector, strict=True))).decode()
