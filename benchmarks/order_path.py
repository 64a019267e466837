"""Order to durable to settled: a real session, a real journal, 64 clients: ``python benchmarks/order_path.py``.

Every client is a member with money and receipts at a licensed venue and sells and buys one lot in turn at one price, so
that half of the orders trade. An order is answered when its frame of the command log is on the disk and what it traded
is an entry of the journal, whose guard checks receipts and escrow, with all tables of chain and exchange kept up. First
with one order outstanding a client, then with eight; `--toy` runs the toy venue, which shows what log and gateway take
alone. With `--profile` the writer's time is listed by function. ``order_http.py`` sends the same orders over HTTP.
"""

from __future__ import annotations

import argparse
import asyncio
import cProfile
import gc
import pstats
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import toy_venue as toy
from monazite.app import Workspace
from monazite.core import SystemClock
from monazite.core.clock import shanghai_day
from monazite.ledger import Entry, Leg
from monazite.trace.lots import AsWeighed
from monazite.trace.lots.acts import import_lots
from monazite.trace.permits import Party, register
from monazite.trade.gateway import Answer, Gateway, open_gateway
from monazite.trade.log import replay, venue_folder
from monazite.trade.receipts import acts
from monazite.trade.receipts.record import Certificate, InspectionOrder, Member, ReceiptNote, Sample, Venue, Warehouse
from monazite.trade.record import Receipt, Slice
from monazite.trade.session import Machine
from monazite.trade.settle import entry_of
from monazite.trade.venues import Licence, Parameters, RuleVersion, instrument_as_json, standard_instruments

TONNE = 1_000_000_000
CLIENTS = 64
MEMBERS = tuple(f"M{number:02}" for number in range(CLIENTS))
VENUE, GRADE = "BX", "PrNd-M"
METHODS = frozenset({"listing", "negotiated", "auction_up", "auction_down", "continuous"})
METAL = replace(standard_instruments()[GRADE], methods=METHODS)
LOTS = 50
"""Lots (手) of each member's receipt."""
CASH = 10**12
Send = Callable[[int, dict[str, Any]], Awaitable[Answer]]
PRICE = 1130
ASSAY = {"Nd": 747_003, "Pr": 249_001}
IMPURITIES = {"Fe": 2000, "C": 300, "O": 300, "Si": 100, "Al": 100}
NOW = datetime.now(UTC)
DAY, ISSUED_MS = shanghai_day(NOW).isoformat(), int(NOW.timestamp()) * 1000


class Market:
    """A workspace whose venue has its members' money and receipts: the entries of the journal first, then commands.

    Args:
        folder: an empty one.
        members: of the venue.
    """

    def __init__(self, folder: Path, members: Sequence[str] = MEMBERS) -> None:
        """Book everything that comes before trading."""
        self.workspace = Workspace.open(folder, create=True)
        self.folder = venue_folder(folder, VENUE)
        self.number = 0
        self.members = tuple(members)
        self.receipts = [self._receipt(member) for member in members]
        self._post(self._parties())
        self._post(self._venue())
        for note in self.receipts:
            self._post(self._registered(note))
        self._post(self._deposits())

    def open(self, **options: Any) -> Gateway[Machine]:
        """The venue, open for trading."""
        return open_gateway(
            self.folder, VENUE, lambda: Machine(VENUE), self.workspace.journal,
            lambda effect: entry_of(effect, VENUE, simulated=True),
            **{"clock": SystemClock()} | options,
        )  # fmt: skip

    def begin(self, gateway: Gateway[Machine]) -> None:
        """Say to the session what the journal knows, and open the day."""
        licence = Licence(id="L1", venue=VENUE, profile="national", authority="trial", since="2022-01-01")
        commands: list[dict[str, Any]] = [
            {"kind": "rules", "rules": self._rules().as_json(), "licences": [_json(licence)]},
            {"kind": "instrument", "instrument": instrument_as_json(METAL)},
            *({"kind": "member", "member": member, "is_industrial": True} for member in self.members),
            *({"kind": "deposit_cash", "member": member, "fen": CASH, "entry": f"cash-{member}"}
              for member in self.members),
            *({"kind": "deposit_receipt", "member": note.owner, "receipt": _receipt_json(note.as_receipt(ISSUED_MS)),
               "entry": f"receipt-{note.owner}"} for note in self.receipts),
            {"kind": "open_day", "day": DAY, "references": {GRADE: PRICE}},
            {"kind": "phase", "instrument": GRADE, "phase": "continuous"},
        ]  # fmt: skip
        for answer in gateway.submit_all([(VENUE, command) for command in commands]):
            assert answer.status == "accepted", answer.problem

    def _said(self, actor: str) -> dict[str, Any]:
        self.number += 1
        return {"id": f"e{self.number:06d}", "time": DAY, "actor": actor}

    def _post(self, entries: Sequence[Entry]) -> None:
        for answer in self.workspace.journal.post(entries):
            assert answer.status == "accepted", answer.problem

    def _parties(self) -> list[Entry]:
        firms = [Party(id=key, kind="firm", name_zh=f"虚构{key}", parent="G1") for key in (*self.members, "K1", "C1")]
        parties = [
            Party(id="G1", kind="group", name_zh="虚构集团"), *firms,
            Party(id="W1", kind="warehouse", name_zh="虚构一号库", parent="K1"),
            Party(id="LAB", kind="lab", name_zh="虚构检测", parent="C1"),
            Party(id=VENUE, kind="exchange", name_zh="虚构交易所"),
        ]  # fmt: skip
        return [register(**self._said("A") | {"time": "2022-01-01"}, party=party) for party in parties]

    def _rules(self) -> RuleVersion:
        parameters = Parameters(methods=METHODS, price_rule="maker")
        return RuleVersion(venue=VENUE, number=1, effective=DAY, profile="national", parameters=parameters)

    def _venue(self) -> list[Entry]:
        rules = self._rules()
        warehouse = Warehouse(id="W1", venue=VENUE, operator="K1", capacity_mg=100_000 * TONNE, insured_fen=10**14,
                              load_out_mg_per_day=100 * TONNE)  # fmt: skip
        venue = Venue(id=VENUE, profile="national", name_zh="虚构交易所", licence="L1", licence_authority="trial",
                      licence_since="2022-01-01")  # fmt: skip
        return [
            acts.venue(**self._said(VENUE), venue=venue),
            acts.venue_rules(**self._said(VENUE), venue=VENUE, number=1, effective=DAY, sha256=rules.sha256,
                             rules=rules.as_json()),
            acts.instrument(**self._said(VENUE), venue=VENUE, instrument=instrument_as_json(METAL), effective=DAY),
            acts.warehouse(**self._said(VENUE), warehouse=warehouse),
            *(acts.membership(**self._said(VENUE), member=Member(party=one, venue=VENUE, owner=one, is_industrial=True))
              for one in self.members),
        ]  # fmt: skip

    def _receipt(self, member: str) -> ReceiptNote:
        matter = {symbol: ppm * LOTS * 1000 for symbol, ppm in ASSAY.items()}
        return ReceiptNote(
            id=f"R-{member}", venue=VENUE, owner=member, lot=f"L-{member}", instrument=GRADE, warehouse="W1",
            certificate=f"Z-{member}", lots=LOTS, net_mg=LOTS * TONNE, matter=matter,
        )  # fmt: skip

    def _registered(self, note: ReceiptNote) -> list[Entry]:
        lot, member = note.lot, note.owner
        weighed = AsWeighed(id=lot, product="镨钕金属", net_mg=LOTS * TONNE, assay_ppm=ASSAY, site="W1")
        order = InspectionOrder(id=f"I-{lot}", lot=lot, venue=VENUE, instrument=GRADE, warehouse="W1", lab="LAB")
        certificate = Certificate(id=note.certificate, inspection=order.id, lot=lot, lab="LAB", net_mg=LOTS * TONNE,
                                  assay_ppm=ASSAY, impurities_ppm=IMPURITIES)  # fmt: skip
        return [
            import_lots(**self._said(member), firm=member, country="MY", consignment="C1", lots=[weighed]),
            acts.inspection_order(**self._said(member), inspection=order),
            acts.sample(**self._said("LAB"), sample=Sample(id=f"P-{lot}", inspection=order.id, taken_by="LAB")),
            acts.certificate(**self._said("LAB"), evidence={"document": "ab" * 32}, certificate=certificate),
            acts.receipt(**self._said("W1"), receipt=note),
        ]

    def _deposits(self) -> list[Entry]:
        entries = []
        for note in self.receipts:
            member = note.owner
            legs = (Leg(f"bank/{member}", "money:CNY", -CASH), Leg(f"cash/{member}", "money:CNY", CASH))
            slices = [(note.as_receipt(ISSUED_MS), Slice(note.id, 0, LOTS))]
            said = self._said(member)
            entries += [
                Entry(**said, kind="deposit", legs=legs, details={"purpose": "货款"}),
                acts.escrow_in(**said | {"id": f"cash-{member}"}, member=member, venue=VENUE, fen=CASH),
                acts.deposit_receipt(**said | {"id": f"receipt-{member}"}, member=member, slices=slices),
            ]
        return entries


def _json(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__slots__}


def _receipt_json(receipt: Receipt) -> dict[str, Any]:
    return _json(receipt) | {"matter": dict(receipt.matter.parts)}


def order(client: int, number: int, name: str) -> dict[str, Any]:
    """An order of one lot; a client sells and buys in turn, and half of the clients begin with the other."""
    side = ("sell", "buy")[(client + number) % 2]
    return {"kind": "order", "id": f"{name}-{number}", "instrument": GRADE, "side": side, "price_ticks": PRICE,
            "lots": 1}  # fmt: skip


async def client(send: Send, place: int, numbers: range, name: str) -> list[tuple[float, int]]:
    """One order after another; of each the seconds to its answer, and whether it traded."""
    measured = []
    for number in numbers:
        start = time.perf_counter()
        answer = await send(place, order(place, number, f"{name}{place}"))
        measured.append((time.perf_counter() - start, sum(event["kind"] == "trade" for event in answer.events)))
        assert answer.status == "accepted", answer.problem
    return measured


def sender(gateway: Gateway[Any]) -> Send:
    """Sends orders straight to the gateway."""
    members = toy.MEMBERS if gateway.venue == toy.VENUE else MEMBERS
    return lambda place, said: gateway.asubmit(members[place % len(members)], said)


def trade(send: Send, orders: int, outstanding: int, name: str) -> None:
    """Clients trade; prints the rate and how long an order takes.

    Args:
        send: what takes an order of a client to the venue and brings the answer: `sender`, or something before it.
        orders: of all clients.
        outstanding: that a client has at a time.
        name: begins their client ids.
    """
    each = orders // CLIENTS // outstanding

    async def run() -> list[list[tuple[float, int]]]:
        return await asyncio.gather(*(
            client(send, place, range(lane * each, (lane + 1) * each), f"{name}{lane}-")
            for place in range(CLIENTS) for lane in range(outstanding)
        ))  # fmt: skip

    gc.collect()
    gc.freeze()
    start, used = time.perf_counter(), time.process_time()
    parts = asyncio.run(run())
    wall, used = time.perf_counter() - start, time.process_time() - used
    seconds = sorted(second for part in parts for second, _ in part)
    traded = sum(trades for part in parts for _, trades in part)
    count = len(seconds)
    rate = (
        f"{count / wall:,.0f} orders/s, {traded / count:.2f} trades an order, {1e6 * used / count:.0f} us of processor"
    )
    late = f"p50 {1e3 * seconds[count // 2]:.1f} ms, p99 {1e3 * seconds[count * 99 // 100]:.1f} ms"
    print(f"{CLIENTS} clients, {outstanding} outstanding: {rate}, {late}", flush=True)


def profiled(gateway: Gateway[Any], orders: int) -> None:
    """Groups of 64 through the gateway, with the writer's time by function."""
    profile = cProfile.Profile(time.thread_time)  # the machine is shared: its processor time, not the clock
    work = gateway._gathering._work  # noqa: SLF001  a profile looks inside

    def watched(group: list[Any]) -> list[Any]:
        profile.enable()
        try:
            return work(group)
        finally:
            profile.disable()

    gateway._gathering._work = watched  # type: ignore[method-assign]  # noqa: SLF001
    for number in range(orders // CLIENTS):
        gateway.submit_all([(MEMBERS[place], order(place, number, f"p{place}")) for place in range(CLIENTS)])
    pstats.Stats(profile).sort_stats("cumulative").print_stats(90)


def toys(folder: Path, orders: int) -> None:
    """The same with the toy venue."""
    journal = toy.journal(folder / "monazite.db")
    venue = folder / "venues" / toy.VENUE
    with open_gateway(venue, toy.VENUE, toy.ToyMachine, journal, toy.entry_of, clock=toy.Clock()) as gateway:
        for outstanding in (1, 8):
            trade(sender(gateway), orders, outstanding, f"{outstanding}-")


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--orders", type=int, default=20_000)
    parser.add_argument("--toy", action="store_true")
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.toy:
            toys(folder, options.orders)
            return
        market = Market(folder)
        with market.open() as gateway:
            market.begin(gateway)
            trade(sender(gateway), 2_000, 1, "w-")
            if options.profile:
                profiled(gateway, options.orders)
                return
            for outstanding in (1, 8):
                trade(sender(gateway), options.orders, outstanding, f"{outstanding}-")
            assert gateway.submit(VENUE, {"kind": "close_day"}).status == "accepted"
        start = time.perf_counter()
        result = replay(market.folder, VENUE, lambda: Machine(VENUE))
        seconds = time.perf_counter() - start
        assert result.is_equal
        print(f"replay: {result.commands / seconds:,.0f} commands/s, state hash equal {len(result.checked)} times")


if __name__ == "__main__":
    main()
