"""The witnesses of a repaired name, each a fragment that names its evidence in figures and symbols."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from monazite.read.repair.evidence import level_of
from monazite.read.repair.frames import HOLE, Slot, product_in, rank
from monazite.read.repair.items import Item, Witnessed
from monazite.read.repair.levels import Levels
from monazite.read.repair.naming import Naming
from monazite.read.repair.weights import GAP_NEEDED, WITNESS_NEEDED, WITNESSES_NEEDED
from monazite.reference import element, product

KINDS = ("spec", "twin", "table", "order", "partner", "unique", "member", "section", "level")
"""Kinds of evidence in the order in which a proof lists them."""
PARTNERS = {"oxide": ("metal", "alloy"), "metal": ("oxide",), "alloy": ("oxide",)}
"""Which forms of an element have prices that follow one another."""


def is_proven(naming: Naming, witnesses: tuple[str, ...]) -> bool:
    """Whether a name may be repaired: a clear gap to every other explanation, and independent witnesses."""
    return naming.symbol is not None and naming.gap >= GAP_NEEDED and len(witnesses) >= WITNESSES_NEEDED


def row_witnesses(naming: Naming, levels: Levels) -> tuple[str, ...]:
    """The witnesses for a row's name against the printed one."""
    speaking = {kind for kind, cost in naming.against.items() if cost >= WITNESS_NEEDED and kind != "reading"}
    if naming.item.slot.symbol is None and _stands_between(naming):
        speaking.add("order")
    return tuple(_fragment(kind, naming, naming.item.slot, levels) for kind in KINDS if kind in speaking)


def twin_witnesses(naming: Naming, twin: Witnessed, against: Mapping[str, float], levels: Levels) -> tuple[str, ...]:
    """The witnesses for a row's name against the one that its line of text prints; the row's own print is one."""
    speaking = {kind for kind, cost in against.items() if cost >= WITNESS_NEEDED and kind not in ("reading", "twin")}
    fragments = [_fragment(kind, naming, twin.slot, levels) for kind in KINDS if kind in speaking]
    if naming.item.slot.symbol == naming.symbol:
        fragments.insert(0, f"table {_product_of(naming.item, naming.symbol)} {naming.item.printed_price}")
    same = f"twin {twin.text} = {naming.item.printed_price}"
    return (same, *fragments) if fragments else ()


def repaired_name(slot_text: str, character: str, symbol: str) -> str:
    """The printed name with the misread character put right."""
    return slot_text.replace(character, element(symbol).zh, 1)


def _fragment(kind: str, naming: Naming, printed: Slot, levels: Levels) -> str:
    """One witness; the name that was printed is ``printed``, what is meant the naming's element."""
    item, symbol = naming.item, naming.symbol or naming.runner_up
    character = printed.character
    if symbol is None:
        return f"{kind} {character}"
    above, below = naming.neighbours
    level = level_of(item, symbol, levels)
    return {
        "spec": f"spec {item.spec}",
        "twin": _twin_fragment(item, symbol),
        "order": f"order {' < '.join(part for part in (above, symbol, below) if part)}",
        "level": level.source if level else f"level {character} not quoted",
        "member": f"member {character} ∉ La…Lu, Y, Sc",
        "section": f"section {item.series}",
        "unique": f"unique {item.slot.frame.replace(HOLE, character)}: twice{_other_row(naming, printed.symbol)}",
        "partner": _partner_fragment(naming, symbol, printed.symbol),
    }[kind]


def _other_row(naming: Naming, printed: str | None) -> str:
    """The nearest other row that is the product printed here."""
    found = [other for other, name in naming.rows if name == printed and other.slot.frame == naming.item.slot.frame]
    other = _nearest(naming.item, found)
    return f", with {other.printed_price}" if other is not None else ""


def _partner_fragment(naming: Naming, symbol: str, printed: str | None) -> str:
    """The row whose price this one follows: the oxide or metal of the element meant; else that which does not fit."""
    partners = PARTNERS.get(naming.item.slot.form, ())
    for meant, sign in ((symbol, ""), (printed, "≠ ")):
        found = [other for other, name in naming.rows if name == meant and other.slot.form in partners]
        other = _nearest(naming.item, found)
        if other is not None:
            change = f", {other.pct} %" if other.pct is not None and not sign else ""
            return f"partner {sign}{_product_of(other, meant)} {other.printed_price}{change}"
    return "partner none"


def _nearest(item: Item, others: Sequence[Item]) -> Item | None:
    apart = [other for other in others if other is not item and other.period == item.period]
    return min(apart, key=lambda other: abs(other.row - item.row), default=None)


def _twin_fragment(item: Item, symbol: str) -> str:
    named = [twin for twin in item.twins if twin.slot.symbol == symbol] or list(item.twins)
    return f"twin {named[0].text} = {item.printed_price}" if named else "twin"


def _stands_between(naming: Naming) -> bool:
    """Whether the found element lies between its neighbours' atomic numbers in a table that is in order."""
    above, below = naming.neighbours
    if not naming.is_ordered or above is None or below is None:
        return False
    return rank(above) < rank(naming.symbol) < rank(below)


def _product_of(item: Item, symbol: str | None) -> str:
    if symbol is None:
        return item.slot.character
    found = product(product_in(item.slot.frame, symbol))
    return found.formula or found.key
