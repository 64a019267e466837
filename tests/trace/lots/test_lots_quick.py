"""The quick ways decide as the slow ones do."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from monazite.core import ElementMass, Problem, reo
from monazite.reference import factors
from monazite.trace.lots.stated import is_id, is_sound, read_lot
from monazite.trace.lots.weighing import reo_mg, reo_total_mg

RIGHT: dict[str, Any] = {
    "id": "L1", "product": "氧化镨钕", "net_mg": 10**9, "gross_mg": 2 * 10**9, "moisture_ppm": 1000, "loi_ppm": 5000,
    "reo_ppm": 990_000, "partition_ppm": {"Nd": 750_000, "Pr": 250_000}, "assay_ppm": {"Fe": 200},
    "serials": ["a", "b"], "scale": "W", "lab": "X", "scale_random_ppm": 900, "lab_shared_ppm": 100,
    "ore_class": "rock", "of": ["L0"],
}  # fmt: skip
WRONG: tuple[Any, ...] = (
    0, -1, 1_000_001, 10**18, None, True, 1.5, "", " ", "a/b", "a:b", "x" * 70, [], ["a", "a"], [1], {}, {"Nd": -1},
    {"Nd": 750_000}, {"Nd": 1_000_000, "Pr": 1_000_000}, {"Xx": 1}, {"Nd": True}, "rock",
)  # fmt: skip


def test_what_is_sound_has_no_problem_and_what_is_right_is_sound() -> None:
    assert is_sound(RIGHT)
    dice = random.Random(1)  # noqa: S311  no secrets
    for _ in range(3_000):
        stated = dict(RIGHT)
        for name in dice.sample(sorted(RIGHT), dice.randint(1, 2)):
            if dice.random() < 0.3:
                del stated[name]
            else:
                stated[name] = dice.choice(WRONG)
        if is_sound(stated):
            assert not isinstance(read_lot(stated), Problem), stated


@given(st.text(max_size=70))
def test_an_id_has_no_blank_slash_or_colon(text: str) -> None:
    slow = 0 < len(text) <= 64 and not any(c.isspace() or c in "/:" or not c.isprintable() for c in text)
    assert is_id(text) == slow


@given(st.dictionaries(st.sampled_from(sorted(factors())), st.integers(-(10**17), 10**17)))
def test_oxides_are_exact(mg: dict[str, int]) -> None:
    matter = ElementMass.of(mg)
    assert reo_mg(matter) == reo_total_mg([matter]) == reo(matter, factors()).mg


def test_oxides_at_a_half_go_to_the_even_side() -> None:
    for symbol, factor in factors().items():
        half = Fraction(factor.denominator, 2)
        for amount in (half, 3 * half) if half.denominator == 1 else ():
            matter = ElementMass.of({symbol: int(amount)})
            assert reo_mg(matter) == reo(matter, factors()).mg
