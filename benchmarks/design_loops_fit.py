"""Makes the surface of `monazite.design.loops`: ``python benchmarks/design_loops_fit.py TABLE [--write]``.

TABLE is mammos_bsw_cube50_aligned.csv of MaMMoS ML models (MIT), or one of its form. Values at the knots are fitted by
penalised least squares (Eilers and Marx 1996, Statistical Science 11, 89, with hat functions in two directions); Hc by
its logarithm and by least absolute deviations, so that loops of another branch pull nothing. Prints how well folds that
were left out are predicted: rows by lot, and whole blocks of the plane of hardness and size (harder: there are no
neighbours). Flagged values are left out of the fit. Errors that ship are those of loops left out by lot.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.linalg import spsolve
from scipy.spatial import cKDTree

from monazite.core.problem import Problem
from monazite.design.loops import CUBE_METRE, Surface, corners, cube_loops, dimensionless, read_loops
from monazite.design.loops.files import PRINTED, SimulatedLoop, bounds_of

Floats = npt.NDArray[np.float64]
SURFACE = Path(__file__).parents[1] / "src/monazite/design/loops/surface.csv"
LN_HARDNESS = np.linspace(-6.2, 4.6, 96)
LN_SIZE = np.linspace(0.0, 3.92, 40)
SMOOTH = 0.3
"""Weight of second differences, chosen among 0.03 to 3 by rows left out by lot."""
SEED, FOLDS, ROBUST_ROUNDS, NEAR = 6, 5, 12, 40
BLOCK = np.array([0.35, 0.25])
"""Sides of a block in the logarithms: three knots."""
HEADER = "ln_hardness,ln_size,ln_coercivity,remanence,product,coercivity_error,remanence_error,product_error,loops"


def loops_of(path: Path) -> list[SimulatedLoop]:
    """Rows that have a loop; ends where the file cannot be used."""
    read = read_loops(path)
    for one in (*read.problems[:5], *read.flags[:2]):
        print(said(one))
    if read.problems:
        raise SystemExit(1)
    found = [row for row in read.rows if row.hc_a_per_m and row.mr_a_per_m and row.bhmax_j_per_m3]
    print(f"{len(read.rows)} rows, {len(found)} with a loop, {len(read.flags)} values beyond a physical bound")
    return found


def said(one: Problem) -> str:
    """A Problem in a line."""
    return f"{one.place}: {one.expected.en}; {one.found.en}"


def shares_of(rows: list[SimulatedLoop]) -> Floats:
    """Hc, Mr and (BH)max as shares of their bounds, shape (n, 3)."""
    return np.array([[(value or np.nan) / bound for _, value, bound in bounds_of(row)] for row in rows])


def inputs_of(rows: list[SimulatedLoop]) -> tuple[Floats, Floats, Floats]:
    """Ms, A, K1 of the rows."""
    ms, exchange, k1 = np.array([(row.ms_a_per_m, row.exchange_j_per_m, row.k1_j_per_m3) for row in rows]).T
    return ms, exchange, k1


def roughness() -> sparse.csc_matrix:
    """Penalty on second differences along both axes."""

    def second(count: int) -> sparse.csc_matrix:
        bands = sparse.diags_array([1.0, -2.0, 1.0], offsets=[0, 1, 2], shape=(count - 2, count), dtype=float)
        return bands.T @ bands

    one, two = len(LN_HARDNESS), len(LN_SIZE)
    return sparse.kron(second(one), sparse.eye_array(two)) + sparse.kron(sparse.eye_array(one), second(two))


def knots(points: Floats, values: Floats, weights: Floats, rounds: int) -> Floats:
    """Values at the knots: least squares, or least absolute deviations where there are rounds of reweighting."""
    places, shares = corners(points, LN_HARDNESS, LN_SIZE)
    starts = np.arange(len(points) + 1) * 4
    hats = sparse.csr_array(
        (shares.ravel(), places.ravel(), starts), shape=(len(points), len(LN_HARDNESS) * len(LN_SIZE))
    )
    penalty = SMOOTH * roughness() + 1e-9 * sparse.eye_array(hats.shape[1])
    pull = weights
    for _ in range(rounds + 1):
        found = spsolve((hats.T @ sparse.diags_array(pull) @ hats + penalty).tocsc(), hats.T @ (pull * values))
        pull = weights / np.maximum(np.abs(hats @ found - values), 1e-3)
    return np.asarray(found)


def surface_of(points: Floats, shares: Floats, ms: Floats, errors: tuple[Floats, ...] | None = None) -> Surface:
    """The surface of some loops; every share held between nought and one at its knot, and so everywhere."""
    shape = (len(LN_HARDNESS), len(LN_SIZE))
    sound = shares <= 1 + PRINTED
    heavy = (ms / 1e6) ** 2
    hc = knots(points[sound[:, 0]], np.log(shares[sound[:, 0], 0]), np.ones(sound[:, 0].sum()), ROBUST_ROUNDS)
    others = [np.clip(knots(points[ok], shares[ok, at], heavy[ok], 0), 0, 1)
              for at, ok in ((1, sound[:, 1]), (2, sound[:, 2]))]  # fmt: skip
    places, weights = corners(points, LN_HARDNESS, LN_SIZE)
    near = np.bincount(places[weights > 0], minlength=shape[0] * shape[1]).astype(float)
    grids = [np.minimum(hc, 0), *others, *(errors or [np.zeros_like(hc)] * 3), near]
    return Surface(LN_HARDNESS, LN_SIZE, *(one.reshape(shape) for one in grids))


def left_out(rows: list[SimulatedLoop], fold_of: npt.NDArray[np.intp]) -> Floats:
    """Shares of the bounds, each predicted by a surface that never saw its fold."""
    ms, exchange, k1 = inputs_of(rows)
    points, shares = dimensionless(ms, exchange, k1, np.full_like(ms, CUBE_METRE)), shares_of(rows)
    bounds = np.array([[bound for _, _, bound in bounds_of(row)] for row in rows])
    found = np.empty_like(shares)
    for fold in range(FOLDS):
        out = fold_of == fold
        surface = surface_of(points[~out], shares[~out], ms[~out])
        loops = cube_loops(ms[out], exchange[out], k1[out], surface=surface)
        found[out] = np.stack([loops.hc_a_per_m, loops.mr_a_per_m, loops.bhmax_j_per_m3], 1) / bounds[out]
    return found


def print_figures(name: str, rows: list[SimulatedLoop], predicted: Floats) -> None:
    """Median relative errors and R2 in SI, as MaMMoS reports them, and whether a bound is broken."""
    bounds = np.array([[bound for _, _, bound in bounds_of(row)] for row in rows])
    truth = shares_of(rows) * bounds
    off = predicted * bounds - truth
    squares = 1 - (off**2).sum(0) / ((truth - truth.mean(0)) ** 2).sum(0)
    middle, tenth = np.quantile(np.abs(off) / truth, [0.5, 0.9], axis=0)
    for at, quantity in enumerate(("Hc", "Mr", "BHmax")):
        print(f"{name:22} {quantity:6} median error {middle[at]:.3%}  90 % {tenth[at]:.2%}  R2 {squares[at]:.5f}")
    print(f"{name:22} bounds broken: {int((predicted > 1 + 1e-12).sum())}")


def block_folds(points: Floats, random: np.random.Generator) -> npt.NDArray[np.intp]:
    """A fold for each block of the plane."""
    blocks = np.floor((points - [LN_HARDNESS[0], LN_SIZE[0]]) / BLOCK).astype(int) @ [1000, 1]
    known, at = np.unique(blocks, return_inverse=True)
    return random.integers(0, FOLDS, len(known))[at]


def nearby_errors(points: Floats, errors: Floats) -> tuple[Floats, ...]:
    """At each knot, the error that nine of ten loops nearby stay under."""
    grid = np.stack(np.meshgrid(LN_HARDNESS, LN_SIZE, indexing="ij"), -1).reshape(-1, 2)
    _, nearest = cKDTree(points / BLOCK).query(grid / BLOCK, k=NEAR)
    return tuple(np.quantile(errors[nearest], 0.9, axis=1).T)


def main(path: Path, write: Callable[[str], object] | None) -> None:
    """Fits, prints, and writes where asked to."""
    rows = loops_of(path)
    ms, exchange, k1 = inputs_of(rows)
    points, shares = dimensionless(ms, exchange, k1, np.full_like(ms, CUBE_METRE)), shares_of(rows)
    random = np.random.default_rng(SEED)
    by_lot = left_out(rows, random.integers(0, FOLDS, len(rows)))
    print_figures("rows left out by lot", rows, by_lot)
    print_figures("blocks left out", rows, left_out(rows, block_folds(points, random)))
    errors = np.abs(by_lot - shares) / np.where([True, False, False], shares, 1)
    surface = surface_of(points, shares, ms, nearby_errors(points, errors))
    grid = np.stack(np.meshgrid(LN_HARDNESS, LN_SIZE, indexing="ij"), -1).reshape(-1, 2)
    columns = [*grid.T, *(getattr(surface, name).ravel() for name in HEADER.split(",")[2:])]
    if write is not None:
        lines = (
            ",".join(f"{one:.5g}" if abs(one) >= 1e-5 else "0" for one in line) for line in zip(*columns, strict=True)
        )
        write("\n".join([HEADER, *lines, ""]))


if __name__ == "__main__":
    main(Path(sys.argv[1]), SURFACE.write_text if "--write" in sys.argv[2:] else None)
