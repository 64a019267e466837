"""What a venue answers and shows, for people and for programs: answers, the board, books, orders, accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monazite.cli.terminal import Terminal
from monazite.cli.trace.words import mass_text
from monazite.cli.trade.opening import instrument_at, open_desk
from monazite.cli.trade.words import code_text, mark, price_number, price_text, time_text, told, unit_text, yuan

if TYPE_CHECKING:
    from monazite.app.trade.desk import Desk
    from monazite.trade.gateway import Answer
    from monazite.trade.record import Instrument

Told = Mapping[str, Any]
NUMBERED = {
    "order": "order", "fill": "trade", "listing": "listing", "auction": "auction", "bid": "auction", "deal": "deal",
    "obligation": "obligation", "settlement": "settlement",
}  # fmt: skip
"""By kind of event, the field that names what it is about."""
TOLD = frozenset({
    "order", "fill", "listing", "auction", "bid", "deal", "obligation", "settlement", "cash", "lots", "phase", "day",
    "halt", "alarm",
})  # fmt: skip
"""Kinds of events that people are told of; the others are what market data is made of."""
MONEY = ("amount_fen", "fee_fen", "free_fen", "reserved_fen")


def tell_answers(
    terminal: Terminal, desk: Desk, actor: str, answers: Sequence[Answer], *, are_problems_told: bool = True
) -> int:
    """Print what became of commands and what happened by them, as their actor may see it; 1 when one was not taken.

    Args:
        terminal: where to.
        desk: the venue.
        actor: who spoke.
        answers: of the venue.
        are_problems_told: whether their problems are said here.
    """
    contracts = desk.instruments()
    for answer in answers:
        if terminal.is_json:
            terminal.objects([_answer_json(answer, actor)])
            continue
        if answer.problem and are_problems_told:
            terminal.problem(answer.problem)
        if _is_taken(answer):
            terminal.line(terminal.words(f"trade.answer.{answer.status}", number=_number(answer)))
        for event in _events(answer, actor):
            if text := _event_text(terminal, event, contracts):
                terminal.line(text)
    return 0 if all(map(_is_taken, answers)) else 1


def _is_taken(answer: Answer) -> bool:
    return answer.status in {"accepted", "duplicate"}


def _events(answer: Answer, actor: str) -> list[Told]:
    """What happened, without what only others may see."""
    return [event for event in answer.events if event.get("to", actor) == actor]


def _number(answer: Answer) -> int | None:
    """The number of a command; of one that was said before, that of the first."""
    return next((event["of"] for event in answer.events if event["kind"] == "duplicate"), answer.number)


def _answer_json(answer: Answer, actor: str) -> dict[str, Any]:
    problem = answer.problem.as_json() if answer.problem else None
    return {
        "number": _number(answer), "time_ms": answer.time_ms, "status": answer.status, "problem": problem,
        "events": [dict(event) for event in _events(answer, actor)],
    }  # fmt: skip


def _event_text(terminal: Terminal, event: Told, contracts: Mapping[str, Instrument]) -> str:
    """An event in one line; empty for what only market data is made of."""
    if event["kind"] not in TOLD:
        return ""
    label = code_text(terminal, "event", event["kind"])
    instrument = contracts.get(str(event.get("instrument") or event.get("in") or ""))
    parts = [label, code_text(terminal, "state", str(event.get("state", "")))]
    parts += [f"#{event[NUMBERED[event['kind']]]}"] if event["kind"] in NUMBERED else []
    parts += [instrument.id] if instrument and not event.get("problem") else []
    parts += [code_text(terminal, "side", event["side"])] if event.get("side") else []
    parts += [price_text(terminal, event["price_ticks"], instrument)] if event.get("price_ticks") else []
    parts += [_lots(terminal, event["lots"])] if type(event.get("lots")) is int else []
    parts += [
        f"{terminal.words(f'column.{name}')} {yuan(event[name])}" for name in MONEY if event.get(name) is not None
    ]
    parts += [terminal.words("trade.ends", time=time_text(event["ends_ms"]))] if event.get("ends_ms") else []
    problem = event.get("problem")
    parts += [problem[terminal.language]] if isinstance(problem, Mapping) else []
    return "  ".join(filter(None, parts))


def _lots(terminal: Terminal, lots: int) -> str:
    return terminal.words("trade.lots" if lots != 1 else "trade.lots.one", lots=f"{lots:,}")


def show_board(terminal: Terminal, directory: Path, instrument: str | None, venue: str | None, depth: int) -> int:
    """Show every instrument's day at a venue, or the order book of one."""
    with open_desk(terminal, directory, venue, is_reading=True) as desk:
        if instrument:
            contract = instrument_at(desk, instrument)
            seen = desk.ask(lambda machine: {**machine.market(instrument), **machine.book(instrument, depth)})
            return _show_book(terminal, seen, contract, mark(terminal, is_simulated=desk.is_simulated))
        board = desk.ask(lambda machine: machine.board())
        contracts = desk.instruments()
    if terminal.is_json:
        terminal.objects(board)
        return 0
    terminal.line(
        "  ".join(
            filter(None, (desk.venue, board[0]["day"] if board else "", mark(terminal, is_simulated=desk.is_simulated)))
        )
    )
    prices = ("last", "reference", "bid", "ask", "high", "low")
    rows = [
        [one["instrument"], code_text(terminal, "phase", one["phase"]),
         unit_text(terminal, contracts[one["instrument"]]),
         *(price_number(one.get(name), contracts[one["instrument"]]) for name in prices),
         f"{one['volume_lots']:,}", yuan(one["turnover_fen"])]
        for one in board
    ]  # fmt: skip
    columns = ("instrument", "phase", "unit", *prices, "lots", "turnover")
    told(terminal, columns, rows, {0, 1}, ("turnover", "low", "high", "phase"))
    return 0


def _show_book(terminal: Terminal, book: Told, contract: Instrument, simulated: str) -> int:
    if terminal.is_json:
        terminal.objects([dict(book)])
        return 0
    last = price_text(terminal, book["last"], contract)
    phase = code_text(terminal, "phase", book["phase"])
    terminal.line("  ".join(filter(None, (book["instrument"], phase, last, simulated))))
    rows = [
        [terminal.words(f"trade.side.{side}"), price_text(terminal, price, contract), f"{lots:,}"]
        for side, levels in (("sell", list(reversed(book["asks"]))), ("buy", book["bids"]))
        for price, lots in levels
    ]
    if not rows:
        terminal.line(terminal.words("trade.book.empty"))
    told(terminal, ("side", "price", "lots"), rows)
    indicative = book.get("indicative")
    if indicative and indicative["price_ticks"]:
        price = price_text(terminal, indicative["price_ticks"], contract)
        terminal.line(terminal.words("trade.indicative", price=price, lots=f"{indicative['lots']:,}"))
    return 0


def show_account(terminal: Terminal, directory: Path, member: str, venue: str | None) -> int:
    """Show what a member has at a venue: cash, lots of receipts, what stands, what is owed.

    Raises:
        ProblemError: for no member of the venue.
    """
    from monazite.core import Problem, ProblemError
    from monazite.trade.session.lookup import member_named

    with open_desk(terminal, directory, venue, is_reading=True) as desk:
        found = desk.ask(lambda machine: member_named(machine.state, member))
        if isinstance(found, Problem):
            raise ProblemError(found)
        account = desk.ask(lambda machine: machine.account(member))
        contracts = desk.instruments()
    if terminal.is_json:
        terminal.objects([account])
        return 0
    free, reserved = yuan(account["free_fen"]), yuan(account["reserved_fen"])
    simulated = mark(terminal, is_simulated=desk.is_simulated)
    cash = terminal.words("trade.account", member=member, free=free, reserved=reserved)
    terminal.line(f"{cash}  {simulated}".rstrip())
    _tell_lots(terminal, account["lots"])
    _tell_holds(terminal, account["holds"], contracts)
    _tell_owed(terminal, account["obligations"], contracts)
    return 0


def _tell_lots(terminal: Terminal, lots: Sequence[Told]) -> None:
    rows = [
        [one["receipt"], one["instrument"], one["warehouse"], str(one["free"]), str(one["reserved"]),
         mass_text(one["net_mg"])]
        for one in lots
    ]  # fmt: skip
    if rows:
        terminal.line()
        told(terminal, ("receipt", "instrument", "warehouse", "free", "reserved", "net"), rows, {0, 1, 2})


def _tell_holds(terminal: Terminal, holds: Sequence[Told], contracts: Mapping[str, Instrument]) -> None:
    rows = [
        [str(one["number"]), code_text(terminal, "use", one["use"]), one["instrument"],
         code_text(terminal, "side", one["side"]),
         price_text(terminal, one["price_ticks"], contracts[one["instrument"]]), str(one["lots"]), one["tif"] or "",
         yuan(one["reserved_fen"])]
        for one in holds
    ]  # fmt: skip
    if rows:
        terminal.line()
        columns = ("order", "use", "instrument", "side", "price", "lots", "tif", "reserved_fen")
        told(terminal, columns, rows, {2, 4, 7})


def _tell_owed(terminal: Terminal, owed: Sequence[Told], contracts: Mapping[str, Instrument]) -> None:
    rows = [
        [one["obligation"], one["instrument"], one["seller"], one["buyer"],
         price_text(terminal, one["price_ticks"], contracts[one["instrument"]]), str(one["lots"]), str(one["due_in"])]
        for one in owed
    ]  # fmt: skip
    if rows:
        terminal.line()
        told(terminal, ("obligation", "instrument", "seller", "buyer", "price", "lots", "due_in"), rows, {0, 1, 4})


def show_offers(terminal: Terminal, directory: Path, use: str, venue: str | None) -> int:
    """Show the listings that may be taken, or the auctions that run, without the names of bidders."""
    with open_desk(terminal, directory, venue, is_reading=True) as desk:
        offers = [_nameless(one) for one in desk.ask(lambda machine: machine.offers(use))]
        contracts = desk.instruments()
    if terminal.is_json:
        terminal.objects(offers)
        return 0
    rows = [
        [str(one["number"]), code_text(terminal, "method", one["method"]), one["instrument"], one["owner"],
         code_text(terminal, "side", one["side"]), _offer_price(terminal, one, contracts[one["instrument"]]),
         str(one["lots"]), _until(one)]
        for one in offers
    ]  # fmt: skip
    if not rows:
        terminal.say("list.none")
    columns = ("offer", "way", "instrument", "owner", "side", "price", "lots", "until")
    told(terminal, columns, rows, {1, 2, 3, 5})
    return 0


def _nameless(offer: Told) -> dict[str, Any]:
    """An offer without who bids; the bids keep their numbers."""
    shown = {key: value for key, value in offer.items() if key != "best_bidder"}
    if isinstance(shown.get("bids"), list):
        shown["bids"] = [{key: value for key, value in bid.items() if key != "bidder"} for bid in shown["bids"]]
    return shown


def _until(offer: Told) -> str:
    """When an offer ends; empty for one that stands until it is withdrawn."""
    from monazite.trade.session.spec import TIME_MOST

    ends_ms = offer.get("next_ms") or offer.get("closes_ms") or TIME_MOST
    return "" if ends_ms >= TIME_MOST else time_text(ends_ms)


def _offer_price(terminal: Terminal, offer: Told, contract: Instrument) -> str:
    """The price of an offer: the best bid where there is one, else where it starts."""
    ticks = offer.get("best_ticks") or offer.get("start_ticks") or offer["price_ticks"]
    return price_text(terminal, ticks, contract)


def list_kinds(terminal: Terminal, kind: str | None) -> int:
    """List what can be said to a venue, or the fields of one kind of command.

    Raises:
        UsageError: for a kind that there is not.
    """
    from monazite.store import unknown
    from monazite.trade.session import specs

    known = specs()
    if kind is not None and kind not in known:
        raise unknown("value-unknown", "KIND", kind, list(known))
    wanted = known if kind is None else {kind: known[kind]}
    if terminal.is_json:
        terminal.objects(
            {"kind": name, "who": spec.who, "fields": [
                {"field": one.name, "type": one.type, "required": one.is_required, "zh": one.meaning.zh,
                 "en": one.meaning.en} for one in spec.fields]}
            for name, spec in wanted.items()
        )  # fmt: skip
        return 0
    if kind is None:
        rows = [
            [name, code_text(terminal, "who", spec.who),
             " ".join(one.name if one.is_required else f"[{one.name}]" for one in spec.fields)]
            for name, spec in known.items()
        ]  # fmt: skip
        terminal.table(("kind", "who", "fields"), rows, last=("fields",))
        return 0
    rows = [
        [one.name, terminal.words("trace.required") if one.is_required else "", one.type,
         one.meaning.in_language(terminal.language)]
        for one in known[kind].fields
    ]  # fmt: skip
    terminal.table(("field", "required", "type", "meaning"), rows, last=("meaning",))
    if any(one.name == "price_ticks" for one in known[kind].fields):
        terminal.line(terminal.words("trade.say.price"))
    return 0
