"""Which rows of a literature table are bad, by rules: a row against itself, against physics, and against its kin.

An outlier needs two things: it lies far from the median of at least three others of its compound, and no other row has
a value near it. Where papers form two camps (mu0HA of Tb2Fe14B: 22 T on crystals, 14 T on powders) none is flagged.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from statistics import median

from monazite.core.problem import Problem
from monazite.design.materials.likely import likely_values
from monazite.design.materials.row import RARE_EARTHS, LiteratureRow, formula_atoms
from monazite.design.record import MU0
from monazite.design.said import problem

BOHR_A_M2 = 9.2740100783e-24
"""Bohr magneton (CODATA 2018)."""
UNITS_PER_CELL = 4
"""Formula units in a cell of R2Fe14B (Herbst 1991)."""
OFF_ATOMS = 0.05
"""What a column may differ from the formula: rounding."""
OFF_VOLUME, OFF_SATURATION = 0.01, 0.03
"""What the cell may differ from a*a*c, and mu0Ms from what moment and cell make of it."""
OFF_LATTICE = {"a_nm": 0.010, "c_nm": 0.015}
"""What lattice constants may differ from the compound's median; the whole series La to Lu spans 1.4 % and 4 %."""
OFF_VEGARD = {"a_nm": 0.012, "c_nm": 0.020}
"""What they may differ from Vegard's rule, where a compound has no three others."""
FEWEST = 3
"""Other rows that make a median."""
NEAR = 1.1
"""Ratio within which one value supports another."""
SPREADS = {"saturation_tesla_300k": 1.2, "anisotropy_field_tesla_300k": 1.4, "curie_kelvin": 1.08}
"""Ratio to the median of the compound at which an unsupported value is an outlier."""
KIN_SPREADS = {"saturation_tesla_300k": 1.5, "anisotropy_field_tesla_300k": 1.75, "curie_kelvin": 1.25}
"""The same against kin, where the compound has no three others: the same rare earths, cobalt within two atoms."""
KIN_COBALT = 2.0
LIKELY_SPREADS = {"saturation_tesla_300k": 1.35, "anisotropy_field_tesla_300k": 2.5, "curie_kelvin": 1.2}
"""The same against what the composition makes likely, for a compound that has neither three others nor kin."""
RANGES = {
    "a_nm": (0.8, 0.95), "c_nm": (1.1, 1.32), "saturation_tesla_300k": (0.0, 2.2),
    "anisotropy_field_tesla_300k": (0.0, 60.0), "curie_kelvin": (150.0, 1150.0),
}  # fmt: skip
"""What any compound of the structure can have; a lattice constant in angstrom lies outside."""
COLUMNS = {
    "a_nm": "a", "c_nm": "c", "saturation_tesla_300k": "mu0Ms (T)", "anisotropy_field_tesla_300k": "mu0Ha (T)",
    "curie_kelvin": "Tc (K)",
}  # fmt: skip


def flags_of(rows: Sequence[LiteratureRow]) -> Mapping[int, tuple[Problem, ...]]:
    """What is wrong with each row, by its number; sound rows are absent.

    Args:
        rows: of one table.
    """
    rules: tuple[Callable[[Sequence[LiteratureRow]], Iterator[tuple[int, Problem]]], ...] = (
        _against_formula, _against_range, _against_itself, _repeated, _against_lattice, _against_others,
    )  # fmt: skip
    found: dict[int, list[Problem]] = defaultdict(list)
    for rule in rules:
        for row, flag in rule(rows):
            found[row].append(flag)
    return {row: tuple(found[row]) for row in sorted(found)}


def notes_of(rows: Sequence[LiteratureRow]) -> tuple[Problem, ...]:
    """Oddities that make no row wrong: one paper under several DOI, as a spreadsheet makes them by filling down.

    Args:
        rows: of one table.
    """
    by_paper: dict[str, dict[str, LiteratureRow]] = defaultdict(dict)
    for row in rows:
        if row.paper and row.doi:
            by_paper[row.paper].setdefault(row.doi, row)
    return tuple(
        problem("literature-dois", next(iter(dois.values())).place, found=paper, count=len(dois))
        for paper, dois in by_paper.items()
        if len(dois) > 1
    )


def _against_formula(rows: Sequence[LiteratureRow]) -> Iterator[tuple[int, Problem]]:
    """Columns that do not say what the formula says; a blank one says nothing."""
    for row in rows:
        written = formula_atoms(row.compound)
        if written is None:
            yield row.row, problem("literature-formula", row.place, found=row.compound)
            continue
        for symbol, count in row.atoms.items():
            if abs(count - written.get(symbol, 0.0)) > OFF_ATOMS:
                wanted = f"{written.get(symbol, 0.0):g}"
                yield row.row, problem("literature-column", row.place, column=symbol, wanted=wanted, found=f"{count:g}")


def _against_range(rows: Sequence[LiteratureRow]) -> Iterator[tuple[int, Problem]]:
    for row in rows:
        for name, (low, high) in RANGES.items():
            value = _value(row, name)
            if value is not None and not low <= value <= high:
                yield row.row, _off(row, name, value, f"{low:g} - {high:g}", "literature-range")


def _against_itself(rows: Sequence[LiteratureRow]) -> Iterator[tuple[int, Problem]]:
    """The cell against its edges, and the polarisation against moment and cell."""
    for row in rows:
        edges = row.a_nm**2 * row.c_nm * 1e-27 if row.a_nm and row.c_nm else None
        if edges and row.volume_m3 and _apart(edges, row.volume_m3) > 1 + OFF_VOLUME:
            yield row.row, problem("literature-cell", row.place, found=f"{row.volume_m3:.4g}", wanted=f"{edges:.4g}")
        cell = row.volume_m3 or edges
        if cell and row.moment_bohr and row.saturation_tesla_300k:
            made = MU0 * UNITS_PER_CELL / cell * row.moment_bohr * BOHR_A_M2
            if _apart(made, row.saturation_tesla_300k) > 1 + OFF_SATURATION:
                yield (
                    row.row,
                    _off(row, "saturation_tesla_300k", row.saturation_tesla_300k, f"{made:.3f}", "literature-moment"),
                )


def _repeated(rows: Sequence[LiteratureRow]) -> Iterator[tuple[int, Problem]]:
    """A row that stands twice, word for word."""
    seen: dict[tuple[object, ...], int] = {}
    for row in rows:
        key = (row.compound, row.paper, row.reference, row.a_nm, row.c_nm, row.moment_bohr, *_figures(row))
        if (before := seen.setdefault(key, row.row)) != row.row:
            yield row.row, problem("row-twice", row.place, found=row.compound, row=before)


def _against_lattice(rows: Sequence[LiteratureRow]) -> Iterator[tuple[int, Problem]]:
    """Lattice constants that jump: against the median of the compound, or else against Vegard's rule."""
    same = _grouped(rows, lambda row: row.compound)
    for name, limit in OFF_LATTICE.items():
        likely = likely_values(rows, name)
        for row in rows:
            value, others = _value(row, name), _said(row, same[row.compound], name)
            is_known = len(others) >= FEWEST
            center = median(others) if is_known else likely.get(row.row)
            if value and center and _apart(value, center) > 1 + (limit if is_known else OFF_VEGARD[name]):
                yield row.row, _off(row, name, value, f"{center:.4f}", "literature-lattice")


def _against_others(rows: Sequence[LiteratureRow]) -> Iterator[tuple[int, Problem]]:
    """Values far from those of the compound, of its kin, or of what is likely, that no other row supports."""
    same, kin = _grouped(rows, lambda row: row.compound), _grouped(rows, _kind)
    for name, spread in SPREADS.items():
        likely = likely_values(rows, name)
        for row in rows:
            value, others = _value(row, name), _said(row, same[row.compound], name)
            known = _said(row, _near_cobalt(row, kin[_kind(row)]), name)
            limits = [(median(others), spread)] if len(others) >= FEWEST else []
            if not limits and len(known) >= FEWEST:
                limits.append((median(known), KIN_SPREADS[name]))
            if len(others) < FEWEST and row.row in likely:
                limits.append((likely[row.row], LIKELY_SPREADS[name]))
            if not value or any(_apart(value, one) <= NEAR for one in others):
                continue
            if far := next((center for center, limit in limits if _apart(value, center) > limit), None):
                yield row.row, _off(row, name, value, f"{far:.4g}", "literature-outlier")


def _grouped(
    rows: Sequence[LiteratureRow], key: Callable[[LiteratureRow], Hashable]
) -> Mapping[Hashable, list[LiteratureRow]]:
    found: dict[Hashable, list[LiteratureRow]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found


def _kind(row: LiteratureRow) -> tuple[float, ...] | None:
    """Rare earths and metalloid of a compound whose other atoms are iron and cobalt; None for any other compound."""
    written = formula_atoms(row.compound)
    if written is None or set(written) - {*RARE_EARTHS, "Fe", "Co", "B", "C"}:
        return None
    return tuple(round(written.get(one, 0.0), 2) for one in (*RARE_EARTHS, "B", "C"))


def _near_cobalt(row: LiteratureRow, kin: Sequence[LiteratureRow]) -> list[LiteratureRow]:
    """Kin with nearly as much cobalt; none of a compound that has no kind."""
    if _kind(row) is None:
        return []
    return [one for one in kin if abs(_cobalt(one) - _cobalt(row)) <= KIN_COBALT]


def _cobalt(row: LiteratureRow) -> float:
    return (formula_atoms(row.compound) or {}).get("Co", 0.0)


def _said(row: LiteratureRow, group: Sequence[LiteratureRow], name: str) -> list[float]:
    """What the others of a group say of a quantity."""
    return [value for one in group if one.row != row.row and (value := _value(one, name))]


def _figures(row: LiteratureRow) -> tuple[float | None, ...]:
    return tuple(_value(row, name) for name in SPREADS)


def _value(row: LiteratureRow, name: str) -> float | None:
    value: float | None = getattr(row, name)
    return value


def _apart(one: float, other: float) -> float:
    """How many times the greater is the lesser; infinite where one is nought."""
    low, high = sorted((abs(one), abs(other)))
    return high / low if low else math.inf


def _off(row: LiteratureRow, name: str, value: float, wanted: str, code: str) -> Problem:
    return problem(code, row.place, column=COLUMNS[name], wanted=wanted, found=f"{value:.5g}")
