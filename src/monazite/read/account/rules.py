"""The rules of the account, read from CSV: what stands around a numeral says what it is."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import cast

from monazite.read.mentions import Role

BEFORE = 40
"""Characters before a numeral that a rule may look at."""
_CHINESE = re.compile("[\u4e00-\u9fff]")
AFTER = 24
"""Characters after it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One reason to take a numeral for something.

    Args:
        name: of the rule.
        role: what the numeral is.
        digits: the whole numeral must match; None asks nothing.
        before: must match at the end of the text before the numeral; None asks nothing.
        after: must match right after the numeral; None asks nothing.
        leads: the Chinese characters that may stand right before the numeral; None where the pattern may take any.
    """

    name: str
    role: Role
    digits: re.Pattern[str] | None
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    leads: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Wording:
    """A number written in words with what it counts.

    Args:
        name: of the rule.
        role: what it is; ``fact`` marks a quantity, accounted for only when a fact states it.
    """

    name: str
    role: Role


@cache
def rules() -> tuple[Rule, ...]:
    """All rules on numerals, in the order in which they are tried."""
    return tuple(
        Rule(
            row["rule"],
            cast("Role", row["role"]),
            _pattern(row["digits"]),
            _pattern(row["before"]),
            _pattern(row["after"]),
            leads_of(row["before"]),
        )
        for row in _rows("rules.csv")
    )


@cache
def wholes() -> tuple[tuple[str, Role, re.Pattern[str]], ...]:
    """Things with several numerals that are one: name, role, pattern."""
    return tuple((row["rule"], cast("Role", row["role"]), re.compile(row["pattern"])) for row in _rows("wholes.csv"))


@cache
def columns() -> tuple[tuple[str, Role, re.Pattern[str]], ...]:
    """Rules on the header above a numeral: name, role, pattern."""
    return tuple((row["rule"], cast("Role", row["role"]), re.compile(row["header"])) for row in _rows("columns.csv"))


@cache
def wordings() -> tuple[re.Pattern[str], dict[str, Wording]]:
    """One pattern for all numbers in words, and the rule of each of its groups."""
    rows = _rows("words.csv")
    pattern = "|".join(f"(?P<{row['rule']}>{row['after']})" for row in rows)
    return re.compile(pattern), {row["rule"]: Wording(row["rule"], cast("Role", row["role"])) for row in rows}


def leads_of(before: str) -> frozenset[str] | None:
    """The Chinese characters with which a pattern can end, so that most numerals need not be searched for it.

    A pattern that looks behind, or takes what is not in a class, may end with any.
    """
    if not before or "[^" in before or "(?<" in before or "^" in before:
        return None
    return frozenset(_CHINESE.findall(before))


def _pattern(text: str) -> re.Pattern[str] | None:
    return re.compile(text) if text else None


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("monazite.read.account") / name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))
