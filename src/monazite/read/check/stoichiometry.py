"""Metal or alloy against its oxide: the price of the oxide that goes in bounds the price of what comes out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from monazite.core.interval import Interval
from monazite.facts.record import Check, Fact
from monazite.read.check.evidence import Evidence
from monazite.read.check.factual import fact_figure
from monazite.read.check.outcome import Outcome, Side, check, short
from monazite.reference import Product, element, factor, product_named

BAND = Interval(Decimal("1.0"), Decimal("1.25"))
"""Electrolysis costs something and loses a few percent of the oxide; six of six pairs of the association's bulletin of
August 2022 lie between 1.04 and 1.12. Outside the band nothing is proven: the market inverts now and then (倒挂)."""

_CONTENT = re.compile(r"([A-Z][a-z]?)\s*(?:≥|=)?\s*(\d+(?:\.\d+)?)\s*[%％]")


def alloys_and_oxides(evidence: Evidence) -> Iterator[Check]:
    """Each metal and alloy price against the oxide price of the same table, or of the same text, and period."""
    oxides: dict[tuple[object, ...], Fact] = {}
    metals: list[tuple[Fact, Product, tuple[str, ...]]] = []
    for fact in evidence.facts:
        product = product_named(fact.subject) if fact.kind == "price" and fact.canonical_unit == "CNY/kg" else None
        symbols = rare_symbols(product) if product else ()
        if product is None or not symbols:
            continue
        if product.form == "oxide":
            oxides.setdefault((where(fact), fact.period, symbols), fact)
        elif product.form in {"metal", "alloy"}:
            metals.append((fact, product, symbols))
    for fact, product, symbols in metals:
        oxide = oxides.get((where(fact), fact.period, symbols))
        contents = shares_of(fact.spec, product, symbols)
        if oxide and contents:
            yield from banded(evidence.doc, fact, oxide, oxide_mass(contents))


def where(fact: Fact) -> int:
    """The table a fact stands in, or -1 for running text: prices of one list are compared."""
    return fact.place.block if fact.place and fact.place.row is not None else -1


def rare_symbols(product: Product) -> tuple[str, ...]:
    """Symbols of the rare earths in a product."""
    return tuple(s for s in product.elements if len(s) <= 2 and s.isalpha() and element(s).is_rare_earth)  # noqa: PLR2004


def shares_of(spec: str | None, product: Product, symbols: tuple[str, ...]) -> dict[str, Fraction]:
    """Mass share of each rare earth: what the specification prints (``Dy80%``), the usual one, or all of a metal."""
    printed = {s: Fraction(share) / 100 for s, share in _CONTENT.findall(f"{product.purity} {spec or ''}")}
    known = {s: printed[s] for s in symbols if s in printed}
    if len(symbols) == 1 and product.form == "metal":
        return {symbols[0]: Fraction(1)}
    left = [s for s in symbols if s not in known]
    if product.form == "metal" and len(left) == 1 and known:
        known[left[0]] = 1 - sum(known.values(), Fraction(0))
        return known
    return known if not left else {}


def oxide_mass(contents: dict[str, Fraction]) -> Decimal:
    """Kilograms of oxide in one kilogram of metal or alloy, by stoichiometry."""
    mass = sum((share * factor(symbol) for symbol, share in contents.items()), Fraction(0))
    return round(Decimal(mass.numerator) / Decimal(mass.denominator), 4)


def banded(doc: str, metal: Fact, oxide: Fact, mass: Decimal) -> Iterator[Check]:
    """The ratio of the two prices in the band."""
    alloy_price, oxide_price = fact_figure(metal), fact_figure(oxide)
    if alloy_price is None or oxide_price is None or not Side.digits(oxide_price).divisible():
        return
    ratio = Side.digits(alloy_price) / Side.digits(oxide_price).scaled(mass)
    written = f"{alloy_price.text} / ({mass} × {oxide_price.text})"
    outcome = Outcome(written, ratio, Side((BAND.low + BAND.high) / 2, BAND))
    finding = f"{metal.subject} / {oxide.subject} = {short(ratio.value)} ∉ [{BAND.low}, {BAND.high}]"
    yield check(doc, "alloy_oxide", outcome, (alloy_price, oxide_price), decided=False, finding=finding)
