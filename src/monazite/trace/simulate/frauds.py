"""What a planted fraud does to the true matter of a line; sizes in sigma of last month's balance."""

from __future__ import annotations

from monazite.trace.simulate.measure import Vector, oxide_factors
from monazite.trace.simulate.record import Fraud
from monazite.trace.simulate.tables import ELEMENTS, RARE, ores
from monazite.trace.simulate.world import Line, World

LAUNDERED_ORE = "mid_y"
"""Illegal ion-type ore that goes into a line of light ore."""
_FIRMS = {
    "laundering": ("separation", "rock"),
    "ghost_yield": ("separation", "rock"),
    "quota_split": ("separation", "rock"),
    "double_use": ("motor", None),
    "origin_swap": ("mining", "sichuan"),
    "late_entries": ("mining", "bayan_obo"),
}


def culprit_of(world: World, fraud: Fraud) -> str:
    """Who commits it: the firm asked for, or the first whose work suits the fraud."""
    if fraud.firm:
        return fraud.firm
    stage, ore = _FIRMS[fraud.kind]
    return next(line.firm for line in world.lines if line.stage == stage and line.plan.ore == ore)


def before_output(world: World) -> None:
    """Unseen feed: illegal ore into a line of light ore, without the elements that would give it away alone."""
    line = _line_of(world, "laundering")
    if line is not None:
        line.content = line.content + laundered_mg(line.sigma, world.fraud.size if world.fraud else 0.0)


def before_inventory(world: World) -> None:
    """Unseen output, and output that is booked elsewhere."""
    size = world.fraud.size if world.fraud else 0.0
    line = _line_of(world, "ghost_yield")
    if line is not None:
        line.content = line.content - hidden_mg(line, size)
    line = _line_of(world, "quota_split")
    if line is not None:
        moved = hidden_mg(line, size)
        other = _other(world, line)
        line.content, other.content = line.content - moved, other.content + moved


def laundered_mg(sigma: Vector, size: float) -> Vector:
    """Ion-type ore of which the most conspicuous element is ``size`` standard uncertainties of the monthly balance.

    Args:
        sigma: of the line's last balance, by element, in milligrams; elements at zero are left out.
        size: in standard uncertainties.
    """
    import numpy as np  # noqa: PLC0415  heavy

    pattern = np.zeros(len(ELEMENTS))
    pattern[: len(RARE)] = np.array(ores()[LAUNDERED_ORE].partition) / oxide_factors()
    known = (sigma > 0) & (pattern > 0)
    if not known.any():
        return np.zeros(len(ELEMENTS))
    unseen: Vector = pattern * known * (size / float((pattern[known] / sigma[known]).max()))
    return unseen


def hidden_mg(line: Line, size: float) -> Vector:
    """Praseodymium and neodymium, as the line holds them, of which the neodymium is ``size`` standard uncertainties."""
    import numpy as np  # noqa: PLC0415  heavy

    where = [ELEMENTS.index(element) for element in ("Pr", "Nd")]
    neodymium = ELEMENTS.index("Nd")
    hidden = np.zeros(len(ELEMENTS))
    if line.content[neodymium] > 0:
        share = min(0.5, size * float(line.sigma[neodymium]) / float(line.content[neodymium]))
        hidden[where] = line.content[where] * share
    return hidden


def _line_of(world: World, kind: str) -> Line | None:
    if not world.spends(kind):
        return None
    return next((line for line in world.of_stage("separation") if line.firm == world.culprit), None)


def _other(world: World, line: Line) -> Line:
    """Another separation line of the same group, the firm's own last of all."""
    group = world.parties[line.firm].parent
    among = [other for other in world.of_stage("separation") if other is not line]
    return min(among, key=lambda other: (world.parties[other.firm].parent != group, other.firm == line.firm))
