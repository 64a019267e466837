"""The grammar of a header: what each column holds, for which period, in which unit."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from monazite.facts.record import Span
from monazite.read.document import Table
from monazite.read.table.context import Context
from monazite.read.table.grid import header_span, header_texts
from monazite.read.table.periods import header_period
from monazite.read.table.vocabulary import header_words
from monazite.reference import Unit, unit

PARENTHESIS = re.compile(r"[(（\[【]([^()（）\[\]【】]*)[)）\]】]")
STATED_UNIT = re.compile(r"(?:单\s*位|計量單位|计量单位|單位)\s*[:：]?\s*([^\s)）】\]，,；;。]{1,12})")
MASS_ONLY = frozenset({"公斤", "千克", "kg", "KG", "Kg", "吨", "t", "公吨", "噸", "克", "g"})
DATED = re.compile(
    r"^\s*(?:(?:19|20)\d{2}[年./-])?\d{1,2}[月./-]\d{1,2}日?\s*$|^\s*(?:(?:19|20)\d{2}年)?\d{1,2}月(?:份)?\s*$"
)
UNIT_HEADINGS = 3
"""How many headings above a table may state its unit."""
PRICE_ROLES = frozenset({"price", "mean", "low", "high", "range"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column as its header describes it.

    Args:
        index: its number, from 0.
        text: header words over it, upper rows first, one a line.
        role: ``name``, ``spec``, ``price``, ``pct``, ``quota`` … or ``other``.
        attribute: what the words say the level is (monthly average price), or empty.
        period: the period they state, or None.
        unit: the unit they state, or None.
        unit_span: where that unit's cell stands in the view.
    """

    index: int
    text: str
    role: str
    attribute: str
    period: str | None
    unit: Unit | None
    unit_span: Span | None

    @property
    def leaf(self) -> str:
        """The lowest header words, without a unit in parentheses."""
        return self.text.rsplit("\n", 1)[-1].strip()


def columns_of(table: Table, context: Context, count: int) -> tuple[Column, ...]:
    """Every column of a table, as its ``count`` header rows describe it."""
    texts = header_texts(table, count)
    priced = is_priced(context, texts)
    found = []
    for index, text in enumerate(texts):
        column = _column(context, index, text, is_priced=priced)
        where = header_span(table, count, index) if column.unit is not None else None
        found.append(replace(column, unit_span=where))
    return tuple(found)


def is_priced(context: Context, texts: Iterable[str]) -> bool:
    """Whether a table is about prices: its headers or the words above it say so, or the unit above is one of prices."""
    if "价" in context.words or any("价" in text for text in texts):
        return True
    stated = [unit_in(words) for words in (context.caption, *context.headings[:UNIT_HEADINGS])]
    return any(found is not None and found.dimension == "price" for found in stated)


def level_of(context: Context) -> str:
    """What prices are where their header is only a date: the mean that the caption names, else prices of that day."""
    role, attribute = role_of(context.caption)
    return attribute if role == "mean" else "spot price"


def _column(context: Context, index: int, text: str, *, is_priced: bool) -> Column:
    role, attribute = role_of(text)
    if role == "other" and is_priced and DATED.match(text):
        role, attribute = "price", level_of(context)
    return Column(index, text, role, attribute, header_period(text, context.anchor), unit_in(text), None)


@cache
def role_of(text: str) -> tuple[str, str]:
    """Role and attribute of header words; the lowest row decides, the rows above help where it says nothing.

    >>> role_of("7月平均价"), role_of("冶炼分离产品(折稀土氧化物, 吨)")
    (('mean', 'monthly average price'), ('quota', ''))
    """
    for line in reversed(text.split("\n")):
        bare = re.sub(r"\s+", "", PARENTHESIS.sub("", line)) or re.sub(r"\s+", "", line)
        for word in header_words():
            if word.pattern.search(bare) or (
                word.role in ("pct", "months") and word.pattern.search(re.sub(r"\s+", "", line))
            ):
                return word.role, word.attribute
    return "other", ""


@cache
def unit_in(text: str) -> Unit | None:
    """The unit that a header or caption states: （万元/吨）, （折稀土氧化物，吨）, 单位：公斤."""
    for inside in reversed(PARENTHESIS.findall(text)):
        for part in reversed(re.split(r"[,，、;；:：\s]+", inside)):
            if (found := unit(part)) is not None:
                return found
    if (match := STATED_UNIT.search(text)) is not None:
        return unit(match[1])
    if (match := re.search(r"[/／]\s*([^\s/／]+(?:/[^\s]+)?)\s*$", text)) is not None and "/" in match[1]:
        return unit(match[1])
    return None


def price_unit(stated: Unit | None) -> Unit | None:
    """The unit of a price: as stated; a mass alone above prices means yuan per that mass, since a price has one.

    >>> price_unit(unit("公斤")).text
    '元/公斤'
    """
    if stated is None or stated.dimension == "price":
        return stated
    return unit(f"元/{stated.text}") if stated.text in MASS_ONLY else None
