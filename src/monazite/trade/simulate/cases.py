"""Single cases of the week: a listing and its resale, a load-out, a lien, refusals, a dispute within tolerance."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from monazite.core import InternalError
from monazite.trace.lots import Part, matter_of
from monazite.trace.lots.acts import arrive, ship
from monazite.trade.gateway import Answer
from monazite.trade.receipts import acts
from monazite.trade.receipts.record import Pledge
from monazite.trade.record import Slice
from monazite.trade.session import Machine
from monazite.trade.simulate import papers
from monazite.trade.simulate.agenda import Agenda, moment_of
from monazite.trade.simulate.book import yuan
from monazite.trade.simulate.floor import Floor
from monazite.trade.simulate.goods import Goods
from monazite.trade.simulate.opening import NATIONAL
from monazite.trade.simulate.prices import ticks_of
from monazite.trade.simulate.saying import Saying
from monazite.trade.simulate.spot import SpotMarket

LIEN, DEBT_FEN = "LIEN-BPM6", 430_000_000
"""A debt of 4.3 million yuan on 10 t of metal worth about twice that."""
LIGHTER_PPM = 1_200
"""By how much the buyer finds the lots lighter: within the tolerance of 0.2 %."""
PPM = 1_000_000
OUTSIDER_LOTS = 8
"""What an investor buys at most at once: not refused, until it holds a third."""
PLEDGED = "BPM6"
"""The lot whose receipt does not go to the market but under a lien."""
DISPUTED_DAY = date(2022, 8, 17)


class Cases:
    """What happens once.

    Args:
        floor: of journal and venues.
        agenda: on which it is put down.
        say: who says what when.
        key: gives a member's next client id.
        goods: the lots and their first certificates.
    """

    def __init__(self, floor: Floor, agenda: Agenda, say: Saying, key: Callable[[str], str], goods: Goods) -> None:
        self._floor, self._agenda, self._say, self._key = floor, agenda, say, key
        self._goods = goods
        self._listing = self._disputed = 0
        self._settlement = ""

    def listing(self, spot: SpotMarket, monday: date, tuesday: date) -> None:
        """Lanthanum oxide is listed and taken by two; one of them may not list it again so soon (5 trading days)."""

        def listed() -> None:
            self._listing = spot.listed("E01", "La-O", "sell", yuan("La-O", 8_000), 20, least_lots=2)

        def taken(member: str, lots: int) -> Callable[[], object]:
            return lambda: spot.done(member, "take", listing=self._listing, lots=lots)

        self._at(monday, "14:00", listed)
        self._at(monday, "14:12", taken("E07", 8))
        self._at(monday, "14:26", taken("E09", 5))
        self._at(tuesday, "14:00", lambda: _refused(spot.say(
            "E09", "list", instrument="La-O", side="sell", price_ticks=yuan("La-O", 8_200), lots=5,
        )))  # fmt: skip

    def load_out(self, spot: SpotMarket, wednesday: date, thursday: date, friday: date) -> None:
        """A motor maker takes a whole receipt, has it cancelled, loads it out and receives it."""
        firm, parts = "E12", [Part("BNO1", matter_of(self._goods.lots["BNO1"]))]

        def listed() -> None:
            self._listing = spot.listed("E02", "Nd-O", "sell", yuan("Nd-O", 766_000), 10, receipts=["R-BNO1"])

        def taken() -> None:
            spot.done(firm, "take", listing=self._listing, lots=10, deliver_to="member")

        def cancelled() -> None:
            self._floor.post([acts.receipt_cancel(**self._say(firm), receipt="R-BNO1", reason="提货")])

        def shipped() -> None:
            self._floor.post([ship(**self._say(firm), firm=firm, parts=parts, from_site="W03", to_site="S-E12")])

        def arrived() -> None:
            self._floor.post([arrive(**self._say(firm), firm=firm, parts=parts, to_site="S-E12")])

        self._at(wednesday, "13:40", listed)
        self._at(wednesday, "13:55", taken)
        self._at(thursday, "09:00", cancelled)
        self._at(thursday, "14:00", shipped)
        self._at(friday, "11:00", arrived)

    def lien(self, monday: date, thursday: date) -> None:
        """A metal maker pledges a receipt to a bank, and is free of it again when the debt is paid."""

        def pledged() -> None:
            receipt = self._floor.receipt(f"R-{PLEDGED}")
            pledge = Pledge(creditor="K01", amount_fen=DEBT_FEN, due="2022-09-15")
            slices = [(receipt, Slice(receipt.id, 0, receipt.lots))]
            self._floor.post([acts.pledge(**self._say("E04"), debtor="E04", slices=slices, lien=LIEN, pledge=pledge)])

        def repaid() -> None:
            receipt = self._floor.receipt(f"R-{PLEDGED}")
            slices = [(receipt, Slice(receipt.id, 0, receipt.lots))]
            self._floor.post([acts.repay(
                **self._say("E04"), debtor="E04", creditor="K01", lien=LIEN, amount_fen=DEBT_FEN, slices=slices,
            )])  # fmt: skip

        self._at(monday, "11:00", pledged)
        self._at(thursday, "16:00", repaid)

    def refused(self, tuesday: date, wednesday: date, thursday: date) -> None:
        """Firms of one owner may not trade, an investor may not buy a third of the stock, no price beyond limits."""
        fair = {name: ticks_of(name, tuesday) for name in ("PrNd-O", "Tb-O", "Dy-O")}

        def same_owner() -> None:
            self._refuse("E08", kind="negotiate", instrument="PrNd-O", side="buy", price_ticks=fair["PrNd-O"], lots=5,
                         **{"with": "E10"})  # fmt: skip

        def outsider() -> None:
            self._refuse("E11", kind="order", instrument="Tb-O", side="buy", price_ticks=fair["Tb-O"], lots=30)

        def buys() -> None:
            price = fair["Tb-O"] * 101 // 100
            command = {"kind": "order", "id": self._key("E11"), "instrument": "Tb-O", "side": "buy",
                       "price_ticks": price, "lots": OUTSIDER_LOTS, "tif": "IOC"}  # fmt: skip
            _taken(self._floor.say(NATIONAL, [("E11", command)])[0])

        def beyond() -> None:
            self._refuse("E09", kind="order", instrument="Dy-O", side="buy", price_ticks=fair["Dy-O"] * 5 // 4, lots=1)

        self._at(tuesday, "10:47", same_owner)
        self._at(wednesday, "10:21", outsider)
        self._at(wednesday, "14:52", buys)
        self._at(thursday, "14:52", buys)
        self._at(wednesday, "10:58", beyond)

    def dispute(self, wednesday: date, thursday: date, friday: date) -> None:
        """A buyer finds two lots of metal lighter than the receipt says; arbitration agrees, the seller pays for it."""
        self._at(wednesday, "10:35", self._buy)
        self._at(wednesday, "14:40", self._complain)
        self._at(thursday, "15:30", self._arbitrate)
        self._at(friday, "10:10", self._resolve)

    def _buy(self) -> None:
        before = self._floor.ask(NATIONAL, lambda machine: set(machine.state.settled))
        price = ticks_of("PrNd-M", DISPUTED_DAY) * 1_008 // 1_000
        command = {"kind": "order", "id": self._key("E07"), "instrument": "PrNd-M", "side": "buy",
                   "price_ticks": price, "lots": 2, "tif": "IOC"}  # fmt: skip
        _taken(self._floor.say(NATIONAL, [("E07", command)])[0])
        made = self._floor.ask(NATIONAL, lambda machine: sorted(set(machine.state.settled) - before))
        self._settlement = made[0] if made else ""

    def _complain(self) -> None:
        if not self._settlement:
            return
        self._disputed = self._floor.ask(NATIONAL, lambda machine: machine.state.settled[self._settlement].net_mg)
        command = {"kind": "dispute", "id": self._key("E07"), "trade": self._settlement, "net_mg": self._found(),
                   "reason": "复检净重偏轻"}  # fmt: skip
        _taken(self._floor.say(NATIONAL, [("E07", command)])[0])

    def _found(self) -> int:
        return self._disputed * (PPM - LIGHTER_PPM) // PPM

    def _arbitrate(self) -> None:
        if not self._settlement:
            return
        lot = self._floor.lot_of(self._settlement)
        first = self._goods.certificates[lot]
        net = self._goods.found_mg[lot] = first.net_mg * (PPM - LIGHTER_PPM) // PPM
        self._floor.post([papers.arbitrated(self._say, first, net)])

    def _resolve(self) -> None:
        if not self._settlement:
            return
        command = {"kind": "resolve", "trade": self._settlement, "net_mg": self._found()}
        _taken(self._floor.say(NATIONAL, [(NATIONAL, command)])[0])

    def paid_out(self) -> None:
        """Sellers take cash out of the exchange at the week's end."""
        for member in ("E03", "Q01"):
            free = self._floor.ask(NATIONAL, partial(_free_fen, member=member))
            command = {"kind": "withdraw_cash", "id": self._key(member), "fen": free // 2}
            _taken(self._floor.say(NATIONAL, [(member, command)])[0])

    def _refuse(self, member: str, **command: Any) -> None:
        said = {**command, "id": self._key(member)}
        _refused(self._floor.say(NATIONAL, [(member, said)])[0])

    def _at(self, day: date, at: str, act: Callable[[], object]) -> None:
        def done() -> None:
            act()

        self._agenda.at(moment_of(day, at), done)


def _free_fen(machine: Machine, member: str) -> int:
    return machine.state.members[member].free


def _taken(answer: Answer) -> None:
    if answer.status != "accepted":
        raise InternalError(f"{answer.status}: {answer.problem.sentence('en') if answer.problem else ''}")


def _refused(answer: Answer) -> None:
    if answer.status != "refused":
        raise InternalError(f"{answer.status}, and it should have been refused")
