"""Titles of standard plans: the elements in them, held against the English title and the same plan's other title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import permutations
from typing import NamedTuple

from monazite.facts.record import Correction, Fact
from monazite.read.repair.weights import GAP_NEEDED, WITNESSES_NEEDED, weights
from monazite.read.table.names import METAL
from monazite.read.table.vocabulary import rows_of
from monazite.reference import element, element_aliases, elements

PLAN = re.compile(r"(?:19|20)\d{6}-[A-Z]-\d{3}")
WORD = re.compile(r"[A-Za-z]+")
MOST_ELEMENTS = 4
"""Titles that name more elements than this are lists; their order is free."""


class Title(NamedTuple):
    """One printed title: its fact and the metal characters in it, in order."""

    fact: Fact
    metals: str


def repaired_titles(facts: Sequence[Fact]) -> list[Fact]:
    """Facts with the titles of standard plans put right where the English title and another witness agree."""
    new: dict[int, Fact] = {}
    for plan, group in _by_plan(facts).items():
        english = next((text for fact in group if (text := _english(fact))), None)
        if english is not None:
            for old, fact in _group(plan, [Title(fact, _metals(fact.subject_as_written)) for fact in group], english):
                new[id(old)] = fact
    return [new.get(id(fact), fact) for fact in facts]


def metals_in_english(title: str) -> str:
    """The elements that an English title names, as Chinese prints them: anion first, then in the same order.

    >>> metals_in_english("Gadolinium yttrium zirconate powder"), metals_in_english("thorium and uranium")
    ('锆钆钇', '钍铀')
    """
    words = [word.lower() for word in WORD.findall(title)]
    anions = [_anions()[word] for word in words if word in _anions()]
    cations = [zh for word in words if (zh := _elements().get(word)) is not None]
    return "".join((*anions, *cations))


def _group(plan: str, titles: list[Title], english: str) -> Iterator[tuple[Fact, Fact]]:
    """Repairs of one plan's titles."""
    named = metals_in_english(english)
    if not named or len(named) > MOST_ELEMENTS or any(len(title.metals) != len(named) for title in titles):
        return
    if all(sorted(title.metals) == sorted(named) for title in titles):
        return
    anions = sum(word.lower() in _anions() for word in WORD.findall(english))
    orders = {named[:anions] + "".join(cations) for cations in permutations(named[anions:])}
    meant = {named, *(title.metals for title in titles), *orders}
    costs = sorted((_cost(candidate, titles, named), candidate) for candidate in meant)
    best, gap = costs[0][1], costs[1][0] - costs[0][0] if len(costs) > 1 else 0.0
    for title in titles:
        witnesses = ((f"english {_quoted(english, named)}",) if best == named else ()) + _witnesses(
            plan, title, titles, best
        )
        if title.metals != best and gap >= GAP_NEEDED and len(witnesses) >= WITNESSES_NEEDED:
            yield title.fact, _repaired(title, best, witnesses, gap)


def _cost(meant: str, titles: list[Title], named: str) -> float:
    """How many misreadings explain all titles if ``meant`` is right."""
    w = weights()
    cost = sum(_misread(a) for title in titles for a, b in zip(title.metals, meant, strict=True) if a != b)
    cost += sum(w["no_member"] for character in meant if character not in _characters())
    cost += sum(w["no_member_metal"] for character in meant if not _is_traded(character))
    if sorted(meant) == sorted(named):
        return cost + (w["title_order"] if meant != named else 0.0)
    return cost + sum(w["title_word"] for a, b in zip(meant, named, strict=True) if a != b)


def _misread(printed: str) -> float:
    return weights()["misread_listed" if printed in _characters() else "misread_radical"]


def _witnesses(plan: str, title: Title, titles: list[Title], best: str) -> tuple[str, ...]:
    """What else testifies to a title: the same plan's other one, a printed character that is no element."""
    found = []
    wrong = [(a, b) for a, b in zip(title.metals, best, strict=True) if a != b]
    others = [t for t in titles if t is not title and t.metals != title.metals]
    if others:
        nearest = min(others, key=lambda t: sum(a != b for a, b in zip(t.metals, best, strict=True)))
        found.append(f"plan {plan} {_around(nearest)}")
    for printed, _ in wrong:
        if printed not in _characters():
            found.append(f"member {printed} ∉ elements")
        elif not _is_traded(printed):
            found.append(f"member {printed} has no stable isotope")
    return tuple(found)


def _repaired(title: Title, best: str, witnesses: tuple[str, ...], gap: float) -> Fact:
    fact = title.fact
    becomes = _with_metals(fact.subject_as_written, best)
    proof = Correction(fact.subject_as_written, becomes, "subject", witnesses, round(gap, 2))
    return replace(fact, subject=becomes, status="repaired", repair=proof)


def _with_metals(text: str, metals: str) -> str:
    queue = iter(metals)
    return re.sub(METAL, lambda _: next(queue), text)


def _around(title: Title) -> str:
    """The part of a title around its metals."""
    places = [m.start() for m in re.finditer(METAL, title.fact.subject_as_written)]
    return title.fact.subject_as_written[max(0, places[0] - 2) : places[-1] + 2]


def _quoted(english: str, named: str) -> str:
    words = [w for w in WORD.findall(english) if _elements().get(w.lower()) in set(named) or w.lower() in _anions()]
    return " ".join(words)


def _by_plan(facts: Sequence[Fact]) -> dict[str, list[Fact]]:
    """Plan facts by the national plan's number."""
    found: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.kind == "standard_plan":
            match = PLAN.search(fact.scope or "") or PLAN.search(fact.spec or "")
            if match is not None:
                found.setdefault(match[0], []).append(fact)
    return found


def _english(fact: Fact) -> str | None:
    last = (fact.scope or "").rsplit("; ", 1)[-1]
    is_english = len(WORD.findall(last)) > 1 and not re.search("[\u4e00-\u9fff]", last)
    return last if is_english and not PLAN.fullmatch(last) and "GB/T" not in last else None


def _metals(text: str) -> str:
    return "".join(re.findall(METAL, text))


def _is_traded(character: str) -> bool:
    symbol = element_aliases().get(character)
    return symbol is None or element(symbol).is_stable or symbol in ("Th", "U")


@cache
def _anions() -> dict[str, str]:
    return {row["english"]: row["character"] for row in rows_of(__package__, "anions.csv")}


@cache
def _elements() -> dict[str, str]:
    """English names of metallic elements and their Chinese characters."""
    return {item.en.lower(): item.zh for item in elements() if re.match(METAL, item.zh)}


@cache
def _characters() -> frozenset[str]:
    """Characters that are metallic elements."""
    others = {row["character"] for row in rows_of(__package__, "other_metals.csv")}
    return frozenset({item.zh for item in elements()} | others)
