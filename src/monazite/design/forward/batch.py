"""Recipes side by side as arrays (一批配方), as the kernels want them."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from monazite.design.record import WHOLE_PPM, Diffusion, Recipe
from monazite.reference.elements import element

Floats = npt.NDArray[np.float64]
UNTREATED = Diffusion("Dy", 0, 1173.15, 1.0, 1.0)
"""Nothing taken up."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Recipes as arrays; n is their number.

    Args:
        weights: shares of mass, 0 to 1, shape (n, elements), in the order of `symbols`.
        grain_metre: mean grain size, shape (n,), as all that follow.
        oxygen: share of mass.
        nitrogen: share of mass.
        carbon: share of mass.
        density_kg_per_m3: of the body.
        alignment: mean cosine.
        is_dual: whether alloys rich and poor in Ce are sintered together (双主相).
        diffused: place in `rare_earths` of what was diffused in; of no meaning where the uptake is nought.
        uptake: share of mass of it.
        diffusion_kelvin: of the treatment.
        diffusion_seconds: of the treatment.
        thickness_metre: of the part.
    """

    weights: Floats
    grain_metre: Floats
    oxygen: Floats
    nitrogen: Floats
    carbon: Floats
    density_kg_per_m3: Floats
    alignment: Floats
    is_dual: npt.NDArray[np.bool_]
    diffused: npt.NDArray[np.intp]
    uptake: Floats
    diffusion_kelvin: Floats
    diffusion_seconds: Floats
    thickness_metre: Floats

    def part(self, which: slice) -> Batch:
        """Some of the recipes, as views."""
        return Batch(*(getattr(self, name)[which] for name in self.__slots__))

    def __len__(self) -> int:
        """How many recipes."""
        return len(self.weights)


@cache
def roles() -> Mapping[str, str]:
    """What each element of a recipe does, by symbol (``elements.csv``)."""
    rows = csv.DictReader((resources.files("monazite.design.forward") / "elements.csv").read_text("utf-8").splitlines())
    return {row["symbol"]: row["role"] for row in rows}


@cache
def symbols(role: str = "") -> tuple[str, ...]:
    """Elements of a role, or all, in the order of the arrays; the rare earths come first.

    >>> symbols("cobalt"), symbols()[:4]
    (('Co',), ('La', 'Ce', 'Pr', 'Nd'))
    """
    return tuple(one for one, other in roles().items() if role in ("", other))


@cache
def rare_earths() -> tuple[str, ...]:
    """Rare earths that a recipe may have."""
    return symbols("rare_earth")


def kg_per_mol(names: Sequence[str]) -> Floats:
    """Atomic weights, shape (names,)."""
    return np.array([float(element(one).atomic_weight or 0) / 1000 for one in names])


@cache
def moles_per_kg() -> Floats:
    """Moles in a kilogram of each element, shape (elements,)."""
    return 1 / kg_per_mol(symbols())


def batch_of(recipes: Sequence[Recipe], is_dual: bool | Sequence[bool] = False) -> Batch:  # noqa: FBT001, FBT002  one of a recipe's values
    """Recipes as arrays.

    Args:
        recipes: of known elements.
        is_dual: of all, or of each.
    """
    order, number = symbols(), len(recipes)
    weights = np.array([[one.weight_ppm.get(name, 0) for name in order] for one in recipes], float) / WHOLE_PPM
    made = [one.process for one in recipes]
    treated = [one.diffusion or UNTREATED for one in made]
    return Batch(
        weights.reshape(number, len(order)),
        np.array([one.grain_metre for one in made], float),
        np.array([one.oxygen_ppm / WHOLE_PPM for one in made], float),
        np.array([one.nitrogen_ppm / WHOLE_PPM for one in made], float),
        np.array([one.carbon_ppm / WHOLE_PPM for one in made], float),
        density_kg_per_m3=np.array([one.density_kg_per_m3 for one in made], float),
        alignment=np.array([one.alignment for one in made], float),
        is_dual=np.broadcast_to(np.asarray(is_dual, bool), (number,)),
        diffused=np.array([rare_earths().index(one.element) for one in treated], np.intp),
        uptake=np.array([one.weight_ppm / WHOLE_PPM for one in treated], float),
        diffusion_kelvin=np.array([one.temperature_kelvin for one in treated], float),
        diffusion_seconds=np.array([one.duration_seconds for one in treated], float),
        thickness_metre=np.array([one.thickness_metre for one in treated], float),
    )
