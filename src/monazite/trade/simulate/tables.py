"""The tables of this folder as records: parties, stock, who is interested in what, figures with their sources."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

SEPARATOR = "|"
FEN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """An invented party; a row of ``parties.csv``.

    Args:
        id: of the party.
        kind: as the journal registers it.
        zh: Chinese name.
        en: English name.
        parent: whom it belongs to, or None.
        region: where it is, or None.
        stage: of a line, or None.
        venues: of which it is a member; of a warehouse those that deliver there.
        is_industrial: whether it makes or uses rare earths.
        owner: beneficial owner; empty for what is no member.
        cash_fen: what its bank lends it for the week.
    """

    id: str
    kind: str
    zh: str
    en: str
    parent: str | None
    region: str | None
    stage: str | None
    venues: tuple[str, ...]
    is_industrial: bool
    owner: str
    cash_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A lot that becomes a receipt; a row of ``stock.csv``.

    Args:
        lot: of the journal.
        instrument: whose contract it meets.
        maker: who makes or imports it, and holds its receipt.
        warehouse: where it lies.
        lots: how many lots (手).
    """

    lot: str
    instrument: str
    maker: str
    warehouse: str
    lots: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest:
    """Who buys and sells an instrument in the book; a row of ``interests.csv``.

    Args:
        instrument: which.
        buyers: members.
        sellers: members.
        spread_ppm: how far their prices lie apart.
    """

    instrument: str
    buyers: tuple[str, ...]
    sellers: tuple[str, ...]
    spread_ppm: int


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table of this folder."""
    text = (resources.files("monazite.trade.simulate") / f"{name}.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines(), strict=True))


@cache
def actors() -> Mapping[str, Actor]:
    """The parties by id, those that others belong to first."""
    return {
        row["id"]: Actor(
            id=row["id"], kind=row["kind"], zh=row["zh"], en=row["en"], parent=row["parent"] or None,
            region=row["region"] or None, stage=row["stage"] or None, venues=_set(row["member"]),
            is_industrial=row["is_industrial"] == "yes", owner=row["owner"], cash_fen=int(row["cash_yuan"]) * FEN,
        )
        for row in rows("parties")
    }  # fmt: skip


@cache
def stock() -> tuple[Stored, ...]:
    """The lots that become receipts."""
    return tuple(
        Stored(
            lot=row["lot"], instrument=row["instrument"], maker=row["maker"], warehouse=row["warehouse"],
            lots=int(row["lots"]),
        )
        for row in rows("stock")
    )  # fmt: skip


@cache
def interests() -> tuple[Interest, ...]:
    """Who trades what in the book."""
    return tuple(
        Interest(
            instrument=row["instrument"], buyers=_set(row["buyers"]), sellers=_set(row["sellers"]),
            spread_ppm=int(row["spread_ppm"]),
        )
        for row in rows("interests")
    )  # fmt: skip


@cache
def figures() -> Mapping[str, int]:
    """The figures of ``figures.csv`` by name."""
    return {row["name"]: int(row["value"]) for row in rows("figures")}


def members(venue: str) -> tuple[Actor, ...]:
    """The members of a venue."""
    return tuple(one for one in actors().values() if venue in one.venues and one.kind != "warehouse")


def warehouses(venue: str) -> tuple[Actor, ...]:
    """The warehouses in which a venue delivers."""
    return tuple(one for one in actors().values() if venue in one.venues and one.kind == "warehouse")


def venue_of(stored: Stored) -> str:
    """The venue of a lot: each warehouse here serves one."""
    return actors()[stored.warehouse].venues[0]


def _set(cell: str) -> tuple[str, ...]:
    return tuple(name for name in cell.split(SEPARATOR) if name)
