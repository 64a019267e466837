"""What the rules of the trade say about permits and quota, from this folder's CSV files, each row with its 文号."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from monazite.core import Words
from monazite.core.mass import MG_PER_TONNE

SEPARATOR = "|"


@dataclass(frozen=True, slots=True)
class PartyKind:
    """A kind of party: what it may hold and do, and to what it may belong."""

    kind: str
    holds_matter: bool
    holds_quota: bool
    issues: bool
    parents: frozenset[str]
    label: Words
    source: str


@dataclass(frozen=True, slots=True)
class PermitType:
    """A kind of permit."""

    type: str
    label: Words
    source: str


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground on which a firm is allocated no quota.

    Args:
        ground: its code.
        stage: of the quota it concerns; empty for both.
        needs: types of permit whose lack is this ground.
        capacity_mg: least yearly capacity in milligrams of REO, or None.
        label: what it says.
        source: 文号 and article.
    """

    ground: str
    stage: str
    needs: tuple[str, ...]
    capacity_mg: int | None
    label: Words
    source: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that holds from one day to another.

    Args:
        rule: what kind it is.
        subject: what it is about, in the words of that kind.
        since: first day, ISO 8601, or empty.
        until: last day, or empty.
        label: what it says.
        source: 文号 and article.
    """

    rule: str
    subject: str
    since: str
    until: str
    label: Words
    source: str

    def holds(self, day: str) -> bool:
        """Whether it is in force on a day written in ISO 8601."""
        return self.since <= day and (not self.until or day <= self.until)


@cache
def party_kinds() -> Mapping[str, PartyKind]:
    """The kinds of party by name."""
    return {row["kind"]: _party_kind(row) for row in _rows("party_kinds")}


@cache
def permit_types() -> Mapping[str, PermitType]:
    """The kinds of permit by code."""
    return {row["type"]: PermitType(row["type"], _label(row), _source(row)) for row in _rows("permit_types")}


@cache
def grounds() -> Mapping[str, Ground]:
    """The five grounds of exclusion by code."""
    return {row["ground"]: _ground(row) for row in _rows("grounds")}


@cache
def rules(kind: str) -> tuple[Rule, ...]:
    """The rules of one kind."""
    return tuple(
        Rule(row["rule"], row["subject"], row["since"], row["until"], _label(row), _source(row))
        for row in _rows("rules")
        if row["rule"] == kind
    )


@cache
def rule_on(kind: str, day: str, subject: str | None = None) -> Rule | None:
    """The rule of a kind that holds on a day, or None."""
    return next((r for r in rules(kind) if r.holds(day) and subject in (None, r.subject)), None)


@cache
def permits_needed(act: str) -> tuple[tuple[str, Rule], ...]:
    """The types of permit that an act needs, each with its rule."""
    prefix = f"{act}:"
    return tuple((r.subject.removeprefix(prefix), r) for r in rules("needs_permit") if r.subject.startswith(prefix))


@cache
def exempt_reasons() -> tuple[str, ...]:
    """Every reason for which a product was or is not under quota."""
    return tuple(rule.subject for rule in rules("exempt"))


@cache
def split_days() -> int:
    """Working days within which a group splits a batch and files the split."""
    return int(rules("split_days")[0].subject)


def iso(day: date | None) -> str:
    """A day as text, empty for none."""
    return "" if day is None else day.isoformat()


def _rows(name: str) -> list[dict[str, str]]:
    text = (resources.files("monazite.trace.permits") / f"{name}.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def _label(row: Mapping[str, str]) -> Words:
    return Words(row["zh"], row["en"])


def _source(row: Mapping[str, str]) -> str:
    return f"{row['source']} {row['locator']}"


def _party_kind(row: Mapping[str, str]) -> PartyKind:
    matter, quota, issues = (row[name] == "yes" for name in ("holds_matter", "holds_quota", "issues"))
    parents = frozenset(row["parents"].split(SEPARATOR)) - {""}
    return PartyKind(row["kind"], matter, quota, issues, parents, _label(row), _source(row))


def _ground(row: Mapping[str, str]) -> Ground:
    needs = tuple(one for one in row["needs"].split(SEPARATOR) if one)
    capacity = int(row["capacity_tonnes"]) * MG_PER_TONNE if row["capacity_tonnes"] else None
    return Ground(row["ground"], row["stage"], needs, capacity, _label(row), _source(row))
