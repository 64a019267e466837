"""`monazite trace lot`, `origin`, `recall`, `quota`, `balance`, `licences`, `entry`: one thing at a time."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from monazite.cli.terminal import Terminal, json_line
from monazite.cli.trace.lists import entry_json, kind_text, status_text
from monazite.cli.trace.words import as_object, fitted, mass_text, matter_text, pairs, percent, tonnes
from monazite.cli.workspace import open_workspace
from monazite.core import ElementMass
from monazite.ledger.record import Leg


def show_lot(terminal: Terminal, directory: Path, lot_id: str) -> int:
    """Show a lot: what it is, where its matter is, and all that happened to it."""
    with open_workspace(terminal, directory) as workspace:
        lot = workspace.trace.lot(lot_id)
    if terminal.is_json:
        terminal.objects([as_object(lot)])
        return 0
    mark = terminal.words("trace.simulated") if lot.is_simulated else ""
    terminal.line(f"{lot.id}  {lot.product}  {mark}".rstrip())
    pairs(terminal, [
        ("status", status_text(terminal, lot.status)), ("reason", lot.reason or ""), ("holder", lot.holder or ""),
        ("site", lot.site or ""), ("run", " ".join(filter(None, (lot.line, lot.run)))),
        ("made_on", lot.made_on.isoformat()), ("net", "" if lot.net_mg is None else mass_text(lot.net_mg)),
        ("moisture", percent(lot.moisture_ppm) if lot.moisture_ppm else ""), ("reo", mass_text(lot.reo_mg)),
        ("left_reo", mass_text(lot.left_reo_mg)), ("matter", matter_text(lot.matter)),
        ("review", terminal.words("trace.review") if lot.needs_review else ""),
    ])  # fmt: skip
    terminal.line()
    rows = [
        [str(move.entry_number), move.day.isoformat(), kind_text(terminal, move.kind), f"{move.role}/{move.holder}",
         _signed(move.reo_mg)]
        for move in lot.history
    ]  # fmt: skip
    fitted(terminal, ("entry", "time", "kind", "account", "reo"), rows, {3})
    return 0


def show_origin(terminal: Terminal, directory: Path, lot_id: str) -> int:
    """Show the sources of a lot, with the share of each in every element."""
    with open_workspace(terminal, directory) as workspace:
        origin = workspace.trace.origin(lot_id)
    if terminal.is_json:
        shares = {source: dict(matter.parts) for source, matter in origin.shares}
        terminal.objects([{"lot": origin.lot, "is_settled": origin.is_settled, "shares_mg": shares}])
        return 0
    whole = origin.matter
    rows = [
        [source, symbol, mass_text(matter[symbol]), percent(1_000_000 * matter[symbol] / whole[symbol])]
        for symbol in sorted(whole, key=lambda one: -whole[one])
        for source, matter in sorted(origin.shares, key=lambda share: -share[1][symbol])
        if matter[symbol]
    ]
    fitted(terminal, ("source", "element", "mass", "share"), rows, {0})
    if not origin.is_settled:
        terminal.say("trace.unsettled")
    return 0


def show_recall(terminal: Terminal, directory: Path, lot_id: str) -> int:
    """List every lot that holds something of a lot."""
    with open_workspace(terminal, directory) as workspace:
        lots = workspace.trace.recall(lot_id)
    if terminal.is_json:
        terminal.objects({"lot": lot} for lot in lots)
        return 0
    for lot in lots:
        terminal.line(lot)
    terminal.say("trace.recalled", lot=lot_id, count=len(lots))
    return 0


def show_quota(terminal: Terminal, directory: Path, year: int | None) -> int:
    """Show quota of a year, issued, used and left, in tonnes of REO."""
    with open_workspace(terminal, directory) as workspace:
        used = workspace.trace.quota(year)
        wanted = year or workspace.trace.today.year
    if terminal.is_json:
        terminal.objects(as_object(one) | {"left_mg": one.left_mg} for one in used)
        return 0
    rows = [
        [one.party, stage_text(terminal, one.stage), class_text(terminal, one.klass), tonnes(one.allotted_mg),
         tonnes(one.used_mg), tonnes(one.left_mg), tonnes(one.lapsed_mg)]
        for one in used
    ]  # fmt: skip
    if rows:
        terminal.line(terminal.words("trace.quota", year=wanted))
    fitted(terminal, ("party", "stage", "class", "allotted", "used", "left", "lapsed"), rows, {0})
    return 0


def stage_text(terminal: Terminal, stage: str) -> str:
    """A stage of the chain in words."""
    return _choice_text(terminal, "feed", "stage", stage)


def class_text(terminal: Terminal, klass: str) -> str:
    """A class of quota in words."""
    return _choice_text(terminal, "mine", "klass", klass)


def _choice_text(terminal: Terminal, act: str, field: str, value: str) -> str:
    from monazite.trace.acts.registry import acts

    labels = {one.value: one.label for one in acts()[act].field(field).choices}
    return labels[value].in_language(terminal.language) if value in labels else value


def show_balance(terminal: Terminal, directory: Path, line: str) -> int:
    """Show the material balance of a line: book, measured, MUF, its uncertainty and the verdict."""
    with open_workspace(terminal, directory) as workspace:
        periods = workspace.trace.balance(line)
    if terminal.is_json:
        terminal.objects(as_object(one) | {"book_mg": one.book_mg, "muf_mg": one.muf_mg} for one in periods)
        return 0
    rows = [
        [one.period, one.element, mass_text(one.opening_mg), mass_text(one.in_mg), mass_text(one.out_mg),
         mass_text(one.measured_mg), _signed(one.muf_mg), mass_text(one.sigma_mg),
         terminal.words(f"trace.verdict.{one.verdict}")]
        for one in periods
    ]  # fmt: skip
    columns = ("period", "element", "opening", "in", "out", "measured", "muf", "sigma", "verdict")
    fitted(terminal, columns, rows, set(range(2, 8)))
    return 0


def show_licences(terminal: Terminal, directory: Path) -> int:
    """List export licences, and applications that wait."""
    with open_workspace(terminal, directory) as workspace:
        licences, today = workspace.trace.licences(), workspace.trace.today
    if terminal.is_json:
        terminal.objects(
            as_object(one) | {"left_mg": one.left_mg, "days": one.days_since_application(today)} for one in licences
        )
        return 0
    rows = [
        [one.id, one.exporter, f"{one.end_user} {one.country}", one.valid_until.isoformat() if one.valid_until else "",
         _days(one.days_since_application(today)), matter_text(one.left_mg)]
        for one in licences
    ]  # fmt: skip
    fitted(terminal, ("licence", "exporter", "end_user", "valid_until", "days", "left"), rows, {2, 5})
    return 0


def _days(days: int | None) -> str:
    return "" if days is None else str(days)


def show_entry(terminal: Terminal, directory: Path, key: str) -> int:
    """Show an entry: who said what when, and what it moved."""
    with open_workspace(terminal, directory) as workspace:
        posted = workspace.trace.entry(key)
    if terminal.is_json:
        terminal.objects([entry_json(posted)])
        return 0
    entry = posted.entry
    terminal.line(f"#{posted.number}  {kind_text(terminal, entry.kind)}  {entry.id}")
    pairs(terminal, [
        ("time", entry.time), ("actor", entry.actor), ("relates", entry.relates or ""),
        ("blocked", posted.blocked or ""),
        *((f"evidence.{name}", value) for name, value in entry.evidence.items()),
    ])  # fmt: skip
    _tell_details(terminal, entry.details)
    terminal.line()
    fitted(terminal, ("account", "unit", "amount"), [_leg_row(leg) for leg in entry.legs], {0, 2})
    return 0


def _tell_details(terminal: Terminal, details: Mapping[str, Any]) -> None:
    for name, value in details.items():
        terminal.line(f"{name}: {value if isinstance(value, str) else json_line(as_object(value))}")


def _leg_row(leg: Leg) -> list[str]:
    if isinstance(leg.amount, ElementMass):
        return [leg.account, leg.unit, matter_text(leg.amount)]
    if leg.unit.startswith("money:"):
        return [leg.account, leg.unit, f"{leg.amount / 100:+,.2f}"]
    return [leg.account, leg.unit, _signed(leg.amount)]


def _signed(mass_mg: int) -> str:
    return f"+{mass_text(mass_mg)}" if mass_mg > 0 else mass_text(mass_mg)
