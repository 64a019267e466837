"""`monazite plan programme`, `commitment`, `pay`: one thing of plan, and what it comes to."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monazite.cli.terminal import Terminal
from monazite.cli.trace.words import as_object, mass_text
from monazite.cli.trade.words import needed_day, tell_table, yuan
from monazite.cli.workspace import open_workspace

if TYPE_CHECKING:
    from monazite.app.plan.views import CommitmentView, PeriodView, ProgrammeView


def show_programme(terminal: Terminal, directory: Path, name: str, on: str | None) -> int:
    """A programme with its cover by element and its qualified magnets."""
    with open_workspace(terminal, directory) as workspace:
        found = workspace.plan.programme(name, on=_day(on))
    if terminal.is_json:
        more = {"first_uncovered": as_object(found.first_uncovered), "grades": list(found.grades)}
        terminal.objects([as_object(found) | more])
        return 0
    record = found.programme.record
    terminal.line(f"{record.id}  {record.name}  {record.product}  ·  {record.maker}")
    first = terminal.words("plan.show.covered") if found.first_uncovered is None else found.first_uncovered.isoformat()
    terminal.line(terminal.words("plan.show.first_uncovered", week=first))
    grades = ", ".join(found.grades) or "–"
    terminal.line(terminal.words("plan.show.grades", grades=grades, commitments=", ".join(found.commitments) or "–"))
    _tell_sums(terminal, found)
    _tell_weeks(terminal, found)
    for one in found.problems:
        terminal.problem(one)
    return 0


def _tell_sums(terminal: Terminal, found: ProgrammeView) -> None:
    rows = [
        [one.element, *(mass_text(mg) for mg in (one.demand_mg, one.stock_mg, one.firm_mg, one.optional_mg,
                                                one.uncovered_mg)),
         f"{float(one.uncovered_share):.1%}", one.first_uncovered.isoformat() if one.first_uncovered else ""]
        for one in found.sums
    ]  # fmt: skip
    _table(terminal, ("element", "demand", "stock", "firm", "optional", "uncovered", "share", "first"), rows)


def _tell_weeks(terminal: Terminal, found: ProgrammeView) -> None:
    """The weeks in which something is not covered."""
    rows = [[one.week.isoformat(), one.element, mass_text(one.demand_mg), mass_text(one.uncovered_mg)]
            for one in found.covers if one.uncovered_mg]  # fmt: skip
    _table(terminal, ("week", "element", "demand", "uncovered"), rows)


def show_commitment(terminal: Terminal, directory: Path, name: str, on: str | None) -> int:
    """A commitment: who agreed, and period by period what moved, what it comes to and what was paid."""
    with open_workspace(terminal, directory) as workspace:
        found = workspace.plan.commitment(name, on=_day(on))
    if terminal.is_json:
        terminal.objects([_object(found)])
        return 0
    record = found.commitment.record
    sides = " → ".join(filter(None, (record.seller, record.buyer, record.guarantor)))
    terminal.line(f"{record.id}  {record.material}  {sides}  {record.first} … {record.last}  {record.currency}")
    key = "plan.show.agreed" if found.is_agreed else "plan.show.unagreed"
    terminal.line(terminal.words(key, parties=", ".join(found.silent)))
    rows = [_row(terminal, one) for one in found.periods]
    _table(terminal, ("period", "moved", "least", "most", "sums", "paid"), rows)
    for one in found.periods:
        for problem in one.problems:
            terminal.problem(problem)
    return 0


def _object(found: CommitmentView) -> dict[str, Any]:
    periods = [
        as_object(one) | {"settlement": None if one.settlement is None else one.settlement.as_json()}
        for one in found.periods
    ]
    told: dict[str, Any] = as_object(found)
    return told | {"is_agreed": found.is_agreed, "periods": periods}


def _row(terminal: Terminal, one: PeriodView) -> list[str]:
    settlement = one.settlement
    moved = mass_text(sum(each.movement.mass_mg for each in one.moved if each.movement.kind != "not_taken"))
    if settlement is None:
        return [one.period.name, moved, "", "", "", _paid(terminal, one)]
    most = "" if settlement.maximum_mg is None else mass_text(settlement.maximum_mg)
    sums = "  ".join(f"{party} {yuan(fen)}" for party, fen in settlement.balances().items())
    return [one.period.name, moved, mass_text(settlement.minimum_mg), most, sums, _paid(terminal, one)]


def _paid(terminal: Terminal, one: PeriodView) -> str:
    return terminal.words("plan.show.paid" if one.is_paid else "plan.show.unpaid")


def pay(terminal: Terminal, directory: Path, name: str, period: str, actor: str | None) -> int:
    """Pay what a settlement period comes to, less what its deliveries paid."""
    from monazite.cli.trace.acts import needed_actor, tell_answers

    who = needed_actor(actor)
    with open_workspace(terminal, directory) as workspace:
        answer = workspace.plan.pay(name, period, actor=who)
    if answer is None:
        terminal.say("plan.show.nothing")
        return 0
    return tell_answers(terminal, [answer])


def _table(terminal: Terminal, names: tuple[str, ...], rows: list[list[str]]) -> None:
    if rows:
        terminal.line()
        tell_table(terminal, [terminal.words(f"plan.show.column.{name}") for name in names], rows, {len(names) - 1})


def _day(text: str | None) -> date | None:
    return needed_day(text, "--on") if text else None
