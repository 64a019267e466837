"""What the papers said: prices of what magnets are made of, the index, and how the figures stood their checks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from monazite.app.story.goods import goods
from monazite.app.story.record import ChangeOf, Coded, Named, Part, Sentence
from monazite.facts import STATUSES, Fact, fact_of

if TYPE_CHECKING:
    from monazite.app.story.scene import Scene

PROVEN = frozenset({"verified", "repaired"})


def papers(scene: Scene) -> Iterator[Sentence]:
    """The prices of the month, its index, and the checks."""
    told = [*_prices(scene), *_index(scene)]
    yield from told
    if told:
        yield _checks(scene)


def price_of(scene: Scene, product: str) -> Fact | None:
    """The price of a product in the month: its mean rather than a day's, the best proven of several."""
    rows = scene.workspace.facts(kind="price", subject=product, since=scene.since, until=scene.until)
    found = [fact for row in rows if (fact := fact_of(row, tuple((row["checks"] or "").split()))).canonical_value]
    return max(found, key=lambda one: (one.period == scene.month, one.status in PROVEN, len(one.checks)), default=None)


def fact_part(fact: Fact) -> Part:
    """The value of a fact, leading to it."""
    return Part(fact, f"/facts/{fact.id}")


def _prices(scene: Scene) -> Iterator[Sentence]:
    for good in goods():
        fact = price_of(scene, good.product) if good.is_quoted else None
        if fact is None:
            continue
        parts = {
            "product": Part(Named("product", good.product), f"/products/{good.product}"), "price": fact_part(fact),
        }  # fmt: skip
        if fact.change is not None:
            parts["change"] = Part(ChangeOf(fact), f"/facts/{fact.id}")
        if fact.repair is not None and fact.repair.part == "subject":
            parts |= {"written": Part(Coded(fact.repair.as_written)), "witnesses": Part(len(fact.repair.witnesses))}
        yield Sentence(_key(parts), parts, f"/facts/{fact.id}")


def _key(parts: dict[str, Part]) -> str:
    """Which sentence tells a price: with its change or without, and what was repaired in it."""
    return f"papers.price{'.change' if 'change' in parts else ''}{'.repaired' if 'written' in parts else ''}"


def _index(scene: Scene) -> Iterator[Sentence]:
    """The index of the month between its first and last day on which it was printed."""
    rows = scene.workspace.facts(kind="price_index", since=scene.since, until=scene.until)
    found = sorted((fact for fact in map(fact_of, rows) if fact.value is not None), key=lambda one: one.period or "")
    mean = next((one for one in found if one.period == scene.month), None)
    days = [one for one in found if one.period != scene.month]
    if mean and days:
        parts = {"mean": fact_part(mean), "first": fact_part(days[0]), "last": fact_part(days[-1])}
        ends = {"first_day": Part(days[0].period or ""), "last_day": Part(days[-1].period or "")}
        yield Sentence("papers.index", parts | ends, f"/facts/{mean.id}")


def _checks(scene: Scene) -> Sentence:
    """How the facts of the month stood their checks."""
    from monazite.app.workspace import LISTS  # noqa: PLC0415  it imports this verb

    days = {"since": scene.since, "until": scene.until}
    page = f"/facts?{urlencode(days)}"
    counts = {status: scene.workspace.count(LISTS["facts"], **days, status=status) for status in STATUSES}
    parts = {status: Part(number, f"{page}&status={status}") for status, number in counts.items()}
    return Sentence("papers.checks", {"facts": Part(sum(counts.values()), page), **parts}, page)
