"""How facts, numbers and periods are written for a reader: in their language, their unit, with the printed digits."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from monazite.core.words import Language
from monazite.facts import Change, Check, Fact, shortened
from monazite.read.check import rules
from monazite.reference import organisation_named, product_named, region_named
from monazite.web.preferences import Preferences
from monazite.web.prices import is_price, price_as_chosen
from monazite.web.words import known, page_words, translate

Number = Decimal | tuple[Decimal, Decimal]
HOME_REGION = "中国"
"""The region that a Chinese paper means where it names none; a sentence need not repeat it."""
OF_WHICH = "其中"
DIRECTIONS = ("to", "from")
"""Beginnings of a scope that names where goods went or came from."""
LONGEST_SCOPE = 40
"""Characters of a scope that a list still shows; the fact's own page shows all."""
MINUS, DASH = "−", "–"
DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
MONTH = re.compile(r"(\d{4})-(\d{2})")
PART = re.compile(r"(\d{4})-([HQ])(\d)")
BATCH = re.compile(r"(\d{4}) batch ([\d+]+)")
YEARLESS = re.compile(r"--(\d{2})-(\d{2})")
FLOAT_DIGITS = 12
"""Significant digits of a number that is kept as a float; what lies beyond comes from the float alone."""
VERDICTS = {True: "holds", False: "fails", None: "open"}


@dataclass(frozen=True, slots=True)
class Display:
    """Writes what a page shows.

    Args:
        language: of the page.
        preferences: units and tax.
        titles: titles of documents by id, so that a list can name them.
    """

    language: Language
    preferences: Preferences
    titles: Mapping[str, str] = field(default_factory=dict)

    def t(self, key: str, /, **values: object) -> str:
        """Words of the page."""
        return translate(self.language, key, **values)

    def count(self, number: int) -> str:
        """A count with its thousands set apart.

        >>> Display("en", Preferences()).count(109200)
        '109,200'
        """
        return f"{number:,}"

    def number(self, number: Decimal | float | None) -> str:
        """A number with all its digits, thousands set apart and a true minus.

        >>> Display("en", Preferences()).number(Decimal("-1234.50"))
        '−1,234.50'
        """
        if number is None:
            return ""
        exact = number if isinstance(number, Decimal) else Decimal(f"{number:.{FLOAT_DIGITS}g}").normalize()
        return f"{exact:,f}".replace("-", MINUS)

    def worked_out(self, number: Number, printed: Number | None) -> str:
        """A number that was worked out from a printed one, with a few digits more than were printed."""
        return self.span(shortened(number, printed))

    def span(self, number: Number) -> str:
        """A number, or a range of two."""
        if isinstance(number, tuple):
            return f"{self.number(number[0])}{DASH}{self.number(number[1])}"
        return self.number(number)

    def unit(self, unit: str | None) -> str:
        """The name of a unit."""
        return known(self.language, f"unit.{unit}", unit) if unit else ""

    def value(self, fact: Fact, *, plain: bool = False) -> str:
        """The value of a fact with its qualifier and unit; prices in the chosen unit, the rest as printed in Chinese.

        Args:
            fact: the fact.
            plain: without the qualifier.
        """
        number, unit = self._chosen(fact)
        if number is None:
            return "" if fact.value is not None or fact.change is not None else "—"
        text = f"{self.worked_out(number, fact.value)} {self.unit(unit)}".strip().replace(" %", "%")
        return text if plain or not fact.qualifier else f"{self.qualifier(fact.qualifier)} {text}"

    def bare(self, fact: Fact) -> str:
        """The value of a price alone where it is in the reader's unit, with its own unit where it is not."""
        number, unit = self._chosen(fact)
        if number is None or unit != self.preferences.price_unit:
            return self.value(fact)
        return self.worked_out(number, fact.value)

    def _chosen(self, fact: Fact) -> tuple[Number | None, str | None]:
        canonical, unit = fact.canonical_value, fact.canonical_unit
        if canonical is not None and unit is not None and is_price(unit):
            return self.price(canonical, unit)
        if self.language == "zh" and fact.value is not None:
            return fact.value, fact.unit
        return (fact.value, fact.unit) if canonical is None else (canonical, unit)

    def price(self, number: Number, unit: str) -> tuple[Number, str]:
        """A price, or a range of two, in the reader's unit."""
        if isinstance(number, tuple):
            (low, chosen), (high, _) = (price_as_chosen(one, unit, self.preferences) for one in number)
            return (low, high), chosen
        return price_as_chosen(number, unit, self.preferences)

    def point(self, low: float, high: float, unit: str) -> tuple[Decimal, Decimal, str]:
        """Both ends of a price that was kept as floats, in the reader's unit."""
        ends = tuple(Decimal(f"{end:.{FLOAT_DIGITS}g}").normalize() for end in (low, high))
        (first, chosen), (last, _) = (price_as_chosen(end, unit, self.preferences) for end in ends)
        return first, last, chosen

    def qualifier(self, qualifier: str) -> str:
        """The words of a qualifier such as 约, ≥ or forecast."""
        return " ".join(known(self.language, f"qualifier.{part}", part) for part in qualifier.split())

    def change(self, fact: Fact) -> str:
        """The stated change of a fact: 环比 −4.91%."""
        return self.change_words(fact.change, fact.canonical_unit) if fact.change else ""

    def change_words(self, change: Change, unit: str | None) -> str:
        """A change with its basis."""
        parts = []
        if change.pct is not None:
            parts.append(f"{self._signed(change.pct)}%")
        if change.abs is not None:
            parts.append(self._absolute(change.abs, unit))
        basis = self.basis(change.basis)
        return f"{basis} {'，'.join(parts) if self.language == 'zh' else ', '.join(parts)}".strip()

    def _absolute(self, number: Number, unit: str | None) -> str:
        if unit is not None and is_price(unit):
            number, unit = self.price(number, unit)
        return f"{self._signed(number)} {self.unit(unit)}".strip()

    def _signed(self, number: Number) -> str:
        first = number[0] if isinstance(number, tuple) else number
        return f"+{self.span(number)}" if first > 0 else self.span(number)

    def basis(self, basis: str) -> str:
        """What a change is measured from."""
        words = known(self.language, f"basis.{basis}", "")
        if words or basis == "unstated":
            return words
        return self.t("basis.since", period=self.period(basis))

    def period(self, period: str | None) -> str:
        """A period as people write it.

        >>> Display("zh", Preferences()).period("2022 batch 2"), Display("en", Preferences()).period("2022-08")
        ('2022年第2批', 'Aug 2022')
        """
        if not period:
            return ""
        first, slash, last = period.partition("/")
        if slash:
            return f"{self.period(first)} {DASH} {self.period(last)}"
        return self._period(period)

    def _period(self, period: str) -> str:
        for pattern, write in self._writers():
            if match := pattern.fullmatch(period):
                return write(match)
        return self.t("period.year", year=period) if period.isdecimal() else period

    def _writers(self) -> tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]:
        return (
            (DAY, lambda m: self.t("period.day", year=m[1], month=self._month(m[2]), day=int(m[3]))),
            (MONTH, lambda m: self.t("period.month", year=m[1], month=self._month(m[2]))),
            (PART, lambda m: self.t(f"period.{m[2]}{m[3]}", year=m[1])),
            (BATCH, lambda m: self.t("period.batch", year=m[1], batch=m[2])),
            (YEARLESS, lambda m: self.t("period.yearless", month=self._month(m[1]), day=int(m[2]))),
        )

    def _month(self, digits: str) -> str:
        return known(self.language, f"month.{digits}", digits)

    def day(self, day: date | str | None) -> str:
        """A day."""
        return self.period(day.isoformat() if isinstance(day, date) else day)

    def batch(self, year: str, batch: str | None) -> str:
        """A year's batch of quota, or the whole year."""
        return self.period(f"{year} batch {batch}" if batch else year)

    def pairs(self, group: str, keys: Iterable[str]) -> list[tuple[str, str]]:
        """Keys with their words, for a list to choose from."""
        return [(key, known(self.language, f"{group}.{key}", key)) for key in keys]

    def named(self, group: str, keys: Mapping[str, str]) -> list[tuple[str, str]]:
        """Values with the words of the keys they stand for, for a list to choose from."""
        return [(value, known(self.language, f"{group}.{key}", key)) for value, key in keys.items()]

    def format(self, name: str) -> str:
        """The name of a file format."""
        return known(self.language, f"format.{name}", name)

    def role(self, role: str) -> str:
        """What a numeral was taken for."""
        return known(self.language, f"role.{role}", role)

    def tonnes(self, tonnes: float | None) -> str:
        """A mass in tonnes."""
        return "" if tonnes is None else self.number(tonnes)

    def gap(self, gap: float) -> str:
        """How far the second-best repair is; no number where there is no second one."""
        return self.number(gap) if math.isfinite(gap) else self.t("repair.alone")

    def range(self, low: Decimal, high: Decimal) -> str:
        """A range, or one number where both ends are the same."""
        return self.number(low) if low == high else f"{self.number(low)}{DASH}{self.number(high)}"

    def quota_order(self, subjects: Iterable[str]) -> list[str]:
        """What quotas permit, in the order of the wording: mining, then separation, then the rest."""
        known_keys = list(page_words())
        return sorted(
            subjects, key=lambda s: known_keys.index(f"quota.{s}") if f"quota.{s}" in known_keys else len(known_keys)
        )

    def quota(self, subject: str) -> str:
        """The short name of what a quota permits."""
        return known(self.language, f"quota.{subject}", self.subject(subject))

    def kind(self, kind: str) -> str:
        """The name of a kind of fact."""
        return known(self.language, f"kind.{kind}", kind)

    def attribute(self, attribute: str | None) -> str:
        """The name of what is stated of a subject."""
        return known(self.language, f"attribute.{attribute}", attribute) if attribute else ""

    def rule(self, rule: str) -> str:
        """The name of a rule of checking."""
        found = rules().get(rule)
        name = found.title.in_language(self.language) if found else rule.replace("_", " ")
        return name[:1].upper() + name[1:]

    def rules(self) -> list[tuple[str, str]]:
        """All rules with their names, for a list to choose from."""
        return [(name, self.rule(name)) for name in rules()]

    def tells(self, rule: str) -> str:
        """What holds when a check by that rule holds."""
        found = rules().get(rule)
        return found.tells.in_language(self.language) if found else ""

    def verdict(self, check: Check) -> str:
        """``holds``, ``fails`` or ``open``: how a check came out."""
        return VERDICTS[check.holds]

    def subject(self, key: str) -> str:
        """A product, in English with its Chinese name where the page is English."""
        named = product_named(key) if self.language == "en" else None
        return f"{named.en} {key}" if named else key

    def organisation(self, key: str | None) -> str:
        """An organisation in the page's language."""
        named = organisation_named(key) if key and self.language == "en" else None
        return named.en if named else key or ""

    def holder(self, name: str) -> str:
        """The short name of an organisation that a table gives in full."""
        named = organisation_named(name)
        return self.organisation(named.key if named else name)

    def region(self, key: str | None) -> str:
        """A region in the page's language."""
        named = region_named(key) if key and self.language == "en" else None
        return named.en if named else key or ""

    def extras(self, fact: Fact) -> str:
        """What else tells a fact from its neighbours: organisation, specification, scope, attribute."""
        attribute = "" if fact.attribute == fact.kind else self.attribute(fact.attribute)
        scope = self.scope(fact.scope)
        parts = (self.organisation(fact.org), fact.spec, scope if len(scope) <= LONGEST_SCOPE else "", attribute)
        return " · ".join(part for part in parts if part)

    def scope(self, scope: str | None) -> str:
        """The scope of a fact; that it stands in the text or a table is none."""
        if scope in (None, "text", "table"):
            return ""
        text = str(scope)
        if text == OF_WHICH:
            return self.t("scope.of_which")
        direction, _, place = text.partition(" ")
        if direction in DIRECTIONS and place:
            return self.t(f"scope.{direction}", place=self.region(place))
        return text

    def witness(self, witness: str) -> str:
        """A witness of a repair, its kind of evidence in words."""
        kind, _, rest = witness.partition(" ")
        name = known(self.language, f"witness.{kind}", "")
        return f"{name} {rest}" if name else witness

    def title(self, document: str) -> str:
        """The title of a document, or the name it came with."""
        return self.titles.get(document, document)

    def tip(self, fact: Fact) -> str:
        """One line about a fact for a pointer that rests on it."""
        parts = (
            fact.subject,
            self.value(fact),
            self.change(fact),
            self.period(fact.period),
            self.t(f"status.{fact.status}"),
        )
        return " · ".join(part for part in parts if part)

    def unit_line(self) -> str:
        """The choices in force, in a few words."""
        unit, tax = self.unit(self.preferences.price_unit), self.t(f"tax.{self.preferences.tax}.short")
        return f"{unit} · {tax}"

    def statement(self, fact: Fact) -> str:
        """A fact as a sentence in words."""
        value, change, period = self.value(fact), self.change(fact), self.period(fact.period)
        where = "" if fact.region == HOME_REGION else self.region(fact.region)
        parts = {
            "period": period and self.t("sentence.period", period=period),
            "region": where and self.t("sentence.region", region=where),
            "org": fact.org and self.t("sentence.org", org=self.organisation(fact.org)),
            "subject": self.subject(fact.subject),
            "spec": fact.spec and self.t("sentence.spec", spec=fact.spec),
            "what": self.attribute(fact.attribute) or self.kind(fact.kind),
            "value": value and self.t("sentence.value", value=value),
            "change": change and self.t("sentence.change", change=change),
        }
        return self.t("sentence", **{key: part or "" for key, part in parts.items()})
