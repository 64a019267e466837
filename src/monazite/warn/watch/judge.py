"""From what was known to signals, standings of elements, changes, shortages and duties. Nothing looks past its day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from monazite.core import Words
from monazite.reference import element_aliases, product_named, rare_earths
from monazite.warn.signals.record import LEVEL_WORDS, LEVELS, Level, Signal, worst
from monazite.warn.watch.record import EVERY, Change, Duty, Rule, Seen, Standing
from monazite.warn.watch.rules import kinds, limits, rules

CALM: Level = "blue"
URGENT: tuple[Level, ...] = ("orange", "red")
"""Levels at which somebody must act, and at which what is short is said to be."""
RULE = Words(
    "规则：{sense} {threshold:g}（{unit}）为{level}。{why}", "Rule: {sense} {threshold:g} ({unit}): {level}. {why}."
)
LAPSED = Words(
    "{what}；该期限 {until} 已过，其后如何未见",
    "{what}; that term ended on {until}, and what holds since is not known here",
)
LIMITED = Words(
    "该方法本身为{level}；{why}，单独至多为{most}",
    "{level} by the method itself, which was {why}: alone it counts as {most} at most",
)
SENSES = {"least": Words("至少", "at least"), "most": Words("至多", "at most")}


def watch(day: date, seen: Iterable[Seen], by: Sequence[Rule] | None = None) -> tuple[Signal, ...]:
    """The signals of a day, one for each kind and subject, calm ones too.

    Of what is known of a kind and a subject the newest counts, and of several of one day the worst.

    Args:
        day: nothing known later is looked at.
        seen: what was known, in any order.
        by: rules; those of ``rules.csv`` when None.

    Returns:
        Signals, the worst first; `Signal.day` is the day on which it was known.
    """
    judging = rules() if by is None else tuple(by)
    found: dict[tuple[str, str], list[Seen]] = {}
    lapsed: dict[tuple[str, str], list[Seen]] = {}
    for one in seen:
        if _stands(one, day):
            found.setdefault((one.kind, one.subject), []).append(one)
        elif one.known_on <= day and one.until is not None and one.until < day:
            lapsed.setdefault((one.kind, one.subject), []).append(one)
    return in_order(_worst_of(group, lapsed.get(thing, ()), judging) for thing, group in found.items())


def _stands(one: Seen, day: date) -> bool:
    holds = kinds()[one.kind].holds_days
    is_old = holds is not None and one.known_on + timedelta(days=holds) < day
    return one.known_on <= day and not is_old and (one.until is None or day <= one.until)


def _worst_of(group: Sequence[Seen], lapsed: Sequence[Seen], by: Sequence[Rule]) -> Signal:
    """The worst of the newest; where something newer had a term that has passed, that is said, too."""
    newest = max(one.known_on for one in group)
    signal = in_order(_judged(one, by) for one in group if one.known_on == newest)[0]
    last = max((one for one in lapsed if one.known_on >= newest), key=lambda one: one.known_on, default=None)
    if last is None:
        return signal
    more = LAPSED.filled(what=last.what, until=last.until)
    return replace(signal, reasons=(*signal.reasons, more), facts=(*signal.facts, *last.ids))


def _judged(one: Seen, by: Sequence[Rule]) -> Signal:
    of_kind = [rule for rule in by if rule.kind == one.kind]
    fired = max((rule for rule in of_kind if rule.fires(one.value)), key=_rank, default=None)
    mildest = min(of_kind, key=_rank, default=None)
    threshold = next((rule.threshold for rule in (fired, mildest) if rule), one.value)
    reasons = (one.what, _said(fired)) if fired else (one.what,)
    level = fired.level if fired else CALM
    return Signal(one.kind, one.subject, one.known_on, level, one.value, threshold, reasons, one.ids)


def _rank(rule: Rule) -> int:
    return LEVELS.index(rule.level)


def _said(rule: Rule) -> Words:
    """A rule as a reason."""
    return RULE.filled(
        sense=SENSES[rule.sense], threshold=rule.threshold, unit=kinds()[rule.kind].unit,
        level=LEVEL_WORDS[rule.level], why=rule.why,
    )  # fmt: skip


def limited(signals: Iterable[Signal]) -> tuple[Signal, ...]:
    """Signals of methods, none graver than its method may call by itself; one that is held back says so."""
    return tuple(_limited(one) for one in signals)


def _limited(one: Signal) -> Signal:
    limit = limits().get(one.kind)
    if limit is None or LEVELS.index(one.level) <= LEVELS.index(limit.most):
        return one
    more = LIMITED.filled(level=LEVEL_WORDS[one.level], why=limit.why, most=LEVEL_WORDS[limit.most])
    return replace(one, level=limit.most, reasons=(*one.reasons, more))


def in_order(signals: Iterable[Signal]) -> tuple[Signal, ...]:
    """Signals, the worst first, then by kind and subject; of one level the one further past its threshold first."""
    return tuple(sorted(signals, key=lambda one: (-LEVELS.index(one.level), one.kind, -one.score, one.subject)))


def worst_each(signals: Iterable[Signal]) -> tuple[Signal, ...]:
    """Of each kind and subject the worst signal, in order; several specifications of a product may have one each."""
    found: dict[tuple[str, str], Signal] = {}
    for one in in_order(signals):
        found.setdefault((one.kind, one.subject), one)
    return tuple(found.values())


def elements_of(subject: str) -> tuple[str, ...]:
    """Symbols of the rare earths that a subject is about; all of them for `EVERY`, none for a firm.

    >>> elements_of("氧化镨钕"), elements_of("Dy"), elements_of("北方稀土")
    (('Pr', 'Nd'), ('Dy',), ())
    """
    known = [one.symbol for one in rare_earths()]
    if subject == EVERY:
        return tuple(known)
    product = product_named(subject)
    found = product.elements if product else (element_aliases().get(subject, subject),)
    return tuple(one for one in found if one in known)


def standings(signals: Iterable[Signal]) -> tuple[Standing, ...]:
    """Where each rare earth stands, in the order of the elements; blue where nothing is known to the contrary."""
    found: dict[str, list[Signal]] = {one.symbol: [] for one in rare_earths()}
    for signal in signals:
        for symbol in elements_of(signal.subject):
            found[symbol].append(signal)
    return tuple(Standing(symbol, worst(tuple(one.level for one in group)), in_order(group))
                 for symbol, group in found.items())  # fmt: skip


def changes(before: Iterable[Signal], after: Iterable[Signal]) -> tuple[Change, ...]:
    """What changed between the signals of two days: other levels, and what is new and not calm."""
    earlier = {(one.kind, one.subject): one.level for one in before}
    later = [(earlier.get((one.kind, one.subject)), one) for one in in_order(after)]
    return tuple(Change(level, one) for level, one in later if one.level != (level or CALM))


def shortages(signals: Iterable[Signal]) -> tuple[Signal, ...]:
    """The signals which say that something is short, orange or red."""
    return tuple(one for one in in_order(signals)
                 if one.level in URGENT and one.kind in kinds() and kinds()[one.kind].is_shortage)  # fmt: skip


def duties(signals: Iterable[Signal], by: Sequence[Rule] | None = None) -> tuple[Duty, ...]:
    """Who must act, the earliest deadline first, by the rules that called orange or red; one for all of a deadline."""
    judging = rules() if by is None else tuple(by)
    found: dict[tuple[date, int], list[Signal]] = {}
    for one in in_order(signals):
        for number, rule in enumerate(judging):
            if one.level in URGENT and (rule.kind, rule.level) == (one.kind, one.level):
                found.setdefault((one.day + timedelta(days=rule.act_days), number), []).append(one)
    return tuple(Duty(judging[number].who, judging[number].act, due, tuple(group))
                 for (due, number), group in sorted(found.items(), key=lambda pair: pair[0]))  # fmt: skip
