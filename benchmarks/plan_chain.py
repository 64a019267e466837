"""Matching and explosion at size: ``python benchmarks/plan_chain.py [GROUPS] [PRODUCTS]``.

Groups of five demands over 104 weeks, in exact decimals; and motors, each with a grade and an alloy of its own.
"""

from __future__ import annotations

import datetime as dt
import sys
import time
from decimal import Decimal

from monazite.plan.explosion import Bill, BillLine, Programme, ProgrammeWeek, explode
from monazite.plan.matching import (
    CapacityGroup,
    DemandSeries,
    LinkedDemand,
    MaterialDemand,
    WeekCapacity,
    WeekDemand,
    judge,
    match,
    problems_of,
)

WEEKS = [dt.date(2026, 1, 5) + dt.timedelta(weeks=number) for number in range(104)]
TABLE = {
    (100, 100, 100): "green", (100, 100, 120): "green", (90, 100, 100): "green", (90, 100, 120): "green",
    (110, 100, 100): "red", (120, 100, 120): "orange", (110, 100, 120): "orange", (130, 100, 120): "red",
}  # fmt: skip


def demand(number: int) -> MaterialDemand:
    """A weekly demand."""
    weeks = tuple(WeekDemand(week=week, quantity=Decimal(number + at) / 8) for at, week in enumerate(WEEKS))
    series = (DemandSeries(weeks=weeks),)
    return MaterialDemand(id=f"M{number}", customer="c", supplier="s", material=f"M{number}", series=series)


def group(number: int) -> CapacityGroup:
    """A capacity group of five demands."""
    links = tuple(LinkedDemand(material=f"M{5 * number + at}", load_factor=Decimal("1.25")) for at in range(5))
    weeks = tuple(WeekCapacity(week=week, actual=Decimal(900), maximum=Decimal(1000)) for week in WEEKS)
    return CapacityGroup(id=f"G{number}", customer="c", supplier="s", capacities=weeks, demands=links)


def bill(products: int) -> Bill:
    """A bill of so many motors down to oxides."""
    lines = []
    for number in range(products):
        motor, grade, alloy = f"motor {number}", f"grade {number}", f"alloy {number}"
        lines += [
            BillLine(parent=motor, child=grade, quantity=Decimal(2), unit="kg/piece", yield_share=Decimal("0.75")),
            BillLine(
                parent=grade, child=alloy, quantity=Decimal(1), unit="kg/kg", yield_share=Decimal("0.9"), tier="alloy"
            ),
            BillLine(parent=alloy, child="Nd", quantity=Decimal(29), unit="%"),
            BillLine(parent=alloy, child="Dy", quantity=Decimal(1), unit="%"),
        ]
    lines += [BillLine(parent=metal, child=f"{metal}2O3", yield_share=Decimal("0.95")) for metal in ("Nd", "Dy")]
    return Bill(id="bill", lines=tuple(lines))


def main() -> None:
    """Print what agrees with the standard, and the times."""
    groups, products = ([int(one) for one in sys.argv[1:]] + [1000, 1000][len(sys.argv) - 1 :])[:2]
    right = sum(judge(Decimal(a), Decimal(b), Decimal(c)).colour == colour for (a, b, c), colour in TABLE.items())
    sixty = judge(Decimal(60 + 60), Decimal(100), Decimal(100)).result
    print(f"CX-0128: {right} of {len(TABLE)} results; 60 + 60 on 100: {sixty}")
    demands, capacities = [demand(number) for number in range(5 * groups)], [group(number) for number in range(groups)]
    assert not problems_of(demands, capacities)
    start = time.perf_counter()
    found = match(demands, capacities)
    print(f"{len(found)} weeks of {groups} groups, {5 * len(found)} demands: {time.perf_counter() - start:.2f} s")
    made, weeks = (
        bill(products),
        tuple(ProgrammeWeek(product=f"motor {number}", quantity=Decimal(7)) for number in range(products)),
    )
    start = time.perf_counter()
    (exploded,) = explode(made, Programme(id="p", weeks=weeks))
    seconds = time.perf_counter() - start
    lost = sum(one.lost_mg.total.mg + one.returned_mg.total.mg for one in exploded.losses)
    assert exploded.oxide_mg.total.mg == exploded.products_mg.total.mg + lost
    print(f"{products} products, {len(made.lines)} lines of a bill: {seconds:.2f} s, no milligram lost")


if __name__ == "__main__":
    main()
