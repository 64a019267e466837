"""A warehouse receipt (仓单) as its page shows it: certificate beside contract, inspection, who holds which lots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sqlalchemy import Connection

from monazite.trade.receipts.find import StoredReceipt, inspection, instruments_on
from monazite.trade.venues.compared import Compared, compared
from monazite.trade.venues.contract import meets
from monazite.trade.venues.record import Certificate

if TYPE_CHECKING:
    from monazite.core import Problem
    from monazite.trade.record import Instrument
    from monazite.web.trade.display import TradeDisplay

Told = Mapping[str, Any]
WIDTH = 600
PLACES = ("lot", "offered", "pledged")


@dataclass(frozen=True, slots=True)
class Inspected:
    """What was certified beside what the contract asks.

    Args:
        contract: as it was on the day of the receipt; None where it is not listed.
        rows: line by line.
        problems: what keeps the lot from being delivered under the contract.
        wanted_mg: contract mass of the receipt's lots (手).
        bags_mg: net mass of each bag.
    """

    contract: Instrument | None
    rows: tuple[Compared, ...]
    problems: tuple[Problem, ...]
    wanted_mg: int
    bags_mg: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A step on a receipt's way.

    Args:
        what: ``order``, ``sample``, ``certificate``, ``registration``, ``arbitration``.
        id: of it.
        by: who ordered, took, tested.
        about: its row.
    """

    what: str
    id: str
    by: str
    about: Told

    @property
    def day(self) -> Any:
        """When."""
        return next(self.about[name] for name in ("ordered_on", "taken_on", "issued_on", "day") if name in self.about)


@dataclass(frozen=True, slots=True)
class Piece:
    """Lots (手) of one holder in one place, as a piece of the drawn receipt."""

    place: str
    holder: str
    first: int
    last: int
    x: float
    width: float


def inspected(connection: Connection, found: StoredReceipt) -> Inspected:
    """The certificate of a receipt beside the contract as it was when the receipt was registered."""
    about, record = found.about, found.certificate["record"]
    contract = instruments_on(connection, about["venue"], about["issued_on"]).get(about["instrument"])
    bags = tuple(record.get("bags_mg") or ())
    if contract is None:
        return Inspected(None, (), (), 0, bags)
    certificate = Certificate(
        id=found.certificate["id"], net_mg=found.certificate["net_mg"], lots=found.receipt.lots,
        reo_ppm=record.get("reo_ppm"), partition_ppm=record.get("partition_ppm") or {},
        assay_ppm=record.get("assay_ppm") or {}, impurities_ppm=record.get("impurities_ppm") or {},
        brand=about["brand"] or record.get("brand") or "", place=about["warehouse"],
    )  # fmt: skip
    rows = compared(contract, certificate, record.get("methods") or {})
    return Inspected(contract, rows, tuple(meets(contract, certificate)), found.receipt.lots * contract.lot_mg, bags)


def steps(connection: Connection, receipt: StoredReceipt) -> list[Step]:
    """A receipt's way from the order of its inspection on: sample, certificate, registration, arbitration."""
    found, about = inspection(connection, receipt.certificate["inspection"]), receipt.about
    way = [Step("registration", about["id"], about["warehouse"], about)]
    way += [Step("order", row["id"], row["ordered_by"], row) for row in found.orders]
    way += [Step("sample", row["id"], row["taken_by"], row) for row in found.samples]
    for row in found.certificates:
        way.append(Step("arbitration" if row["replaces"] else "certificate", row["id"], row["lab"], row))
    return sorted(way, key=lambda one: one.about["entry_number"])


def pieces(found: StoredReceipt) -> list[Piece]:
    """The receipt drawn as a strip of lots, a piece for each run of lots of one holder in one place."""
    scale = WIDTH / found.receipt.lots
    return [
        Piece(one.place, one.holder, one.part.first, one.part.last, one.part.first * scale, one.part.lots * scale)
        for one in found.holdings
    ]


def place_of(account: str | None, show: TradeDisplay) -> tuple[str, str, str]:
    """Where a move comes from or goes to: the place in words, the holder, his page."""
    if account is None:
        return "", "", ""
    place, _, holder = account.partition("/")
    page = f"/trace/parties/{quote(holder, safe='')}" if holder in show.parties else ""
    return show.of("receipt-place", place), show.party(holder), page
