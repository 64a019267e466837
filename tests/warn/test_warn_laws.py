"""Laws of the scores: no value that the printed digits allow lies outside the interval."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.store.sheet import Figure, printed
from monazite.warn.criticality import (
    Part,
    Published,
    Source,
    Terms,
    common_hhi,
    concentration,
    import_risk,
    supply_risk,
    weighted_hhi,
    without_largest,
)


def figure(low: int, value: int, high: int, unit: int = 1) -> Figure:
    a, b, c = sorted((low, value, high))
    return Figure(Fraction(b, unit), Fraction(a, unit), Fraction(c, unit))


FIGURES = st.builds(figure, *[st.integers(0, 60)] * 3)
SHARES = st.builds(figure, *[st.integers(0, 20)] * 3, unit=st.just(20))
PARTS = st.lists(st.builds(Part, FIGURES, SHARES), min_size=1, max_size=5)


def within(data: st.DataObject, one: Figure) -> Fraction:
    """Any value of a figure."""
    return one.low + (one.high - one.low) * Fraction(data.draw(st.integers(0, 16)), 16)


@settings(max_examples=150)
@given(PARTS, st.data())
def test_concentration_lies_in_its_interval(parts: list[Part], data: st.DataObject) -> None:
    span = concentration(parts)
    amounts = [within(data, part.amount) for part in parts]
    if span is None or not sum(amounts):
        return
    found = weighted_hhi(amounts, [within(data, part.weight) for part in parts])
    assert span.low <= found <= span.high


@settings(max_examples=100)
@given(st.lists(st.builds(Source, FIGURES, SHARES), min_size=1, max_size=6), FIGURES, st.data())
def test_import_risk_lies_in_its_interval(sources: list[Source], own: Figure, data: st.DataObject) -> None:
    span = import_risk(sources, own)
    tonnes = [within(data, one.tonnes) for one in sources]
    total = within(data, own) + sum(tonnes)
    if span is None or not total:
        return
    risks = [within(data, one.instability) for one in sources]
    found = sum((g * f for g, f in zip(risks, tonnes, strict=True)), Fraction(0)) / total
    assert span.low <= found <= span.high


@settings(max_examples=50)
@given(PARTS, st.integers(1, 100), st.data())
def test_what_is_left_lies_in_its_interval(parts: list[Part], demand: int, data: st.DataObject) -> None:
    wanted = figure(demand, demand, demand)
    span = without_largest(parts, wanted)
    if span is None:
        return
    amounts = [within(data, part.amount) for part in parts]
    assert span.low <= (sum(amounts) - max(amounts)) / demand <= span.high


@given(st.integers(1, 10**6))
def test_concentration_knows_no_unit(factor: int) -> None:
    def span(unit: int) -> Fraction:
        found = concentration([Part(figure(n * unit, n * unit, n * unit)) for n in (255, 57, 42, 20)])
        assert found is not None
        return found.value

    assert span(factor) == span(1)


def test_a_lump_is_one_producer_or_many() -> None:
    three, one = figure(3, 3, 3), figure(1, 1, 1)
    span = concentration([Part(three), Part(one, is_lump=True)])
    assert span is not None
    assert (span.low, span.value, span.high) == (Fraction(9, 16), Fraction(10, 16), Fraction(10, 16))


def test_a_single_producer_leaves_nothing() -> None:
    span = without_largest([Part(figure(5, 5, 5)), Part(figure(0, 0, 0))], figure(2, 2, 2))
    assert span is not None
    assert span.value == 0


def exact(text: str) -> Figure:
    found = printed(text)
    assert found is not None
    return Figure(found.value, found.value, found.value)


def test_the_formula_mixes_global_and_eu_sourcing_by_import_reliance() -> None:
    terms = Terms(exact("5"), exact("2"), exact("80"), exact("1"), exact("0.9"))
    assert supply_risk(terms).value == (Fraction(5) * Fraction(4, 10) + Fraction(2) * Fraction(6, 10)) * Fraction(
        891, 1000
    )


def test_no_common_value_of_nothing_and_the_lowest_of_equals() -> None:
    assert common_hhi({}) is None
    risks = {"a": "1.0", "b": "3.0"}
    found = common_hhi(
        {name: Published(printed(risk) or exact(risk), Fraction(0), Fraction(1)) for name, risk in risks.items()}
    )
    assert found is not None
    assert found.members == {"a"}
