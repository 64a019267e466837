"""Measured accounts, step by step in exact numbers: may they pass zero so far, and how surely is each known now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from monazite.ledger.audit.body import LegLine
from monazite.ledger.audit.record import Findings
from monazite.ledger.audit.rows import Snapshot, as_text
from monazite.ledger.record import MATTER

TABLE = "journal_spreads"
SIGMAS_SQUARED = 9
SPREAD = 4
"""Place of the spread in the line of a leg."""
Step = tuple[int, str, str | None, list[LegLine]]
"""Number, kind, related id and legs on measured accounts of one entry."""


@dataclass(slots=True)
class Content:
    """What a measured account holds, and how surely.

    Args:
        held: milligrams by element.
        random: variance of random errors by element, in square milligrams.
        shared: signed error of one standard deviation by instrument and element, in milligrams.
        reset: number of the entry of the last inventory.
    """

    held: Counter[str] = field(default_factory=Counter)
    random: Counter[str] = field(default_factory=Counter)
    shared: dict[str, Counter[str]] = field(default_factory=dict)
    reset: int | None = None
    is_measured: bool = False

    def measure(self, number: int, spread: dict[str, Any], sign: int) -> None:
        """Add a measurement's spread, take it back, or let it replace all before."""
        self.is_measured = True
        if spread.get("reset"):
            self.random, self.shared, self.reset = Counter(), {}, number
        for symbol, mg in spread.get("random", {}).items():
            self.random[symbol] += sign * mg * mg
        for instrument, errors in spread.get("shared", {}).items():
            kept = self.shared.setdefault(instrument, Counter())
            for symbol, mg in errors.items():
                kept[symbol] += sign * mg

    def overdrawn(self) -> str | None:
        """The element that is below zero by more than three standard uncertainties; None when none is."""
        for symbol, mg in sorted(self.held.items()):
            if mg < 0:
                variance = self.random[symbol] + sum(errors[symbol] ** 2 for errors in self.shared.values())
                if mg * mg > SIGMAS_SQUARED * variance:
                    return symbol
        return None


def replay_measured(steps: Iterable[Step], numbers: Mapping[str, int], snapshot: Snapshot, findings: Findings) -> None:
    """Run through all measured legs in order, then compare with the spreads that the journal keeps.

    Args:
        steps: in the order of their numbers.
        numbers: of the entries that others relate to, by id.
        snapshot: of the database.
        findings: where differences go.
    """
    contents: dict[str, Content] = {}
    for number, kind, relates, legs in steps:
        if kind == "reverse" and (related := numbers.get(relates or "")) is not None:
            _say_final(contents, (number, related), legs, findings)
        for leg in legs:
            if leg[2] != MATTER:
                continue
            content = contents.setdefault(leg[1], Content())
            content.held.update(leg[3])
            if len(leg) > SPREAD:
                content.measure(number, leg[SPREAD], -1 if kind == "reverse" else 1)
        for account in sorted({leg[1] for leg in legs if leg[2] == MATTER}):
            if (symbol := contents[account].overdrawn()) is not None:
                balance = contents[account].held[symbol]
                findings.add(
                    "measured-overdrawn", "journal_entries", number, f"{account} {MATTER} {symbol}", balance=balance
                )
    _compare({name: content for name, content in contents.items() if content.is_measured}, snapshot, findings)


def _say_final(contents: Mapping[str, Content], pair: tuple[int, int], legs: list[LegLine], findings: Findings) -> None:
    """A reversal of what an inventory has replaced since."""
    number, related = pair
    for account in sorted({leg[1] for leg in legs}):
        content = contents.get(account)
        if content is not None and content.reset is not None and related <= content.reset:
            findings.add(
                "reset-final", "journal_entries", number, f"{account} {MATTER}", other=related, reset=content.reset
            )


def _compare(contents: dict[str, Content], snapshot: Snapshot, findings: Findings) -> None:
    statement = (
        "SELECT s.account, s.random, s.shared, s.reset_entry, a.name FROM journal_spreads s "
        "LEFT JOIN journal_accounts a ON a.number = s.account ORDER BY s.account"
    )
    for account, random, shared, reset, raw in snapshot.rows(statement):
        name = as_text(raw)
        content = contents.pop(name, None) if name is not None else None
        if content is None:
            findings.add("spread-strange", TABLE, None, f"{account} {name or '?'}")
            continue
        wanted_shared = {tool: kept for tool, errors in content.shared.items() if (kept := _kept(errors))}
        pairs = (
            ("random", _numbers(random), _kept(content.random)),
            ("shared", _numbers(shared), wanted_shared),
            ("reset_entry", reset, content.reset),
        )
        for column, found, wanted in pairs:
            if found != wanted:
                findings.add("spread-differs", TABLE, content.reset, f"{name} {column}", kept=found, computed=wanted)
    for name in sorted(contents):
        findings.add("spread-missing", TABLE, None, name)


def _kept(errors: Counter[str]) -> dict[str, int]:
    return {symbol: value for symbol, value in errors.items() if value}


def _numbers(raw: object) -> Any:
    """A column of decimal texts by name as whole numbers; None when it is none."""
    import orjson  # noqa: PLC0415  a heavy library

    try:
        return _whole(orjson.loads(raw)) if type(raw) is bytes else None
    except (orjson.JSONDecodeError, ValueError, AttributeError):
        return None


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, str) else {name: _whole(part) for name, part in value.items()}
