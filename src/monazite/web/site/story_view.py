"""The story on its page: each sentence in the reader's language, cut into runs of text and of parts with their page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from string import Formatter
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from monazite.app.story import (
    ChangeOf,
    Chapter,
    Coded,
    Mass,
    Named,
    Part,
    Percent,
    Price,
    Sentence,
    Story,
    sentence_words,
    story,
)  # fmt: skip
from monazite.core import Words
from monazite.facts import DOCUMENTS, FACTS, Fact
from monazite.reference import element, product_named
from monazite.web.remember import remembered
from monazite.web.site.later import Later
from monazite.web.trade.display import TradeDisplay

if TYPE_CHECKING:
    from monazite.app import Workspace
    from monazite.app.design.views import Answer, Query

_LATER: WeakKeyDictionary[Workspace, Later[Answer]] = WeakKeyDictionary()
"""Of each workspace, the recipes that were searched for its story."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a sentence.

    Args:
        text: that is shown.
        page: address of what it shows; empty for plain words.
        status: of the fact that it shows; empty for what is no fact.
        is_number: whether it is a quantity, so that it stands out.
    """

    text: str
    page: str = ""
    status: str = ""
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence as it is shown.

    Args:
        runs: in order.
        page: address of the page behind it.
        is_simulated: whether it tells simulated conduct.
        do: what it advises, in a few words; empty where it only tells.
    """

    runs: tuple[Run, ...]
    page: str
    is_simulated: bool
    do: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A chapter as it is shown.

    Args:
        chapter: its verb, its page, whether it is told.
        title: its heading.
        onward: words of the link that leads on.
        sentences: as they are shown.
    """

    chapter: Chapter
    title: str
    onward: str
    sentences: tuple[Told, ...]

    @property
    def is_simulated(self) -> bool:
        """Whether all of it is simulated, so that its heading says so once."""
        return all(one.is_simulated for one in self.sentences)


def story_of(workspace: Workspace, month: str = "") -> Story:
    """The story, told anew when papers or journal have grown, or when a recipe that was missing has been found."""
    later = _LATER.setdefault(workspace, Later())
    key = ("story", month, workspace.trace.today, workspace.count(DOCUMENTS), workspace.count(FACTS), later.found)

    def search(query: Query) -> Answer | None:
        offered = workspace.design.offers(query.day, query.prices, query.scrap, query.venue)
        return later.ask(repr((query, offered.offers)), lambda: workspace.design.search(query))

    return remembered(workspace, key, lambda: story(workspace, month, search))


def is_searching(told: Story) -> bool:
    """Whether a sentence of it waits for a recipe."""
    return any(one.key == "acts.recipe.soon" for chapter in told.chapters for one in chapter.sentences)


def shown(told: Story, show: TradeDisplay) -> list[Shown]:
    """The chapters in the reader's language."""
    return [_shown(one, show) for one in told.chapters]


def _shown(one: Chapter, show: TradeDisplay) -> Shown:
    told = tuple(_told(sentence, show) for sentence in one.sentences)
    return Shown(one, _words(one.key, show), _words(f"{one.key}.next", show), told)


def _words(key: str, show: TradeDisplay) -> str:
    return sentence_words()[key].in_language(show.language)


def _told(sentence: Sentence, show: TradeDisplay) -> Told:
    advice = sentence_words().get(".".join([*sentence.key.split(".")[:2], "do"]))
    do = advice.in_language(show.language) if advice else ""
    return Told(tuple(_runs(sentence, show)), sentence.page, sentence.is_simulated, do)


def _runs(sentence: Sentence, show: TradeDisplay) -> Iterator[Run]:
    for text, name, _, _ in Formatter().parse(_words(sentence.key, show)):
        if text:
            yield Run(text)
        if name:
            yield _run(sentence.parts[name], show)


def _run(part: Part, show: TradeDisplay) -> Run:
    value = part.value
    status = value.status if isinstance(value, Fact) else ""
    return Run(_text(part, show), part.page, status, not isinstance(value, Named | Words | dt.date | str | Coded))


def _text(part: Part, show: TradeDisplay) -> str:
    """A part in the reader's language and units."""
    match part.value:
        case Fact() as fact:
            text = show.value(fact)
        case ChangeOf(fact):
            text = show.change(fact)
        case Mass(mg):
            text = show.mass(mg)
        case Price(fen):
            text = f"{show.mean_price(fen)} {show.unit(show.preferences.price_unit)}"
        case Percent(ppm):
            text = show.share_of(ppm)
        case Named(kind, key):
            text = _name(kind, key, show)
        case Coded(text):
            pass
        case Words() as words:
            text = words.in_language(show.language)
        case dt.date() as day:
            text = show.day(day)
        case int(number):
            text = show.count(number)
        case str(period):
            text = show.period(period)
    return text


def _name(kind: str, key: str, show: TradeDisplay) -> str:
    if kind == "party":
        return show.party(key)
    if kind == "element":
        return element(key).zh if show.language == "zh" else element(key).en
    named = product_named(key) if show.language == "en" else None
    return named.en if named else key
