"""Accounts, balances and touches as the journal keeps them, put aside by key to be held against the entries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from monazite.ledger.audit.context import Context
from monazite.ledger.audit.record import Findings
from monazite.ledger.audit.rows import Row, Snapshot, as_text
from monazite.ledger.audit.sheet import PRESENT, Sheet, element_key
from monazite.ledger.audit.spill import ROW, TOUCH, Array, Spilled, distinct, spill
from monazite.ledger.record import MATTER

ACCOUNTS = "journal_accounts"
BALANCES = "journal_balances"
TOUCHES = "journal_touches"
STRANGE = 0
"""Key of an account that has no name."""


@dataclass(slots=True)
class Derived:
    """What the journal keeps about a range of accounts."""

    findings: Findings
    accounts: Array
    balances: Spilled
    touches: Spilled


def derived(context: Context, snapshot: Snapshot, low: int, high: int) -> Derived:
    """Read what is kept about the accounts numbered from ``low`` to below ``high``."""
    import numpy as np  # noqa: PLC0415  a heavy library

    findings = Findings()
    names = _accounts(context, snapshot, low, high, findings)
    keys = {number: context.keys.accounts[name] for number, name in names.items()}
    accounts = np.array(sorted(keys.values()), "u8")
    if len(distinct(accounts)) < len(accounts):
        findings.add("account-twice", ACCOUNTS, None, "name")
    folder = context.folder
    place = f"{low}" if low >= 0 else "first"
    balances = _balances(context, snapshot, low, high, names, findings)
    touches = _touches(snapshot, low, high, keys, findings)
    return Derived(
        findings, accounts,
        spill(balances, context.shares, folder / f"balances-{place}" if folder else None),
        spill(touches, context.shares, folder / f"touched-{place}" if folder else None),
    )  # fmt: skip


def _accounts(context: Context, snapshot: Snapshot, low: int, high: int, findings: Findings) -> dict[int, str]:
    names: dict[int, str] = {}
    statement = "SELECT number, name, role FROM journal_accounts WHERE number >= ? AND number < ? ORDER BY number"
    for number, name, role in snapshot.rows(statement, (low, high)):
        text = as_text(name)
        if text is None:
            findings.add("account-form", ACCOUNTS, None, f"{number} name", found=name)
            continue
        names[number] = text
        if as_text(role) != text.partition("/")[0]:
            findings.add("account-role", ACCOUNTS, None, f"{number} role", name=text, found=role)
        if text.partition("/")[0] not in context.book.roles:
            findings.add("account-form", ACCOUNTS, None, f"{number} name", found=text)
    return names


def _balances(  # noqa: PLR0917
    context: Context, snapshot: Snapshot, low: int, high: int, names: dict[int, str], findings: Findings
) -> Array:
    import numpy as np  # noqa: PLC0415  a heavy library

    sheet = Sheet(context)
    keys: list[int] = []
    amounts: list[int] = []
    statement = "SELECT account, unit, amount, matter FROM journal_balances WHERE account >= ? AND account < ?"
    for row in snapshot.rows(statement, (low, high)):
        found = balance_of(row)
        name, unit = names.get(row[0]), as_text(row[1])
        if found is None or name is None or unit is None:
            findings.add("balance-form", BALANCES, None, f"{row[0]} {name or '?'} {unit or '?'}")
            continue
        base = sheet.base(name, unit)
        keys.append(base | PRESENT)
        amounts.append(0)
        for symbol, amount in found.items():
            keys.append((base + element_key(context.keys, symbol)) % (1 << 64))
            amounts.append(amount)
    rows = np.zeros(len(keys), ROW)
    rows["key"], rows["amount"] = np.array(keys, "u8"), np.array(amounts, "i8")
    return rows


def balance_of(row: Row) -> dict[str, int] | None:
    """Amounts of a kept balance by element, "" for a scalar; None when it is no balance."""
    import orjson  # noqa: PLC0415  a heavy library

    unit, amount, matter = row[1:4]
    if as_text(unit) != MATTER:
        return {"": amount} if type(amount) is int and matter is None else None
    try:
        found: Any = orjson.loads(matter) if type(matter) is bytes else None
    except orjson.JSONDecodeError:
        return None
    is_whole = type(found) is dict and amount is None and all(_is_amount(value) for value in found.values())
    return found if is_whole else None


def _is_amount(value: object) -> bool:
    return type(value) is int and -(1 << 63) <= value < 1 << 63


def _touches(snapshot: Snapshot, low: int, high: int, keys: dict[int, int], findings: Findings) -> Array:
    import numpy as np  # noqa: PLC0415  a heavy library

    statement = "SELECT account, entry FROM journal_touches WHERE account >= ? AND account < ?"
    found = [(keys.get(account, STRANGE), entry) for account, entry in snapshot.rows(statement, (low, high))]
    rows = np.array(found, TOUCH) if found else np.zeros(0, TOUCH)
    if (rows["key"] == STRANGE).any():
        for row in snapshot.rows(f"{statement} ORDER BY account, entry", (low, high)):
            if row[0] not in keys:
                findings.add("touch-strange", TOUCHES, row[1], f"account {row[0]}")
    known: Array = rows[rows["key"] != STRANGE]
    return known


__all__ = ["ACCOUNTS", "BALANCES", "TOUCHES", "Derived", "balance_of", "derived"]
