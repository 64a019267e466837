"""Answers and benches as plain JSON values, for commands and programs: SI, the unit at the end of each name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from monazite.app.design.charge import contents
from monazite.app.design.views import (
    Answer,
    Bench,
    BenchCurve,
    Carried,
    Compared,
    Frontier,
    PriceOf,
    Query,
    Threshold,
    Verdict,
)
from monazite.core import Words
from monazite.design.exports import process_columns
from monazite.design.record import Magnet, Spread
from monazite.design.search.record import Infeasible, Optimum
from monazite.design.units import degc

MAGNET = (
    "saturation_tesla", "br_tesla", "hcj_a_per_m", "hcb_a_per_m", "hk_a_per_m", "bhmax_j_per_m3", "mu_r",
    "alpha_br_per_kelvin", "beta_hcj_per_kelvin",
)  # fmt: skip


def answer_json(answer: Answer) -> dict[str, Any]:
    """Everything of an answer."""
    found = answer.found
    return {
        "query": query_json(answer.query), "is_feasible": isinstance(found, Optimum),
        "grade": answer.grade.name, "refused": dict(answer.refused), "seconds": round(answer.seconds, 3),
        **(_optimum(found) if isinstance(found, Optimum) else _infeasible(found)),
        "why": said(answer.why), "one_unit_more": said(answer.shadows),
        "bench": None if answer.bench is None else bench_json(answer.bench),
        "prices": [price_json(one) for one in answer.offered.prices],
        "burdens": [burden_json(one) for one in (answer.risk, answer.quota)],
    }  # fmt: skip


def query_json(query: Query) -> dict[str, Any]:
    """A question as it was understood."""
    return {
        "grade": query.grade.name, "temperature_degc": celsius(query.kelvin), "permeance": query.permeance,
        "opposing_a_per_m": query.opposing_a_per_m, "tmax_degc": celsius(query.tmax_kelvin), "reserve": query.reserve,
        "confidence": query.confidence, "most_share": dict(query.most), "least_share": dict(query.least),
        "allowed": [one.name for one in query.allowed], "day": query.day.isoformat() if query.day else None,
        "venue": query.venue, "scrap": {one.name: dict(one.content) for one in query.scrap},
    }  # fmt: skip


def bench_json(bench: Bench) -> dict[str, Any]:
    """Everything of a bench, curves too."""
    loss = bench.loss
    return {
        "weight_ppm": dict(bench.recipe.weight_ppm), "process": dict(process_columns(bench.recipe.process)),
        "is_dual": bench.is_dual, "content_share": contents(bench.recipe), "phase_share": dict(bench.phases),
        "magnets": [magnet_json(one) for one in bench.magnets], "curves": [curve_json(one) for one in bench.curves],
        "verdict": None if bench.verdict is None else verdict_json(bench.verdict),
        "likely_grades": [verdict_json(one) for one in bench.likely],
        "cost_cny_per_kg": bench.cost_cny_per_kg, "unpriced": list(bench.unpriced),
        "costs": [{"name": one.name, "label": both(one.label), "share": one.share, "cny_per_kg": one.cny_per_kg,
                   "offer": one.offer} for one in bench.costs],
        "carried": dict(bench.carried), "tmax_kelvin": spread_json(bench.tmax_kelvin),
        "loss": {
            "years": loss.years, "temperature_degc": celsius(loss.kelvin), "lasting": loss.value, "low": loss.low,
            "high": loss.high,
            **{name: spread_json(getattr(loss, name))
               for name in ("reversible", "first_heating", "after_effect", "permanent")},
        },
        "loss_over_years": {name: getattr(bench.course, name).tolist() for name in ("years", "value", "low", "high")},
    }  # fmt: skip


def magnet_json(one: Magnet) -> dict[str, Any]:
    """A magnet at a temperature."""
    return {
        "temperature_degc": celsius(one.temperature_kelvin),
        **{name: spread_json(getattr(one, name)) for name in MAGNET}, "is_prior_based": one.is_prior_based,
    }  # fmt: skip


def curve_json(one: BenchCurve) -> dict[str, Any]:
    """A curve with its working point."""
    return {
        "temperature_degc": celsius(one.kelvin), "opposing_a_per_m": one.opposing_a_per_m.tolist(),
        "polarisation_tesla": one.polarisation_tesla.tolist(), "flux_density_tesla": one.flux_density_tesla.tolist(),
        "working_a_per_m": one.working_a_per_m, "working_tesla": one.working_tesla, "knee_a_per_m": one.knee_a_per_m,
        "is_safe": one.is_safe,
    }  # fmt: skip


def price_json(one: PriceOf) -> dict[str, Any]:
    """A price and where it comes from."""
    return {
        "offer": one.offer.name, "price_cny_per_kg": one.offer.price_cny_per_kg, "origin": one.origin,
        "source": one.offer.source, "day": one.offer.day, "how": both(one.how), "facts": list(one.facts),
        "is_estimate": one.is_estimate,
    }  # fmt: skip


def burden_json(one: Carried) -> dict[str, Any]:
    """What elements carry, and what that means."""
    return {
        "name": one.burden.name, "per_kg": dict(one.burden.per_kg), "price_cny": one.burden.price_cny,
        "most": one.burden.most, "unit": both(one.unit), "meaning": both(one.meaning), "source": one.source,
    }  # fmt: skip


def frontier_json(one: Frontier) -> dict[str, Any]:
    """Cost against something else."""
    return {
        "over": one.over, "label": both(one.label), "unit": both(one.unit),
        "steps": [{"value": step.value, **_optimum(step.best), "weight_ppm": dict(step.best.recipe.weight_ppm)}
                  for step in one.steps],
    }  # fmt: skip


def threshold_json(one: Threshold) -> dict[str, Any]:
    """From what price something is worth it."""
    return {
        "moved": one.moved, "element": one.element, "share": one.share, "price_cny_per_kg": one.cny_per_kg,
        "low_cny_per_kg": one.low, "high_cny_per_kg": one.high, "said": both(one.said),
    }  # fmt: skip


def compared_json(one: Compared) -> dict[str, Any]:
    """Two recipes side by side."""
    return {"first": bench_json(one.first), "second": bench_json(one.second), "said": said(one.said)}


def verdict_json(one: Verdict) -> dict[str, Any]:
    """Whether a recipe makes a grade."""
    return {"grade": one.grade.name, "maker": one.grade.maker, "pass_probability": one.probability}


def optimum_json(found: Optimum | Infeasible) -> dict[str, Any]:
    """What a search found, without its bench."""
    return _optimum(found) if isinstance(found, Optimum) else _infeasible(found)


def _optimum(found: Optimum) -> dict[str, Any]:
    return {
        "route": found.route.name, "charges_share": dict(found.charges), "cost_cny_per_kg": found.cost_cny_per_kg,
        "material_cny_per_kg": found.material_cny_per_kg, "bound_cny_per_kg": found.bound_cny_per_kg, "gap": found.gap,
        "binding": list(found.binding), "margins": dict(found.margins),
        "shadow": [{"name": one.name, "unit": one.unit, "value_cny_per_kg": one.value_cny_per_kg}
                   for one in found.shadow.values()],
        "rivals": [{"route": one.route, "cost_cny_per_kg": one.cost_cny_per_kg,
                    "at_least_cny_per_kg": _finite(one.at_least_cny_per_kg)} for one in found.rivals],
    }  # fmt: skip


def _infeasible(found: Infeasible) -> dict[str, Any]:
    return {
        "binding": list(found.binding), "shortfalls": dict(found.shortfalls),
        "nearest_temperature_degc": celsius(found.nearest_kelvin), "nearest_permeance": found.nearest_permeance,
        "nearest_cap_share": dict(found.nearest_caps), "is_proven": found.is_ruled_out,
    }  # fmt: skip


def spread_json(one: Spread) -> dict[str, float]:
    """A number with its interval."""
    return {"value": one.value, "low": one.low, "high": one.high}


def celsius(kelvin: float | None) -> float | None:
    """A temperature as people have it, or none."""
    return None if kelvin is None else round(degc(kelvin), 6)


def both(words: Words) -> dict[str, str]:
    """Both languages."""
    return {"zh": words.zh, "en": words.en}


def said(some: Sequence[Words]) -> list[dict[str, str]]:
    """Sentences in both languages."""
    return [both(one) for one in some]


def _finite(value: float) -> float | None:
    """JSON has no infinity: what cannot be done has no price."""
    return value if value < float("inf") else None
