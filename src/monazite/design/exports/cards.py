"""Material cards for programs that compute machines and fields: pyleecan and FEMM (材料卡片).

What a card says beyond the magnet (resistivity, heat) stands in ``card_constants.csv`` with its source.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from functools import cache
from importlib import resources

from monazite.core.problem import Problem
from monazite.design.curve import flux_density_tesla, points
from monazite.design.exports.curves import second_quadrant
from monazite.design.record import MU0, ROOM_KELVIN, Magnet
from monazite.design.said import problem
from monazite.design.service import curve_at
from monazite.design.units import degc

FEMM_POINTS = 60
NAME_LENGTH = 60
LEAST_A_PER_M = 1e3
"""HcB of what can still be called a magnet."""
_FORBIDDEN = str.maketrans(dict.fromkeys('"\\/<>:|?*', "_"))


def pyleecan_material(
    name: str, room: Magnet, density_kg_per_m3: float, hot: Magnet | None = None, cost_cny_per_kg: float | None = None
) -> str:
    """A magnet as JSON of pyleecan's class ``Material`` (read by ``pyleecan.Functions.load.load``).

    pyleecan's magnets are straight: B = mu0 mur_lin H + Brm20 (1 + alpha_Br (T - 20 °C)), without a knee.

    Args:
        name: of the material.
        room: the magnet at 20 °C.
        density_kg_per_m3: of the body.
        hot: the magnet at its working temperature, whose coefficient from 20 °C is written; None for that at 20 °C.
        cost_cny_per_kg: of the magnet, or None.

    Raises:
        ValueError: when the magnet is not at 20 °C.
    """
    if abs(room.temperature_kelvin - ROOM_KELVIN) > 1e-6:  # noqa: PLR2004  what turning degrees into kelvin may cost
        raise ValueError("a pyleecan card needs the magnet at 20 °C")
    br, mu_r, known = room.br_tesla.value, room.mu_r.value, constants()
    lead = known["heat_conductivity_w_per_m_kelvin"]
    card = {
        "__class__": "Material", "name": safe_name(name), "is_isotropic": True, "path": None,
        "desc": "simulated by monazite",
        "elec": {"__class__": "MatElectrical", "alpha": 0, "epsr": 1, "rho": known["resistivity_ohm_metre"]},
        "mag": {"__class__": "MatMagnetics", "mur_lin": mu_r, "Hc": br / (MU0 * mu_r), "Brm20": br,
                "alpha_Br": (hot or room).alpha_br_per_kelvin.value, "Wlam": 0, "is_BH_extrapolate": False,
                "BH_curve": {"__class__": "ImportMatrix", "is_transpose": False},
                "LossData": {"__class__": "ImportMatrix", "is_transpose": False},
                "ModelBH": {"__class__": "ModelBH", "Bmax": None, "Hmax": None, "delta": None}},
        "struct": {"__class__": "MatStructural", "rho": density_kg_per_m3,
                   **dict.fromkeys(("Ex", "Ey", "Ez", "Gxy", "Gxz", "Gyz", "nu_xy", "nu_xz", "nu_yz"))},
        "HT": {"__class__": "MatHT", "alpha": 0, "Cp": known["heat_capacity_j_per_kg_kelvin"],
               "lambda_x": lead, "lambda_y": lead, "lambda_z": lead},
        "eco": {"__class__": "MatEconomical", "cost_unit": cost_cny_per_kg,
                "unit_name": "CNY/kg" if cost_cny_per_kg is not None else None},
    }  # fmt: skip
    return json.dumps(card, ensure_ascii=False, indent=4) + "\n"


def femm_material(name: str, magnet: Magnet, place: str = "") -> str | Problem:
    """A magnet as a block of FEMM's material library, with the knee that lies in the second quadrant.

    FEMM moves the demagnetisation curve of a magnet to the right by Hc = HcB: the table runs from (B, H) = (0, 0) to
    (Br, HcB), both rising (FEMM 4.2 manual, 2.1.5 and the library's own N48 to N55).

    Args:
        name: of the material.
        magnet: at the temperature that FEMM shall compute.
        place: option, for people.

    Returns:
        The block, or what is wrong: at this temperature the magnet is none any more.
    """
    curve = curve_at(magnet)
    hcb = float(points(curve).hcb_a_per_m)
    if hcb < LEAST_A_PER_M:
        found = f"{magnet.hcj_a_per_m.value / 1e3:.3g} kA/m ({degc(magnet.temperature_kelvin):.4g} °C)"
        return problem("export-soft", place, least=f"{LEAST_A_PER_M / 1e3:g} kA/m", found=found)
    fields = second_quadrant(curve, hcb, FEMM_POINTS)[::-1]
    flux = flux_density_tesla(curve, fields)
    table = [(0.0, 0.0), *zip(flux[1:].tolist(), (fields[1:] + hcb).tolist(), strict=True)]
    properties: Mapping[str, object] = {
        "BlockName": f'"{safe_name(name)}"', "Mu_x": magnet.mu_r.value, "Mu_y": magnet.mu_r.value,
        "H_c": f"{hcb:.9g}", "H_cAngle": 0, "J_re": 0, "J_im": 0,
        "Sigma": round(1e-6 / constants()["resistivity_ohm_metre"], 6), "d_lam": 0, "Phi_h": 0, "Phi_hx": 0,
        "Phi_hy": 0, "LamType": 0, "LamFill": 1, "NStrands": 0, "WireD": 0, "BHPoints": len(table),
    }  # fmt: skip
    head = [f"    <{key}> = {value}" for key, value in properties.items()]
    return "\n".join(["  <BeginBlock>", *head, *(f"      {b:.9g}\t{h:.9g}" for b, h in table), "  <EndBlock>", ""])


def safe_name(name: str) -> str:
    """A name that both programs, and a file system, take.

    >>> safe_name('45SH "a/b"')
    '45SH _a_b_'
    """
    kept = "".join(one for one in name.translate(_FORBIDDEN) if one.isprintable()).strip()
    return kept[:NAME_LENGTH] or "magnet"


@cache
def constants() -> Mapping[str, float]:
    """The values of ``card_constants.csv`` by name."""
    table = (resources.files("monazite.design.exports") / "card_constants.csv").read_text("utf-8")
    return {row["name"]: float(row["value"]) for row in csv.DictReader(table.splitlines())}
