"""ARIO against figures that BoARIO 0.7.2 printed on a table of our own; and what a table of sectors cannot see."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from monazite.warn.shocks import (
    ArioRules,
    Economy,
    parse_stops,
    read_folder,
    run_ario,
    sector_table,
    shipped_folder,
    simulate,
)

DATA = Path(__file__).parent / "data" / "shocks"


def table(name: str) -> list[list[str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def economy() -> Economy:
    cells = np.array([[float(cell) for cell in row[2:]] for row in table("ario_table.csv")])
    return Economy(3, cells[:, :6], cells[:, 6:])


def test_ario_equals_boario_for_300_days() -> None:
    """Metal of A at 5 %, magnets at 70 %, days 6 to 127: BoARIO's event "on day 5 for 120 days" acts on these."""
    lost = np.zeros((300, 6))
    lost[6:128, 2], lost[6:128, 1] = 0.95, 0.3
    made = run_ario(economy(), lost)
    for row in table("ario_boario_0.7.2.csv"):
        expected = np.array([float(cell) for cell in row[1:]])
        assert made[int(row[0])] == pytest.approx(expected, rel=1e-12)


def test_ario_without_a_shock_stays_where_it_is() -> None:
    made = run_ario(economy(), np.zeros((200, 6)), ArioRules(psi=1.0))
    assert made == pytest.approx(np.tile(made[0], (200, 1)), rel=1e-9)


def test_a_table_of_sectors_sees_nothing_where_cars_stop() -> None:
    """No dysprosium oxide for 120 days: 22 % of oxide value in China; by sectors no car lacks, by parts lines stand."""
    network = read_folder(shipped_folder()).network
    stops = parse_stops(network, ["south-oxide:氧化镝"], "2025-04-04", 120)
    assert isinstance(stops, tuple)
    sectors = sector_table(network)
    oxide = network.line_at["south-oxide", "氧化镝"]
    industry = sectors.industry_of[oxide]
    usual = (sectors.economy.trade.sum(axis=1) + sectors.economy.final.sum(axis=1)) / 365
    line = network.lines[oxide]
    share = line.per_day * line.value_fen_per_unit / usual[industry]
    assert share == pytest.approx(0.2204, abs=1e-4)
    lost = np.zeros((240, len(usual)))
    lost[:120, industry] = share
    made = run_ario(sectors.economy, lost)
    cars = [number for number, (_, tier) in enumerate(sectors.industries) if tier == 4 and usual[number] > 0]
    assert len(cars) == 4
    assert (made[:, cars] / usual[cars]).min() > 1 - 1e-5
    outcome = simulate(network, stops, 240)
    stopped = {one.firm for one in outcome.halts if one.material == "电动汽车"}
    assert stopped == {"china-car", "europe-car", "america-car"}
