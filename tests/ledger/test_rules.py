"""The book of rules: what is declared, what is built in, and what contradicts itself."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ledger.making import rows

from monazite.core import ElementMass, InternalError, reo
from monazite.ledger import Policy, load_book
from monazite.ledger.book import build_book
from monazite.ledger.couplings import Oxides
from monazite.ledger.vectors import added, negated, vector_of
from monazite.reference import factors

MASSES = st.dictionaries(st.sampled_from(["La", "Ce", "Nd", "Dy", "Y", "Fe"]), st.integers(-(10**17), 10**17))


def test_the_trade_s_book_loads_and_reverse_and_adjust_are_there() -> None:
    book = load_book("monazite.trace")
    assert book.roles["line"].policy is Policy.MEASURED
    assert book.kinds["reverse"].needs == {"reason"}
    assert {rule.kind for rule in book.couplings} <= book.kinds.keys()


def test_an_adjustment_may_state_what_its_couplings_ask_for() -> None:
    book = build_book(rows("roles"), rows("kinds"), rows("couplings"))
    assert "stage" in book.kinds["adjust"].may
    assert book.kinds["mine"].takes == {"matter": {"ground"}, "quota": {"held"}}


@pytest.mark.parametrize(
    ("file", "change", "said"),
    [
        ("kinds", {"kind": "mine"}, "kind mine twice"),
        ("kinds", {"kind": "reverse"}, "kind reverse twice"),
        ("kinds", {"kind": "x", "takes": "matter:nowhere"}, "role nowhere"),
        ("kinds", {"kind": "x", "takes": "money:lot"}, "money of role lot"),
        ("kinds", {"kind": "x", "blocked_takes": "nowhere"}, "unknown role nowhere"),
        ("kinds", {"kind": "x", "needs": "a", "may": "a"}, "needs and may have a"),
        ("couplings", {"name": "x", "kind": "nothing"}, "unknown kind nothing"),
        ("couplings", {"name": "x", "role": "nowhere"}, "unknown role nowhere"),
        ("couplings", {"name": "x", "measure": "weight"}, "no such measure"),
    ],
)
def test_contradictions_are_refused(file: str, change: dict[str, str], said: str) -> None:
    files = {name: rows(name) for name in ("roles", "kinds", "couplings")}
    files[file].append(files[file][-1] | {"takes": "", "gives": "", "needs": "", "may": ""} | change)
    with pytest.raises(InternalError, match=said):
        build_book(files["roles"], files["kinds"], files["couplings"])


@given(MASSES)
def test_oxides_are_rounded_once_as_the_core_does(matter: dict[str, int]) -> None:
    mass = ElementMass.of(matter)
    assert Oxides(factors()).reo_mg([vector_of(mass.parts)]) == reo(mass, factors()).mg


def test_a_half_is_rounded_to_even() -> None:
    halves = Oxides({"Nd": Fraction(1, 2)})
    assert [halves.reo_mg([(("Nd",), (mg,))]) for mg in (1, 3, 5, -1, -3)] == [0, 2, 2, 0, -2]


@given(MASSES, MASSES)
def test_rows_add_as_masses_do(first: dict[str, int], second: dict[str, int]) -> None:
    one, two = ElementMass.of(first), ElementMass.of(second)
    assert added(vector_of(one.parts), vector_of(two.parts)) == vector_of((one + two).parts)
    assert added(vector_of(one.parts), negated(vector_of(one.parts))) == ((), ())
