"""Every numeral of a document and what it is: a fact's number, a change, a date, or nothing that is accounted for."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from monazite.facts.record import Fact, Number, Span
from monazite.read.account.rules import AFTER, BEFORE, columns, rules, wholes, wordings
from monazite.read.document import Block, Document, Table
from monazite.read.mentions import Numeral, Role
from monazite.read.scan import find_quantities

_TIMES = re.compile(r"(\d+(?:\.\d+)?)\s*倍")
_JOINT = re.compile(r"\s?(?:[×xX*]|[^\W\d_]{0,4}[-~～—–－至到])\s?(?:10\^)?")
"""What joins two numerals of one number or range: ×, -, 至."""
_NUMERAL = re.compile(r"\d+(?:[,，]\d{3})*(?:\.\d+)?")

CONTENTS_WIDTH = 2
"""Columns of a table of contents."""

Claim = tuple[int, int, Role, str, str]
"""Start and end of a stretch, the role it gives, the rule and the evidence."""


def account(document: Document, facts: Sequence[Fact]) -> list[Numeral]:
    """What each numeral of a document is.

    Args:
        document: as loaded.
        facts: of this document.

    Returns:
        One entry for each arabic numeral of the view and each number in words with a unit, in reading order; offsets
        count like a fact's. A quantity of the trade that no fact states is ``unaccounted``: no rule takes a numeral for
        harmless because of its unit alone, other than counts of things and spans of time.
    """
    near = Surroundings.of(document, facts)
    text = document.view.text
    numerals: list[Numeral] = []
    last: re.Match[str] | None = None
    for match in _NUMERAL.finditer(text):
        joint = text[last.end() : match.start()] if last else "\n"
        joined = numerals[-1] if numerals and _JOINT.fullmatch(joint) else None
        numerals.append(_classed(near, match, joined))
        last = match
    taken = {numeral.start for numeral in numerals}
    numerals += [n for n in _in_words(near) if n.start not in taken]
    return sorted(numerals, key=lambda n: (n.start, n.end))


@dataclass(frozen=True, slots=True)
class Surroundings:
    """All that may say what a numeral is: the facts by the file's places, the rest by places of the view."""

    document: Document
    facts: Claims
    wholes: Claims
    headers: Claims
    grids: Claims

    @classmethod
    def of(cls, document: Document, facts: Sequence[Fact]) -> Surroundings:
        """Look through a document once."""
        return cls(
            document,
            Claims(claims_of(facts)),
            Claims(whole_claims(document.view.text)),
            Claims(header_claims(document)),
            Claims([(b.span.start, b.span.end, "page", "", "") for b in document.blocks if is_grid(b)]),
        )

    def claim(self, match: re.Match[str], place: tuple[int, int], joined: Numeral | None) -> Claim | None:
        """What its fact says a numeral is, else what it is a part of, else the rule that fits, else its header."""
        claim = self.facts.at(*place)
        if claim is None and joined and joined.role in {"fact", "change"}:
            return (*place, joined.role, joined.rule, joined.evidence)
        start, end = match.span()
        found = claim or self.wholes.at(start, end) or ruled(self.document.view.text, match)
        if found and found[2] == "page" and self.grids.at(start, end):
            found = None
        return found or self.headers.at(start, end)


def is_grid(block: Block) -> bool:
    """Whether a block is a table of data; a table of contents has a title and a page alone."""
    return isinstance(block, Table) and block.header_rows > 0 and width(block) > CONTENTS_WIDTH


class Claims:
    """Stretches of text that say what the numerals in them are, looked up by place."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        """Sort the claims; the first of two on one start wins."""
        first: dict[int, Claim] = {}
        for claim in claims:
            first.setdefault(claim[0], claim)
        self.claims = [first[start] for start in sorted(first)]
        self.starts = [claim[0] for claim in self.claims]

    def at(self, start: int, end: int) -> Claim | None:
        """The claim that overlaps a range, or None."""
        i = bisect_right(self.starts, start)
        for claim in reversed(self.claims[max(0, i - 1) : i + 1]):
            if claim[0] < end and start < claim[1]:
                return claim
        return None


def claims_of(facts: Sequence[Fact]) -> list[Claim]:
    """Where facts print their numbers and their changes."""
    claims: list[Claim] = []
    for fact in facts:
        evidence = f"{fact.kind} {fact.subject}"
        number = fact.place.number if fact.place and fact.place.number else printed(fact, fact.value)
        if number and fact.value is not None:
            claims.append((number.start, number.end, "fact", "fact", evidence))
    for fact in facts:
        if fact.change is None:
            continue
        evidence = f"{fact.kind} {fact.subject} {fact.change.basis}"
        spans = (printed(fact, fact.change.pct), multiplied(fact), stepped(fact))
        claims += [(span.start, span.end, "change", "change", evidence) for span in spans if span]
    return claims


def printed(fact: Fact, number: Number | None) -> Span | None:
    """Where the digits of a number stand in the quote of its fact."""
    if number is None:
        return None
    low, high = number if isinstance(number, tuple) else (number, number)
    if not isinstance(low, Decimal) or not isinstance(high, Decimal):
        return None
    found = [m for m in _NUMERAL.finditer(fact.quote) if Decimal(re.sub("[,，]", "", m[0])) in {abs(low), abs(high)}]
    if not found:
        return None
    return Span(fact.start + found[0].start(), fact.start + found[-1 if low != high else 0].end())


def multiplied(fact: Fact) -> Span | None:
    """Where a change printed in times (增长1.2倍) stands in the quote of its fact."""
    pct = fact.change.pct if fact.change else None
    if not isinstance(pct, Decimal):
        return None
    found = (m for m in _TIMES.finditer(fact.quote) if Decimal(m[1]) * 100 == abs(pct))
    first = next(found, None)
    return Span(fact.start + first.start(1), fact.start + first.end(1)) if first else None


def stepped(fact: Fact) -> Span | None:
    """Where the step of a change (上涨7000元/吨) stands in the quote of its fact."""
    step = fact.change.abs if fact.change else None
    if not isinstance(step, Decimal):
        return None
    for quantity in find_quantities(fact.quote):
        factor = quantity.unit.factor if quantity.unit else Decimal(1)
        if abs(quantity.low * factor) == abs(step):
            return Span(fact.start + quantity.number_start, fact.start + quantity.number_end)
    return None


def header_claims(document: Document) -> list[Claim]:
    """Cells of tables under a header that says what its numbers are; places count in the view."""
    claims: list[Claim] = []
    for block in document.blocks:
        if not isinstance(block, Table) or not block.header_rows:
            continue
        heads = [
            " ".join(row[c].text for row in block.rows[: block.header_rows] if c < len(row))
            for c in range(width(block))
        ]
        named = {c: rule for c, head in enumerate(heads) if (rule := header_rule(head))}
        for row in block.rows[block.header_rows :]:
            for c, (name, role) in named.items():
                spans = row[c].spans if c < len(row) else ()
                claims += [(span.start, span.end, role, name, heads[c]) for span in spans]
    return claims


def width(table: Table) -> int:
    """Columns of a table."""
    return max((len(row) for row in table.rows), default=0)


def header_rule(head: str) -> tuple[str, Role] | None:
    """Name and role of the rule on a header."""
    text = re.sub(r"\s", "", head)
    return next(((name, role) for name, role, pattern in columns() if pattern.search(text)), None)


def whole_claims(text: str) -> list[Claim]:
    """Addresses, standards, dates and formulas, whose numerals belong together; places count in the view."""
    return [(m.start(), m.end(), role, name, m[0]) for name, role, pattern in wholes() for m in pattern.finditer(text)]


def _classed(near: Surroundings, match: re.Match[str], joined: Numeral | None) -> Numeral:
    """One arabic numeral."""
    words, first, last, _ = near.document.cite(*match.span())
    claim = near.claim(match, (first, last), joined)
    if claim is None:
        return Numeral(first, last, words, "unaccounted")
    return Numeral(first, last, words, claim[2], claim[3], claim[4])


def ruled(text: str, match: re.Match[str]) -> Claim | None:
    """The first rule whose words stand around a numeral."""
    start, end = match.span()
    before, after = text[max(0, start - BEFORE) : start], text[end : end + AFTER]
    lead = before.rstrip(" \u3000")[-1:]
    plain = "\u4e00" <= lead <= "\u9fff"
    for rule in rules():
        if plain and rule.leads is not None and lead not in rule.leads:
            continue
        behind = rule.after.match(after) if rule.after else None
        if (rule.after and not behind) or (rule.digits and not rule.digits.fullmatch(match[0])):
            continue
        ahead = rule.before.search(before) if rule.before else None
        if rule.before is None or ahead:
            evidence = f"{ahead[0] if ahead else ''}{match[0]}{behind[0] if behind else ''}".strip()
            return start, end, rule.role, rule.name, evidence
    return None


def _in_words(near: Surroundings) -> Iterator[Numeral]:
    """Numbers in words; a quantity is accounted for only by its fact."""
    pattern, found = wordings()
    for match in pattern.finditer(near.document.view.text):
        wording = found[str(match.lastgroup)]
        words, first, last, _ = near.document.cite(match.start(), match.end())
        claim = near.facts.at(first, last)
        if claim:
            yield Numeral(first, last, words, claim[2], claim[3], claim[4])
        elif wording.role == "fact":
            yield Numeral(first, last, words, "unaccounted")
        else:
            yield Numeral(first, last, words, wording.role, wording.name, match[0])
