"""What `monazite design` prints of recipes: their magnets at temperatures, and which grades they make."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from monazite.cli.terminal import Terminal
from monazite.design.units import degc, kgs, koe, mgoe

if TYPE_CHECKING:
    from monazite.design.forward import Batch, Given, Predicted
    from monazite.design.record import Grade, Magnet, Spread

BLOCK = 1000
"""Recipes at a time: their magnets are written before the next are made."""
LIKELY = 0.5
NAMED_GRADES = 4
COLUMNS = ("temperature", "br", "hcj", "hcb", "hk", "bhmax", "alpha", "beta")
FIELDS = (
    "saturation_tesla", "br_tesla", "hcj_a_per_m", "hcb_a_per_m", "hk_a_per_m", "bhmax_j_per_m3", "mu_r",
    "alpha_br_per_kelvin", "beta_hcj_per_kelvin",
)  # fmt: skip


def show(terminal: Terminal, given: Sequence[Given], kelvin: Sequence[float], wanted: Grade | None) -> None:
    """Print them: with JSON an object for each recipe and temperature, else a table for each recipe.

    Args:
        terminal: where to.
        given: recipes without fault.
        kelvin: temperatures.
        wanted: grade whose probability is asked for.
    """
    if terminal.is_json:
        terminal.objects(_objects(given, kelvin, wanted))
        return
    for one in given:
        _tell(terminal, one, kelvin, wanted)


def _objects(given: Sequence[Given], kelvin: Sequence[float], wanted: Grade | None) -> Iterator[dict[str, Any]]:
    from monazite.design.forward import magnets

    for start in range(0, len(given), BLOCK):
        block = given[start : start + BLOCK]
        chances = None if wanted is None else _chances(block, wanted)
        for at, (one, found) in enumerate(zip(block, magnets(_batch(block), kelvin), strict=True)):
            for magnet in found:
                yield {
                    "recipe": one.name,
                    "weight_ppm": dict(one.recipe.weight_ppm),
                    "is_dual": one.is_dual,
                    "temperature_degc": round(degc(magnet.temperature_kelvin), 6),
                    **{name: _spread(getattr(magnet, name)) for name in FIELDS},
                    "is_prior_based": magnet.is_prior_based,
                    **({"grade": wanted.name, "pass_probability": chances[at]} if wanted and chances else {}),
                }


def _batch(given: Sequence[Given]) -> Batch:
    from monazite.design.forward import batch_of

    return batch_of([one.recipe for one in given], [one.is_dual for one in given])


def _chances(given: Sequence[Given], grade: Grade) -> list[float]:
    from monazite.design.forward import pass_probability

    found: list[float] = pass_probability(_batch(given), grade).tolist()
    return found


def _spread(one: Spread) -> dict[str, float]:
    return {"value": one.value, "low": one.low, "high": one.high}


def _tell(terminal: Terminal, one: Given, kelvin: Sequence[float], wanted: Grade | None) -> None:
    from monazite.design.forward import calibration, magnets, phases

    found = phases(_batch([one]), calibration().constants)
    contents = " ".join(f"{name} {amount / 10_000:.4g}" for name, amount in one.recipe.weight_ppm.items())
    terminal.line(terminal.words("design.recipe", name=one.name, contents=contents))
    terminal.line(
        terminal.words(
            "design.phases", main=f"{found.main_share[0]:.1%}", rich=f"{found.rich_share[0]:.1%}",
            soft=f"{found.soft_share[0]:.1%}",
        )
    )  # fmt: skip
    known = magnets(_batch([one]), kelvin)[0]
    header = [terminal.words(f"design.column.{name}") for name in COLUMNS]
    terminal.plain_table(header, [row for magnet in known for row in _rows(magnet)])
    terminal.line(terminal.words("design.prior" if known[0].is_prior_based else "design.scatter"))
    if wanted is not None:
        terminal.line(terminal.words("design.passes", grade=wanted.name, chance=f"{_chances([one], wanted)[0]:.0%}"))
    else:
        terminal.line(_likely(terminal, one))
    terminal.line()


def _rows(magnet: Magnet) -> list[list[str]]:
    """Values in SI and in the trade's units, and the ends of their intervals below."""
    strengths = (magnet.hcj_a_per_m, magnet.hcb_a_per_m, magnet.hk_a_per_m)
    slopes = (magnet.alpha_br_per_kelvin, magnet.beta_hcj_per_kelvin)
    br, energy = magnet.br_tesla, magnet.bhmax_j_per_m3
    return [
        [f"{degc(magnet.temperature_kelvin):.4g} °C", f"{br.value:.3f} T  {kgs(br.value):.2f} kGs",
         *(f"{one.value / 1e3:.0f} kA/m  {koe(one.value):.2f} kOe" for one in strengths),
         f"{energy.value / 1e3:.0f} kJ/m³  {mgoe(energy.value):.1f} MGOe",
         *(f"{one.value:.3%}/K" for one in slopes)],
        ["", f"{br.low:.3f}–{br.high:.3f}", *(f"{one.low / 1e3:.0f}–{one.high / 1e3:.0f}" for one in strengths),
         f"{energy.low / 1e3:.0f}–{energy.high / 1e3:.0f}", *(f"{one.low:.2%}…{one.high:.2%}" for one in slopes)],
    ]  # fmt: skip


def _likely(terminal: Terminal, one: Given) -> str:
    """The strongest grades that it is more likely than not to pass."""
    import numpy as np

    from monazite.design.forward import chance, predict_many
    from monazite.design.grades import grades
    from monazite.design.record import ROOM_KELVIN

    room: Predicted = predict_many(_batch([one]), np.array([ROOM_KELVIN]))
    # Makers write N45M or 45M for one grade.
    known = {
        grade.name.removeprefix("N"): grade
        for grade in grades() if grade.family == "sintered-ndfeb" and not grade.flags
    }  # fmt: skip
    chances = {name: float(chance(room, grade)[0]) for name, grade in known.items()}
    strong = sorted(
        (name for name in known if chances[name] >= LIKELY),
        key=lambda name: ((known[name].bhmax_min_j_per_m3 or 0), known[name].hcj_min_a_per_m or 0), reverse=True,
    )[:NAMED_GRADES]  # fmt: skip
    if not strong:
        return terminal.words("design.no_grade")
    listed = terminal.words("design.between").join(f"{name} {chances[name]:.0%}" for name in strong)
    return terminal.words("design.grades", grades=listed)
