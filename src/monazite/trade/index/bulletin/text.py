"""The words of the bulletin: a month as headings, paragraphs and one table, in Chinese or in English."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from monazite.core import Language, Words
from monazite.reference import product_named
from monazite.trade.index.bulletin.record import IndexMonth, Month, ProductMonth
from monazite.trade.index.method import rows
from monazite.trade.index.record import Group

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
GROUPS: tuple[Group, ...] = ("ore", "light", "heavy")
ABSENT = "—"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands below it.

    Args:
        heading: of the section.
        paragraphs: of text.
        caption: of its table; empty when there is none.
        table: rows of cells, the first is the header.
        is_note: whether it is set small.
    """

    heading: str
    paragraphs: tuple[str, ...] = ()
    caption: str = ""
    table: tuple[tuple[str, ...], ...] = ()
    is_note: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A bulletin in one language.

    Args:
        title: of the issue.
        lead: what stands below the title, such as that it is simulated.
        sections: in order.
    """

    title: str
    lead: tuple[str, ...]
    sections: tuple[Section, ...]


def text_of(month: Month, language: Language) -> Text:
    """A month in words, as the trade prints it: index, ore, light, heavy, table."""
    say = _Say(month, language)
    lead = (say("simulated"),) if month.is_simulated else ()
    return Text(say("title"), lead, tuple(_sections(month, say)))


class _Say:
    """The sentences of one month and language."""

    def __init__(self, month: Month, language: Language) -> None:
        before = (month.month - 2) % 12 + 1
        self.language: Language = language
        self.places: dict[str, Any] = {
            "year": month.year, "month": month.month, "month_name": MONTHS[month.month - 1],
            "before": before, "before_name": MONTHS[before - 1],
        }  # fmt: skip

    def __call__(self, key: str, **values: object) -> str:
        return _words()[key].in_language(self.language).format(**{**self.places, **values})


@cache
def _words() -> dict[str, Words]:
    return {row["key"]: Words(row["zh"], row["en"]) for row in rows("bulletin/words.csv")}


def _sections(month: Month, say: _Say) -> Iterator[Section]:
    yield Section(say("heading_index"), (*_index(month.index, say), *_resets(month, say)))
    for group in GROUPS:
        products = [item for item in month.products if item.group == group]
        yield Section(say(f"heading_{group}"), (_prices(products, say),))
    if month.products:
        table = tuple(_table(month.products, say))
        yield Section(say("heading_table"), _carried(month, say), say("caption"), table)
    notes = (say("note_method"), *([say("note_sha256", sha256=month.sha256)] if month.sha256 else []))
    yield Section(say("heading_notes"), notes, is_note=True)


def _index(index: IndexMonth | None, say: _Say) -> tuple[str, ...]:
    if index is None:
        return (say("nothing"),)
    trend = say(("trend_flat", "trend_up", "trend_down")[index.rise])
    figures = say(
        "index", mean=index.mean, high=index.high, low=index.low, range=index.range, fluctuation=index.fluctuation_pct,
        high_month=index.high_day.month, high_day=index.high_day.day, low_month=index.low_day.month,
        low_day=index.low_day.day,
    )  # fmt: skip
    return (trend + ("" if say.language == "zh" else " ") + figures,)


def _resets(month: Month, say: _Say) -> tuple[str, ...]:
    """That the level was set anew: what moved on these days is not prices alone."""
    if not month.resets:
        return ()
    days = say("day_between").join(say("day", day=day.day) for day in month.resets)
    return (say("resets", days=days),)


def _carried(month: Month, say: _Say) -> tuple[str, ...]:
    """How much of the table was carried forward."""
    if not month.carried_values:
        return ()
    values = sum(item.days for item in month.products)
    return (say("carried", products=month.carried_products, carried=month.carried_values, values=values),)


def _prices(products: Sequence[ProductMonth], say: _Say) -> str:
    if not products:
        return say("nothing")
    said = [_price(item, say) for item in products]
    return say("opening") + say("between").join(said) + say("stop")


def _price(item: ProductMonth, say: _Say) -> str:
    change = item.change_text_pct
    key = "alone" if change is None else "flat" if change == 0 else "up" if change > 0 else "down"
    shown = ABSENT if change is None else abs(change)
    return say(
        f"product_{key}", product=name_of(item.product, say.language), wan=item.wan_cny_per_tonne, kg=item.cny_per_kg,
        change=shown,
    )  # fmt: skip


def name_of(product: str, language: Language) -> str:
    """What people call a product: its standard name, or the English one where it is known."""
    known = product_named(product)
    return product if language == "zh" or known is None else known.en


def _table(products: Sequence[ProductMonth], say: _Say) -> Iterator[tuple[str, ...]]:
    yield tuple(say(f"column_{name}") for name in ("product", "spec", "wan", "before", "now", "change"))
    for item in products:
        yield (
            name_of(item.product, say.language), item.spec, _cell(item.wan_cny_per_tonne),
            _cell(item.before_cny_per_kg), _cell(item.cny_per_kg), _cell(item.change_pct, "%"),
        )  # fmt: skip


def _cell(number: Decimal | None, unit: str = "") -> str:
    return ABSENT if number is None else f"{number:f}{unit}"
