"""A recipe with less heavy rare earth for each motor whose magnet holds much: the cheapest one at the day's prices."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from monazite.app.story.record import PPM, Coded, Named, Part, Percent, Price, Sentence
from monazite.app.story.words import sentence_words
from monazite.core import Words
from monazite.design.search import Optimum, offers
from monazite.reference import rare_earths

if TYPE_CHECKING:
    from monazite.app.design.views import Answer
    from monazite.app.story.scene import Scene
    from monazite.plan.journal.find import Kept
    from monazite.plan.qualification import Grade, Share, Specification

HEAVY = ("Dy", "Tb")
"""Rare earths that a magnet can do with less of."""
EARTHS = frozenset(one.symbol for one in rare_earths())
SAVED, ROOM_DEGC = 2, Decimal(20)
"""The recipe that is looked for may hold at most the least content of the fitted magnet divided by this; where a motor
names no temperature it is asked at that of a room."""
PERCENT_PPM, ZERO_DEGC_KELVIN, FEN_PER_TONNE = 10_000, 273.15, 100_000
"""Parts per million of one percent; kelvin of 0 °C; fen per tonne of one CNY/kg."""


def recipes(scene: Scene) -> Iterator[Sentence]:
    """A sentence for each fitted magnet that states how much heavy rare earth it holds, in the hottest motor."""
    plan, day = scene.workspace.plan, scene.day
    grades = {f"{one.record.maker}/{one.record.name}": one.record for one in plan.standing("magnet_grade", on=day)}
    hottest: dict[str, Kept] = {}
    for kept in sorted(plan.standing("specification", on=day), key=lambda one: _degc(one.record)):
        hottest[kept.record.fitted or ""] = kept
    for name, kept in hottest.items():
        heavy = next((one for one in grades[name].contents if one.element in HEAVY), None) if name in grades else None
        if heavy and heavy.low_percent:
            yield from _recipe(scene, kept, grades[name], heavy)


def _degc(asked: Specification) -> Decimal:
    """The hottest temperature that a specification names; that of a room where it names none."""
    return max(
        (one.temperature_degc for one in asked.requirements if one.temperature_degc is not None), default=ROOM_DEGC
    )


def _recipe(scene: Scene, kept: Kept, grade: Grade, heavy: Share) -> Iterator[Sentence]:
    """What the search finds under half the content; nothing where the grade is none that it knows."""
    from monazite.app.design.asked import asked  # noqa: PLC0415  loads the room

    degc, cap = _degc(kept.record), heavy.low_percent / SAVED
    most = {symbol: cap if symbol == heavy.element else Decimal() for symbol in HEAVY}
    told = {"grade": grade.name, "temperature": f"{degc:f}degC", "day": scene.day.isoformat()}
    query = asked(told | {"max": [f"{symbol}={share:f}wt%" for symbol, share in most.items()]})
    if isinstance(query, tuple):
        return
    caps = [("max", f"{symbol}:{share:f}") for symbol, share in most.items()]
    page = f"/design/search?{urlencode([*told.items(), *caps])}"
    motor = f"/plan/qualification/{quote(kept.record.motor, safe='')}"
    parts = {
        "motor": Part(kept.record.motor, motor), "grade": Part(Coded(grade.name), motor),
        "element": Part(Named("element", heavy.element), f"/warn/elements/{heavy.element}?day={scene.day}"),
        "least": Part(_percent(heavy.low_percent), motor), "most": Part(_percent(heavy.high_percent), motor),
        "cap": Part(_percent(cap), page), "temperature": Part(Coded(f"{degc:f} °C"), motor),
        "permeance": Part(Coded(f"{query.permeance:g}"), page),
    }  # fmt: skip
    answer = scene.search(query)
    key, found = _found(answer, heavy.element, page) if answer else ("acts.recipe.soon", {})
    yield Sentence(key, parts | found, page, is_simulated=kept.is_simulated)


def _found(answer: Answer, element: str, page: str) -> tuple[str, dict[str, Part]]:
    """Which sentence tells an answer, and what of it."""
    found = answer.found
    if isinstance(found, Optimum):
        content = Percent(found.recipe.weight_ppm.get(element, 0))
        cost = Price(round(found.cost_cny_per_kg * FEN_PER_TONNE))
        verdict = answer.bench.verdict if answer.bench else None
        chance = Percent(round(verdict.probability * 100) * PERCENT_PPM if verdict else 0)
        return "acts.recipe", {
            "content": Part(content, page), "cost": Part(cost, page), "route": Part(found.route.label, page),
            "gap": Part(Percent(round(found.gap * PPM)), page), "prices": Part(_prices(answer, found), page),
            "chance": Part(chance, page),
        }  # fmt: skip
    if element in found.nearest_caps:
        return "acts.recipe.cap", {"nearest": Part(Percent(round(found.nearest_caps[element] * PPM)), page)}
    if found.nearest_kelvin is not None:
        return "acts.recipe.colder", {"nearest": Part(Coded(f"{found.nearest_kelvin - ZERO_DEGC_KELVIN:.0f} °C"), page)}
    return "acts.recipe.none", {}


def _prices(answer: Answer, found: Optimum) -> Words:
    """Whether papers of the workspace price all that the recipe takes, or the table that ships prices a part of it."""
    shipped = {one.offer.name for one in answer.offered.prices if one.origin == "table"}
    used = {name for name, share in found.charges.items() if share and offers()[name].content.keys() & EARTHS}
    return sentence_words()["acts.prices.table" if used & shipped else "acts.prices"]


def _percent(percent: Decimal) -> Percent:
    return Percent(round(percent * PERCENT_PPM))
