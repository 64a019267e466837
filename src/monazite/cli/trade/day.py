"""`monazite trade begin`, `refusals`: a trading day opened with what is known, and what a venue refused on one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monazite.cli.terminal import Terminal
from monazite.cli.trade.opening import opened_desk, ticks_at
from monazite.cli.trade.words import code_text, instruments_of, needed_day, price_text, time_text, told
from monazite.cli.workspace import open_workspace
from monazite.core import ProblemError, UsageError
from monazite.store import nearest, said

if TYPE_CHECKING:
    from monazite.app.trade.venue_day import Begun
    from monazite.trade.log import Refusal
    from monazite.trade.record import Instrument

UNSAID = frozenset({"kind", "id"})
"""Fields of a command that are not part of what is said."""
LONGEST = 60
"""Characters of a field that a table shows; the JSON has all."""


def begin_day(terminal: Terminal, directory: Path, references: Sequence[str], venue: str | None) -> int:
    """Open today at a venue (开市); 1 when it is not open, or when the session did not take some of it.

    Raises:
        UsageError: for a reference that is not ``INSTRUMENT=PRICE``.
        ProblemError: ``venue-served`` when another process has it open; for an unknown instrument; for a price that is
            none, or lies between two ticks.
    """
    pairs = [_pair(one) for one in references]
    with open_workspace(terminal, directory) as workspace:
        found = workspace.trade.venue(venue)
        desk = opened_desk(workspace, found)
        known = instruments_of(workspace, found, workspace.trace.today)
        given = {name: ticks_at(price, _listed(found, name, known)) for name, price in pairs}
        desk.gateway.tick()
        begun = workspace.trade.begin(found, given)
    if terminal.is_json:
        terminal.objects([_begun_json(found, begun)])
    else:
        _tell_begun(terminal, found, begun, known)
    return 0 if begun.is_open and not begun.problems else 1


def _pair(text: str) -> tuple[str, str]:
    name, is_pair, price = text.partition("=")
    if not is_pair:
        raise UsageError(said("monazite.trace", "pair-wrong", "--reference", found=text))
    return name.strip(), price.strip()


def _listed(venue: str, name: str, known: Mapping[str, Instrument]) -> Instrument:
    if name not in known:
        near = nearest(name, list(known))
        raise ProblemError(said("monazite.trade.session", "instrument-unknown", venue, found=name, nearest=near))
    return known[name]


def _begun_json(venue: str, begun: Begun) -> dict[str, Any]:
    references = {
        name: {
            "price_ticks": one.price_ticks, "source": one.source, "day": one.day and one.day.isoformat(),
            "fact": one.fact or None,
        }
        for name, one in begun.references.items()
    }  # fmt: skip
    return {
        "venue": venue, "day": begun.day.isoformat(), "is_open": begun.is_open, "references": references,
        "phases": dict(begun.phases), "problems": [one.as_json() for one in begun.problems],
    }  # fmt: skip


def _tell_begun(terminal: Terminal, venue: str, begun: Begun, known: Mapping[str, Instrument]) -> None:
    for problem in begun.problems:
        terminal.problem(problem)
    if not begun.is_open:
        return
    terminal.line(terminal.words("trade.begun", venue=venue, day=begun.day))
    rows = []
    for name in sorted({*begun.references, *begun.phases}):
        one = begun.references.get(name)
        rows.append([
            name, price_text(terminal, one.price_ticks, known.get(name)) if one else "",
            code_text(terminal, "reference", one.source) if one else "",
            (one.fact or one.day.isoformat()) if one and one.day else "",
            code_text(terminal, "phase", begun.phases.get(name)),
        ])  # fmt: skip
    told(terminal, ("instrument", "reference", "taken_from", "of", "phase"), rows, {0, 3})


def list_refusals(terminal: Terminal, directory: Path, day: str, member: str | None, venue: str | None) -> int:
    """List what a venue refused on a trading day (拒绝的指令), newest first, each with the reason.

    Raises:
        ProblemError: when there is no log, or it is damaged.
    """
    on = needed_day(day)
    with open_workspace(terminal, directory) as workspace:
        found = workspace.trade.venue(venue)
        refused = workspace.trade.refusals(found, on.isoformat(), member=member)
        known = instruments_of(workspace, found, on)
    if terminal.is_json:
        terminal.objects(one.as_json() for one in refused)
        return 0
    if not refused:
        terminal.say("trade.refusals.none", venue=found, day=on)
        return 0
    for one in refused:
        time, text = time_text(one.said.time_ms), said_text(terminal, one, known)
        terminal.line(f"#{one.said.number}  {time}  {one.said.actor}  {text}")
        terminal.line(f"    {one.problem.sentence(terminal.language)}")
    return 0


def said_text(terminal: Terminal, refused: Refusal, known: Mapping[str, Instrument]) -> str:
    """A command as it can be said again: its kind and its fields, a price as people write it."""
    command = refused.said.command
    instrument = known.get(str(command.get("instrument")))
    parts = [str(command.get("kind", ""))]
    for name, value in command.items():
        if name in UNSAID or value is None:
            continue
        if name == "price_ticks" and type(value) is int and instrument:
            parts.append(f"price={price_text(terminal, value, instrument).replace(',', '').replace(' ', '')}")
        else:
            parts.append(f"{name}={value}"[:LONGEST])
    return " ".join(parts)
