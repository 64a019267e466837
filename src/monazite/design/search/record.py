"""Records of the search: what is offered, what is asked, what may not be, and what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from monazite.core.words import Words
from monazite.design.record import Grade, Process, Recipe


@dataclass(frozen=True, slots=True)
class Offer:
    """A material that can be charged (炉料): a metal, an alloy, or scrap.

    Args:
        name: such as ``PrNd``, ``Dy``, or of a lot of scrap.
        content: shares of mass by element, summing to one.
        least: of it in a magnet, share of mass.
        most: of it in a magnet.
        price_cny_per_kg: of the material; None where nobody gave one, and then it is not used.
        label: what people call it.
        source: of the price.
        day: of the price, or empty.
    """

    name: str
    content: Mapping[str, float]
    least: float
    most: float
    price_cny_per_kg: float | None
    label: Words
    source: str = ""
    day: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """A way to make a magnet (工艺路线).

    Args:
        name: of the route.
        process: what it leaves; the uptake of its diffusion is for the search to choose.
        is_dual: whether the main phase is dual (双主相).
        least_uptake: of a diffused element, share of mass; nought without diffusion.
        most_uptake: the same.
        additions: shares of mass of what is added besides rare earths and iron.
        cost_cny_per_kg: of conversion, per kg of magnet.
        label: what people call it.
        source: of the cost.
    """

    name: str
    process: Process
    is_dual: bool
    least_uptake: float
    most_uptake: float
    additions: Mapping[str, float]
    cost_cny_per_kg: float
    label: Words
    source: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """What the magnet must do (工况与性能要求).

    Args:
        grade: its minima at 20 °C; those of None ask nothing.
        kelvin: at which it works; None asks nothing of a working point.
        permeance: permeance coefficient of its circuit there.
        opposing_a_per_m: field against it from outside.
        reserve: share of HcJ at temperature that is kept back, as makers do for the highest working temperature.
        deviations: how many standard deviations of the model each minimum is exceeded by.
        tmax_kelvin: least highest working temperature by GB/T 13560-2017, or None.
    """

    grade: Grade
    kelvin: float | None = None
    permeance: float = 1.0
    opposing_a_per_m: float = 0.0
    reserve: float = 0.0
    deviations: float = 0.0
    tmax_kelvin: float | None = None


@dataclass(frozen=True, slots=True)
class Burden:
    """Something that elements carry besides their price: supply risk, or quota exposure (供应风险、指标敞口).

    Args:
        name: of it.
        per_kg: by element: how much of it a kilogram carries; elements not named carry none.
        price_cny: of one unit of it; nought if it is only limited.
        most: of it in a kilogram of magnet; None without limit.
    """

    name: str
    per_kg: Mapping[str, float]
    price_cny: float = 0.0
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What a recipe may hold; shares of mass by element, or by offer where a name is not an element's.

    Args:
        most: caps; nought is a ban.
        least: such as scrap at least 0.2.
        burdens: see `Burden`.
    """

    most: Mapping[str, float] = field(default_factory=dict)
    least: Mapping[str, float] = field(default_factory=dict)
    burdens: tuple[Burden, ...] = ()


@dataclass(frozen=True, slots=True)
class Shadow:
    """What one unit more of something asked, or allowed, would add to the cost (影子价格); negative where it saves.

    Args:
        name: of a requirement (``hcj``, ``br``, ``hcb``, ``bhmax``, ``kelvin``, ``permeance``, ``opposing``, ``tmax``)
            or of a limit (``Dy <=``).
        unit: ``kA/m``, ``mT``, ``kJ/m3``, ``K``, ``1`` or ``g/kg``; of a burden its own.
        value_cny_per_kg: change of the cost of a kilogram of magnet for one unit more; nought where nothing binds.
    """

    name: str
    unit: str
    value_cny_per_kg: float


@dataclass(frozen=True, slots=True)
class Rival:
    """What another route could do at best.

    Args:
        route: its name.
        cost_cny_per_kg: of the cheapest recipe found, or None where none was, or none was needed to rule it out.
        at_least_cny_per_kg: no recipe of the route costs less; infinite where it holds none that does the duty.
    """

    route: str
    cost_cny_per_kg: float | None
    at_least_cny_per_kg: float


@dataclass(frozen=True, slots=True)
class Optimum:
    """The cheapest recipe of the model that does the duty.

    Args:
        recipe: in whole parts per million, with its process.
        route: by which it is made.
        charges: share of mass of each offer in the magnet, the uptake of a diffusion beside them.
        cost_cny_per_kg: of the magnet: charges, burdens that have a price, conversion.
        material_cny_per_kg: of the charges and their burdens, without conversion.
        bound_cny_per_kg: no recipe of the model costs less.
        binding: limits that hold it where it is, by name.
        margins: by how much each requirement is exceeded, as a share of itself.
        shadow: what a unit more of each requirement and limit would cost, by name.
        rivals: the routes, the cheapest first.
        nodes: boxes that were looked at.
    """

    recipe: Recipe
    route: Route
    charges: Mapping[str, float]
    cost_cny_per_kg: float
    material_cny_per_kg: float
    bound_cny_per_kg: float
    binding: tuple[str, ...]
    margins: Mapping[str, float]
    shadow: Mapping[str, Shadow]
    rivals: tuple[Rival, ...]
    nodes: int

    @property
    def gap(self) -> float:
        """By what share of the cost the model's true optimum may lie below."""
        return max(1 - self.bound_cny_per_kg / self.cost_cny_per_kg, 0.0)


@dataclass(frozen=True, slots=True)
class Infeasible:
    """No recipe of the model does the duty within the limits.

    Args:
        binding: requirements that the closest recipe misses.
        shortfalls: of the recipe that comes closest: by what share each requirement is exceeded, negative where missed.
        nearest_kelvin: highest working temperature for which a recipe was found, or None.
        nearest_permeance: least permeance coefficient for which a recipe was found, or None.
        nearest_caps: by the name of a cap: the least share of mass to which it must be raised, all else as asked, for a
            recipe to be found; caps that help by no raise are left out.
        is_ruled_out: whether it is proven that no recipe does it; otherwise the search found none.
        nodes: boxes that were looked at.
    """

    binding: tuple[str, ...]
    shortfalls: Mapping[str, float]
    nearest_kelvin: float | None
    nearest_permeance: float | None
    nearest_caps: Mapping[str, float]
    is_ruled_out: bool
    nodes: int


@dataclass(frozen=True, slots=True)
class Step:
    """A point of a frontier (帕累托前沿).

    Args:
        value: of what was held: share of mass, units of a burden in a kilogram, or kelvin.
        best: the cheapest recipe there.
    """

    value: float
    best: Optimum


@dataclass(frozen=True, slots=True)
class Allowed:
    """The cheapest recipe that makes one of some allowed grades.

    Args:
        grade: that it makes, and that does the duty; None where none of them does, or none can be made.
        best: of that grade; None with it.
        refused: the other grades, each with why: ``duty`` if its minima do not do the duty, ``cost`` if it is dearer,
            ``infeasible`` if no recipe makes it.
    """

    grade: Grade | None
    best: Optimum | None
    refused: Mapping[str, str]
