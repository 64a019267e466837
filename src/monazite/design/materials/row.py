"""A compound as one paper measured it, and what its formula says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

ELEMENTS = (
    "La", "Ce", "Pr", "Nd", "Sm", "Gd", "Tb", "Dy", "Ho", "Er", "Tm", "Yb", "Lu", "Y", "Mn", "Ni", "Fe", "Co", "B", "C",
)  # fmt: skip
"""Columns that count atoms."""
RARE_EARTHS = ELEMENTS[:14]
_PART = re.compile(r"([A-Z][a-z]?)(\d*\.?\d*)")


@dataclass(frozen=True, slots=True)
class LiteratureRow:
    """A compound as one paper measured it; None where the paper, or the column, is silent.

    Args:
        row: of the file, counted from 1.
        place: the same for people.
        compound: its formula as written.
        paper: short name of the paper.
        reference: the paper.
        doi: of it, as written.
        atoms: in a formula unit, of each element whose column is filled.
        a_nm: lattice constant.
        c_nm: the other.
        volume_m3: of the unit cell, as the file has it.
        moment_bohr: magnetic moment of a formula unit in Bohr magnetons.
        saturation_tesla_300k: mu0 Ms; of some series at a temperature the file does not name.
        anisotropy_field_tesla_300k: mu0 HA.
        curie_kelvin: Curie temperature.
    """

    row: int
    place: str
    compound: str
    paper: str
    reference: str
    doi: str
    atoms: Mapping[str, float]
    a_nm: float | None
    c_nm: float | None
    volume_m3: float | None
    moment_bohr: float | None
    saturation_tesla_300k: float | None
    anisotropy_field_tesla_300k: float | None
    curie_kelvin: float | None


@lru_cache(maxsize=8192)
def formula_atoms(formula: str) -> Mapping[str, float] | None:
    """Atoms of each element in a formula, None for a text that is none; ``05`` is a 0.5 that lost its point.

    >>> dict(formula_atoms("Nd1.5Dy05Fe14B") or {})
    {'Nd': 1.5, 'Dy': 0.5, 'Fe': 14.0, 'B': 1.0}
    """
    parts = _PART.findall(formula)
    if not parts or "".join(symbol + count for symbol, count in parts) != formula:
        return None
    found: dict[str, float] = {}
    for symbol, count in parts:
        written = f"0.{count[1:]}" if count.startswith("0") and len(count) > 1 and "." not in count else count
        if written == ".":
            return None
        found[symbol] = found.get(symbol, 0.0) + float(written or 1)
    return MappingProxyType(found)
