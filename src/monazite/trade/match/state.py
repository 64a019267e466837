"""The state of a book as bytes: what a snapshot holds and what its hash is taken over."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass

import numpy as np

from monazite.core import Problem
from monazite.trade.match.records import RESTING, Records

MAGIC = b"MZBOOK01"
HEAD = struct.Struct("<8s7q")
"""Magic; lower and upper limit, whether there is a last price, the last price, all in ticks; clock in milliseconds;
count of commands; count of orders."""
SUM_BYTES = hashlib.sha256().digest_size


@dataclass(frozen=True, slots=True)
class State:
    """All that a book is.

    Args:
        lower: price limit in ticks.
        upper: price limit in ticks.
        last: price in ticks, None before the first.
        time_ms: of the last command that was not refused.
        sequence: commands processed.
        orders: by priority, bids first, of type `RESTING`. Shape (orders,).
    """

    lower: int
    upper: int
    last: int | None
    time_ms: int
    sequence: int
    orders: Records


def packed(state: State) -> bytes:
    """The state with its checksum: header, orders in 28 bytes each, SHA-256."""
    body = _body(state, state.sequence)
    return body + hashlib.sha256(body).digest()


def hash_of(state: State) -> str:
    """SHA-256, in hex, of the packed state with a count of 0: a refused command changes no state, but it is counted."""
    return hashlib.sha256(_body(state, 0)).hexdigest()


def unpacked(snapshot: bytes, place: str) -> State | Problem:
    """The state in a snapshot, or what is wrong with it.

    Args:
        snapshot: what `packed` gave.
        place: where it comes from, for the Problem.
    """
    body, checksum = snapshot[:-SUM_BYTES], snapshot[-SUM_BYTES:]
    if not body.startswith(MAGIC) or hashlib.sha256(body).digest() != checksum:
        from monazite.store import said  # noqa: PLC0415  loads the database; only a damaged snapshot needs it

        return said("monazite.trade.match", "snapshot-damaged", place, found=len(snapshot))
    _, lower, upper, has_last, last, time_ms, sequence, count = HEAD.unpack_from(body)
    orders = np.frombuffer(body, RESTING, count, HEAD.size)
    return State(lower, upper, last if has_last else None, time_ms, sequence, orders)


def _body(state: State, sequence: int) -> bytes:
    has_last = state.last is not None
    head = HEAD.pack(
        MAGIC, state.lower, state.upper, has_last, state.last or 0, state.time_ms, sequence, len(state.orders)
    )
    return head + state.orders.tobytes()
