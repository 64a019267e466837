"""The curve and the flags against what makers print: ``python benchmarks/design_grades.py [--grades FILE.csv]``.

With ``--literature FILE.csv`` the flags of a literature table; with ``--table`` it writes ``curve/critical.csv`` anew.
"""

from __future__ import annotations

import csv
import itertools
import sys
import time
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from statistics import median

import numpy as np
from scipy.optimize import brentq, minimize_scalar

from monazite.design.curve import curve_of, cylinder, open_circuit_loss, points, tmax_kelvin
from monazite.design.curve.limit import STANDARD_LOSS, STANDARD_SLENDERNESS
from monazite.design.grades import alpha_of, beta_of, classes, families, grades, read_grades, recoil_of, squareness_of
from monazite.design.grades.tables import SINTERED
from monazite.design.materials import read_literature, shipped_literature
from monazite.design.record import MU0, Grade
from monazite.design.units import degc

SQUARENESS = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.88, 0.9, 0.92, 0.94, 0.96, 0.98, 0.99)
RECOIL = (1.0, 1.02, 1.05, 1.1)
TOLERANCE = 0.03
CLASSES = ("N", "M", "H", "SH")


def middle(low: float | None, high: float | None) -> float | None:
    """The middle of a range, or the end that is known."""
    return (low + high) / 2 if low and high else low or high


def against(grade: Grade) -> tuple[str, ...]:
    """What the curve of a grade, from its middle Br and its HcJ, does not agree with on its data sheet."""
    br, hcj = (
        middle(grade.br_min_tesla, grade.br_max_tesla),
        middle(grade.hcj_min_a_per_m, grade.hcj_max_a_per_m),
    )
    if not br or not hcj or grade.family not in families():
        return ("incomplete",)
    mu_r = recoil_of(grade)
    found = points(curve_of(br, hcj, mu_r, squareness_of(grade)))
    wrong = []
    low, high = grade.bhmax_min_j_per_m3, grade.bhmax_max_j_per_m3
    if low and high and not low * (1 - TOLERANCE) <= found.bhmax_j_per_m3 <= high * (1 + TOLERANCE):
        wrong.append(f"(BH)max {found.bhmax_j_per_m3 / 1e3:.1f} not in {low / 1e3:.1f}..{high / 1e3:.1f} kJ/m3")
    if grade.hcb_min_a_per_m and found.hcb_a_per_m < grade.hcb_min_a_per_m:
        wrong.append(f"HcB {found.hcb_a_per_m / 1e3:.0f} under {grade.hcb_min_a_per_m / 1e3:.0f} kA/m")
    if found.hcb_a_per_m > br / (MU0 * mu_r) * (1 + 1e-9):
        wrong.append(f"HcB {found.hcb_a_per_m / 1e3:.0f} over Br/(mu0 mu_r)")
    return tuple(wrong)


def show_grades(label: str, all_grades: Sequence[Grade]) -> None:
    """Print the figures of a table."""
    print(f"## {label}: {len(all_grades)} rows")
    sound = [one for one in all_grades if not one.flags]
    bad = [(one, wrong) for one in sound if (wrong := against(one))]
    print(f"flagged {len(all_grades) - len(sound)}; curve agrees with {len(sound) - len(bad)} of {len(sound)} others")
    for one, wrong in bad:
        print(f"  {one.maker}/{one.name}: {'; '.join(wrong)}")
    for one in all_grades:
        for flag in one.flags:
            print(f"  flag {flag.code}: {flag.sentence('en')}")
    show_tmax(all_grades)


def missed(all_grades: Sequence[Grade], reserve: float | None = None) -> dict[str, list[float]]:
    """By class, predicted less printed highest working temperature of each grade, in kelvin."""
    found: dict[str, list[float]] = {}
    for one in all_grades:
        br, beta = middle(one.br_min_tesla, one.br_max_tesla), beta_of(one)
        if one.family == SINTERED and one.tmax_kelvin and br and one.hcj_min_a_per_m and beta:
            made = tmax_kelvin(
                br, one.hcj_min_a_per_m, alpha_of(one), beta, squareness=squareness_of(one), reserve=reserve
            )
            found.setdefault(one.grade_class, []).append(float(made) - one.tmax_kelvin)
    return found


def show_tmax(all_grades: Sequence[Grade]) -> None:
    """Print how far the predicted highest working temperature is from the printed one, class by class."""
    bare = missed(all_grades, 0.0)
    for grade_class, off in missed(all_grades).items():
        known = classes()[grade_class]
        print(
            f"  Tmax {grade_class:2} ({degc(known.tmax_kelvin):.0f} degC, beta {known.beta_hcj_per_kelvin:.2%}/K"
            f"{' from Tmax itself' if known.is_beta_predicted else ''}): off by {median(off):+.1f} K,"
            f" {min(off):+.0f} to {max(off):+.0f}; bare cylinder {median(bare[grade_class]):+.1f}"
        )


def show_reserve() -> None:
    """Fit the reserve to four classes, and to each three of them."""
    magnova = [one for one in grades() if one.maker == "Magnova" and one.grade_class in CLASSES]

    def loss(reserve: float, left_out: str) -> float:
        off = missed(magnova, reserve)
        return sum(median(values) ** 2 for key, values in off.items() if key != left_out)

    for left_out in ("", *CLASSES):
        best = minimize_scalar(loss, bounds=(0, 0.5), args=(left_out,), method="bounded")
        off = missed(magnova, best.x)
        said = f", which is then off by {median(off[left_out]):+.1f} K" if left_out else ""
        print(f"reserve {best.x:.3f}{f' without {left_out}' if left_out else ''}{said}")


def write_table() -> None:
    """Write the critical ratios of the standard's cylinder."""
    one = cylinder(STANDARD_SLENDERNESS)

    def over(ratio: float, square: float, mu: float) -> float:
        return open_circuit_loss(curve_of(1.2, ratio * 1.2 / MU0, mu, square), one) - STANDARD_LOSS

    with resources.as_file(resources.files("monazite.design.curve") / "critical.csv") as path:
        table = csv.writer(path.open("w", encoding="utf-8", newline=""), lineterminator="\n")
        table.writerow(["squareness", "mu_r", "ratio", "source", "locator"])
        for square, mu in itertools.product(SQUARENESS, RECOIL):
            ratio = brentq(over, 0.33, 1.2, args=(square, mu), xtol=1e-9)
            source = "computed by benchmarks/design_grades.py --table"
            table.writerow([square, mu, f"{ratio:.5f}", source, "cylinder L/D 0.7 of 6 rings and 8 layers; loss 5 %"])


def show_literature(path: Path | None) -> None:
    """Print the flags of a literature table."""
    found = read_literature(path) if path else shipped_literature()
    print(f"## literature: {len(found.rows)} rows, {len(found.flags)} flagged, {len(found.problems)} not read")
    for flags in found.flags.values():
        for flag in flags:
            print(f"  {flag.code}: {flag.sentence('en')}")
    for one in (*found.notes, *found.problems):
        print(f"  note {one.code}: {one.sentence('en')}")


def show_speed() -> None:
    """Print curves a second."""
    random = np.random.default_rng(1)
    br, hcj = random.uniform(1.0, 1.5, 300_000), random.uniform(0.8e6, 3e6, 300_000)
    points(curve_of(br[:10], hcj[:10]))
    start = time.perf_counter()
    points(curve_of(br, hcj))
    print(f"curves with HcB, Hk and (BH)max: {300_000 / (time.perf_counter() - start):,.0f} a second")


def main() -> None:
    """Print the figures, or write the table."""
    options = dict(itertools.pairwise([*sys.argv[1:], ""]))
    if "--table" in options:
        write_table()
        return
    if "--grades" in options:
        read = read_grades(Path(options["--grades"]))
        for one in read.problems:
            print(one.sentence("en"))
        show_grades(options["--grades"], read.grades)
        return
    if "--literature" in options:
        show_literature(Path(options["--literature"]))
        return
    show_grades("shipped grades", grades())
    show_reserve()
    show_literature(None)
    show_speed()


if __name__ == "__main__":
    main()
