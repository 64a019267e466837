"""Why this recipe, or why none, and what one unit more costs: in sentences (为何是它)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from monazite.app.design.charge import element_label
from monazite.app.design.prices import words
from monazite.app.design.views import Bench, Compared, Query
from monazite.core import Words
from monazite.design.search import Infeasible, Optimum, Rival, offers, routes
from monazite.design.search.record import Shadow
from monazite.design.units import degc
from monazite.reference import element_aliases

HEAVY = ("Dy", "Tb", "Ho", "Gd")
LITTLE_CNY = 0.005
"""Below half a fen nothing is said to cost anything."""
PERMEANCE_STEP = -0.1
"""Of the permeance coefficient, of which a price is said."""
ALWAYS = ("hcj",)
"""Shadow prices that are said even where they are nought: people ask for them first."""
NO_OFFERS = ("offers",)
"""What an empty space says: limits and prices leave no magnet."""
CHARGE, MADE_UP = " charge", " made up"
"""Ends of the names of limits that are the search's own."""
NAMED = ("supply-risk", "quota-exposure", "RE")
REQUIREMENTS = ("br", "hcj", "hcb", "bhmax", "knee", "kelvin", "permeance", "opposing", "tmax")


def label_of(name: str) -> Words:
    """What people call a requirement, or a limit such as ``Dy <=``."""
    if name in REQUIREMENTS:
        return words(f"asked.{name}")
    what, _, sign = name.rpartition(" ")
    if sign in ("<=", ">="):
        charged = what.removesuffix(CHARGE)
        label = label_of_thing(charged) if charged == what else words("asked.charge", what=label_of_thing(charged))
        return words("asked.most" if sign == "<=" else "asked.least", what=label)
    made_up = name.removesuffix(MADE_UP)
    return Words(name, name) if made_up == name else words("asked.made_up", what=label_of_thing(made_up))


def why_best(found: Optimum, bench: Bench, query: Query) -> tuple[Words, ...]:
    """Why a recipe is the cheapest: what holds it, what comes next, how sure that is."""
    return tuple(_why_best(found, bench, query))


def _why_best(found: Optimum, bench: Bench, query: Query) -> Iterator[Words]:
    binding = [label_of(one) for one in found.binding]
    yield words("why.route", route=found.route.label, number=len(routes()))
    if binding:
        yield words("why.binding", limits=listed(binding))
    else:
        yield words("why.free")
    if (next_best := _runner_up(found)) is not None:
        yield next_best
    yield words("why.gap", gap=f"{found.gap:.2%}")
    if bench.verdict is not None and query.confidence is None:
        yield words("why.middle", grade=bench.verdict.grade.name, chance=f"{bench.verdict.probability:.0%}")
    if query.kelvin is not None:
        yield words("why.reserve") if query.reserve is None else words("why.reserve_own", share=f"{query.reserve:.0%}")


def _runner_up(found: Optimum) -> Words | None:
    """The best of a route other than that of the optimum, where one is known."""
    others = [one for one in found.rivals if one.route != found.route.name]
    known = [one for one in others if one.cost_cny_per_kg is not None]
    if known:
        best = min(known, key=lambda one: one.cost_cny_per_kg or 0.0)
        more = (best.cost_cny_per_kg or 0.0) - found.cost_cny_per_kg
        return words("why.next", route=_route(best), more=f"{more:.2f}")
    bounded = [one for one in others if one.at_least_cny_per_kg < float("inf")]
    if bounded:
        best = min(bounded, key=lambda one: one.at_least_cny_per_kg)
        return words("why.next_at_least", route=_route(best), least=f"{best.at_least_cny_per_kg:.2f}")
    return words("why.alone") if others else None


def _route(one: Rival) -> Words:
    known = routes().get(one.route)
    return known.label if known else Words(one.route, one.route)


def why_none(found: Infeasible, query: Query) -> tuple[Words, ...]:
    """Why no recipe does it, and what near it can be done."""
    return tuple(_why_none(found, query))


def _why_none(found: Infeasible, query: Query) -> Iterator[Words]:
    yield words("none.proven" if found.is_ruled_out else "none.found")
    if found.binding == NO_OFFERS:
        yield words("none.offers")
        yield from _caps(found)
        return
    for name in found.binding:
        short = -found.shortfalls.get(name, 0.0)
        if name == "knee" and query.kelvin is not None:
            celsius = f"{degc(query.kelvin):.0f}"
            yield words("none.knee", celsius=celsius, permeance=f"{query.permeance:g}", short=f"{short:.1%}")
        else:
            yield words("none.missed", limit=label_of(name), short=f"{short:.1%}")
    if found.nearest_kelvin is not None:
        yield words("none.kelvin", celsius=f"{degc(found.nearest_kelvin):.0f}")
    if found.nearest_permeance is not None:
        yield words("none.permeance", permeance=f"{found.nearest_permeance:.2f}")
    yield from _caps(found)
    if not found.nearest_caps and query.most:
        yield words("none.no_cap")


def _caps(found: Infeasible) -> Iterator[Words]:
    for name, share in found.nearest_caps.items():
        yield words("none.cap", what=label_of_thing(name.removesuffix(" <=")), share=f"{share:.2%}")


def shadow_lines(found: Optimum) -> tuple[Words, ...]:
    """What one unit more of each thing costs, those that cost most first, then what people always ask for."""
    known = sorted(found.shadow.values(), key=lambda one: -abs(one.value_cny_per_kg))
    told = [one for one in known if abs(one.value_cny_per_kg) >= LITTLE_CNY]
    asked_for = [one for one in known if one not in told and one.name in ALWAYS]
    return (*map(_shadow_line, told), *(words("shadow.nothing", what=_shadow_label(one)) for one in asked_for))


def _shadow_line(one: Shadow) -> Words:
    """Of a cap what a gram less costs, of all else what one more costs."""
    value = one.value_cny_per_kg * (-1 if one.name.endswith("<=") else PERMEANCE_STEP if one.name == "permeance" else 1)
    key = "shadow.costs" if value > 0 else "shadow.saves"
    return words(key, what=_shadow_label(one), value=f"{abs(value):.3g}")


def less_line(symbol: str, more_cny_per_kg: float | None) -> Words:
    """What a gram less of an element costs than a recipe holds; None where nothing then does the duty."""
    what = words("shadow.gram_less", what=element_label(symbol))
    if more_cny_per_kg is None:
        return words("shadow.impossible", what=what)
    if more_cny_per_kg < LITTLE_CNY:
        return words("shadow.nothing", what=what)
    return words("shadow.costs", what=what, value=f"{more_cny_per_kg:.2g}")


def _shadow_label(one: Shadow) -> Words:
    what, _, sign = one.name.rpartition(" ")
    if sign in ("<=", ">="):
        key = "shadow.gram_less" if sign == "<=" else "shadow.gram_more"
        if one.unit != "g/kg":
            key = "shadow.unit_less"
        return words(key, what=label_of_thing(what), unit=one.unit)
    return words(f"shadow.{one.name}") if one.name in REQUIREMENTS else Words(one.name, one.name)


def compared(first: Bench, second: Bench) -> Compared:
    """How one recipe differs from another, in sentences."""
    return Compared(first, second, tuple(_compared(first, second)))


def _compared(first: Bench, second: Bench) -> Iterator[Words]:
    yield _more_or_less("compare.cost", first.cost_cny_per_kg, second.cost_cny_per_kg, ".2f")
    before, after = (sum(_held(bench).get(one, 0.0) for one in HEAVY) * 100 for bench in (first, second))
    yield _more_or_less("compare.heavy", before, after, ".3f")
    for name, key, factor in (("br_tesla", "compare.br", 1e3), ("hcj_a_per_m", "compare.hcj", 1e-3)):
        before, after = (getattr(bench.magnets[-1], name).value * factor for bench in (first, second))
        yield _more_or_less(key, before, after, ".0f")
    yield _more_or_less("compare.tmax", first.tmax_kelvin.value, second.tmax_kelvin.value, ".0f")
    for name in first.carried:
        yield _more_or_less(f"compare.{name}", first.carried[name], second.carried[name], ".3f")


def _more_or_less(key: str, first: float, second: float, form: str) -> Words:
    change = format(abs(second - first), form)
    if float(change) == 0:
        return words("compare.same", what=words(key))
    return words("compare.more" if second > first else "compare.less", what=words(key), change=change)


def _held(bench: Bench) -> Mapping[str, float]:
    return {one.name: one.share for one in bench.costs}


def listed(some: list[Words]) -> Words:
    """Words one after the other."""
    return Words("、".join(one.zh for one in some), ", ".join(one.en for one in some))


def label_of_thing(name: str) -> Words:
    """An element, a material, or a burden."""
    if name in element_aliases():
        return element_label(name)
    if name in offers():
        return offers()[name].label
    return words(f"burden.{name}") if name in NAMED else Words(name, name)
