"""`monazite warn now`, `warn targets`: the day's warnings, and targets beside what was measured."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monazite.cli.terminal import Terminal, json_line
from monazite.cli.trade.words import needed_day
from monazite.cli.workspace import open_workspace

if TYPE_CHECKING:
    from monazite.app.warn.verb import Front
    from monazite.core import Words
    from monazite.warn.signals import Level, Signal
    from monazite.warn.targets import Target

MOST = 40
"""Rows of a table for people; JSON has all."""


def show_now(terminal: Terminal, directory: Path, *, day: str | None, since: str | None) -> int:
    """Show what changed, what is short and who must act.

    Args:
        terminal: where to.
        directory: of the workspace.
        day: of which; today when None.
        since: earlier day to compare with; a week before when None.
    """
    wanted, before = (needed_day(text, flag) if text else None for text, flag in ((day, "--day"), (since, "--since")))
    with open_workspace(terminal, directory) as workspace:
        front = workspace.warn.front(wanted, before)
    if terminal.is_json:
        sys.stdout.write(json_line(front_json(front)) + "\n")
    else:
        _tell(terminal, front)
    return 0


def front_json(front: Front) -> dict[str, Any]:
    """The first page as an object."""
    return {
        "day": front.day.isoformat(), "since": front.since.isoformat(),
        "elements": [{"element": one.element, "level": one.level} for one in front.standings],
        "changes": [{"before": one.before, **signal_json(one.signal)} for one in front.changes],
        "shortages": [signal_json(one) for one in front.shortages],
        "duties": [
            {"who": both(one.who), "act": both(one.act), "due": one.due.isoformat(),
             "signals": [signal_json(signal) for signal in one.signals]}
            for one in front.duties
        ],
        "signals": [signal_json(one) for one in front.signals],
        "missing": [both(one) for one in front.missing],
    }  # fmt: skip


def signal_json(one: Signal) -> dict[str, Any]:
    """A signal as an object."""
    return {
        "kind": one.kind, "subject": one.subject, "level": one.level, "day": one.day.isoformat(), "score": one.score,
        "threshold": one.threshold, "reasons": [both(why) for why in one.reasons], "facts": list(one.facts),
    }  # fmt: skip


def both(words: Words) -> dict[str, str]:
    """Words as an object of both languages."""
    return {"zh": words.zh, "en": words.en}


def _tell(terminal: Terminal, front: Front) -> None:
    say = terminal.words
    terminal.line(say("warn.now.head", day=front.day, since=front.since))
    by_level: dict[Level, list[str]] = {}
    for one in front.standings:
        by_level.setdefault(one.level, []).append(one.element)
    _table(terminal, "warn.now.standings", ("level", "elements"),
           [[level_text(terminal, level), " ".join(names)] for level, names in by_level.items()])  # fmt: skip
    _table(terminal, "warn.now.changed", ("before", "level", "subject", "kind", "because"), [
        [level_text(terminal, one.before) if one.before else say("warn.now.new"), *signal_row(terminal, one.signal)]
        for one in front.changes
    ])  # fmt: skip
    _table(terminal, "warn.now.short", ("level", "subject", "kind", "because"),
           signal_rows(terminal, front.shortages))  # fmt: skip
    _table(terminal, "warn.now.duties", ("due", "who", "act", "about"), [
        [str(one.due) if one.due >= front.day else say("warn.now.overdue", day=one.due),
         *(words.in_language(terminal.language) for words in (one.who, one.act)),
         f"{kind_text(terminal, one.signals[0].kind)}: {' '.join(signal.subject for signal in one.signals)}"]
        for one in front.duties
    ])  # fmt: skip
    for what in front.missing:
        terminal.line(say("warn.now.missing", what=what.in_language(terminal.language)))


def _table(terminal: Terminal, title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    terminal.line()
    terminal.line(terminal.words(title) + ("" if rows else f": {terminal.words('warn.now.none')}"))
    if rows:
        header = [terminal.words(f"warn.column.{name}") for name in columns]
        terminal.fitted_table(header, rows[:MOST], set(range(1, len(columns))))
    if len(rows) > MOST:
        terminal.say("list.shown", shown=MOST, total=len(rows))


def signal_row(terminal: Terminal, one: Signal) -> list[str]:
    """Level, subject, kind and first reason of a signal, for people."""
    because = one.reasons[0].in_language(terminal.language) if one.reasons else ""
    return [level_text(terminal, one.level), one.subject, kind_text(terminal, one.kind), because]


def signal_rows(
    terminal: Terminal, signals: Iterable[Signal], names: Mapping[str, Words] | None = None
) -> list[list[str]]:
    """Rows of signals for people, subjects by their names; those that say the same of several are one row."""
    found: dict[tuple[str, ...], list[str]] = {}
    for one in signals:
        level, subject, kind, because = signal_row(terminal, one)
        name = (names or {}).get(subject)
        found.setdefault((level, kind, because), []).append(name.in_language(terminal.language) if name else subject)
    return [[level, " ".join(subjects), kind, because] for (level, kind, because), subjects in found.items()]


def level_text(terminal: Terminal, level: Level) -> str:
    """A level in words."""
    from monazite.warn.signals import LEVEL_WORDS

    return LEVEL_WORDS[level].in_language(terminal.language)


def kind_text(terminal: Terminal, kind: str) -> str:
    """A kind of signal in words, or its name where the watch does not know it."""
    from monazite.warn.watch import kinds

    return kinds()[kind].label.in_language(terminal.language) if kind in kinds() else kind


def show_targets(terminal: Terminal, directory: Path, *, day: str | None) -> int:
    """Show each target beside the fact that measures it, or what is missing.

    Args:
        terminal: where to.
        directory: of the workspace.
        day: of which; today when None.
    """
    wanted = needed_day(day, "--day") if day else None
    with open_workspace(terminal, directory) as workspace:
        found = workspace.warn.targets(wanted)
    if terminal.is_json:
        sys.stdout.write(json_line([target_json(one) for one in found]) + "\n")
    elif found:
        columns = ("subject", "target", "due", "measured", "gap-to", "is_met", "missing")
        header = [terminal.words(f"warn.column.{name}") for name in columns]
        terminal.fitted_table(header, [_target_row(terminal, one) for one in found], {0, 3, 6})
    else:
        terminal.say("warn.targets.none")
    return 0


def target_json(one: Target) -> dict[str, Any]:
    """A target as an object, with the facts on both sides."""
    measured = one.measured
    return {
        "target": one.fact.as_json(), "docs": list(one.docs), "due": one.due and one.due.isoformat(),
        "measured": measured and measured.fact.as_json(), "is_part": measured and measured.is_part,
        "gap": one.gap and [float(one.gap.low), float(one.gap.high)], "unit": one.fact.canonical_unit,
        "is_met": one.is_met, "notes": [both(note) for note in measured.notes] if measured else [],
        "missing": one.missing and both(one.missing),
    }  # fmt: skip


def _target_row(terminal: Terminal, one: Target) -> list[str]:
    found, unit = one.measured, one.fact.canonical_unit or ""
    met = {True: "warn.yes", False: "warn.no", None: "warn.unclear"}[one.is_met] if found else ""
    remarks = [one.missing] if one.missing else list(found.notes) if found else []
    return [
        f"{one.fact.subject} {_attribute(terminal, one)}".rstrip(), _amount(one.wanted.low, one.wanted.high, unit),
        one.fact.period or "",
        f"{_value(found.fact.canonical_value)} {unit} ({found.fact.period or '-'})" if found else "",
        f"{one.gap_value:,f}" if one.gap_value is not None else "", terminal.words(met) if met else "",
        "; ".join(words.in_language(terminal.language) for words in remarks),
    ]  # fmt: skip


def _attribute(terminal: Terminal, one: Target) -> str:
    """What of its subject a target is about, in words where they are known."""
    from monazite.warn.targets import rule_of

    return rule_of(one.fact.attribute).label.in_language(terminal.language) or one.fact.attribute or ""


def _amount(low: Any, high: Any, unit: str) -> str:
    return f"{low:,f} {unit}" if low == high else f"{low:,f}~{high:,f} {unit}"


def _value(value: Any) -> str:
    return "~".join(f"{one:,f}" for one in (value if isinstance(value, tuple) else (value,)))
