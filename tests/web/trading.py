"""A licensed venue with a book, open for trading behind the pages: three members with money, two of them with metal."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fastapi import FastAPI
from tests.web.conftest import Browser

from monazite.app import Workspace
from monazite.ledger import Entry, Leg
from monazite.trace.lots import AsWeighed
from monazite.trace.lots.acts import import_lots
from monazite.trace.permits import Party, register
from monazite.trade.receipts import acts
from monazite.trade.receipts.record import Certificate, InspectionOrder, Member, ReceiptNote, Sample, Venue, Warehouse
from monazite.trade.record import Method
from monazite.trade.venues import Licence, Parameters, RuleVersion, instrument_as_json, standard_instruments
from monazite.web import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from monazite.app.trade.desk import Desk

TONNE, LOTS, CASH = 1_000_000_000, 20, 10**11
VENUE, GRADE, DAY = "BX", "PrNd-M", "2022-08-01"
MEMBERS = ("甲1", "M2", "M3")
SELLERS = MEMBERS[:2]
METHODS: frozenset[Method] = frozenset({"listing", "negotiated", "auction_up", "auction_down", "continuous"})
METAL = replace(standard_instruments()[GRADE], methods=METHODS)
PRICE = 1130
NOW = datetime(2022, 8, 1, 2, 0, tzinfo=UTC)
ASSAY = {"Nd": 747_003, "Pr": 249_001}
IMPURITIES = {"Fe": 2000, "C": 300, "O": 300, "Si": 100, "Al": 100}


class Clock:
    """A clock that a test sets forward."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return self.at

    def pass_(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@dataclass
class Trading:
    """A venue behind its pages."""

    workspace: Workspace
    clock: Clock
    app: FastAPI

    @property
    def browser(self) -> Browser:
        return Browser(self.app)

    @property
    def desk(self) -> Desk:
        return self.workspace.trade.desk(VENUE)

    def say(self, member: str, path: str, body: Any, **options: Any) -> httpx.Response:
        headers = {"x-acting-as": quote(member)} | options.pop("headers", {})
        return self.browser.post(f"/api/v1/trade/{path}", headers=headers, json=body, **options)

    def get(self, path: str, member: str = "") -> httpx.Response:
        headers = {"x-acting-as": quote(member)} if member else {}
        return self.browser.get(f"/api/v1/trade/{path}", headers=headers)

    def order(self, member: str, id_: str, side: str, price_ticks: int = PRICE, lots: int = 1) -> dict[str, Any]:
        body = {"id": id_, "instrument": GRADE, "side": side, "price_ticks": price_ticks, "lots": lots}
        found: dict[str, Any] = self.say(member, "orders", body).json()
        return found


class _Books:
    """What the journal is told before trading."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace, self.number = workspace, 0

    def said(self, actor: str, time: str = DAY) -> dict[str, Any]:
        self.number += 1
        return {"id": f"e{self.number:06d}", "time": time, "actor": actor}

    def post(self, *entries: Entry) -> None:
        for answer in self.workspace.journal.post(entries):
            assert answer.status == "accepted", answer.problem

    def begin(self) -> None:
        parties = (
            Party(id="G1", kind="group", name_zh="虚构集团"),
            *(Party(id=one, kind="firm", name_zh=f"虚构{one}", parent="G1") for one in (*MEMBERS, "K1", "C1")),
            Party(id="W1", kind="warehouse", name_zh="虚构一号库", parent="K1"),
            Party(id="LAB", kind="lab", name_zh="虚构检测", parent="C1"),
            Party(id=VENUE, kind="exchange", name_zh="虚构交易所"),
        )
        self.post(*(register(**self.said("A", "2022-01-01"), party=party) for party in parties))
        warehouse = Warehouse(id="W1", venue=VENUE, operator="K1", capacity_mg=10_000 * TONNE, insured_fen=10**14,
                              load_out_mg_per_day=100 * TONNE)  # fmt: skip
        venue = Venue(id=VENUE, profile="national", name_zh="虚构交易所", licence="L1", licence_authority="trial",
                      licence_since="2022-01-01")  # fmt: skip
        self.post(
            acts.venue(**self.said(VENUE), venue=venue),
            acts.venue_rules(**self.said(VENUE), venue=VENUE, number=1, effective=DAY, sha256=rules().sha256,
                             rules=rules().as_json()),
            acts.instrument(**self.said(VENUE), venue=VENUE, instrument=instrument_as_json(METAL), effective=DAY),
            acts.warehouse(**self.said(VENUE), warehouse=warehouse),
            *(acts.membership(**self.said(VENUE), member=Member(party=one, venue=VENUE, owner=one, is_industrial=True))
              for one in MEMBERS),
        )  # fmt: skip
        for member in MEMBERS:
            legs = (Leg(f"bank/{member}", "money:CNY", -CASH), Leg(f"cash/{member}", "money:CNY", CASH))
            self.post(Entry(**self.said(member), kind="deposit", legs=legs, details={"purpose": "货款"}))
        for member in SELLERS:
            self.post(*self.receipt(member))

    def receipt(self, member: str) -> list[Entry]:
        lot = f"L-{member}"
        weighed = AsWeighed(id=lot, product="镨钕金属", net_mg=LOTS * TONNE, assay_ppm=ASSAY, site="W1")
        order = InspectionOrder(id=f"I-{lot}", lot=lot, venue=VENUE, instrument=GRADE, warehouse="W1", lab="LAB")
        certificate = Certificate(id=f"Z-{lot}", inspection=order.id, lot=lot, lab="LAB", net_mg=LOTS * TONNE,
                                  assay_ppm=ASSAY, impurities_ppm=IMPURITIES)  # fmt: skip
        note = ReceiptNote(
            id=f"R-{member}", venue=VENUE, owner=member, lot=lot, instrument=GRADE, warehouse="W1",
            certificate=certificate.id, lots=LOTS, net_mg=LOTS * TONNE,
            matter={symbol: ppm * LOTS * 1000 for symbol, ppm in ASSAY.items()},
        )  # fmt: skip
        return [
            import_lots(**self.said(member), firm=member, country="MY", consignment="C1", lots=[weighed]),
            acts.inspection_order(**self.said(member), inspection=order),
            acts.sample(**self.said("LAB"), sample=Sample(id=f"P-{lot}", inspection=order.id, taken_by="LAB")),
            acts.certificate(**self.said("LAB"), evidence={"document": "ab" * 32}, certificate=certificate),
            acts.receipt(**self.said("W1"), receipt=note),
        ]


def rules() -> RuleVersion:
    parameters = Parameters(methods=METHODS, price_rule="maker")
    return RuleVersion(venue=VENUE, number=1, effective=DAY, profile="national", parameters=parameters)


def begun(desk: Desk) -> None:
    licence = Licence(id="L1", venue=VENUE, profile="national", authority="trial", since="2022-01-01")
    commands: list[Mapping[str, Any]] = [
        {"kind": "rules", "rules": rules().as_json(),
         "licences": [{name: getattr(licence, name) for name in licence.__slots__}]},
        {"kind": "instrument", "instrument": instrument_as_json(METAL)},
        *({"kind": "member", "member": one, "is_industrial": True} for one in MEMBERS),
        {"kind": "open_day", "day": DAY, "references": {GRADE: PRICE}},
        {"kind": "phase", "instrument": GRADE, "phase": "continuous"},
    ]  # fmt: skip
    for answer in desk.submit_all([(VENUE, one) for one in commands]):
        assert answer.status == "accepted", answer.problem


@contextmanager
def trading(folder: Path) -> Iterator[Trading]:
    """The venue, its day open, in the workspace of an empty folder."""
    clock = Clock()
    with Workspace.open(folder, create=True, clock=clock) as workspace:
        _Books(workspace).begin()
        begun(workspace.trade.desk(VENUE))
        yield Trading(workspace, clock, create_app(workspace, clock=clock, secret=b"a secret of the tests"))
