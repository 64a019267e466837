"""One share of all balances: run through in order, held to the policies, compared with what is kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from monazite.ledger.audit.body import Body, NotCanonicalError, read_body
from monazite.ledger.audit.context import Context
from monazite.ledger.audit.derived import BALANCES, TOUCHES, balance_of
from monazite.ledger.audit.record import SHOWN_PER_CODE, Findings
from monazite.ledger.audit.rows import Snapshot, as_text
from monazite.ledger.audit.sheet import PRESENT, Sheet, element_key
from monazite.ledger.audit.spill import ROW, TOUCH, Array, Spilled, gathered, pairs

NEVER_NEGATIVE_BITS = 7
"""Mask of the class and presence bits; zero for an amount of a never-negative account."""
LARGEST = 9.2e18
SAID_ROWS = SHOWN_PER_CODE + 1


def weigh(
    context: Context,
    snapshot: Snapshot,
    share: int,
    legs: Sequence[Spilled],
    kept: Sequence[Spilled],
) -> Findings:
    """Check the balances whose keys fall into one share.

    Args:
        context: of the audit.
        snapshot: of the database.
        share: its number.
        legs: of all parts, in order.
        kept: balances as the journal keeps them.
    """
    findings = Findings()
    keys, finals, lasts = _run(context, snapshot, gathered(legs, share, ROW), findings)
    rows = gathered(kept, share, ROW)
    _compare(context, snapshot, (keys, finals, lasts), rows, findings)
    return findings


def _run(context: Context, snapshot: Snapshot, rows: Array, findings: Findings) -> tuple[Array, Array, Array]:
    """Each key with its last balance and the last entry that touched it; on the way, those that were overdrawn."""
    import numpy as np  # noqa: PLC0415  a heavy library

    if not len(rows):
        return rows["key"], rows["amount"], rows["entry"]
    rows = rows[np.argsort(rows["key"], kind="stable")]
    key, entry, amount = rows["key"], rows["entry"], rows["amount"]
    is_first = np.concatenate(([True], key[1:] != key[:-1]))
    starts = np.flatnonzero(is_first)
    sums = np.cumsum(amount)
    lengths = np.diff(np.concatenate((starts, [len(key)])))
    running = sums - np.repeat(sums[starts] - amount[starts], lengths)
    ends_entry = np.concatenate((is_first[1:] | (entry[1:] != entry[:-1]), [True]))
    guarded = (key & np.uint64(NEVER_NEGATIVE_BITS)) == 0
    for at in _first_of_each(key, np.flatnonzero(ends_entry & guarded & (running < 0))):
        _say_overdrawn(context, snapshot, int(entry[at]), int(key[at]), int(running[at]), findings)
    _say_large(context, snapshot, rows, starts, lengths, findings)
    lasts = np.concatenate((starts[1:], [len(key)])) - 1
    return key[lasts], running[lasts], entry[lasts]


def _first_of_each(key: Array, places: Array) -> Iterable[int]:
    import numpy as np  # noqa: PLC0415  a heavy library

    _, first = np.unique(key[places], return_index=True)
    return [int(place) for place in places[first]]


def _say_overdrawn(  # noqa: PLR0917
    context: Context, snapshot: Snapshot, entry: int, key: int, running: int, findings: Findings
) -> None:
    account, unit, symbol = _named(context, snapshot, entry, key)
    findings.add("overdrawn", "journal_entries", entry, f"{account} {unit} {symbol}".strip(), balance=running)


def _say_large(  # noqa: PLR0917
    context: Context, snapshot: Snapshot, rows: Array, starts: Array, lengths: Array, findings: Findings
) -> None:
    """Balances that no whole number of 64 bits holds: by sums in floating point, which only need to be about right."""
    import numpy as np  # noqa: PLC0415  a heavy library

    amounts = rows["amount"].astype("f8")
    sums = np.cumsum(amounts)
    rough = sums - np.repeat(sums[starts] - amounts[starts], lengths)
    for at in _first_of_each(rows["key"], np.flatnonzero(np.abs(rough) > LARGEST)):
        account, unit, symbol = _named(context, snapshot, int(rows["entry"][at]), int(rows["key"][at]))
        findings.add("balance-large", "journal_entries", int(rows["entry"][at]), f"{account} {unit} {symbol}".strip())


def _compare(
    context: Context,
    snapshot: Snapshot,
    computed: tuple[Array, Array, Array],
    kept: Array,
    findings: Findings,
) -> None:
    """Hold computed balances against kept ones, both ways."""
    import numpy as np  # noqa: PLC0415  a heavy library

    keys, finals, lasts = computed
    kept = kept[np.argsort(kept["key"], kind="stable")]
    place = np.searchsorted(kept["key"], keys)
    inside = np.minimum(place, max(len(kept) - 1, 0))
    is_kept = (kept["key"][inside] == keys) if len(kept) else np.zeros(len(keys), bool)
    amounts = np.where(is_kept, kept["amount"][inside], 0) if len(kept) else np.zeros(len(keys), "i8")
    is_row = (keys & np.uint64(PRESENT)) != 0
    for at in np.flatnonzero(np.where(is_row, ~is_kept, amounts != finals)):
        account, unit, symbol = _named(context, snapshot, int(lasts[at]), int(keys[at]))
        if is_row[at]:
            findings.add("balance-missing", BALANCES, int(lasts[at]), f"{account} {unit}")
        else:
            where = f"{account} {unit} {symbol}".strip()
            findings.add(
                "balance-differs", BALANCES, int(lasts[at]), where, kept=int(amounts[at]), computed=int(finals[at])
            )
    extra = kept[~np.isin(kept["key"], keys)]
    strange = {int(key) for key, amount in zip(extra["key"], extra["amount"], strict=True) if amount or key & PRESENT}
    if strange:
        _say_strange(context, snapshot, strange, findings)


def _say_strange(context: Context, snapshot: Snapshot, keys: set[int], findings: Findings) -> None:
    """Balances that are kept and that no entry booked."""
    sheet = Sheet(context)
    statement = (
        "SELECT b.account, b.unit, b.amount, b.matter, a.name FROM journal_balances b "
        "JOIN journal_accounts a ON a.number = b.account"
    )
    for row in snapshot.rows(statement):
        name, unit, found = as_text(row[4]), as_text(row[1]), balance_of(row)
        if name is None or unit is None or found is None:
            continue
        base = sheet.base(name, unit)
        if base | PRESENT in keys:
            findings.add("balance-strange", BALANCES, None, f"{name} {unit}", found=found)
            continue
        for symbol, amount in found.items():
            if (base + element_key(context.keys, symbol)) % (1 << 64) in keys and amount:
                findings.add(
                    "balance-differs", BALANCES, None, f"{name} {unit} {symbol}".strip(), kept=amount, computed=0
                )


def touched(
    context: Context, snapshot: Snapshot, share: int, touches: Sequence[Spilled], kept: Sequence[Spilled]
) -> Findings:
    """Hold the touches of one share of accounts against those that the journal keeps, both ways."""
    findings = Findings()
    key, entry = pairs(gathered(touches, share, TOUCH))
    kept_key, kept_entry = pairs(gathered(kept, share, TOUCH))
    if len(key) == len(kept_key) and (key == kept_key).all() and (entry == kept_entry).all():
        return findings
    want = set(zip(key.tolist(), entry.tolist(), strict=True))
    have = set(zip(kept_key.tolist(), kept_entry.tolist(), strict=True))
    for key, entry in sorted(want - have, key=lambda pair: pair[1]):
        findings.add("touch-missing", TOUCHES, entry, _account(context, snapshot, entry, key))
    strange = have - want
    if strange:
        _say_strange_touches(context, snapshot, strange, findings)
    return findings


def _say_strange_touches(
    context: Context, snapshot: Snapshot, strange: set[tuple[Any, Any]], findings: Findings
) -> None:
    names = {context.keys.accounts[name]: name for row in snapshot.rows("SELECT name FROM journal_accounts")
             if (name := as_text(row[0])) is not None}  # fmt: skip
    for key, entry in sorted(strange, key=lambda pair: pair[1]):
        findings.add("touch-strange", TOUCHES, entry, names.get(key, "?"))


def body_at(snapshot: Snapshot, number: int) -> Body | None:
    """What the body of an entry says; None when it says nothing."""
    found = snapshot.one("SELECT body FROM journal_entries WHERE number = ?", (number,))
    try:
        return read_body(found[0], found[0].split(b"\n")) if found and type(found[0]) is bytes else None
    except NotCanonicalError:
        return None


def _account(context: Context, snapshot: Snapshot, number: int, key: int) -> str:
    body = body_at(snapshot, number)
    return next((leg[1] for leg in body.legs if context.keys.accounts[leg[1]] == key), "?") if body else "?"


def _named(context: Context, snapshot: Snapshot, number: int, key: int) -> tuple[str, str, str]:
    """Account, unit and element whose key it is, found in an entry that touches it."""
    body, sheet = body_at(snapshot, number), Sheet(context)
    for leg in body.legs if body else ():
        base = sheet.base(leg[1], leg[2])
        if key in (base, base | PRESENT):
            return leg[1], leg[2], ""
        for symbol in leg[3] if type(leg[3]) is dict else ():
            if key == (base + element_key(context.keys, symbol)) % (1 << 64):
                return leg[1], leg[2], symbol
    return "?", "?", "?"
