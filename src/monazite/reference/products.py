"""The vocabulary of the trade: what is mined, separated, melted, magnetised and driven, under every name it goes by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from monazite.reference.names import alias_map, folded
from monazite.reference.tables import optional, read_table, split_list

FOREIGN = "foreign"
"""Form of a metal or good that is no rare earth: a number that belongs to one is no fact of this trade."""


@dataclass(frozen=True, slots=True)
class Product:
    """One product, group of products, quota or good of the trade; a row of ``products.csv``.

    Args:
        key: canonical Chinese name (氧化镨钕, 镨钕金属, 金属钕, 镝铁合金).
        en: English name.
        aliases: every other name it has whatever the context: simplified, traditional, English.
        weak_aliases: names it has only where the context already says so: 指标 beside 稀土开采, 储量 beside 稀土.
        formula: chemical formula, or None where the composition varies.
        elements: symbols of its elements, for a mixture those that name it.
        form: oxide, metal, alloy, ore, concentrate, compound, magnet, magnet_blank, phosphor, catalyst,
            hydrogen_storage, polishing, group, element, vehicle, wind, motor, quota, index, other, foreign.
        stage: mining, separation, metal, magnet, application, or empty.
        purity: usual purity in price lists (≥99%Nd75%), or empty.
        end_uses: what it is used for.
        source: standard, notice or list the name is taken from.
        locator: where in the source.
    """

    key: str
    en: str
    aliases: tuple[str, ...]
    weak_aliases: tuple[str, ...]
    formula: str | None
    elements: tuple[str, ...]
    form: str
    stage: str
    purity: str
    end_uses: tuple[str, ...]
    source: str
    locator: str

    @property
    def is_foreign(self) -> bool:
        """Whether this is another metal or good, named only so that its numbers are not taken for rare earths."""
        return self.form == FOREIGN


@cache
def products() -> tuple[Product, ...]:
    """All products in file order."""
    lists = dict.fromkeys(("aliases", "weak_aliases", "elements", "end_uses"), split_list)
    return read_table("products.csv", Product, {**lists, "formula": optional})


@cache
def product_aliases() -> Mapping[str, str]:
    """Every name (as listed, and with Latin letters in lower case) to the canonical key.

    Names in Latin letters are whole words: ``EV`` is no part of ``REEV``.

    >>> product_aliases()["鐠釹氧化物"]
    '氧化镨钕'
    """
    return alias_map((item.key, item.aliases) for item in products())


@cache
def weak_product_aliases() -> Mapping[str, tuple[str, ...]]:
    """Names that stand for a product only in a context that says so, each to the keys it may stand for.

    >>> weak_product_aliases()["储量"]
    ('稀土资源',)
    """
    found: dict[str, tuple[str, ...]] = {}
    for item in products():
        for name in item.weak_aliases:
            found[name] = (*found.get(name, ()), item.key)
    return found


def product(key: str) -> Product:
    """The product of a canonical key.

    Raises:
        KeyError: when there is none; ``product_named`` takes any name.
    """
    return _by_key()[key]


def product_named(name: str) -> Product | None:
    """The product that goes by this name, or None.

    >>> product_named("Dysprosium oxide").key
    '氧化镝'
    """
    key = product_aliases().get(folded(name.strip()))
    return None if key is None else product(key)


@cache
def _by_key() -> Mapping[str, Product]:
    return {item.key: item for item in products()}
