"""The quota book (指标账): issued, split, used, left and lapsed, by year, batch, stage, class, group and firm."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection, func, select

from monazite.trace.permits.project import LEGS, OF_WHICH, PARTIES
from monazite.trace.permits.record import OfWhich, QuotaUse

Key = tuple[str, str, str]
"""Party, stage and class."""


def quota_use(connection: Connection, year: int, *, until: date | None = None) -> tuple[QuotaUse, ...]:
    """Where the quota of a year stands, a row for each party, stage and class.

    Args:
        connection: to read from.
        year: of the quota.
        until: count entries up to this day only; all when None.

    Returns:
        Rows in the order of group, party, stage and class. Sums over parties of one level add up: what a group split
        equals what its firms received.
    """
    sums, batches = _sums(connection, year, until)
    groups = {row.id: row.group_id for row in connection.execute(select(PARTIES.c.id, PARTIES.c.group_id))}
    within: dict[Key, int] = defaultdict(int)
    for line in of_which(connection, year):
        within[line.party, line.stage, line.klass] += line.reo_mg
    keys = sorted({*sums, *within}, key=lambda key: (groups.get(key[0]) or "", key))
    return tuple(
        QuotaUse(
            party=key[0], group=groups.get(key[0]), year=year, stage=key[1], klass=key[2],
            of_which_mg=within.get(key, 0), batches=tuple(sorted(batches[key].items())), **_amounts(sums[key]),
        )
        for key in keys
    )  # fmt: skip


def _sums(
    connection: Connection, year: int, until: date | None
) -> tuple[dict[Key, dict[str, int]], dict[Key, dict[str, int]]]:
    """What moved, by key and kind of movement; what was issued or received, by key and batch."""
    columns = LEGS.c
    names = (columns.party, columns.stage, columns["class"], columns.role, columns.kind, columns.batch)
    sign = columns.reo_mg > 0
    wanted = select(*names, sign, func.sum(columns.reo_mg)).where(columns.year == year, columns.role != "issued")
    if until is not None:
        wanted = wanted.where(columns.day <= until)
    sums: dict[Key, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    batches: dict[Key, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for party, stage, klass, role, kind, batch, is_in, amount in connection.execute(wanted.group_by(*names, sign)):
        key = (party, stage, klass)
        sums[key][role] += int(amount)
        if role == "held":
            sums[key][_name(kind, is_in=bool(is_in))] += int(amount)
        if role == "held" and batch is not None and (is_in or kind == "reverse"):
            batches[key][batch] += int(amount)
    return sums, batches


def _name(kind: str, *, is_in: bool) -> str:
    """What a movement of held quota is called."""
    return {"split": "received" if is_in else "split"}.get(kind, kind)


def _amounts(sums: Mapping[str, int]) -> dict[str, int]:
    """The amounts of a row. What neither an issue nor a split explains, amendments and reversals did."""
    found = {f"{name}_mg": sums.get(name, 0) for name in ("held", "used", "lapsed", "received")}
    issued, split = sums.get("issue", 0), -sums.get("split", 0)
    allotted = found["held_mg"] + found["used_mg"] + found["lapsed_mg"]
    amended = allotted - issued - found["received_mg"] + split
    return found | {"issued_mg": issued, "split_mg": split, "amended_mg": amended}


def batch_totals(connection: Connection, year: int) -> dict[tuple[str, str, str], int]:
    """What the ministry issued in a year, by batch, stage and class, in milligrams of REO; of-which lines not added."""
    columns = LEGS.c
    names = (columns.batch, columns.stage, columns["class"])
    wanted = select(*names, -func.sum(columns.reo_mg)).where(columns.year == year, columns.role == "issued")
    rows = connection.execute(wanted.group_by(*names).order_by(*names))
    return {(batch or "", stage, klass): int(amount) for batch, stage, klass, amount in rows}


def of_which(connection: Connection, year: int) -> tuple[OfWhich, ...]:
    """The lines that notices of a year state as part of other lines (其中)."""
    wanted = select(OF_WHICH).where(OF_WHICH.c.year == year, OF_WHICH.c.reversed_by.is_(None))
    rows = connection.execute(wanted.order_by(OF_WHICH.c.entry_number, OF_WHICH.c.ordinal)).mappings()
    return tuple(
        OfWhich(
            entry_number=row["entry_number"], year=row["year"], batch=row["batch"], stage=row["stage"],
            klass=row["class"], within=row["within"], party=row["party"], reo_mg=row["reo_mg"],
        )
        for row in rows
    )  # fmt: skip


def left_to_lapse(connection: Connection, year: int) -> dict[str, dict[str, int]]:
    """What each party still holds of a year, by unit: the amounts that `lapse` takes at the year's end."""
    columns = LEGS.c
    names = (columns.party, columns.stage, columns["class"])
    left = func.sum(columns.reo_mg)
    wanted = select(*names, left).where(columns.year == year, columns.role == "held").group_by(*names)
    found: dict[str, dict[str, int]] = {}
    for party, stage, klass, amount in connection.execute(wanted.having(left != 0).order_by(*names)):
        found.setdefault(party, {})[f"quota:{year}:{stage}:{klass}"] = int(amount)
    return found
