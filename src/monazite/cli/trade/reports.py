"""`monazite trade replay`, `statement`, `report`: what a day was, and that it can be run again to the same state."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monazite.cli.terminal import Terminal
from monazite.cli.trace.lists import kind_text
from monazite.cli.trace.words import as_object, mass_text, pairs
from monazite.cli.trade.lists import list_named, stock_of, tell_stock
from monazite.cli.trade.words import (
    code_text,
    instruments_of,
    mark,
    needed_day,
    price_number,
    price_of_tonne,
    told,
    unit_text,
    yuan,
)
from monazite.cli.workspace import open_workspace
from monazite.core import ProblemError
from monazite.store import ListQuery, nearest, said

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from monazite.app import Workspace
    from monazite.store import Row
    from monazite.trade.log import ReplayResult
    from monazite.trade.record import Instrument
    from monazite.trade.settle.statements import AccountStatement, DayStatement, DeliveryNote, Statement


SHORT = 16
"""Digits of a hash in a table."""


NEVER = frozenset({"log-missing", "log-day-unknown"})
"""What a log says that holds nothing, or nothing of a day."""


def replay(terminal: Terminal, directory: Path, venue: str | None, day: str | None) -> int:
    """Run a venue's command log again, or that of every venue; 1 when a state differs from the one that was recorded.

    Of several venues, one that did not trade, by its log and by the journal, is passed over; one whose log is damaged
    or gone is told, and the others are run all the same.

    Raises:
        ProblemError: when of the venue asked for, or of all, there is no log, no such day, or the log is damaged.
    """
    wanted = needed_day(day, "--day").isoformat() if day else None
    with open_workspace(terminal, directory) as workspace:
        venues = list(workspace.trade.venues()) if venue is None else []
        if len(venues) < 2:  # noqa: PLR2004  several, or the one there is
            return _replay_one(terminal, workspace, workspace.trade.venue(venue), wanted)
        codes = [_replay_of(terminal, workspace, one, wanted) for one in venues]
        told = [code for code in codes if code is not None]
        return max(told) if told else _replay_one(terminal, workspace, venues[0], wanted)


def _replay_of(terminal: Terminal, workspace: Workspace, venue: str, day: str | None) -> int | None:
    """Run the log of one venue of several; None when it did not trade."""
    try:
        return _replay_one(terminal, workspace, venue, day)
    except ProblemError as error:
        closed = {"venue": venue} | ({"since": day, "until": day} if day else {})
        if error.problem.code in NEVER and not _rows(workspace, "closed-days", closed):
            return None
        terminal.problem(error.problem)
        return 1


def _replay_one(terminal: Terminal, workspace: Workspace, venue: str, day: str | None) -> int:
    result = workspace.trade.replay(venue, day)
    if terminal.is_json:
        checked = [as_object(one) | {"is_equal": one.is_equal} for one in result.checked]
        terminal.objects([
            {"venue": venue, "day": day} | as_object(result) | {"checked": checked, "is_equal": result.is_equal}
        ])  # fmt: skip
    else:
        for problem in result.problems:
            terminal.problem(problem)
        _tell_replay(terminal, venue, result)
    return 0 if result.is_equal else 1


def _tell_replay(terminal: Terminal, venue: str, result: ReplayResult) -> None:
    terminal.line(terminal.words("trade.replayed", venue=venue, commands=f"{result.commands:,}",
                                 first=result.first, last=result.last, days=" ".join(result.days)))  # fmt: skip
    pairs(terminal, [("state", result.state_sha256), ("chain", result.chain_sha256)])
    rows = [
        [f"{one.number:,}", code_text(terminal, "recorded", one.source.replace(" ", "_")), _short(one.expected),
         _short(one.found),
         terminal.words("trade.equal" if one.is_equal else "trade.unequal")]
        for one in result.checked
    ]  # fmt: skip
    if rows:
        terminal.line()
        told(terminal, ("command", "recorded_in", "recorded", "replayed", "result"), rows, {1, 2, 3})
    code = "trade.replay.nothing" if not rows else "trade.replay.equal" if result.is_equal else "trade.replay.differs"
    terminal.line(terminal.words(code, count=sum(one.is_equal for one in result.checked), of=len(rows)))


def _short(sha256: str) -> str:
    """The beginning of a hash; all of it is in the JSON."""
    return f"{sha256[:SHORT]}…"


def show_statement(terminal: Terminal, directory: Path, member: str, day: str, venue: str | None) -> int:
    """The statements of a member's day: 结算单, 对账单, and a 交割单 for each settlement.

    Raises:
        ProblemError: when the venue has no such member.
    """
    from monazite.trade.settle.statements import account_statement, as_json, day_statement, delivery_note

    on = needed_day(day)
    with open_workspace(terminal, directory) as workspace:
        found = workspace.trade.venue(venue)
        instruments = instruments_of(workspace, found, on)
        with workspace.reading() as connection:
            _refuse_stranger(connection, found, member)
            settled = day_statement(connection, found, member, on)
            account = account_statement(connection, found, member, on)
            notes = [delivery_note(connection, trade.entry) for trade in settled.trades]
    if terminal.is_json:
        named: list[tuple[str, Statement]] = [
            ("day", settled),
            ("account", account),
            *(("delivery", note) for note in notes),
        ]
        terminal.objects({"statement": name, **as_json(one)} for name, one in named)
        return 0
    _tell_day(terminal, settled, instruments)
    _tell_account(terminal, account)
    for note in notes:
        _tell_delivery(terminal, note, instruments.get(note.instrument))
    return 0


def _refuse_stranger(connection: Connection, venue: str, member: str) -> None:
    from monazite.trade.receipts.find import members

    known = members(connection, venue)
    if member not in known:
        near = nearest(member, list(known))
        raise ProblemError(said("monazite.trade.session", "member-unknown", venue, found=member, nearest=near))


def _tell_day(terminal: Terminal, one: DayStatement, instruments: Mapping[str, Instrument]) -> None:
    terminal.line(terminal.words("trade.statement.day", member=one.member, venue=one.venue, day=one.day))
    pairs(terminal, [
        ("opening_cash", yuan(one.opening_fen)), ("fees", yuan(one.fees_fen)), ("closing_cash", yuan(one.closing_fen)),
    ])  # fmt: skip
    rows = [
        [row.instrument, code_text(terminal, "side", row.side),
         price_of_tonne(terminal, row.price_fen_per_tonne, _quote(instruments.get(row.instrument))), str(row.lots),
         yuan(row.amount_fen), yuan(row.fee_fen), row.counterparty, row.trade]
        for row in one.trades
    ]  # fmt: skip
    if rows:
        terminal.line()
        columns = ("instrument", "side", "price", "lots", "amount", "fee", "counterparty", "trade")
        told(terminal, columns, rows, {0, 2, 4, 5, 6, 7})
    moved = [[row.entry, kind_text(terminal, row.kind), yuan(row.fen), row.counterparty or ""]
             for row in one.money]  # fmt: skip
    if moved:
        terminal.line()
        told(terminal, ("entry", "kind", "amount", "counterparty"), moved, {0, 1, 3})


def _quote(instrument: Instrument | None) -> str:
    return instrument.quote if instrument else "cny_per_tonne"


def _tell_account(terminal: Terminal, one: AccountStatement) -> None:
    terminal.line()
    terminal.line(terminal.words("trade.statement.account", member=one.member, venue=one.venue, day=one.day))
    pairs(terminal, [("cash", yuan(one.cash_fen))])
    rows = [
        [row.receipt, row.instrument, row.warehouse, code_text(terminal, "place", row.place), str(row.lots),
         mass_text(row.net_mg)]
        for row in one.receipts
    ]  # fmt: skip
    if rows:
        told(terminal, ("receipt", "instrument", "warehouse", "place", "lots", "net"), rows, {0, 1, 2})


def _tell_delivery(terminal: Terminal, one: DeliveryNote, instrument: Instrument | None) -> None:
    terminal.line()
    terminal.line(terminal.words("trade.statement.delivery", trade=one.trade, day=one.day))
    price = price_of_tonne(terminal, one.price_fen_per_tonne, _quote(instrument))
    pairs(terminal, [
        ("instrument", one.instrument), ("seller", one.seller), ("buyer", one.buyer), ("price", price),
        ("contract_value", yuan(one.contract_fen)), ("weight_difference", yuan(one.tolerance_fen)),
        ("grade_difference", yuan(one.grade_fen)), ("amount", yuan(one.amount_fen)), ("tax_in_it", yuan(one.vat_fen)),
        ("invoice", one.invoice or terminal.words("trade.invoice.wanted")), ("entry", one.entry),
    ])  # fmt: skip
    rows = [
        [row.receipt, row.lot, row.warehouse, str(row.last - row.first), mass_text(row.contract_mg),
         mass_text(row.net_mg)]
        for row in one.rows
    ]  # fmt: skip
    told(terminal, ("receipt", "lot", "warehouse", "lots", "by_contract", "weighed"), rows, {0, 1, 2})


def show_report(terminal: Terminal, directory: Path, day: str, venue: str | None) -> int:
    """The report of a trading day: prices and volumes, stock and who holds it, what the safeguards found, its hashes.

    Raises:
        ProblemError: when the venue has not closed that day.
    """
    on = needed_day(day)
    with open_workspace(terminal, directory) as workspace:
        found = workspace.trade.venue(venue)
        report, is_simulated = _report(workspace, found, on), workspace.trade.venues()[found]
        instruments = instruments_of(workspace, found, on)
    if terminal.is_json:
        terminal.objects([{"venue": found, "day": on.isoformat(), "is_simulated": is_simulated, **as_object(report)}])
        return 0
    simulated = mark(terminal, is_simulated=is_simulated)
    terminal.line(f"{terminal.words('trade.report', venue=found, day=on)}  {simulated}".rstrip())
    _tell_market(terminal, report["instruments"], instruments)
    terminal.line()
    tell_stock(terminal, report["stock"])
    terminal.line()
    _tell_findings(terminal, report["findings"])
    end = report["end"]
    terminal.line()
    pairs(terminal, [("commands", f"{end['commands']:,}"), ("segment", end["segment_sha256"]),
                     ("state", end["state_sha256"]), ("entry", str(end["entry_number"]))])  # fmt: skip
    terminal.line(terminal.words("trade.report.replay", venue=found, day=on))
    return 0


def _report(workspace: Workspace, venue: str, day: date) -> dict[str, Any]:
    """All that is published of a closed day."""
    one_day = {"venue": venue, "since": day.isoformat(), "until": day.isoformat()}
    ends = _rows(workspace, "closed-days", one_day)
    if not ends:
        known = [row["day"].isoformat() for row in _rows(workspace, "closed-days", {"venue": venue})]
        raise ProblemError(
            said(
                "monazite.app",
                "day-not-closed",
                venue,
                found=day,
                known=", ".join(known[:10]),
                nearest="" if not known else "-",
            )
        )
    details = workspace.trace.entry(str(ends[0]["entry_number"])).entry.details
    return {
        "instruments": _rows(workspace, "trading-days", one_day), "stock": stock_of(workspace, venue, day),
        "findings": list(details.get("findings", ())), "end": ends[0],
    }  # fmt: skip


def _rows(workspace: Workspace, name: str, filters: Mapping[str, str]) -> list[Row]:
    return list(workspace.records(list_named(name), ListQuery(filters, limit=None)))


def _tell_market(terminal: Terminal, rows: list[Row], instruments: Mapping[str, Instrument]) -> None:
    prices = ("open", "high", "low", "last", "settlement")
    lines = [
        [row["instrument"], unit_text(terminal, instruments.get(row["instrument"])),
         *(price_number(row[name], instruments.get(row["instrument"])) for name in prices),
         f"{row['volume_lots']:,}", yuan(row["turnover_fen"])]
        for row in rows
    ]  # fmt: skip
    told(
        terminal, ("instrument", "unit", "opened", *prices[1:], "lots", "turnover"), lines, {0}, ("turnover", "opened")
    )


def _tell_findings(terminal: Terminal, findings: list[Mapping[str, Any]]) -> None:
    if not findings:
        terminal.line(terminal.words("trade.findings.none"))
    for one in findings:
        severity = code_text(terminal, "severity", str(one.get("severity") or one.get("kind") or ""))
        terminal.line(f"{severity}  {(one.get('problem') or {}).get(terminal.language, one.get('rule', ''))}".strip())
