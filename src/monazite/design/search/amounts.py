"""What the forward model asks of a composition and a process; of a composition, amounts linear in what is charged.

Each amount is a sum over elements of mass times a number of the element: moles, moments, fields. The numbers of a
process come from the functions of `forward` themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt

from monazite.design.forward import Constants, batch_of, rare_earths, symbols
from monazite.design.forward.batch import kg_per_mol, moles_per_kg
from monazite.design.forward.diffusion import HALF_REVERSED, KNEE_REVERSED, profile, shell_share
from monazite.design.forward.intrinsic import ends
from monazite.design.record import WHOLE_PPM, Recipe
from monazite.design.search.record import Route

Floats = npt.NDArray[np.float64]
AMOUNTS = (
    "earth_moles", "earth_mass", "cerium", "lanthanum", "cold", "warm", "field", "exponent", "curie", "density",
    "boron", "cobalt", "diluent", "site_moles", "site_mass", "wetting",
)  # fmt: skip
"""Per kilogram of magnet: moles and kg; of the properties of R2Fe14B, moles of rare earth times the property."""
WETTING = ("Al", "Cu", "Ga")
REST = "Fe"


@dataclass(frozen=True, slots=True)
class Ways:
    """Numbers of routes that do not depend on what is charged, shape (R,) each.

    Args:
        bound: moles of rare earth a kilogram that oxygen, nitrogen and carbon bind.
        density_kg_per_m3: of the body.
        aligned: mean cosine, as calibrated.
        neff: Kronmueller's, before CeFe2.
        is_dual: one or nought.
        is_treated: whether anything is diffused in, one or nought.
        shell: share of a grain's volume.
        half: content at a quarter of the thickness over the uptake.
        knee: the same where the weakest twentieth ends.
        moles_per_kg: of what is diffused.
        field_tesla: of its R2Fe14B.
        saturation_tesla: of the same.
    """

    bound: Floats
    density_kg_per_m3: Floats
    aligned: Floats
    neff: Floats
    is_dual: Floats
    is_treated: Floats
    shell: Floats
    half: Floats
    knee: Floats
    moles_per_kg: Floats
    field_tesla: Floats
    saturation_tesla: Floats

    def of(self, which: npt.NDArray[np.intp]) -> Ways:
        """Those of some routes, in that order, as often as asked."""
        return replace(self, **{one.name: getattr(self, one.name)[which] for one in fields(self)})


def amounts(contents: Sequence[Mapping[str, float]], constants: Constants) -> tuple[Floats, Floats]:
    """What a kilogram of each charge adds to each of `AMOUNTS` in place of iron, and what there is of pure iron.

    Args:
        contents: of each offer; the uptake, which only takes iron's place before diffusion, follows them.
        constants: of the model.

    Returns:
        Shapes (offers + 1, amounts) and (amounts,).
    """
    numbers = _numbers(constants)
    iron = numbers[symbols().index(REST)]
    own = np.array([[one.get(symbol, 0.0) for symbol in symbols()] for one in contents])
    return np.vstack([own @ numbers - own.sum(1)[:, None] * iron, -iron]), iron


def _numbers(constants: Constants) -> Floats:
    """Of each element, shape (elements, amounts)."""
    count, moles, pure = len(rare_earths()), moles_per_kg(), ends()
    found = dict.fromkeys(AMOUNTS, np.zeros(len(symbols())))
    field = pure.field_300k.copy()
    field[rare_earths().index("Pr")] += constants.praseodymium_tesla
    of_earth = {
        "earth_moles": np.ones(count), "cold": pure.saturation_0k, "warm": pure.saturation_300k, "field": field,
        "exponent": pure.exponent, "curie": pure.curie, "density": pure.density,
    }  # fmt: skip
    for name, values in of_earth.items():
        found[name] = np.concatenate([values, np.zeros(len(symbols()) - count)]) * moles
    sites = _is(*symbols("iron"), *symbols("cobalt"), *symbols("diluent"))
    found |= {
        "earth_mass": _is(*rare_earths()), "cerium": _is("Ce") * moles, "lanthanum": _is("La") * moles,
        "boron": _is("B") * moles, "cobalt": _is("Co") * moles, "diluent": _is(*symbols("diluent")) * moles,
        "site_moles": sites * moles, "site_mass": sites, "wetting": _is(*WETTING),
    }  # fmt: skip
    return np.column_stack([found[name] for name in AMOUNTS])


def _is(*names: str) -> Floats:
    return np.array([float(one in names) for one in symbols()])


def ways_of(routes: Sequence[Route], constants: Constants) -> Ways:
    """The numbers of some routes.

    Args:
        routes: with their processes.
        constants: of the model.
    """
    batch = batch_of([Recipe({REST: WHOLE_PPM}, one.process) for one in routes], [one.is_dual for one in routes])
    treated = (batch.uptake > 0).astype(float)
    one_taken = replace(batch, uptake=np.ones(len(routes)))
    gases = np.stack([batch.oxygen, batch.nitrogen, batch.carbon], axis=1) / kg_per_mol(("O", "N", "C"))
    held = np.array([constants.re_per_oxygen, constants.re_per_nitrogen, constants.re_per_carbon])
    wide = np.log(constants.grain_coarse_metre / constants.grain_fine_metre)
    size = np.log(np.maximum(batch.grain_metre / constants.grain_fine_metre, 1)) / wide
    return Ways(
        gases @ held, batch.density_kg_per_m3, np.clip(batch.alignment + constants.alignment_offset, 0, 1),
        constants.neff_fine + (constants.neff_coarse - constants.neff_fine) * size, batch.is_dual.astype(float),
        treated, shell_share(batch, constants), profile(one_taken, HALF_REVERSED, constants),
        profile(one_taken, KNEE_REVERSED, constants), moles_per_kg()[batch.diffused],
        ends().field_300k[batch.diffused], ends().saturation_300k[batch.diffused],
    )  # fmt: skip
