"""`monazite trade order`, `amend`, `cancel`, `bid`, `list`, `take`, `say`, `import`: what is said to an open venue."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monazite.cli.terminal import Terminal
from monazite.cli.trace.acts import needed_actor
from monazite.cli.trade.events import list_kinds, tell_answers
from monazite.cli.trade.opening import instrument_at, open_desk, ticks_at
from monazite.core import ProblemError, UsageError
from monazite.store import said, whole_file

if TYPE_CHECKING:
    from monazite.app.trade.desk import Desk

KEPT = frozenset({"deposit_cash", "deposit_receipt", "tick"})
"""Kinds that follow from the journal or from the clock, and that nobody says from outside."""
SHEETS = ("xlsx", "csv")
SEALED = frozenset({"sealed", "tender"})
"""Methods of auctions whose bids nobody sees before the end."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks to which venue of which workspace.

    Args:
        terminal: where answers go.
        directory: of the workspace.
        venue: its id; None for the only one.
        actor: who speaks, a member or the venue; None where nobody was named.
        id: of the command; the same again is one command. A new one when None.
    """

    terminal: Terminal
    directory: Path
    venue: str | None
    actor: str | None
    id: str | None = None


def _submit(desk: Desk, speaker: Speaker, actor: str, command: Mapping[str, Any]) -> int:
    """Say a command under its id; 1 when it is refused."""
    from monazite.trade.session import specs

    spec = specs().get(str(command["kind"]))
    has_id = spec is not None and spec.who == "member" and actor != desk.venue
    named = {"id": speaker.id or desk.new_id()} if has_id or speaker.id else {}
    stated = {name: value for name, value in {**command, **named}.items() if value is not None}
    return tell_answers(speaker.terminal, desk, actor, [desk.submit(actor, stated)])


def place_order(
    speaker: Speaker, instrument: str, side: str, price: str, lots: int, **options: str | bool | None
) -> int:
    """Place an order; options ``tif``, ``post_only``, ``deliver_to``."""
    given = {name: value or None for name, value in options.items()}
    return _priced(speaker, "order", instrument, price, side=side, lots=lots, **given)


def place_listing(  # noqa: PLR0917  as the command line has them
    speaker: Speaker, instrument: str, side: str, price: str, lots: int, least: int | None
) -> int:
    """List an offer (挂牌) that others may take."""
    return _priced(speaker, "list", instrument, price, side=side, lots=lots, least_lots=least)


def _priced(speaker: Speaker, kind: str, instrument: str, price: str, **fields: Any) -> int:
    actor = needed_actor(speaker.actor)
    with open_desk(speaker.terminal, speaker.directory, speaker.venue) as desk:
        ticks = ticks_at(price, instrument_at(desk, instrument))
        return _submit(desk, speaker, actor, {"kind": kind, "instrument": instrument, "price_ticks": ticks, **fields})


def amend_order(speaker: Speaker, order: int, price: str | None, lots: int | None) -> int:
    """Change the price of an order, or how many lots of it stand.

    Raises:
        ProblemError: when the member has no such order, or the price is none.
    """
    actor = needed_actor(speaker.actor)
    with open_desk(speaker.terminal, speaker.directory, speaker.venue) as desk:
        ticks = None
        if price is not None:
            holds = desk.ask(lambda machine: machine.holds(actor) if actor in machine.state.members else [])
            found = next((one for one in holds if one["number"] == order and one["use"] == "order"), None)
            if found is None:
                raise ProblemError(said("monazite.trade.session", "order-unknown", f"order {order}", member=actor))
            ticks = ticks_at(price, instrument_at(desk, found["instrument"]))
        return _submit(desk, speaker, actor, {"kind": "amend", "order": order, "price_ticks": ticks, "lots": lots})


def place_bid(speaker: Speaker, auction: int, price: str, lots: int) -> int:
    """Bid in an auction, openly or sealed as it is held.

    Raises:
        ProblemError: when no such auction runs.
    """
    actor = needed_actor(speaker.actor)
    with open_desk(speaker.terminal, speaker.directory, speaker.venue) as desk:
        found = desk.ask(lambda machine: machine.auction(auction))
        if found is None:
            raise ProblemError(said("monazite.app", "auction-unknown", auction))
        kind = "sealed_bid" if found["method"] in SEALED else "bid"
        ticks = ticks_at(price, instrument_at(desk, found["instrument"]))
        return _submit(desk, speaker, actor, {"kind": kind, "auction": auction, "price_ticks": ticks, "lots": lots})


def say_any(speaker: Speaker, kind: str | None, values: Sequence[str]) -> int:
    """Say any command to a venue, its fields as ``name=value``; list what can be said when nothing is.

    Raises:
        UsageError: for a kind that is not said from outside, and for a value without a name.
    """
    if kind is None or not (values or speaker.actor):
        return list_kinds(speaker.terminal, kind)
    needed_actor(speaker.actor)
    if kind in KEPT:
        raise UsageError(said("monazite.app", "command-booked", "KIND", kind=kind))
    return say_fields(speaker, kind, **_fields(kind, values))


def say_fields(speaker: Speaker, /, kind: str, **given: Any) -> int:
    """Say a command to a venue with these fields; a ``price`` may stand for ``price_ticks``."""
    actor = needed_actor(speaker.actor)
    with open_desk(speaker.terminal, speaker.directory, speaker.venue) as desk:
        if "price" in given:
            given["price_ticks"] = ticks_at(given.pop("price"), instrument_at(desk, _instrument_of(desk, given)))
        return _submit(desk, speaker, actor, {"kind": kind, **given})


def _instrument_of(desk: Desk, given: Mapping[str, Any]) -> str:
    """The instrument that a command is about: it names it, or an offer of it."""
    numbers = {given.get(name) for name in ("deal", "auction", "listing")} - {None}
    offered = desk.ask(lambda machine: {one["number"]: str(one["instrument"]) for one in machine.offers()})
    return str(given.get("instrument") or next((offered[one] for one in numbers if one in offered), ""))


OBJECTS = frozenset({"object", "objects", "ticks_by", "fen_by"})
BY_NAME = frozenset({"ticks_by", "fen_by"})
BETWEEN_PAIRS = re.compile(r"[,，;；](?=[^,，;；=]+=)")
NUMBERS = frozenset({"count", "number", "integer", "ticks", "fen", "fen0", "mass", "time"})
TRUTH = {"yes": True, "true": True, "是": True, "no": False, "false": False, "否": False}


def _fields(kind: str, values: Sequence[str]) -> dict[str, Any]:
    """Fields of a command from ``name=value``; what is not of its type is left as it is, for the venue to say so.

    Raises:
        UsageError: for a value without a name.
    """
    from monazite.trade.session import specs

    spec = specs().get(kind)
    types = {field.name: field.type for field in spec.fields} if spec else {}
    given: dict[str, Any] = {}
    for pair in values:
        name, is_pair, value = pair.partition("=")
        if not is_pair:
            raise UsageError(said("monazite.trace", "pair-wrong", kind, found=pair))
        given[name.strip()] = _typed(types.get(name.strip(), "text"), value)
    return given


def _by_name(value: str) -> dict[str, Any] | None:
    """Prices by instrument written ``PrNd-M=56.5万元/吨,Nd-O=75万元/吨``; None where it is something else."""
    pairs = [one.partition("=") for one in BETWEEN_PAIRS.split(value)]
    if not all(between for _, between, _ in pairs):
        return None
    return {name.strip(): _typed("number", price.strip()) for name, _, price in pairs}


def _typed(type_: str, value: str) -> Any:
    import orjson

    if type_ == "names":
        return [one.strip() for one in value.split(",")]
    if type_ in BY_NAME and (pairs := _by_name(value)):
        return pairs
    if type_ in OBJECTS:
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError:
            return value
    if type_ == "bool":
        return TRUTH.get(value.lower(), value)
    is_number = value.removeprefix("-").isdecimal() and value.isascii() and type_ in NUMBERS
    return int(value) if is_number else value


def import_sheet(speaker: Speaker, file: Path, *, is_rehearsal: bool, is_template: bool) -> int:
    """Place the orders of a sheet, or write an empty one."""
    if is_template:
        return _write_template(speaker.terminal, str(file))
    return _import_orders(speaker, file, is_rehearsal=is_rehearsal)


def _import_orders(speaker: Speaker, file: Path, *, is_rehearsal: bool) -> int:
    """Place the orders of a sheet: all of them, or none when a row cannot be read or would be refused.

    Args:
        speaker: the member.
        file: CSV or xlsx.
        is_rehearsal: whether to say only what would happen.

    Raises:
        ProblemError: when the file cannot be read at all.
    """
    from monazite.app.trace.booking import sheet_bytes
    from monazite.app.trade.order_sheets import take_sheet

    actor, terminal = needed_actor(speaker.actor), speaker.terminal
    data = sheet_bytes(file)
    with open_desk(terminal, speaker.directory, speaker.venue) as desk:
        taken = take_sheet(desk, actor, data, file.name, is_rehearsal=is_rehearsal)
        tell_answers(terminal, desk, actor, [answer for _, answer in taken.answers], are_problems_told=False)
    for problem in taken.problems:
        terminal.problem(problem)
    if not terminal.is_json:
        rows, bad = len(taken.sheet.rows), len(taken.problems)
        terminal.say("trade.imported" if taken.is_said else "trade.import.checked", rows=rows, bad=bad)
    return 1 if taken.problems else 0


def _write_template(terminal: Terminal, out: str) -> int:
    """Write an empty sheet of orders, xlsx or CSV."""
    from monazite.trade.orders_sheet import template

    form = Path(out).suffix.lower().removeprefix(".")
    if form not in SHEETS:
        raise UsageError(said("monazite.store", "format-unknown", out, known=", ".join(SHEETS), found=form))
    with whole_file(Path(out)) as file:
        file.write(template(form, terminal.language))
    terminal.say("trace.written", path=out)
    return 0
