"""Targets beside measured facts: matched by rules that are data, never by one paper, and nothing later than a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache

from monazite.core import Interval, Words
from monazite.facts import Fact, days_of
from monazite.warn.targets.record import Known, Measured, Rule, Target
from monazite.warn.watch.rules import rows_of

ROOM = "monazite.warn.targets"
ANY = "*"
YEAR_DAYS = 360
"""From which a period is a whole year."""
NOT_MEASURED = frozenset({"forecast", "plan", "力争", "预计"})
"""Qualifiers of what is only expected."""
AT_MOST = frozenset("<≤")
PART = Words("只是其中一部分：{part}", "only a part of it: {part}")
REGION = Words(
    "地区不同或未写明：目标 {wanted}，实测 {found}", "another region, or none stated: target {wanted}, measured {found}"
)
DOUBTED = Words("该事实与其他文献矛盾", "other papers contradict this fact")
OTHER_PERIOD = Words(
    "{missing}；最近的是 {period} 的 {value} {unit}", "{missing}; the nearest is {value} {unit} of {period}"
)
UNSTATED = Words("未写明", "not stated")


def targets(known: Iterable[Known], day: date) -> tuple[Target, ...]:
    """Every target known on a day, beside the newest measured fact that answers it.

    Args:
        known: facts of any kind, in any order; those of papers later than the day are left out.
        day: of which.

    Returns:
        Targets in order of their due days, then subjects.
    """
    dated = {one.fact.id: one for one in known if one.known_on is None or one.known_on <= day}
    facts = [dated[name].fact for name in sorted(dated)]
    as_of = _as_of(dated.values())
    wanted: dict[str, list[Fact]] = {}
    for one in facts:
        if one.kind == "target" and _interval(one) is not None:
            wanted.setdefault(f"{one.statement} {one.canonical_value}", []).append(one)
    found = [_target(same, facts, as_of, day) for same in wanted.values()]
    return tuple(sorted(found, key=lambda one: (one.due or date.max, one.fact.subject, one.fact.id)))


def _as_of(known: Iterable[Known]) -> dict[str, date]:
    """The day that each fact is of: the end of its period; of a standing one (目前) the day of its paper.

    Where the paper has no day either, it is as new as the newest fact of that paper.
    """
    listed = tuple(known)
    last = {one.fact.id: days[1] for one in listed if (days := days_of(one.fact.period))}
    newest: dict[str, date] = {}
    for one in listed:
        newest[one.fact.doc] = max(newest.get(one.fact.doc, date.min), last.get(one.fact.id, date.min))
    return {one.fact.id: last.get(one.fact.id) or one.known_on or newest[one.fact.doc] for one in listed}


def _target(same: Sequence[Fact], facts: Sequence[Fact], as_of: Mapping[str, date], day: date) -> Target:
    fact, rule = same[0], rule_of(same[0].attribute)
    docs, due = tuple(dict.fromkeys(one.doc for one in same)), (days_of(fact.period) or (None, None))[1]
    wanted = Interval(*(_interval(fact) or (Decimal(0), Decimal(0))))  # a target is a decision: it has no rounding
    answers = [one for one in facts if _answers(one, fact, rule, day)]
    whole = [one for one in answers if not rule.is_flow or _is_year(one)]
    best = max(whole, key=lambda one: _order(one, fact, as_of), default=None)
    if best is None:
        nearest = max(answers, key=lambda one: _order(one, fact, as_of), default=None)
        return Target(fact, docs, wanted, None, None, None, due, _missing(rule, nearest))
    gap = wanted - _printed(best)
    measured = Measured(best, best.subject != fact.subject, tuple(_notes(best, fact)))
    is_met = None if measured.is_part else _is_met(fact, gap)
    return Target(fact, docs, wanted, measured, gap, is_met, due, None)


def rule_of(attribute: str | None) -> Rule:
    """The rule for a target's attribute; that for any other where it has none of its own."""
    return rules().get(attribute or ANY) or rules()[ANY]


def _answers(one: Fact, target: Fact, rule: Rule, day: date) -> bool:
    attributes = (target.attribute,) if rule.attributes == (ANY,) else rule.attributes
    days = days_of(one.period)
    return (
        one.kind in rule.kinds and one.attribute in attributes and _interval(one) is not None
        and (one.subject == target.subject or parts().get(one.subject) == target.subject)
        and _unit(one) == _unit(target) and not NOT_MEASURED & set((one.qualifier or "").split())
        and (days is None or days[1] <= day) and (one.region == target.region or None in {one.region, target.region})
    )  # fmt: skip


def _unit(fact: Fact) -> str | None:
    """A unit without the year: what is installed in a year answers a target of so much a year."""
    return fact.canonical_unit and fact.canonical_unit.removesuffix("/a")


def _order(one: Fact, target: Fact, as_of: Mapping[str, date]) -> tuple[bool, bool, date, bool, bool, str]:
    """The whole before a part, what nobody contradicts before the rest, then the newest."""
    return (
        one.subject == target.subject, one.status != "contradicted", as_of[one.id], one.period is None,
        one.region == target.region, one.id,
    )  # fmt: skip


def _is_year(fact: Fact) -> bool:
    days = days_of(fact.period)
    return days is not None and (days[1] - days[0]).days >= YEAR_DAYS


def _notes(one: Fact, target: Fact) -> Iterable[Words]:
    if one.subject != target.subject:
        yield PART.filled(part=one.subject)
    if one.region != target.region:
        yield REGION.filled(wanted=target.region or UNSTATED, found=one.region or UNSTATED)
    if one.status == "contradicted":
        yield DOUBTED


def _missing(rule: Rule, nearest: Fact | None) -> Words:
    """What is missing; where only another stretch of time is measured, which."""
    if nearest is None:
        return rule.missing
    return OTHER_PERIOD.filled(missing=rule.missing, period=nearest.period or UNSTATED,
                               value=_shown(nearest.canonical_value), unit=nearest.canonical_unit)  # fmt: skip


def _shown(value: object) -> str:
    ends = value if isinstance(value, tuple) else (value,)
    return "~".join(f"{one:,f}" for one in ends if isinstance(one, Decimal))


def _is_met(target: Fact, gap: Interval) -> bool | None:
    """Whether a target is reached whatever the rounding; None where the printed digits cannot say."""
    if AT_MOST & set(target.qualifier or ""):
        gap = Interval(-gap.high, -gap.low)
    return True if gap.high <= 0 else False if gap.low > 0 else None


def _interval(fact: Fact) -> tuple[Decimal, Decimal] | None:
    value = fact.canonical_value
    if isinstance(value, tuple):
        return value
    return (value, value) if isinstance(value, Decimal) else None


def _printed(fact: Fact) -> Interval:
    """All values that print as a fact's."""
    ends = _interval(fact) or (Decimal(0), Decimal(0))
    return Interval(Interval.printed(min(ends)).low, Interval.printed(max(ends)).high)


@cache
def rules() -> Mapping[str, Rule]:
    """The rules by the attribute of the target."""
    return {
        row["target_attribute"]: Rule(
            row["target_attribute"], Words(row["label_zh"], row["label_en"]), tuple(row["measure_kinds"].split("|")),
            tuple(row["measure_attributes"].split("|")), row["is_flow"] == "yes",
            Words(row["missing_zh"], row["missing_en"]),
        )
        for row in rows_of(ROOM, "rules.csv")
    }  # fmt: skip


@cache
def parts() -> Mapping[str, str]:
    """Subjects that are part of another one."""
    return {row["part"]: row["whole"] for row in rows_of(ROOM, "parts.csv")}
