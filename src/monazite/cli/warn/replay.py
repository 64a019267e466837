"""`monazite warn replay`: a history of dated facts, each day judged from what was known then."""

from __future__ import annotations

import sys
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monazite.cli.terminal import Terminal, json_line
from monazite.cli.trade.words import needed_day
from monazite.cli.warn.now import both, level_text, signal_json, signal_rows

if TYPE_CHECKING:
    from monazite.warn.replay import Replayed, Verdict, Window


def show_replay(terminal: Terminal, facts: Path | None, *, on: str | None) -> int:
    """Replay a history; Problems of bad rows stop it.

    Args:
        terminal: where to.
        facts: file of dated facts; 2025 as it ships when None.
        on: one day; all on which something became known when None.
    """
    from monazite.warn.replay import load_2025, load_history, replay, verdict
    from monazite.warn.replay import on as day_of

    day = needed_day(on, "--on") if on else None
    found = load_2025() if facts is None else load_history(facts)
    for one in found.problems:
        terminal.problem(one)
    if found.problems:
        return 1
    days = replay(found.facts) if day is None else (day_of(found.facts, day),)
    judged = verdict(found.facts) if day is None else None
    estimates = {one.id for one in found.facts if one.is_estimate}
    if terminal.is_json:
        told = [day_json(one, estimates) for one in days]
        sys.stdout.write(
            json_line(told[0] if day else {"days": told, "verdict": verdict_json(judged, estimates)}) + "\n"
        )
    elif day is not None:
        _tell_day(terminal, days[0])
    else:
        _tell_days(terminal, days)
        _tell_verdict(terminal, judged)
        if judged and judged.window and (used := estimates & set(judged.window.facts)):
            terminal.line(terminal.words("warn.replay.estimates", ids=", ".join(sorted(used))))
    return 0


def day_json(one: Replayed, estimates: Collection[str] = ()) -> dict[str, Any]:
    """A day as an object; ``estimates`` are ids of facts that are some."""
    return {
        "day": one.day.isoformat(), "level": one.level,
        "windows": [window_json(window, estimates) for window in one.windows],
        "signals": [signal_json(signal) for signal in one.signals],
        "holders": {key: both(name) for key, name in one.holders.items()},
        "news": [{"id": fact.id, "kind": fact.kind, "what": both(fact.what), "source": fact.source,
                  "locator": fact.locator} for fact in one.news],
    }  # fmt: skip


def window_json(one: Window, estimates: Collection[str] = ()) -> dict[str, Any]:
    """A window as an object, with those facts behind it that are estimates."""
    return {
        "holder": both(one.holder), "opens": one.opens.isoformat(), "closes": one.closes.isoformat(), "days": one.days,
        "relief": one.relief and one.relief.isoformat(), "is_before_relief": one.is_before_relief,
        "facts": list(one.facts), "estimates": [name for name in one.facts if name in estimates],
    }  # fmt: skip


def verdict_json(one: Verdict | None, estimates: Collection[str] = ()) -> dict[str, Any] | None:
    """What became of a prediction, as an object."""
    if one is None:
        return None
    return {
        "called_on": one.called_on.isoformat(), "after_notice_days": one.after_notice_days,
        "window": one.window and window_json(one.window, estimates),
        "stops": [{"id": fact.id, "what": both(fact.what), "from": fact.first_day.isoformat(),
                   "to": fact.last_day.isoformat(), "is_inside": is_inside} for fact, is_inside in one.stops],
    }  # fmt: skip


def _tell_days(terminal: Terminal, days: tuple[Replayed, ...]) -> None:
    header = [terminal.words(f"warn.column.{name}") for name in ("day", "level", "window", "news")]
    rows = [
        [str(one.day), level_text(terminal, one.level), _next_window(one),
         "; ".join(fact.what.in_language(terminal.language) for fact in one.news)]
        for one in days
    ]  # fmt: skip
    terminal.fitted_table(header, rows, {3})


def _next_window(one: Replayed) -> str:
    """The first window that has not closed on a day."""
    return next((_window_text(window) for window in one.windows if window.closes >= one.day), "")


def _window_text(one: Window) -> str:
    return f"{one.opens} – {one.closes}"


def _tell_day(terminal: Terminal, one: Replayed) -> None:
    language = terminal.language
    terminal.line(terminal.words("warn.replay.day", day=one.day, level=level_text(terminal, one.level)))
    if one.windows:
        terminal.line()
        header = [terminal.words(f"warn.column.{name}") for name in ("holder", "window", "relief")]
        rows = [[window.holder.in_language(language), _window_text(window), str(window.relief or "")]
                for window in one.windows]  # fmt: skip
        terminal.fitted_table(header, rows, {0})
    if one.signals:
        terminal.line()
        header = [terminal.words(f"warn.column.{name}") for name in ("level", "subject", "kind", "because")]
        terminal.fitted_table(header, signal_rows(terminal, one.signals, one.holders), {1, 3})


def _tell_verdict(terminal: Terminal, one: Verdict | None) -> None:
    terminal.line()
    if one is None:
        terminal.line(terminal.words("warn.replay.none"))
        return
    window = _window_text(one.window) if one.window else "-"
    days = "-" if one.after_notice_days is None else one.after_notice_days
    terminal.line(terminal.words("warn.replay.verdict", day=one.called_on, days=days, window=window))
    if one.stops:
        header = [terminal.words(f"warn.column.{name}") for name in ("inside", "stop")]
        rows = [[terminal.words("warn.yes" if is_in else "warn.no"), fact.what.in_language(terminal.language)]
                for fact, is_in in one.stops]  # fmt: skip
        terminal.fitted_table(header, rows, {1})
