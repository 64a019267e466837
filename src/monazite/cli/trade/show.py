"""`monazite trade instrument`, `receipt`: one thing at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monazite.cli.terminal import Terminal
from monazite.cli.trace.lists import kind_text
from monazite.cli.trace.words import as_object, mass_text, matter_text, pairs, percent
from monazite.cli.trade.words import code_text, instruments_of, mark, needed_day, price_of_tonne, price_text, told, yuan
from monazite.cli.workspace import open_workspace
from monazite.core import ProblemError
from monazite.store import nearest, said

if TYPE_CHECKING:
    from monazite.trade.receipts.find import StoredReceipt, Told
    from monazite.trade.record import Chemistry, Instrument


def show_instrument(terminal: Terminal, directory: Path, name: str, venue: str | None, day: str | None) -> int:
    """Show the contract of an instrument as it is on a day: lot, tick, limits, tax, places, chemistry.

    Raises:
        ProblemError: when the venue has no such instrument on that day.
    """
    from monazite.trade.venues import instrument_as_json

    wanted = needed_day(day, "--day") if day else None
    with open_workspace(terminal, directory) as workspace:
        found = workspace.trade.venue(venue)
        on = wanted or workspace.trace.today
        known = instruments_of(workspace, found, on)
    if name not in known:
        near = nearest(name, list(known))
        raise ProblemError(said("monazite.trade.session", "instrument-unknown", found, found=name, nearest=near))
    instrument = known[name]
    if terminal.is_json:
        terminal.objects([{"venue": found, "day": on.isoformat(), **instrument_as_json(instrument)}])
        return 0
    terminal.line(f"{instrument.id}  {instrument.label.in_language(terminal.language)}  {found}  {on}")
    _tell_contract(terminal, instrument)
    terminal.line()
    rows = [*_limits(terminal, instrument.chemistry)]
    if rows:
        told(terminal, ("tested", "least", "most", "test_method"), rows, {0, 3})
    return 0


def _tell_contract(terminal: Terminal, one: Instrument) -> None:
    methods = ", ".join(code_text(terminal, "method", method) for method in sorted(one.methods))
    packing = one.packing.in_language(terminal.language) if one.packing else ""
    pairs(terminal, [
        ("product", one.product), ("lot_size", mass_text(one.lot_mg)), ("tick", price_text(terminal, 1, one)),
        ("max_step", price_text(terminal, one.max_step_ticks, one)),
        ("daily_limit", "" if one.daily_limit_ppm is None else f"± {percent(one.daily_limit_ppm)}"),
        ("vat", percent(one.vat_ppm)), ("margin", percent(one.margin_ppm)), ("fee", percent(one.fee_ppm)),
        ("tolerance", f"± {percent(one.tolerance_ppm)}"), ("methods", methods), ("brands", " ".join(one.brands)),
        ("packing", packing), ("places", " ".join(one.places)), ("arbitration", one.arbitration),
        ("storage", f"{one.storage_days_most} / {one.free_days}"),
        ("yearly_use", mass_text(one.yearly_use_mg) if one.yearly_use_mg else ""),
    ])  # fmt: skip


def _limits(terminal: Terminal, contract: Chemistry) -> Iterator[list[str]]:
    """Every limit of a contract: what is tested, least, most, by which method."""
    method = contract.methods
    if contract.reo_ppm_least is not None:
        yield ["REO", percent(contract.reo_ppm_least), "", method.get("REO", "")]
    for symbol, (least, most) in contract.partition_ppm.items():
        yield [f"{symbol} / REO", percent(least), percent(most), method.get(symbol, "")]
    for symbol, (least, most) in contract.assay_ppm.items():
        yield [symbol, percent(least), percent(most), method.get(symbol, "")]
    for symbol, most in contract.impurity_ppm_most.items():
        yield [symbol, "", f"{most / 10_000:g} %", method.get(symbol, "")]
    if contract.reo_ppm_base is not None:
        step = price_of_tonne(terminal, contract.grade_step_fen_per_tonne)
        yield [terminal.words("trade.grade"), percent(contract.reo_ppm_base), f"± 1 % = {step}", ""]


def show_receipt(terminal: Terminal, directory: Path, name: str) -> int:
    """Show a receipt: what it stands for, who has which lots, certificate, liens, counts, and all that happened.

    Raises:
        ProblemError: when there is none.
    """
    from monazite.trade.receipts.find import receipt

    with open_workspace(terminal, directory) as workspace, workspace.reading() as connection:
        found = receipt(connection, name)
    if terminal.is_json:
        terminal.objects([as_object(found)])
        return 0
    _tell_receipt(terminal, found)
    for title, columns, rows in (
        ("holdings", ("holder", "place", "lots", "net", "lien"), _holdings(terminal, found)),
        ("tests", ("tested", "value"), _tested(found.certificate)),
        ("liens", ("lien", "debtor", "creditor", "debt", "paid", "status"), _liens(terminal, found.liens)),
        ("counts", ("day", "counter", "expected", "counted", "verdict"), _counts(terminal, found.counts)),
        ("moves", ("entry", "day", "kind", "lots", "from", "to"), _moves(terminal, found)),
    ):
        if rows:
            terminal.line()
            terminal.line(terminal.words(f"trade.{title}"))
            told(terminal, columns, rows, set(range(len(columns))) - {0})
    return 0


def _tell_receipt(terminal: Terminal, found: StoredReceipt) -> None:
    about, one = found.about, found.receipt
    simulated = mark(terminal, is_simulated=about["is_simulated"])
    terminal.line(f"{one.id}  {one.instrument}  {about['venue']}  {simulated}".rstrip())
    ended = about["ended_on"].isoformat() if about["ended_on"] else ""
    adjust = price_of_tonne(terminal, one.adjust_fen_per_tonne) if one.adjust_fen_per_tonne else ""
    pairs(terminal, [
        ("status", code_text(terminal, "status", about["status"])), ("reason", about["reason"] or ""),
        ("lot", one.lot), ("owner", about["owner"]), ("warehouse", one.warehouse), ("lots", str(one.lots)),
        ("net", mass_text(one.net_mg)), ("matter", matter_text(one.matter)), ("adjust", adjust),
        ("certificate", about["certificate"]), ("lab", found.certificate["lab"]),
        ("registered", about["issued_on"].isoformat()), ("cancelled", ended), ("entry", about["entry"]),
    ])  # fmt: skip


def _holdings(terminal: Terminal, found: StoredReceipt) -> list[list[str]]:
    return [
        [one.holder, code_text(terminal, "place", one.place), _lots(one.part.first, one.part.last),
         mass_text(one.net_mg), one.lien or ""]
        for one in found.holdings
    ]  # fmt: skip


def _lots(first: int, last: int) -> str:
    """Lots as people number them, from 1.

    >>> _lots(0, 3), _lots(3, 4)
    ('1-3', '4')
    """
    return f"{first + 1}-{last}" if last - first > 1 else f"{last}"


def _tested(certificate: Told) -> list[list[str]]:
    """What a certificate found, element by element and impurity by impurity."""
    record: dict[str, Any] = dict(certificate["record"])
    rows = [["REO", percent(record["reo_ppm"])]] if record.get("reo_ppm") is not None else []
    for name, suffix in (("partition_ppm", " / REO"), ("assay_ppm", ""), ("impurities_ppm", "")):
        rows += [[f"{symbol}{suffix}", f"{ppm / 10_000:g} %"] for symbol, ppm in (record.get(name) or {}).items()]
    return rows


def _liens(terminal: Terminal, liens: Sequence[Told]) -> list[list[str]]:
    return [
        [one["id"], one["debtor"], one["creditor"], yuan(one["amount_fen"]), yuan(one["paid_fen"]),
         code_text(terminal, "status", one["status"])]
        for one in liens
    ]  # fmt: skip


def _counts(terminal: Terminal, counts: Sequence[Told]) -> list[list[str]]:
    return [
        [one["day"].isoformat(), one["counter"], mass_text(one["expected_mg"]),
         "" if one["found_mg"] is None else mass_text(one["found_mg"]), code_text(terminal, "verdict", one["verdict"])]
        for one in counts
    ]  # fmt: skip


def _moves(terminal: Terminal, found: StoredReceipt) -> list[list[str]]:
    return [
        [str(one["entry_number"]), one["day"].isoformat(), kind_text(terminal, one["kind"]),
         _lots(one["first"], one["last"]), _end(terminal, one["source"]), _end(terminal, one["target"])]
        for one in found.moves
    ]  # fmt: skip


def _end(terminal: Terminal, end: str | None) -> str:
    """Where lots came from or went: a holder, and the place in words."""
    place, _, holder = (end or "").partition("/")
    return f"{holder} {code_text(terminal, 'place', place)}".strip()
