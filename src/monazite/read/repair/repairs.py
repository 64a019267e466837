"""Repair: every fact is returned, put right where witnesses prove it and as printed elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from monazite.facts.record import Correction, Fact
from monazite.read.document import Document
from monazite.read.repair.digits import Slip, corrected, facts_by_cell, laws_of, numbers_of, slip_of
from monazite.read.repair.frames import product_in, slot_of
from monazite.read.repair.gather import is_comparable, newest_of, older_of, tables_in, tables_of
from monazite.read.repair.levels import Levels, shipped_levels
from monazite.read.repair.naming import Naming, name_rows
from monazite.read.repair.proof import is_proven, repaired_name, row_witnesses, twin_witnesses
from monazite.read.repair.restore import as_printed
from monazite.read.repair.scale import with_units
from monazite.read.repair.titles import repaired_titles
from monazite.read.repair.twins import lines_by_name, twins_of
from monazite.read.repair.vocabulary import repaired_members
from monazite.reference import element, product


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A fact that evidence speaks against although nothing is proven: it is left as printed.

    Args:
        fact: as printed.
        part: what is doubted: ``subject`` or ``value``.
        candidates: what it may be instead, best first.
        gap: cost of the second-best explanation less the best one's, in nats.
        witnesses: the evidence, as in a correction.
    """

    fact: Fact
    part: str
    candidates: tuple[str, ...]
    gap: float
    witnesses: tuple[str, ...]


def repair(document: Document, facts: Sequence[Fact], levels: Levels | None = None) -> list[Fact]:
    """The facts of one document, repaired where at least two independent witnesses and a clear gap prove the repair.

    Repairing twice gives the same facts. A fault of the source itself is no misreading and stays.

    Args:
        document: the document.
        facts: its facts as printed, from prose and tables.
        levels: price levels; the shipped ones by default.
    """
    return _repaired(document, facts, levels or shipped_levels())[0]


def suspicions(document: Document, facts: Sequence[Fact], levels: Levels | None = None) -> list[Suspicion]:
    """What evidence speaks against without proving what is right, in the order of the facts."""
    return _repaired(document, facts, levels or shipped_levels())[1]


def _repaired(document: Document, facts: Sequence[Fact], levels: Levels) -> tuple[list[Fact], list[Suspicion]]:
    found = [as_printed(fact) for fact in facts]
    doubts: list[Suspicion] = []
    if any(fact.kind == "price" for fact in found):
        found = with_units(found, levels)
        found = _with_digits(found, doubts)
        found = _with_names(document, found, levels, doubts)
    found = repaired_members(document, found, levels)
    return repaired_titles(found), doubts


def _with_digits(facts: list[Fact], doubts: list[Suspicion]) -> list[Fact]:
    """Numbers put right, row by row."""
    new: dict[int, Fact] = {}
    prices = [fact for fact in facts if fact.kind == "price"]
    lines = [fact for fact in prices if fact.place is None or fact.place.row is None]
    for rows in tables_in(prices).values():
        twins = twins_of(rows, lines)
        named = lines_by_name(rows, lines, twins)
        for row, row_facts in rows.items():
            line = next(iter(twins.get(row, ())), named.get(row))
            for old, fact in _row_digits(row_facts, line, doubts):
                new[id(old)] = fact
    return [new.get(id(fact), fact) for fact in facts]


def _row_digits(facts: Sequence[Fact], line: Fact | None, doubts: list[Suspicion]) -> Iterator[tuple[Fact, Fact]]:
    newest = newest_of(facts)
    older = older_of(facts) if is_comparable(newest) else None
    numbers = numbers_of(older, newest, line)
    laws = laws_of(numbers)
    if all(laws.values()):
        return
    slip = slip_of(numbers)
    if slip is None:
        failed = tuple(law for law, holds in laws.items() if not holds)
        doubts.extend(Suspicion(fact, "value", (), 0.0, failed) for fact in (newest, older, line) if fact is not None)
        return
    yield from _slipped(facts_by_cell(older, newest, line), slip)


def _slipped(owners: Mapping[str, Fact | None], slip: Slip) -> Iterator[tuple[Fact, Fact]]:
    for cell, value in slip.values:
        fact = owners[cell]
        if fact is not None:
            yield fact, corrected(fact, cell, value, slip)


def _with_names(document: Document, facts: list[Fact], levels: Levels, doubts: list[Suspicion]) -> list[Fact]:
    """Names put right, table by table."""
    new: dict[int, Fact] = {}
    for items in tables_of(document, facts):
        namings = name_rows(items, levels)
        if namings is None:
            doubts.extend(Suspicion(fact, "subject", (), 0.0, ()) for item in items for fact in item.facts)
        for naming in namings or ():
            for old, fact in _renamed(naming, levels, doubts):
                new[id(old)] = fact
    return [new.get(id(fact), fact) for fact in facts]


def _renamed(naming: Naming, levels: Levels, doubts: list[Suspicion]) -> Iterator[tuple[Fact, Fact]]:
    """The facts of a row and of its lines of text whose names are put right."""
    witnesses = row_witnesses(naming, levels)
    if naming.is_changed and is_proven(naming, witnesses):
        for fact in naming.item.facts:
            yield fact, _with_subject(fact, naming, witnesses)
    elif naming.is_changed or naming.is_doubtful:
        doubts.extend(_doubt(fact, naming, witnesses) for fact in naming.item.facts)
    if not naming.is_price_right:
        doubts.extend(Suspicion(fact, "value", (), round(naming.gap, 2), witnesses) for fact in naming.item.facts)
    is_row_sure = not naming.is_changed or is_proven(naming, witnesses)
    for twin, against in zip(naming.item.twins, naming.twin_against, strict=True):
        if twin.slot.symbol != naming.symbol:
            spoken = twin_witnesses(naming, twin, against, levels)
            if is_row_sure and is_proven(naming, spoken):
                yield twin.fact, _with_subject(twin.fact, naming, spoken)
            else:
                doubts.append(_doubt(twin.fact, naming, spoken))


def _with_subject(fact: Fact, naming: Naming, witnesses: tuple[str, ...]) -> Fact:
    symbol = naming.symbol or ""
    slot = slot_of(fact.subject_as_written.replace(" ", "")) or naming.item.slot
    item = product(product_in(slot.frame, symbol))
    becomes = repaired_name(fact.subject_as_written or fact.subject, slot.character, symbol)
    written = fact.subject_as_written or fact.subject
    if fact.repair is not None and fact.repair.part == "value":
        written, becomes = f"{written} {fact.repair.as_written}", f"{becomes} {fact.repair.becomes}"
        witnesses = (*witnesses, *fact.repair.witnesses)
    proof = Correction(written, becomes, "subject", witnesses, round(naming.gap, 2))
    return replace(fact, subject=item.key, formula=item.formula, status="repaired", repair=proof)


def _doubt(fact: Fact, naming: Naming, witnesses: tuple[str, ...]) -> Suspicion:
    meant = [symbol for symbol in (naming.symbol, naming.runner_up) if symbol is not None]
    names = tuple(naming.item.slot.frame.replace("{}", element(symbol).zh) for symbol in meant)
    return Suspicion(fact, "subject", names, round(naming.gap, 2), witnesses)
