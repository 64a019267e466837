"""The CSV files of this folder as records: profiles, methods, standard instruments, formula prices."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any, cast

from monazite.core import Words
from monazite.trade.record import Chemistry, Funding, Instrument, Method, PriceRule, Quote
from monazite.trade.venues.formula import GradeFormula
from monazite.trade.venues.record import MethodInfo, Profile

SEPARATOR = "|"
MG_PER_KG = 1_000_000
MG_PER_TONNE = 1_000_000_000


@cache
def profiles() -> Mapping[str, Profile]:
    """What the law lets each kind of venue do, by id.

    >>> sorted(profiles()["national"].methods - profiles()["cn-spot"].methods)
    ['call', 'continuous']
    """
    return {row["profile"]: _profile(row) for row in _rows("profiles")}


@cache
def methods() -> Mapping[str, MethodInfo]:
    """The ways to trade, by code."""
    return {
        row["method"]: MethodInfo(
            method=cast("Method", row["method"]),
            label=_label(row),
            is_centralised=row["centralised"] == "yes",
            source=row["source"],
            locator=row["locator"],
            note=row["note"],
        )
        for row in _rows("methods")
    }


@cache
def standard_instruments() -> Mapping[str, Instrument]:
    """Instruments to start from, by id; a venue replaces what it sets itself (brands, places, laboratory).

    >>> standard_instruments()["PrNd-M"].tick_fen_per_tonne
    50000
    """
    return {row["id"]: _instrument(row) for row in _rows("instruments")}


@cache
def formulas() -> Mapping[str, GradeFormula]:
    """Grade-adjusted prices of contracts that were published, by name."""
    return {
        row["formula"]: GradeFormula(
            base_fen_per_tonne=_fen(row["base_cny_per_tonne"]),
            base_reo_ppm=int(row["base_reo_ppm"]),
            step_fen_per_tonne=_fen(row["step_cny_per_tonne"]),
        )
        for row in _rows("formulas")
    }


def _rows(name: str) -> list[dict[str, str]]:
    found = (resources.files("monazite.trade.venues") / f"{name}.csv").read_text("utf-8")
    return list(csv.DictReader(found.splitlines(), strict=True))


def _label(row: Mapping[str, str]) -> Words:
    return Words(row["zh"], row["en"])


def _set(cell: str) -> frozenset[Any]:
    return frozenset(cell.split(SEPARATOR)) - {""}


def _profile(row: Mapping[str, str]) -> Profile:
    return Profile(
        id=row["profile"],
        label=_label(row),
        methods=cast("frozenset[Method]", _set(row["methods"])),
        fundings=cast("frozenset[Funding]", _set(row["fundings"])),
        price_rules=cast("frozenset[PriceRule]", _set(row["price_rules"])),
        call_rules=_set(row["call_rules"]),
        resale_trading_days=int(row["resale_trading_days"]),
        holders_most=_whole(row["holders_most"]),
        needs_licence=row["needs_licence"] == "yes",
        source=row["source"],
        locator=row["locator"],
        note=row["note"],
    )


def _instrument(row: Mapping[str, str]) -> Instrument:
    tick = _fen(row["tick_cny_per_tonne"])
    return Instrument(
        id=row["id"],
        product=row["product"],
        label=_label(row),
        chemistry=_chemistry(row),
        lot_mg=_exact(row["lot_kg"], MG_PER_KG),
        packing=Words(row["packing_zh"], row["packing_en"]),
        quote=cast("Quote", row["quote"]),
        tick_fen_per_tonne=tick,
        max_step_ticks=_fen(row["max_step_cny_per_tonne"]) // tick,
        daily_limit_ppm=_whole(row["daily_limit_ppm"]),
        vat_ppm=int(row["vat_ppm"]),
        margin_ppm=int(row["margin_ppm"]),
        fee_ppm=int(row["fee_ppm"]),
        tolerance_ppm=int(row["tolerance_ppm"]),
        storage_days_most=int(row["storage_days_most"]),
        free_days=int(row["free_days"]),
        yearly_use_mg=_exact(row["yearly_use_tonnes"], MG_PER_TONNE) if row["yearly_use_tonnes"] else None,
        methods=cast("frozenset[Method]", _set(row["methods"])),
    )


def _chemistry(row: Mapping[str, str]) -> Chemistry:
    rows = [one for one in _rows("contract_limits") if one["instrument"] == row["id"]]
    reo = next((one for one in rows if one["what"] == "reo"), None)
    return Chemistry(
        reo_ppm_least=int(reo["least_ppm"]) if reo else None,
        partition_ppm={one["name"]: _limits(one) for one in rows if one["what"] == "partition"},
        assay_ppm={one["name"]: _limits(one) for one in rows if one["what"] == "assay"},
        impurity_ppm_most={one["name"]: int(one["most_ppm"]) for one in rows if one["what"] == "impurity"},
        methods={one["name"]: one["method"] for one in rows if one["method"]},
        reo_ppm_base=_whole(row["reo_ppm_base"]),
        grade_step_fen_per_tonne=_fen(row["grade_step_cny_per_tonne"]) if row["grade_step_cny_per_tonne"] else 0,
    )


def _limits(row: Mapping[str, str]) -> tuple[int, int]:
    return int(row["least_ppm"] or 0), int(row["most_ppm"] or MG_PER_KG)


def _whole(cell: str) -> int | None:
    return int(cell) if cell else None


def _fen(cell: str) -> int:
    return _exact(cell, 100)


def _exact(cell: str, factor: int) -> int:
    """A decimal times a factor, which must be whole.

    Raises:
        ValueError: when it is not; a packaged table is ours.
    """
    found = Fraction(Decimal(cell)) * factor
    if found.denominator != 1:
        raise ValueError(f"{cell} times {factor} is not whole")
    return int(found)
