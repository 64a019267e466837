"""What a composition makes likely, learnt from a whole table and fitted so that no outlier pulls.

Lattice constants follow Vegard's rule: a constant and a term for each element but iron. Logarithms of the magnetic
quantities bend with cobalt and manganese, and cobalt acts otherwise beside each rare earth.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from monazite.design.materials.row import ELEMENTS, LiteratureRow, formula_atoms

ROUNDS = 60
DAMPING = 1e-12
"""Of the normal equations: terms that no row tells apart stay small."""
SMALL = {True: 1e-5, False: 1e-3}
"""Residual below which a row weighs no more: of a lattice constant, nm, and of a logarithm; under any reading error."""
FEWEST_ROWS = 60
"""Rows from which a fit of some twenty numbers says anything."""
LATTICE = ("a_nm", "c_nm")
BENDS = (
    ("Co", "Co"), ("Mn", "Mn"), ("Co", "Co", "Co"), ("Co", "Mn"),
    ("Co", "Pr"), ("Co", "Gd"), ("Co", "Tb"), ("Co", "Dy"),
)  # fmt: skip
"""Products of atoms that make further terms."""


def likely_values(rows: Sequence[LiteratureRow], name: str) -> Mapping[int, float]:
    """Likely value of each row, by its number; empty for a table too small to tell, absent for an element seen once.

    Least absolute deviations by reweighting (Schlossmacher 1973).

    Args:
        rows: of one table.
        name: field of the rows.
    """
    seen = [(row, dict(atoms)) for row in rows if (atoms := formula_atoms(row.compound)) and getattr(row, name)]
    counts = {one: sum(one in atoms for _, atoms in seen) for one in ELEMENTS}
    terms = [one for one in ELEMENTS if one != "Fe" and counts[one] > 1]
    known = [(row, atoms) for row, atoms in seen if set(atoms) <= {*terms, "Fe"}]
    if len(known) < FEWEST_ROWS:
        return {}
    is_lattice = name in LATTICE
    products = [(one,) for one in terms] + ([] if is_lattice else list(BENDS))
    made = np.array([[1.0, *(_product(atoms, one) for one in products)] for _, atoms in known])
    read = np.array([getattr(row, name) for row, _ in known])
    fitted = _fitted(made, read if is_lattice else np.log(read), SMALL[is_lattice])
    likely = fitted if is_lattice else np.exp(fitted)
    return {row.row: float(value) for (row, _), value in zip(known, likely, strict=True)}


def _product(atoms: Mapping[str, float], symbols: Sequence[str]) -> float:
    return math.prod(atoms.get(one, 0.0) for one in symbols)


def _fitted(made: np.ndarray, read: np.ndarray, small: float) -> np.ndarray:
    """The least absolute deviations fit of the rows.

    Args:
        made: terms of each row, shape (rows, terms).
        read: values, shape (rows,).
        small: residual below which a row weighs no more.
    """
    scaled = made / np.abs(made).max(0, initial=1e-300)
    weights = np.ones(len(read))
    fitted = read
    for _ in range(ROUNDS):
        gram = scaled.T @ (scaled * weights[:, None])
        damped = gram + np.diag(np.full(len(gram), DAMPING * np.trace(gram)))
        fitted = scaled @ np.linalg.solve(damped, scaled.T @ (read * weights))
        weights = 1 / np.maximum(np.abs(read - fitted), small)
    return np.asarray(fitted)
