"""How the pages of plan write grades, things, prices of contracts, weeks, and the codes of its rooms."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import fields
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from monazite.app import LISTS
from monazite.core import Problem, UsageError, Words
from monazite.plan.explosion import english
from monazite.plan.matching.codes import codes, units
from monazite.plan.qualification import properties
from monazite.plan.qualification import words as qualification_words
from monazite.plan.work.tables import labels as work_labels
from monazite.reference import rare_earths
from monazite.store import ListQuery, said
from monazite.web.display import MINUS, Display
from monazite.web.trace.display import all_parties
from monazite.web.trade.display import TradeDisplay
from monazite.web.words import known

if TYPE_CHECKING:
    from monazite.web.page import Page

TOKEN = re.compile(r"[\w-]+(?!/)(?=$|\W)")
"""What may be the id of a party in a sentence; before a slash stands the maker of a grade."""
MONEY_PLACES = 2
LONGEST = 40


class PlanDisplay(TradeDisplay):
    """Writes what a page of plan shows."""

    __slots__ = ()

    def thing(self, name: str) -> str:
        """What is made or put in: by its English name where there is one and the page is in English.

        >>> from monazite.web.preferences import Preferences
        >>> PlanDisplay("en", Preferences()).thing("烧结钕铁硼 SH")
        'sintered NdFeB magnets SH'
        """
        head, blank, tail = name.partition(" ")
        return f"{known('en', f'plan-thing.{head}', english(head))}{blank}{tail}" if self.language == "en" else name

    def grade(self, key: str) -> str:
        """A magnet grade, ``maker/grade``, as people name it: the designation, then who makes it.

        >>> from monazite.web.preferences import Preferences
        >>> PlanDisplay("en", Preferences()).grade("Magnova/N40")
        'N40 · Magnova'
        """
        maker, _, name = key.rpartition("/")
        return f"{name} · {self.party(maker)}" if maker else name

    def with_names(self, text: str) -> str:
        """A sentence of a room with the names of parties instead of their ids."""
        return TOKEN.sub(lambda found: self.party(found.group()), text)

    def told(self, words: Words) -> str:
        """Words of a room, parties named."""
        return self.with_names(self.words(words))

    def problem(self, one: Problem) -> str:
        """What is wrong, as a sentence."""
        return self.with_names(one.sentence(self.language))

    def code(self, group: str, code: str) -> str:
        """The words of a code of plan: ``plan-tier.magnet``; the code itself where there are none."""
        return known(self.language, f"plan-{group}.{code}", code)

    def matched(self, kind: str, code: str) -> str:
        """The words of a code of CX-0128: a result, a colour, a category, a kind of comment."""
        found = codes(kind).get(code)
        return self.words(found.words) if found else code

    def measure(self, unit: str) -> str:
        """A unit of measure of CX-0128."""
        found = units().get(unit)
        return self.words(found) if found else unit

    def judged(self, key: str) -> str:
        """The words of the room of qualification: a verdict, a ruling, a state."""
        return self.words(qualification_words(key))

    def worked(self, key: str) -> str:
        """The words of the work plan: a status, a stage."""
        found = work_labels().get(key)
        return self.words(found) if found else key

    def property_unit(self, key: str) -> str:
        """The unit of a property of a magnet."""
        return properties()[key].unit

    def per_tonne(self, fen: int | Fraction | None, currency: str) -> str:
        """A price as the contract states it, per tonne; two digits where it has any behind the point.

        >>> from monazite.web.preferences import Preferences
        >>> show = PlanDisplay("en", Preferences())
        >>> show.per_tonne(93_000_000, "CNY"), show.per_tonne(Fraction(9, 2), "CNY")
        ('930,000 CNY/t', '0.04 CNY/t')
        """
        if fen is None:
            return "—"
        return f"{_short(Fraction(fen) / 100)} {currency}/t"

    def exactly(self, number: Decimal | Fraction | int) -> str:
        """A number without needless noughts."""
        return f"{_plain(Decimal(number) if not isinstance(number, Fraction) else _rounded(number)):,f}".replace(
            "-", MINUS
        )

    def share(self, share: Fraction | None) -> str:
        """A share as a percentage with one digit."""
        return "—" if share is None else self.share_of(round(share * 1_000_000))

    def signed(self, number: Decimal | Fraction | int) -> str:
        """A change with its sign."""
        return f"{'+' if number > 0 else ''}{self.exactly(number)}"

    def grams(self, low_mg: int, high_mg: int) -> str:
        """A change of mass in grams, or the range it lies in."""
        low, high = (self.signed(_rounded(Fraction(one, 1000))) for one in (low_mg, high_mg))
        return low if low == high else f"{low} … {high}"

    def days(self, days: Fraction | None) -> str:
        """Whole days; that all are covered where there is no end."""
        return self.t("plan.days.all") if days is None else self.t("plan.days", n=self.count(int(days)))


def _rounded(number: Fraction) -> Decimal:
    return round(Decimal(number.numerator) / Decimal(number.denominator), MONEY_PLACES)


def _plain(number: Decimal) -> Decimal:
    whole = number.to_integral_value()
    return whole if number == whole else number.normalize()


def _short(number: Fraction) -> str:
    places = 0 if number.denominator == 1 else MONEY_PLACES
    return f"{_rounded(number):,.{places}f}".replace("-", MINUS)


def plan_display(page: Page) -> PlanDisplay:
    """The display of a page of plan that knows every party of the workspace."""
    shared: dict[str, Any] = {one.name: getattr(page.display, one.name) for one in fields(Display)}
    return PlanDisplay(**shared, parties=_parties(page))


def _parties(page: Page) -> dict[str, Any]:
    return {one.id: one for one in all_parties(page.workspace)}


def asked_day(page: Page, *, is_ahead: bool = True) -> dt.date:
    """The day that a page is about: ``?on=``, else today; of a story that is simulated, the day it is best read on.

    Args:
        page: that asks.
        is_ahead: whether it looks ahead, so that a story is read on the day of its last forecast; else on its last.

    Raises:
        UsageError: for a text that is no day.
    """
    asked = page.request.query_params.get("on", "")
    if asked:
        return day_of(asked, "on")
    today = page.workspace.plan.today
    return min(_story_day(page, is_ahead=is_ahead) or today, today)


def day_of(text: str, name: str) -> dt.date:
    """A day of an address.

    Raises:
        UsageError: for a text that is no day.
    """
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        wanted = {"wanted_zh": "日期，如 2022-08-17", "wanted_en": "a day such as 2022-08-17"}
        raise UsageError(said("monazite.store", "value-wrong", name, found=text[:LONGEST], **wanted)) from None


def _story_day(page: Page, *, is_ahead: bool) -> dt.date | None:
    """The last day of a simulated story, or of its forecasts; None in earnest, or where there is nothing."""
    newest = _newest(page, "plan-revisions")
    if newest is None or not newest["is_simulated"]:
        return None
    forecasts = [_newest(page, "plan-revisions", kind=kind) for kind in FORECASTS]
    days: list[dt.date] = [one["stated_on"] for one in forecasts if one]
    if is_ahead and days:
        return max(days)
    paid = _newest(page, "commitment-payments")
    last: dt.date = newest["stated_on"]
    return max(last, paid["day"]) if paid else last


def _newest(page: Page, name: str, **filters: str) -> dict[str, Any] | None:
    """The row of a list with the highest number of an entry."""
    rows = page.workspace.page(LISTS[name], ListQuery(filters, ("-entry_number",), limit=1)).rows
    return rows[0] if rows else None


FORECASTS = ("programme", "demand", "capacity_group")
"""Kinds of entries that say what is to come."""
MAGNETIC = ("Dy", "Tb", "Nd", "Pr")
"""The elements that make magnets stand first."""


def in_order(symbols: Iterable[str]) -> list[str]:
    """Symbols of rare earths, those of magnets first; other elements are left out.

    >>> in_order(["Ce", "Fe", "Nd", "Dy"])
    ['Dy', 'Nd', 'Ce']
    """
    wanted = set(symbols)
    others = (one.symbol for one in rare_earths() if one.symbol not in MAGNETIC)
    return [symbol for symbol in (*MAGNETIC, *others) if symbol in wanted]
