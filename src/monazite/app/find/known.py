"""What ships with the product and has names: elements, products, organisations, regions, grades of magnets."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from importlib import resources

from monazite.app.find.kinds import NOTHING
from monazite.app.find.names import Item, NameIndex
from monazite.core import Words
from monazite.reference import (
    organisation_named,
    organisations,
    product_named,
    products,
    rare_earths,
    region_named,
    regions,
)


@cache
def known(kind: str) -> NameIndex:
    """The things of a kind that ship, with the names they are found by.

    Args:
        kind: key of a kind whose ``how`` is ``reference``.
    """
    return NameIndex(tuple(_SOURCES[kind]()))


def called(name: str) -> Words:
    """A name of a product, an organisation or a region in both languages; any other as it is.

    >>> called("氧化镝").en
    'dysprosium oxide'
    """
    found = product_named(name) or organisation_named(name) or region_named(name)
    return Words(found.key, found.en) if found else Words(name, name)


def product_item(subject: str) -> Item:
    """A product, or whatever facts speak of, by its name."""
    found = product_named(subject)
    if found is None:
        return Item(subject, Words(subject, subject))
    formula = (found.formula,) if found.formula else ()
    return Item(found.key, called(subject), _same(*formula), names=(*found.aliases, *formula))


def _elements() -> Iterator[Item]:
    for one in rare_earths():
        yield Item(one.symbol, Words(one.zh, one.en), _same(one.symbol), names=one.zh_traditional)


def _products() -> Iterator[Item]:
    return (product_item(one.key) for one in products())


def _organisations() -> Iterator[Item]:
    return (Item(one.key, Words(one.key, one.en), names=one.aliases) for one in organisations())


def _regions() -> Iterator[Item]:
    for one in regions():
        parent = called(one.parent) if one.parent else NOTHING
        yield Item(one.key, Words(one.key, one.en), parent, names=one.aliases)


def _grades() -> Iterator[Item]:
    """Names alone, from the table itself: its room reads the figures, too, with formulas that take a second to load."""
    table = resources.files("monazite.design") / "grades" / "grades.csv"
    makers: dict[str, list[str]] = {}
    for row in csv.DictReader(table.read_text("utf-8").splitlines()):
        makers.setdefault(row["grade"], []).append(row["maker"])
    for name, found in makers.items():
        yield Item(name, _same(name), _same(*dict.fromkeys(found)), about=tuple(dict.fromkeys(found)))


def _same(*parts: str) -> Words:
    text = " ".join(parts)
    return Words(text, text)


_SOURCES = {
    "element": _elements, "product": _products, "organisation": _organisations, "region": _regions, "grade": _grades,
}  # fmt: skip
