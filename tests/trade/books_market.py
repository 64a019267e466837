"""A workspace with a venue, two warehouses, members with money, and lots of PrNd metal that can become receipts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from monazite.app import Workspace
from monazite.core import ElementMass, FixedClock, Problem
from monazite.ledger import Answer, Entry, Leg
from monazite.trace.lots import AsWeighed
from monazite.trace.lots.acts import import_lots
from monazite.trace.permits import Party, register
from monazite.trade.receipts import acts
from monazite.trade.receipts.record import Certificate, InspectionOrder, Member, ReceiptNote, Sample, Venue, Warehouse
from monazite.trade.record import Effect, Method, Receipt, Slice
from monazite.trade.settle import entry_of
from monazite.trade.venues.instrument_json import instrument_as_json
from monazite.trade.venues.record import Parameters, RuleVersion
from monazite.trade.venues.tables import standard_instruments

TONNE = 1_000_000_000
VENUE, DAY, GRADE = "BX", "2022-08-01", "PrNd-M"
METAL = standard_instruments()[GRADE]
MEMBERS = ("M1", "M2", "M3")
PARTIES = (
    Party(id="G1", kind="group", name_zh="虚构集团"),
    *(Party(id=key, kind="firm", name_zh=f"虚构{key}", parent="G1") for key in (*MEMBERS, "K1", "K2", "C1", "CR")),
    Party(id="W1", kind="warehouse", name_zh="虚构一号库", parent="K1"),
    Party(id="W2", kind="warehouse", name_zh="虚构二号库", parent="K2"),
    Party(id="LAB", kind="lab", name_zh="虚构检测", parent="K2"),
    Party(id="LAB2", kind="lab", name_zh="虚构仲裁", parent="C1"),
    Party(id=VENUE, kind="exchange", name_zh="虚构交易所"),
)
IMPURITIES = {"Fe": 2000, "C": 300, "O": 300, "Si": 100, "Al": 100}


def metal(key: str, tonnes: int, site: str = "W1") -> AsWeighed:
    assay = {"Nd": 747_003, "Pr": 249_001}
    return AsWeighed(id=key, product="镨钕金属", net_mg=tonnes * TONNE, assay_ppm=assay, site=site)


@dataclass
class Market:
    """A workspace and what its tests say often."""

    workspace: Workspace
    number: int = 0
    effects: int = 0
    receipts: dict[str, Receipt] = field(default_factory=dict)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self.workspace.reading() as connection:
            yield connection

    def said(self, actor: str, time: str = DAY) -> dict[str, Any]:
        self.number += 1
        return {"id": f"e{self.number:06d}", "time": time, "actor": actor}

    def post(self, *entries: Entry) -> list[Answer]:
        return self.workspace.journal.post(entries)

    def done(self, *entries: Entry) -> None:
        answers = self.post(*entries)
        said = [one.problem.sentence("en") for one in answers if one.problem]
        assert not said, "\n".join(said)

    def refused(self, entry: Entry) -> Problem:
        (answer,) = self.post(entry)
        assert answer.status == "refused", entry
        assert answer.problem is not None
        assert "{" not in answer.problem.both()
        return answer.problem

    def lot(self, key: str, owner: str = "M1", tonnes: int = 10, site: str = "W1") -> Entry:
        lots = [metal(key, tonnes, site)]
        return import_lots(**self.said(owner), firm=owner, country="MY", consignment="C1", lots=lots)

    def matter(self, account: str) -> ElementMass:
        found = self.workspace.journal.balance(account).get("matter", ElementMass())
        assert isinstance(found, ElementMass)
        return found

    def fen(self, account: str) -> int:
        found = self.workspace.journal.balance(account).get("money:CNY", 0)
        assert isinstance(found, int)
        return found

    def paid_in(self, party: str, fen: int) -> Entry:
        legs = (Leg(f"bank/{party}", "money:CNY", -fen), Leg(f"cash/{party}", "money:CNY", fen))
        return Entry(**self.said(party), kind="deposit", legs=legs, details={"purpose": "货款"})

    def order(self, lot: str, *, lab: str = "LAB", warehouse: str = "W1", actor: str = "M1") -> Entry:
        order = InspectionOrder(id=f"I-{lot}", lot=lot, venue=VENUE, instrument=GRADE, warehouse=warehouse, lab=lab)
        return acts.inspection_order(**self.said(actor), inspection=order)

    def sample(self, lot: str) -> Entry:
        return acts.sample(**self.said("LAB"), sample=Sample(id=f"P-{lot}", inspection=f"I-{lot}", taken_by="LAB"))

    def certificate(self, lot: str, net_mg: int = 10 * TONNE, lot_named: str = "", **changes: Any) -> Entry:
        found: dict[str, Any] = {
            "id": f"Z-{lot}", "inspection": f"I-{lot}", "lot": lot_named or lot, "lab": "LAB", "net_mg": net_mg,
            "assay_ppm": {"Nd": 747_003, "Pr": 249_001}, "impurities_ppm": IMPURITIES,
        } | changes  # fmt: skip
        evidence = {"document": "ab" * 32}
        return acts.certificate(**self.said("LAB"), evidence=evidence, certificate=Certificate(**found))

    def note(self, lot: str, owner: str = "M1", lots: int = 10, **changes: Any) -> ReceiptNote:
        matter = dict(metal_matter(lots).parts)
        stated: dict[str, Any] = {
            "id": f"R-{lot}", "venue": VENUE, "owner": owner, "lot": lot, "instrument": GRADE, "warehouse": "W1",
            "certificate": f"Z-{lot}", "lots": lots, "net_mg": lots * TONNE, "matter": matter,
        } | changes  # fmt: skip
        return ReceiptNote(**stated)

    def receipt(self, lot: str, owner: str = "M1", *, actor: str = "W1", **changes: Any) -> Entry:
        note = self.note(lot, owner, **changes)
        self.receipts[note.id] = note.as_receipt(0)
        return acts.receipt(**self.said(actor), receipt=note)

    def registered(self, lot: str, owner: str = "M1", tonnes: int = 10) -> str:
        """A lot that becomes a receipt, in one batch."""
        self.done(
            self.lot(lot, owner, tonnes), self.order(lot, actor=owner), self.sample(lot),
            self.certificate(lot, tonnes * TONNE), self.receipt(lot, owner, lots=tonnes),
        )  # fmt: skip
        return f"R-{lot}"

    def slices(self, receipt: str, first: int, last: int) -> list[tuple[Receipt, Slice]]:
        return [(self.receipts[receipt], Slice(receipt, first, last))]

    def deposited(self, member: str, receipt: str, first: int, last: int) -> None:
        slices = self.slices(receipt, first, last)
        self.done(acts.deposit_receipt(**self.said(member), member=member, slices=slices))

    def effect(self, kind: Any, **data: Any) -> Entry:
        self.effects += 1
        return entry_of(Effect(id=f"{VENUE}.{self.effects}.0", kind=kind, time_ms=1_659_320_000_000, data=data), VENUE)

    def told(self, receipt: str, first: int, last: int) -> list[Any]:
        known, part = self.receipts[receipt], Slice(receipt, first, last)
        return [receipt, known.lot, first, last, known.net_of(part), dict(known.matter_of(part).parts)]

    def settled(self, seller: str, buyer: str, receipt: str, first: int, last: int, **changes: Any) -> Entry:
        price = 1130
        amount = METAL.contract_fen(price, last - first)
        trade = {
            "id": f"T{self.effects}", "instrument": GRADE, "method": "listing", "price_ticks": price,
            "lots": last - first, "buyer": buyer, "seller": seller, "time_ms": 1_659_320_000_000, "buy_order": "b",
            "sell_order": "s", "taker": "buy",
        }  # fmt: skip
        data: dict[str, Any] = {
            "trade": trade, "slices": [self.told(receipt, first, last)], "amount_fen": amount, "buyer_fee_fen": 100,
            "seller_fee_fen": 50, "vat_ppm": 130_000, "deliver_to": "venue",
        } | changes  # fmt: skip
        return self.effect("settle", **data)

    def escrowed(self, member: str, fen: int) -> None:
        self.done(self.paid_in(member, fen), acts.escrow_in(**self.said(member), member=member, venue=VENUE, fen=fen))

    def audit_is_clean(self) -> bool:
        report = self.workspace.trace.audit()
        assert not report.findings, [str(one) for one in report.findings][:5]
        return report.is_clean


def metal_matter(tonnes: int) -> ElementMass:
    return ElementMass.of({"Nd": 747_003 * tonnes * 1000, "Pr": 249_001 * tonnes * 1000})


def open_market(folder: Path) -> Market:
    """A venue with its rules, instrument, warehouses and members; nobody has anything yet."""
    clock = FixedClock(datetime(2026, 11, 24, tzinfo=UTC))
    market = Market(Workspace.open(folder, create=True, clock=clock))
    market.done(*(register(**market.said("A", "2022-01-01"), party=party) for party in PARTIES))
    methods: frozenset[Method] = frozenset({"listing", "negotiated", "auction_up", "auction_down"})
    parameters = Parameters(methods=methods, resale_trading_days=5)
    rules = RuleVersion(venue=VENUE, number=1, effective=DAY, profile="cn-spot", parameters=parameters)
    venue = Venue(id=VENUE, profile="cn-spot", name_zh="虚构交易所")
    warehouses = (
        Warehouse(id=f"W{n}", venue=VENUE, operator=f"K{n}", capacity_mg=1000 * TONNE, insured_fen=10**12,
                  load_out_mg_per_day=100 * TONNE)
        for n in (1, 2)
    )  # fmt: skip
    market.done(
        acts.venue(**market.said(VENUE), venue=venue),
        acts.venue_rules(**market.said(VENUE), venue=VENUE, number=1, effective=DAY, sha256=rules.sha256,
                         rules=rules.as_json()),
        acts.instrument(**market.said(VENUE), venue=VENUE, instrument=instrument_as_json(METAL), effective=DAY),
        *(acts.warehouse(**market.said(VENUE), warehouse=one) for one in warehouses),
        *(acts.membership(**market.said(VENUE), member=Member(party=one, venue=VENUE, owner=one, is_industrial=True))
          for one in MEMBERS),
    )  # fmt: skip
    return market
