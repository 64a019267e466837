"""What each piece of evidence charges for a name in a row, in nats; the kinds are independent of one another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise
from math import log
from typing import NamedTuple

from monazite.read.repair.frames import options_of, oxide_of, product_in, rank
from monazite.read.repair.items import Item
from monazite.read.repair.levels import Level, Levels
from monazite.read.repair.weights import weights
from monazite.read.table.vocabulary import confusions, rows_of
from monazite.reference import element

METAL_BAND = (1.0, 1.75)
"""Price of a metal over its oxide's, from no gain to the dearest quoted (44 pairs, 2011 to 2026)."""
CONVERSION = 25.0
"""What the upper end is raised by, in CNY/kg: making a kilogram of metal costs as much for cerium as for terbium."""
ALLOY_BAND = (0.75, 1.35)
"""The same for an iron alloy with 75 to 80 % of the element."""
BAND_EDGE = 0.15
"""How fast the charge outside a band grows: one unit of logarithm of the ratio is 1 / 0.15 standard deviations."""
ALIKE_POINTS = 2.5
"""Changes of an oxide and its metal or alloy lie this close, in percentage points."""
GRADE_FACTOR = 6.0
"""Between purities of one product lies at most this factor (99 % to 99.999 %)."""
MOST_TURNS = 3
"""Tables that print metals after oxides in groups change between them no oftener than this."""
REPEATS = 3
"""So many repeats show that a table lists one product for several markets."""
NEAR_FACTOR = 1.15
"""Prices closer than this may be two quotes of one product."""


class Meaning(NamedTuple):
    """What a row may mean: a rare earth (None keeps a character that is none), and whether its price is right."""

    symbol: str | None
    is_price_right: bool = True


def meanings_of(item: Item) -> tuple[Meaning, ...]:
    """Everything a row may mean: as printed first, as printed with a wrong price, then every other rare earth."""
    printed, *others = options_of(item.slot)
    doubted = () if item.price is None else (Meaning(printed, is_price_right=False),)
    return (Meaning(printed), *doubted, *(Meaning(symbol) for symbol in others))


def own_costs(item: Item, meaning: Meaning, levels: Levels) -> dict[str, float]:
    """What the row alone says against a meaning, by kind of evidence: reading, member, spec, section, level, twin."""
    w = weights()
    symbol = meaning.symbol
    found = {"reading": misreading(item.slot.character, item.slot.symbol, symbol, again=False)}
    found["twin"] = sum(misreading(t.slot.character, t.slot.symbol, symbol, again=True) for t in item.twins)
    if symbol is None:
        found["member"] = w["no_member_metal" if item.slot.character in _other_metals() else "no_member"]
    elif not element(symbol).is_stable:
        found["member"] = w["no_member_metal"]
    named = item.spec_elements
    found["spec"] = w["spec"] if named and symbol not in named else 0.0
    found["section"] = w["section"] if _is_out_of_section(item, symbol) else 0.0
    found["level"] = level_cost(item, symbol, levels) if meaning.is_price_right else _doubt(item)
    return found


def misreading(character: str, printed: str | None, meant: str | None, *, again: bool) -> float:
    """Cost of reading ``character`` where the element ``meant`` stood."""
    w = weights()
    if printed == meant:
        return w["keep"]
    if meant is None:
        return w["misread_other"]
    listed = element(meant).zh in confusions().get(character, frozenset())
    if printed is None and character not in _other_metals():
        return w["misread_radical"] - (w["misread_other"] - w["misread_listed"] if listed else 0.0)
    if again:
        return w["misread_again"]
    return w["misread_listed"] if listed else w["misread_other"]


def level_of(item: Item, symbol: str | None, levels: Levels) -> Level | None:
    """The expected price of the product that ``symbol`` makes of the row's frame."""
    if symbol is None or item.slot.form == "compound":
        return None
    product = product_in(item.slot.frame, symbol)
    return levels.of(product, item.period, oxide_of(symbol), item.slot.form)


def level_cost(item: Item, symbol: str | None, levels: Levels) -> float:
    """How far the row's price lies from the level of the product, as half the square of its standard deviations."""
    if item.price is None or item.price <= 0 or item.slot.form == "compound":
        return 0.0
    level = level_of(item, symbol, levels)
    if level is None:
        return weights()["level_none"]
    rare = weights()["level_derived"] if level.is_derived else 0.0
    return min(0.5 * (log(item.price / level.price) / level.spread) ** 2 + rare, weights()["level_most"])


@dataclass(frozen=True, slots=True)
class Habit:
    """How a table is laid out, as its printed rows show before anything is repaired.

    Args:
        back: what a step back in atomic number costs.
        group: what one costs where metals or alloys follow oxides.
        near: what naming a product twice at nearly one price costs.
    """

    back: float
    group: float
    near: float


def habit_of(items: Sequence[Item]) -> Habit:
    """The layout of a table: oxides, metals and alloys in groups or mixed; each product once, or of several markets."""
    w = weights()
    rows = [item for item in items if item.in_table]
    back = min(max(w["order_row"] * len(rows), w["order_least"]), w["order_most"])
    turns = sum(a.slot.form != b.slot.form for a, b in pairwise(rows))
    repeats = sum(a.slot == b.slot and _twice(a, b, 0.0) == 0 for a, b in combinations(rows, 2))
    return Habit(
        back,
        w["order_group"] if turns <= MOST_TURNS else back,
        w["twice_listed" if repeats >= REPEATS else "twice_near"],
    )


def pair_costs(first: Item, a: Meaning, second: Item, b: Meaning, habit: Habit) -> dict[str, float]:
    """What two rows say against a pair of meanings: one product twice, a metal or alloy out of its oxide's band."""
    if a.symbol is None or a.symbol != b.symbol or first.period != second.period:
        return {}
    both_right = a.is_price_right and b.is_price_right
    if first.slot.frame == second.slot.frame:
        return {"unique": _twice(first, second, habit.near) if both_right else _twice_with_doubt(first, second)}
    if not both_right:
        return {}
    forms = {first.slot.form: first, second.slot.form: second}
    oxide = forms.get("oxide")
    other = forms.get("metal") or forms.get("alloy")
    if oxide is None or other is None or len(forms) != 2:  # noqa: PLR2004 - an oxide and what is made of it
        return {}
    return {"partner": _band(oxide, other)}


def step_costs(above: Item, a: Meaning, below: Item, b: Meaning, habit: Habit) -> dict[str, float]:
    """What the order of the table says of two neighbouring meanings."""
    if a.symbol is None or b.symbol is None:
        return {}
    w = weights()
    begins_group = above.slot.form == "oxide" and below.slot.form != "oxide"
    cost = habit.group if begins_group else habit.back
    found = {"order": cost if rank(b.symbol) < rank(a.symbol) else 0.0}
    is_under = below.slot.form in ("metal", "alloy") and above.slot.form == "oxide" and above.row + 1 == below.row
    if is_under and a.symbol != b.symbol:
        is_alike = a.is_price_right and b.is_price_right and _is_alike(above, below)
        found["partner"] = w["partner_apart"] + (w["partner_alike"] if is_alike else 0.0)
    return found


def _twice(first: Item, second: Item, near: float) -> float:
    w = weights()
    same = first.spec.replace(" ", "") == second.spec.replace(" ", "")
    if first.price is None or second.price is None or min(first.price, second.price) <= 0:
        return w["twice_far"] if same else w["twice_grade"]
    factor = max(first.price, second.price) / min(first.price, second.price)
    if same:
        return near if factor <= NEAR_FACTOR else w["twice_same"]
    return w["twice_grade"] if factor <= GRADE_FACTOR else w["twice_far"]


def _twice_with_doubt(first: Item, second: Item) -> float:
    same = first.spec.replace(" ", "") == second.spec.replace(" ", "")
    return weights()["twice_again" if same else "twice_grade"]


def _doubt(item: Item) -> float:
    """What it costs to take a price for wrong: much where it is vouched for, little where it is contradicted."""
    names = {True: "price_wrong_sound", False: "price_wrong_failed", None: "price_wrong_alone"}
    return weights()[names[item.vouched]]


def _band(oxide: Item, other: Item) -> float:
    if oxide.price is None or other.price is None or min(oxide.price, other.price) <= 0:
        return 0.0
    is_metal = other.slot.form == "metal"
    low, high = METAL_BAND if is_metal else ALLOY_BAND
    dearest = high * oxide.price + (CONVERSION if is_metal else 0.0)
    outside = max(log(low * oxide.price / other.price), log(other.price / dearest), 0.0)
    return min(0.5 * (outside / BAND_EDGE) ** 2, weights()["partner_band"])


def _is_alike(above: Item, below: Item) -> bool:
    if above.pct is None or below.pct is None:
        return False
    return abs(above.pct - below.pct) <= ALIKE_POINTS and _band(above, below) == 0


def _is_out_of_section(item: Item, symbol: str | None) -> bool:
    """A heavy element under 轻稀土, or La, Ce, Pr, Nd under 重稀土; samarium to gadolinium are put under either."""
    if item.series is None or symbol is None:
        return False
    series = element(symbol).series_gb
    return series == "heavy" if item.series == "light" else series == "light"


@cache
def _other_metals() -> Mapping[str, str]:
    return {row["character"]: row["symbol"] for row in rows_of(__package__, "other_metals.csv")}
