"""The goods before the week: made or imported, brought to the warehouses, inspected, registered as receipts."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from random import Random

from monazite.trace.lots import AsWeighed
from monazite.trade.receipts.record import Certificate
from monazite.trade.simulate import matter, papers
from monazite.trade.simulate.agenda import Agenda, moment_of
from monazite.trade.simulate.floor import Floor
from monazite.trade.simulate.saying import Saying
from monazite.trade.simulate.tables import Stored, stock, venue_of, warehouses

RECYCLERS, IMPORTERS, METALS = ("Q01", "Q02"), ("E01", "E02"), ("E03", "E04")


class Goods:
    """Where the lots of the week come from, day by day.

    Args:
        floor: of the journal.
        agenda: on which it is put down.
        say: who says what when.
        random: deterministic.
    """

    def __init__(self, floor: Floor, agenda: Agenda, say: Saying, random: Random) -> None:
        self._floor, self._say = floor, say
        self.lots = matter.weighed(random)
        self.certificates: dict[str, Certificate] = papers.certified(stock(), self.lots, random)
        self.found_mg: dict[str, int] = {}
        self._oxide = matter.oxide_for_metal(self.lots)
        self._scrap = {one: matter.scrap(one, self._recycled(one)) for one in RECYCLERS}
        for day, at, act in (
            (date(2022, 8, 1), "09:00", self._collect), (date(2022, 8, 2), "16:00", self._recycle),
            (date(2022, 8, 3), "10:00", self._import), (date(2022, 8, 3), "11:00", self._buy_oxide),
            (date(2022, 8, 4), "17:00", self._make_metal), (date(2022, 8, 5), "09:00", self._carry),
            (date(2022, 8, 8), "10:00", self._inspect), (date(2022, 8, 10), "15:00", self._certify),
            (date(2022, 8, 11), "10:00", self._register), (date(2022, 8, 11), "16:00", self.count),
        ):  # fmt: skip
            agenda.at(moment_of(day, at), act)

    def _of(self, maker: str) -> list[AsWeighed]:
        return [self.lots[one.lot] for one in stock() if one.maker == maker]

    def _recycled(self, recycler: str) -> list[AsWeighed]:
        sold = [self._oxide[metal] for metal, of in matter.METAL_FROM.items() if of == recycler]
        return [*self._of(recycler), *sold]

    def _collect(self) -> None:
        for one in RECYCLERS:
            self._floor.post(matter.collected(self._say, one, self._scrap[one]))

    def _recycle(self) -> None:
        for one in RECYCLERS:
            self._floor.post(matter.made(self._say, one, "recycling", self._scrap[one], self._recycled(one)))

    def _import(self) -> None:
        for one in IMPORTERS:
            self._floor.post(matter.imported(self._say, one, self._of(one)))

    def _buy_oxide(self) -> None:
        for one in METALS:
            self._floor.post(matter.bought(self._say, one, self._oxide[one]))

    def _make_metal(self) -> None:
        for one in METALS:
            self._floor.post(matter.made(self._say, one, "metal", [self._oxide[one]], self._of(one)))

    def _carry(self) -> None:
        for (maker, warehouse), together in groupby(_by_way(), key=_way):
            lots = [self.lots[one.lot] for one in together]
            self._floor.post(matter.carried(self._say, maker, lots, warehouse))

    def _inspect(self) -> None:
        self._floor.post(papers.ordered(self._say, stock()))

    def _certify(self) -> None:
        self._floor.post(papers.issued(self._say, self.certificates.values()))

    def _register(self) -> None:
        self._floor.post(papers.registered(self._say, stock(), self.certificates, self.lots))

    def count(self) -> None:
        """A third party counts every warehouse."""
        for venue in dict.fromkeys(venue_of(one) for one in stock()):
            for place in warehouses(venue):
                there = self._floor.receipts_at(venue, place.id)
                self._floor.post([papers.counted(self._say, (venue, place.id), there, self.found_mg)])


def _way(one: Stored) -> tuple[str, str]:
    return one.maker, one.warehouse


def _by_way() -> list[Stored]:
    return sorted(stock(), key=_way)
