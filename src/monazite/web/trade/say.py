"""What a form of trade says to a venue: its fields as the command's own types, said once however often it is sent."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from fastapi import HTTPException

from monazite.core import SHANGHAI, Problem
from monazite.store import said
from monazite.trade.session import specs, ticks_of
from monazite.web.trade.venue_desk import venue_desk
from monazite.web.uploads import actor_missing, check_token, text_of

if TYPE_CHECKING:
    from starlette.datastructures import FormData

    from monazite.trade.gateway import Answer
    from monazite.trade.record import Instrument
    from monazite.web.page import Page
    from monazite.web.trade.display import TradeDisplay
    from monazite.web.trade.floor import Floor

BARE = re.compile(r"[\d,，.．\s]+")
"""A price without its unit."""
YES = frozenset({"yes", "on", "1"})
NOT_SAID = 404
LONGEST_ID, LONGEST_NUMBER, LONGEST_TEXT = 64, 18, 1000
WHOLE = frozenset({"count", "number", "integer", "ticks", "fen"})


def say(page: Page, floor: Floor, show: TradeDisplay, sent: FormData, kinds: Collection[str]) -> Answer | Problem:
    """Say what a form says to an open venue, on behalf of the acting party.

    Args:
        page: of the form.
        floor: the venue.
        show: writes its prices.
        sent: the form: ``kind``, ``id``, the command's fields; a price is ``price`` as people write it.
        kinds: of command that this page may say.

    Raises:
        HTTPException: 403 for a foreign form, 404 for another kind.
        ProblemError: when the venue cannot be opened.
    """
    check_token(page, sent)
    kind = text_of(sent, "kind")
    if kind not in kinds:
        raise HTTPException(NOT_SAID)
    if not page.actor:
        return actor_missing(page)
    command = command_of(kind, sent, floor, show)
    if isinstance(command, Problem):
        return command
    answer = venue_desk(page.workspace, floor.id).submit(page.actor, command)
    return _in_their_unit(answer, command, floor, show, text_of(sent, "instrument"))


def _in_their_unit(
    answer: Answer, command: Mapping[str, Any], floor: Floor, show: TradeDisplay, name: str
) -> Answer | Problem:
    """An answer; where it speaks of the day's limits in ticks, the same in the unit of the page, tax included."""
    contract = floor.instruments.get(name)
    if answer.problem is None or answer.problem.code != "price-beyond-limit" or contract is None:
        return answer
    low, high = floor.look(lambda machine: machine.market(name)["limits"]) or (0, 0)
    exact = replace(show, preferences=replace(show.preferences, tax="included"))
    low, high, found = (exact.ticks(ticks, contract) for ticks in (low, high, command["price_ticks"]))
    unit = show.unit(show.preferences.price_unit)
    return said("monazite.app", "price-limits", name, low=low, high=high, found=found, unit=unit)


def command_of(kind: str, sent: FormData, floor: Floor, show: TradeDisplay) -> dict[str, Any] | Problem:
    """A form as a command; what cannot be read stays as it was written, and the venue says what is wrong with it."""
    command: dict[str, Any] = {"kind": kind, "id": text_of(sent, "id")[:LONGEST_ID]}
    for one in specs()[kind].fields:
        text = text_of(sent, one.name)[:LONGEST_TEXT]
        if text and one.name != "id":
            command[one.name] = _value(one.type, text)
    if kind == "auction_open":
        terms = _terms(sent, floor, show)
        return terms if isinstance(terms, Problem) else {**command, "terms": terms}
    price = text_of(sent, "price")
    if price:
        contract = floor.listed(text_of(sent, "instrument"))
        ticks = contract if isinstance(contract, Problem) else ticks_of(with_unit(price, contract, show), contract)
        if isinstance(ticks, Problem):
            return ticks
        command["price_ticks"] = ticks
    return command


def _terms(sent: FormData, floor: Floor, show: TradeDisplay) -> dict[str, Any] | Problem:
    """The terms of an auction (竞价公告) as a form states them; the rest follows from venue and contract."""
    contract = floor.listed(text_of(sent, "instrument"))
    if isinstance(contract, Problem):
        return contract
    terms: dict[str, Any] = {}
    for name in ("start_ticks", "alarm_ticks", "reserve_ticks"):
        if price := text_of(sent, name):
            ticks = ticks_of(with_unit(price, contract, show), contract)
            if isinstance(ticks, Problem):
                return ticks
            terms[name] = ticks
    for name, kind in (("closes_ms", "time"), ("opens_ms", "time"), ("lots_least", "count")):
        if text := text_of(sent, name):
            terms[name] = _value(kind, text)
    return terms


def with_unit(price: str, instrument: Instrument, show: TradeDisplay) -> str:
    """A price as people write it; a bare number gets the unit in which the page shows prices."""
    return f"{price}{show.order_unit(instrument)}" if BARE.fullmatch(price) else price


def _value(kind: str, text: str) -> Any:
    if kind in WHOLE:
        digits = text.removeprefix("-").replace(",", "")
        is_number = digits.isascii() and digits.isdecimal() and len(digits) <= LONGEST_NUMBER
        return int(text.replace(",", "")) if is_number else text
    if kind == "bool":
        return text in YES
    if kind == "names":
        return [part for part in re.split(r"[,，、\s]+", text) if part]
    return _milliseconds(text) if kind == "time" else text


def _milliseconds(text: str) -> int | str:
    """A day and a time in China as milliseconds since 1970 (UTC), or the text where it is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return int((moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)).timestamp() * 1000)


def told_to(back: str, answer: Answer) -> str:
    """The address to go to after an answer, which says what became of it."""
    number = next((event["of"] for event in answer.events if event["kind"] == "duplicate"), answer.number)
    mark = "&" if "?" in back else "?"
    return f"{back}{mark}said={answer.status}&number={number}"
