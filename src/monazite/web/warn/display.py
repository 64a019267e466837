"""How the pages of warn write signals: levels, kinds, subjects by name, reasons, and links to what is behind them."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from math import ceil, log10
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from monazite.core import SHANGHAI, Interval, Words
from monazite.reference import element, element_aliases, product_named, rare_earths, region_named
from monazite.warn.signals import LEVEL_WORDS
from monazite.warn.targets import rule_of
from monazite.warn.watch import EVERY, kinds
from monazite.web.display import DASH
from monazite.web.trace.display import TraceDisplay, all_parties
from monazite.web.warn.model_display import ModelDisplay
from monazite.web.words import known

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monazite.app.warn.sources import Behind
    from monazite.facts import Fact
    from monazite.warn.criticality import Span
    from monazite.warn.signals import Level, Signal
    from monazite.warn.targets import Target
    from monazite.web.page import Page

QUOTA_SUBJECT = re.compile(r"(\S+) (\w+) (\w+)")
QUOTA_KINDS = frozenset({"quota-used", "quota-ahead"})
MOST_DIGITS, SLACK = 3, 1e-9


@dataclass(frozen=True)
class WarnDisplay(TraceDisplay, ModelDisplay):
    """Writes what a page of warn shows."""

    @cached_property
    def _ids(self) -> re.Pattern[str] | None:
        """Finds the id of a party in a sentence; None where no party is known."""
        some = sorted(map(re.escape, self.parties), key=len, reverse=True)
        return re.compile(rf"(?<![\w-])(?:{'|'.join(some)})(?![\w-])") if some else None

    def element_name(self, symbol: str) -> str:
        """The name of an element alone."""
        return element(symbol).zh if self.language == "zh" else element(symbol).en

    def chinese_name(self, symbol: str) -> str:
        """The Chinese name of an element, by which papers are searched."""
        return element(symbol).zh

    def watched(self, kind: str) -> str:
        """What people call a kind of signal."""
        return self.words(kinds()[kind].label) if kind in kinds() else known(self.language, f"signal.{kind}", kind)

    def about(self, signal: Signal) -> str:
        """The subject of a signal by its name."""
        return self.subject_name(signal.kind, signal.subject)

    def subject_name(self, kind: str, subject: str) -> str:
        """The name of what a signal of a kind is about."""
        if subject == EVERY:
            return self.t("warn.every")
        match = QUOTA_SUBJECT.fullmatch(subject) if kind in QUOTA_KINDS else None
        if match:
            return f"{self.party(match[1])} {self.coded('stage', match[2])} {self.coded('klass', match[3])}"
        symbol = symbol_named(subject)
        if symbol:
            return self.element_name(symbol)
        return self.subject(subject) if product_named(subject) else self.with_names(subject)

    def subject_page(self, subject: str) -> str | None:
        """The page of a subject: of an element, a product, a party; None for another."""
        symbol = symbol_named(subject)
        if symbol:
            return f"/warn/elements/{symbol}"
        if product_named(subject):
            return f"/products/{quote(subject)}"
        return f"/trace/parties/{quote(subject)}" if subject in self.parties else None

    def with_names(self, text: str) -> str:
        """A text with the names of parties in place of their ids."""
        return self._ids.sub(lambda match: self.party(match[0]), text) if self._ids else text

    def because(self, signal: Signal) -> list[str]:
        """The reasons of a signal, parties and codes by their names."""
        texts = [self.with_names(self.words(one)) for one in signal.reasons]
        if signal.kind in QUOTA_KINDS and (match := QUOTA_SUBJECT.fullmatch(signal.subject)):
            coded = {match[2]: self.coded("stage", match[2]), match[3]: self.coded("klass", match[3])}
            codes = re.compile(rf"\b(?:{'|'.join(coded)})\b")
            texts = [codes.sub(lambda found: coded[found[0]], one) for one in texts]
        return [one[:1].upper() + one[1:] for one in texts]

    def told(self, signals: Sequence[Signal]) -> tuple[list[str], list[str]]:
        """What signals that are told together say: their first reasons, and all further ones, each once."""
        reasons = [self.because(one) for one in signals]
        firsts, rest = ([one[0] for one in reasons if one], [text for one in reasons for text in one[1:]])
        return list(dict.fromkeys(firsts)), list(dict.fromkeys(rest))

    def source_page(self, one: Behind) -> str | None:
        """The page of what is behind a signal; None for what this workspace does not hold."""
        pages = {
            "fact": "/facts/", "document": "/documents/", "licence": "/trace/licences/", "history": "/warn/replay#f-",
            "entry": "/trace/log/entries/",
        }  # fmt: skip
        return pages[one.kind] + quote(one.id, safe="") if one.kind in pages else None

    def source_says(self, one: Behind) -> str:
        """What is behind a signal, in a sentence with its source."""
        return " · ".join(part for part in (self.with_names(self.words(one.says)), one.source) if part)

    def level(self, level: Level) -> str:
        """The word of a level."""
        return self.words(LEVEL_WORDS[level])

    def score_of(self, span: Span) -> str:
        """A score with as many digits as its interval bears.

        >>> from monazite.web.preferences import Preferences
        >>> from fractions import Fraction
        >>> from monazite.warn.criticality import Span
        >>> show = WarnDisplay("en", Preferences())
        >>> one = Span(*map(Fraction, ("5.6", "5.55", "5.65")))
        >>> other = Span(*map(Fraction, ("0.4862", "0.4861", "0.4924")))
        >>> [show.score_of(one), show.span_of(one), show.score_of(other), show.span_of(other)]
        ['5.6', '5.55–5.65', '0.486', '0.4861–0.4924']
        """
        return self.decimal(float(span.value), _digits(span))

    def span_of(self, span: Span) -> str:
        """The interval of a score, a digit finer; empty where it is a point."""
        low, high = (self.decimal(float(end), _digits(span) + 1) for end in (span.low, span.high))
        return "" if low == high else f"{low}{DASH}{high}"

    def percent_span(self, percent: Interval) -> str:
        """A share as it was printed, from its interval with the rounding."""
        low, high = (one.quantize(Decimal("0.1")).normalize() for one in _printed(percent))
        return self.range(low, high) + "%"

    def place(self, name: str) -> str:
        """A country by its English name in a table, in the reader's language."""
        found = region_named(name)
        return self.region(found.key) if found else name

    def target_of(self, fact: Fact) -> str:
        """What a target is about: its subject and what of it."""
        label = self.words(rule_of(fact.attribute).label) or self.attribute(fact.attribute)
        return f"{self.subject(fact.subject)} {label}".strip()

    def gap_of(self, one: Target) -> str:
        """What is left of a target; empty where nothing was measured."""
        if one.gap is None or one.gap_value is None:
            return ""
        return f"{self.number(one.gap_value)} {self.unit(one.fact.canonical_unit)}".strip().replace(" %", "%")

    def met(self, one: Target) -> str:
        """Key of the word that says whether a target is reached."""
        return "warn.met" if one.is_met else "warn.unmet" if one.is_met is False else "warn.unclear"

    def moment(self, text: str) -> str:
        """An instant of the outbox on China's clock, to the minute.

        >>> from monazite.web.preferences import Preferences
        >>> WarnDisplay("en", Preferences()).moment("2026-11-24T16:38:20Z")
        '2026-11-25 00:38'
        """
        return f"{datetime.fromisoformat(text).astimezone(SHANGHAI):%Y-%m-%d %H:%M}"

    def due(self, day: date, due: date) -> str:
        """A deadline seen from a day: how many days are left, or since when it is over."""
        left = (due - day).days
        if left < 0:
            return self.t("warn.due.over", n=self.count(-left))
        return self.t("warn.due.today") if not left else self.t("warn.due.left", n=self.count(left))

    def said(self, words: Words | None) -> str:
        """Words, empty for none, the first letter large."""
        text = self.words(words) if words else ""
        return text[:1].upper() + text[1:]


def symbol_named(subject: str) -> str:
    """The symbol of a rare earth that a subject names; empty for another."""
    symbol = element_aliases().get(subject, "")
    return symbol if symbol in {one.symbol for one in rare_earths()} else ""


def warn_display(page: Page) -> WarnDisplay:
    """The display of a page of warn, with the names of all parties."""
    shared: dict[str, Any] = {one.name: getattr(page.display, one.name) for one in fields(page.display)}
    return WarnDisplay(**shared, parties={one.id: one for one in all_parties(page.workspace)})


def _digits(span: Span) -> int:
    """Digits behind the point that the interval of a score bears, three at most."""
    width = float(span.high - span.low)
    return MOST_DIGITS if width <= 0 else min(MOST_DIGITS, max(0, ceil(-log10(width) - SLACK)))


def _printed(percent: Interval) -> tuple[Decimal, Decimal]:
    """The ends of a printed share, without the half unit of rounding that its interval holds."""
    half = Decimal("0.5") if percent.high - percent.low >= 1 else (percent.high - percent.low) / 2
    return percent.low + half, percent.high - half
