"""What the market did: the last closed day of each watched instrument, beside what the papers said of the month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from monazite.app.story.goods import Good, goods
from monazite.app.story.month import span
from monazite.app.story.papers import fact_part, price_of
from monazite.app.story.record import Mass, Named, Part, Price, Sentence
from monazite.store import ListQuery

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monazite.app.story.scene import Scene
    from monazite.app.workspace import Workspace

MOST_DAYS = 400
"""Closed days of a month that are looked through."""


@dataclass(frozen=True, slots=True)
class Closed:
    """An instrument on its last day of a month on which it was traded, after the close.

    Args:
        good: that it is.
        day: row of the list of trading days, prices in ticks.
        contract: row of the list of instruments.
    """

    good: Good
    day: Mapping[str, Any]
    contract: Mapping[str, Any]

    @property
    def page(self) -> str:
        """Address of the instrument at its venue."""
        return f"/trade/instruments/{self.contract['id']}?venue={self.contract['venue']}"

    @property
    def report(self) -> str:
        """Address of the venue's report of the day, where its closing figures stand."""
        return f"/trade/reports/{self.day['day']}?venue={self.contract['venue']}"

    def price(self, column: str) -> Price | None:
        """A price of the day; None where there was none."""
        ticks = self.day[column]
        return None if ticks is None else Price(ticks * self.contract["tick_fen_per_tonne"])

    def parts(self) -> dict[str, Part]:
        """What every sentence about it names."""
        venue = self.contract["venue"]
        return {
            "product": Part(Named("product", self.good.product), self.page),
            "venue": Part(Named("party", venue), f"/trade?venue={venue}"),
            "day": Part(self.day["day"], self.report),
        }  # fmt: skip


def closed_in(workspace: Workspace, month: str) -> list[Closed]:
    """The watched instruments that were traded in a month, at the venue that traded most of each."""
    from monazite.app.workspace import LISTS  # noqa: PLC0415  it imports this verb

    first, last = span(month)
    query = ListQuery({"since": first.isoformat(), "until": last.isoformat()}, ("-day",), MOST_DAYS)
    days: dict[tuple[str, str], Mapping[str, Any]] = {}
    traded: dict[tuple[str, str], int] = {}
    for row in workspace.page(LISTS["trading-days"], query).rows:
        key = row["venue"], row["instrument"]
        if row["volume_lots"]:
            days.setdefault(key, row)
        traded[key] = traded.get(key, 0) + row["turnover_fen"]
    contracts = {
        (row["venue"], row["id"]): row for row in workspace.page(LISTS["instruments"], ListQuery(limit=None)).rows
    }
    found = []
    for good in goods():
        keys = [key for key in days if key in contracts and contracts[key]["product"] == good.product]
        if keys:
            best = max(keys, key=lambda key: (traded[key], key))
            found.append(Closed(good, days[best], contracts[best]))
    return found


def market(scene: Scene) -> Iterator[Sentence]:
    """Settlement price and turnover of each, and the month's mean that papers printed beside it."""
    for one in scene.closed:
        settlement, fact = one.price("settlement"), price_of(scene, one.good.product)
        if settlement is None:
            continue
        volume = Mass(one.day["volume_lots"] * one.contract["lot_mg"])
        parts = one.parts() | {"settlement": Part(settlement, one.report), "volume": Part(volume, one.report)}
        if fact is not None:
            parts["paper"] = fact_part(fact)
        key = "market.beside" if fact else "market.alone"
        yield Sentence(key, parts, one.page, is_simulated=one.contract["is_simulated"])
