"""A certificate beside its contract, line by line: it agrees with `meets`, whatever was found."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.trade.venues import standard_instruments
from monazite.trade.venues.compared import Compared, compared
from monazite.trade.venues.contract import meets
from monazite.trade.venues.record import Certificate

METAL = replace(standard_instruments()["PrNd-M"], places=(), brands=())
OXIDE = replace(standard_instruments()["PrNd-O"], places=(), brands=())
IMPURITIES = {"Fe": 2000, "C": 300, "O": 300, "Si": 100, "Al": 100}
SHARES = st.integers(0, 1_000_000)


def lines(rows: tuple[Compared, ...]) -> dict[str, Compared]:
    return {row.name: row for row in rows}


def test_what_was_found_stands_beside_the_limit_and_the_method() -> None:
    good = Certificate(id="C", net_mg=METAL.lot_mg, assay_ppm={"Nd": 747_003, "Pr": 249_001},
                       impurities_ppm={**IMPURITIES, "Mo": 20})  # fmt: skip
    found = lines(compared(METAL, good, {"Nd": "own method"}))
    neodymium = found["Nd"]
    assert (neodymium.least_ppm, neodymium.most_ppm) == METAL.chemistry.assay_ppm["Nd"]
    assert (neodymium.found_ppm, neodymium.holds, neodymium.method) == (747_003, True, "own method")
    assert found["Pr"].method == METAL.chemistry.methods["Pr"]
    assert (found["Fe"].least_ppm, found["Fe"].most_ppm) == (None, METAL.chemistry.impurity_ppm_most["Fe"])
    assert (found["Mo"].is_limited, found["Mo"].holds) == (False, True)


def test_what_is_limited_and_was_not_tested_does_not_hold() -> None:
    found = lines(compared(METAL, Certificate(id="C", net_mg=METAL.lot_mg), {}))
    assert all(row.is_limited and not row.holds and row.found_ppm is None for row in found.values())
    assert set(found) == {*METAL.chemistry.assay_ppm, *METAL.chemistry.impurity_ppm_most}


@given(
    reo=st.none() | st.integers(980_000, 1_000_000), neodymium=SHARES, praseodymium=st.none() | SHARES,
    iron=st.none() | st.integers(0, 1000),
)  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_lines_and_contract_come_to_one_verdict(
    reo: int | None, neodymium: int, praseodymium: int | None, iron: int | None
) -> None:
    impurities = dict.fromkeys(OXIDE.chemistry.impurity_ppm_most, 100)
    if iron is None:
        impurities.pop("Fe2O3")
    else:
        impurities["Fe2O3"] = iron
    partition = {"Nd": neodymium, **({} if praseodymium is None else {"Pr": praseodymium})}
    certificate = Certificate(
        id="C", net_mg=OXIDE.lot_mg, lots=1, reo_ppm=reo, partition_ppm=partition, impurities_ppm=impurities
    )
    rows = compared(OXIDE, certificate, {})
    assert sum(not row.holds for row in rows) == len(meets(OXIDE, certificate))
