"""Laws of settlements: money is conserved, prices are bounded, splitting a delivery changes at most a fen a line."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from tests.plan.commit_making import USD_PER_KG, T, flat, moved, offtake, settled

from monazite.core.mass import MG_PER_TONNE
from monazite.plan.commitments import (
    Commitment,
    Default,
    Movement,
    Quality,
    Settlement,
    Upside,
    commitment_of,
    movement_of,
)

PRICES = st.fractions(min_value=1, max_value=500, max_denominator=1000)


@st.composite
def commitments(draw: st.DrawFn) -> Commitment:
    """Offtakes with and without buyer, guarantor, floor, ceiling, strike, quality and escalation."""
    floor, gap, over = (draw(st.integers(10**4, 10**7)) for _ in range(3))  # quality takes off 990 at most
    buyer, guarantor = draw(st.sampled_from([("B", ""), ("B", "G"), ("", "G")]))
    return offtake(
        buyer=buyer, guarantor=guarantor, bands=(),
        floor_fen_per_tonne=draw(st.sampled_from([None, floor])),
        ceiling_fen_per_tonne=draw(st.sampled_from([None, floor + gap])),
        upside=draw(st.sampled_from([None, Upside(
            strike_fen_per_tonne=floor + over, share_ppm=draw(st.integers(0, 10**6)))])),
        quality=draw(st.sampled_from([(), (Quality(property="TREO", base_ppm=990_000, step_fen_per_tonne=10),)])),
        escalation_ppm=draw(st.integers(0, 50_000)),
    )  # fmt: skip


@st.composite
def movements(draw: st.DrawFn) -> list[Movement]:
    """Deliveries of a quarter; what leaves the stockpile was put into it before."""
    masses = draw(st.lists(st.integers(1, 10**13), max_size=4))
    kinds = [draw(st.sampled_from(["sold", "stockpiled", "not_taken"])) for _ in masses]
    found = [
        moved(f"2026-0{1 + number % 3}-10", mass_mg, kind, id=str(number), tested={"TREO": draw(st.integers(0, 10**6))})
        for number, (mass_mg, kind) in enumerate(zip(masses, kinds, strict=True))
    ]
    held = sum(one.mass_mg for one in found if one.kind == "stockpiled")
    return [*found, moved("2026-03-20", held, "released", tested={"TREO": 990_000})] if held else found


@given(commitments(), movements(), PRICES)
def test_what_one_pays_others_receive(terms: Commitment, moves: list[Movement], price: Fraction) -> None:
    found = settled(terms, moves, flat(price))
    assert sum(found.balances().values()) == 0
    assert found.payments() == {
        pair: sum(line.fen for line in found.lines if (line.payer, line.payee) == pair) for pair in found.payments()
    }
    assert all(line.fen > 0 and line.payer and line.payee and line.payer != line.payee for line in found.lines)


@given(commitments(), movements(), PRICES)
def test_a_line_is_mass_times_price_within_half_a_fen(
    terms: Commitment, moves: list[Movement], price: Fraction
) -> None:
    for line in settled(terms, moves, flat(price)).lines:
        assert abs(line.fen - line.fen_per_tonne * line.mass_mg / MG_PER_TONNE) <= Fraction(1, 2)


@given(commitments(), st.integers(1, 10**13), PRICES, PRICES)
def test_the_seller_never_gets_less_at_a_higher_price(
    terms: Commitment, mass_mg: int, price: Fraction, other: Fraction
) -> None:
    """What it is paid under the contract, and in the market under a pure guarantee; each line rounds by half a fen."""
    moves = [moved("2026-01-10", mass_mg, tested={"TREO": 990_000})]
    low, high = sorted((price, other))
    found = [received(settled(terms, moves, flat(one)), one, mass_mg, terms) for one in (low, high)]
    assert found[0] <= found[1] + 3


def received(found: Settlement, price: Fraction, mass_mg: int, terms: Commitment) -> Fraction:
    """What the seller has in all, in fen."""
    market = Fraction(0) if terms.buyer else price * USD_PER_KG * mass_mg / MG_PER_TONNE
    if not terms.buyer and terms.ceiling_fen_per_tonne is not None:
        market = min(market, Fraction(terms.ceiling_fen_per_tonne * mass_mg, MG_PER_TONNE))
    return found.balances().get(terms.seller, 0) + market


@given(commitments(), st.integers(1, 10**13), PRICES)
def test_the_buyer_never_pays_more_than_the_ceiling_nor_the_seller_gets_less_than_the_floor(
    terms: Commitment, mass_mg: int, price: Fraction
) -> None:
    terms = replace(terms, buyer="B", quality=(), upside=None)
    found = settled(terms, [moved("2026-01-10", mass_mg)], flat(price)).balances()
    if terms.ceiling_fen_per_tonne is not None:
        assert -found.get("B", 0) <= Fraction(terms.ceiling_fen_per_tonne * mass_mg, MG_PER_TONNE) + 1
    if terms.floor_fen_per_tonne is not None:
        assert found.get("S", 0) >= Fraction(terms.floor_fen_per_tonne * mass_mg, MG_PER_TONNE) - 1


@given(commitments(), st.integers(1, 10**13), st.integers(1, 10**13), PRICES, st.sampled_from(["sold", "stockpiled"]))
def test_splitting_a_delivery_changes_at_most_a_fen_a_line(
    terms: Commitment, one_mg: int, other_mg: int, price: Fraction, kind: str
) -> None:
    tested = {"TREO": 980_000}
    whole = settled(terms, [moved("2026-01-10", one_mg + other_mg, kind, tested=tested)], flat(price))
    parts = [
        moved("2026-01-10", mass_mg, kind, id=str(at), tested=tested) for at, mass_mg in enumerate((one_mg, other_mg))
    ]
    split = settled(terms, parts, flat(price))
    for item in {line.item for line in (*whole.lines, *split.lines)}:
        once, twice = (sum(line.fen for line in found.lines if line.item == item) for found in (whole, split))
        assert abs(once - twice) <= 1


@given(st.integers(0, 150), st.integers(0, 150), st.booleans())
def test_delivered_and_short_make_up_the_minimum(sold: int, untaken: int, is_take_or_pay: bool) -> None:  # noqa: FBT001
    moves = [moved("2026-01-10", mass * T, kind) for mass, kind in ((sold, "sold"), (untaken, "not_taken")) if mass]
    terms = offtake(default=Default(is_take_or_pay=is_take_or_pay, not_taken_fen_per_tonne=1))
    found = settled(terms, moves, flat(120))
    assert found.seller_short_mg + found.buyer_short_mg == max(0, found.minimum_mg - found.sold_mg)
    assert found.buyer_short_mg <= untaken * T
    paid = sum(line.mass_mg for line in found.lines if line.item == "take_or_pay")
    assert paid == (found.buyer_short_mg if is_take_or_pay else 0)


@given(commitments(), movements())
def test_records_come_back_from_their_json(terms: Commitment, moves: list[Movement]) -> None:
    assert commitment_of(terms.as_json()) == terms
    assert [movement_of(one.as_json()) for one in moves] == moves
