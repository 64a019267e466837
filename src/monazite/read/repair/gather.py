"""From facts to what is to be named: rows of each price table with their lines of text, and lines without a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from monazite.facts.record import Fact
from monazite.read.document import Document, Table
from monazite.read.repair.digits import laws_of, numbers_of
from monazite.read.repair.frames import Slot
from monazite.read.repair.items import Item, Witnessed, named_facts, series_of
from monazite.read.repair.twins import twins_of

HEADINGS_BACK = 30
"""How many blocks above a line its heading may stand."""
MOST_ROWS = 60
"""Longer tables are histories, not lists of products."""
LONGEST_HEADING = 24
"""A longer block is a paragraph."""
MOST_MARKETS = 3
"""A table that prints each product of a period so often compares markets: a repeated name says nothing there."""
FEWEST_LINES = 4
"""Fewer prices of one period do not make a list."""


def tables_of(document: Document, facts: Sequence[Fact]) -> list[list[Item]]:
    """Every list of prices of a document: each price table, then for each period the lines of text without a row."""
    slots = {id(fact): slot for fact, slot in named_facts(facts)}
    prices = [fact for fact in facts if fact.kind == "price"]
    lines = [fact for fact in prices if not _is_cell(fact)]
    found, used = [], set()
    for rows in tables_in(prices).values():
        twins = twins_of(rows, lines)
        used |= {id(line) for lines_of_row in twins.values() for line in lines_of_row}
        items = [_item(document, row, rows[row], twins.get(row, ()), slots) for row in sorted(rows)]
        found.append([item for item in items if item is not None])
    rest = [line for line in lines if id(line) not in used and id(line) in slots]
    found.extend(_lists(document, rest, slots))
    return [items for items in found if 0 < len(items) <= MOST_ROWS and len(items) < MOST_MARKETS * _products(items)]


def tables_in(prices: Sequence[Fact]) -> dict[int, dict[int, list[Fact]]]:
    """Price facts of cells by block and row, of tables each of whose rows is about one product."""
    found: dict[int, dict[int, list[Fact]]] = {}
    for fact in prices:
        if fact.place is not None and fact.place.row is not None:
            found.setdefault(fact.place.block, {}).setdefault(fact.place.row, []).append(fact)
    return {block: rows for block, rows in found.items() if all(map(_is_of_one_product, rows.values()))}


def newest_of(facts: Sequence[Fact]) -> Fact:
    """The fact of a row's latest period; of two the one that carries the change."""
    return max(facts, key=lambda fact: (fact.period or "", fact.change is not None, not isinstance(fact.value, tuple)))


def older_of(facts: Sequence[Fact]) -> Fact | None:
    """The fact of the period before a row's newest one, or None."""
    newest = newest_of(facts)
    older = [
        fact for fact in facts if (fact.period or "") < (newest.period or "") and not isinstance(fact.value, tuple)
    ]
    return max(older, key=lambda fact: fact.period or "") if older else None


def is_comparable(newest: Fact) -> bool:
    """Whether a row's change is measured from the column before, in per cent: month on month, day on day."""
    return (
        newest.change is not None
        and newest.change.pct is not None
        and newest.change.basis in ("mom", "dod", "wow", "qoq")
    )


def heading_series(document: Document, fact: Fact) -> str | None:
    """Light or heavy, as the nearest heading above a line says."""
    if fact.place is None:
        return None
    for block in reversed(document.blocks[max(0, fact.place.block - HEADINGS_BACK) : fact.place.block]):
        text = document.view.text[block.span.start : block.span.end]
        if not isinstance(block, Table) and len(text) <= LONGEST_HEADING and (series := series_of(text)) is not None:
            return series
    return None


def _item(
    document: Document, row: int, facts: Sequence[Fact], twins: Sequence[Fact], slots: Mapping[int, Slot]
) -> Item | None:
    newest = newest_of(facts)
    slot = slots.get(id(newest))
    if slot is None or newest.period is None:
        return None
    seen = tuple(
        Witnessed(slots[id(twin)], f"{twin.value} {twin.unit}", heading_series(document, twin), twin)
        for twin in twins
        if id(twin) in slots and slots[id(twin)].frame == slot.frame
    )
    older = older_of(facts) if is_comparable(newest) else None
    laws = laws_of(numbers_of(older, newest, twins[0] if twins else None))
    return Item(
        slot, newest.spec or "", _price(newest), f"{newest.value} {newest.unit}", _pct(newest), newest.period, row,
        seen,
        tuple(facts), vouched=vouched(laws),
    )  # fmt: skip


def _lists(document: Document, lines: Sequence[Fact], slots: Mapping[int, Slot]) -> list[list[Item]]:
    """Lines of text without a row, by period, where they are a list: enough of them, most of which name a product once.

    Prose that quotes the same products again and again is none: a product that comes twice there is no sign of a
    misread name.
    """
    found: dict[str, list[Item]] = {}
    for number, line in enumerate(lines):
        if line.period is not None:
            slot = slots[id(line)]
            own = Witnessed(slot, f"{line.value} {line.unit}", heading_series(document, line), line)
            item = Item(
                slot, line.spec or "", _price(line), own.text, _pct(line), line.period, number, (), (line,),
                in_table=False, heading=own.series,
            )  # fmt: skip
            found.setdefault(line.period, []).append(item)
    return [items for items in found.values() if _is_list(items)]


def _is_list(items: Sequence[Item]) -> bool:
    return len(items) >= FEWEST_LINES and _products(items) * 3 > len(items) * 2


def _products(items: Sequence[Item]) -> int:
    """How many names and purities are printed in one period."""
    return len({(item.slot, item.spec, item.period) for item in items})


def vouched(laws: Mapping[str, bool]) -> bool | None:
    """Whether a row's newest price is vouched for by its change or the text, contradicted by one, or neither."""
    held = [holds for law, holds in laws.items() if law in ("change", "twin")]
    return all(held) if held else None


def _is_of_one_product(facts: Sequence[Fact]) -> bool:
    return len({fact.subject_as_written for fact in facts}) == 1


def _is_cell(fact: Fact) -> bool:
    return fact.place is not None and fact.place.row is not None


def _price(fact: Fact) -> float | None:
    if fact.canonical_unit != "CNY/kg" or fact.canonical_value is None:
        return None
    if isinstance(fact.canonical_value, tuple):
        return float(fact.canonical_value[0] + fact.canonical_value[1]) / 2
    return float(fact.canonical_value)


def _pct(fact: Fact) -> float | None:
    return float(fact.change.pct) if fact.change and isinstance(fact.change.pct, Decimal) else None
