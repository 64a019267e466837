"""Commands as people write them: prices with their unit become ticks, and a number too long is told by its field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from monazite.core import Problem
from monazite.trade.record import Instrument
from monazite.trade.session.lookup import market_of
from monazite.trade.session.prices import ticks_of
from monazite.trade.session.spec import Field, specs, wrong_value
from monazite.trade.session.state import State

BITS = 63
"""Of the longest number that the log keeps."""
PRICES = "_ticks"
"""How the names of fields end that are prices."""


def is_written(command: Mapping[str, Any]) -> bool:
    """Whether something in a command must be read before the venue can take it."""
    return any(_needs(name, value) for name, value in command.items())


def _needs(name: object, value: object) -> bool:
    if name == "references" and isinstance(value, Mapping):
        return any(type(one) is str or _is_long(one) for one in value.values())
    if name == "terms" and isinstance(value, Mapping):
        return any(_is_price(inner, one) for inner, one in value.items())
    return _is_long(value) or _is_price(name, value)


def _is_price(name: object, value: object) -> bool:
    return type(value) is str and type(name) is str and name.endswith(PRICES)


def as_ticks(state: State, actor: str, command: Mapping[str, Any]) -> Mapping[str, Any] | Problem:
    """A command with its prices in ticks; what is a whole number already stays.

    Args:
        state: of the venue, which knows the instruments, and of which one an offer or an order is.
        actor: who says it.
        command: as it was written: each price a whole number of ticks, or a text such as 56.5万元/吨.

    Returns:
        The command, or what is wrong with a price, or with a number that is too long for any field.
    """
    kind = command.get("kind")
    spec = specs().get(kind) if type(kind) is str else None
    if spec is None:
        return command
    read = dict(command)
    for field in spec.fields:
        value = command.get(field.name)
        if _is_long(value) or (field.type == "ticks_by" and _has_long(value)):
            return wrong_value(str(kind), field, value)
        found = _read(state, actor, command, field)
        if isinstance(found, Problem):
            return found
        if field.name in command:
            read[field.name] = found
    return read


def _is_long(value: object) -> bool:
    return type(value) is float or (type(value) is int and value.bit_length() > BITS)


def _has_long(value: object) -> bool:
    return isinstance(value, Mapping) and any(_is_long(one) for one in value.values())


def _read(state: State, actor: str, command: Mapping[str, Any], field: Field) -> Any:
    value = command.get(field.name)
    if field.type == "ticks":
        return _ticks(value, _instrument(state, actor, command))
    if field.type == "ticks_by" and isinstance(value, Mapping):
        return _prices(state, value)
    if field.name == "terms" and isinstance(value, Mapping):
        instrument = _instrument(state, actor, command)
        terms = {name: _ticks(one, instrument) if str(name).endswith(PRICES) else one for name, one in value.items()}
        return next((one for one in terms.values() if isinstance(one, Problem)), terms)
    return value


def _prices(state: State, stated: Mapping[str, Any]) -> dict[str, Any] | Problem:
    """Prices by instrument; a price in words of an instrument that is not known is a Problem with the nearest name."""
    prices: dict[str, Any] = {}
    for name, one in stated.items():
        if type(one) is not str:  # the venue itself looks at it, and may have heard of the instrument by then
            prices[name] = one
            continue
        market = market_of(state, str(name))
        if isinstance(market, Problem):
            return market
        found = _ticks(one, market.instrument)
        if isinstance(found, Problem):
            return found
        prices[name] = found
    return prices


def _ticks(value: Any, instrument: Instrument | None) -> Any:
    return ticks_of(value, instrument) if type(value) is str and instrument else value


def _instrument(state: State, actor: str, command: Mapping[str, Any]) -> Instrument | None:
    """Of which instrument a command is: it names it, or an order or offer of it."""
    name = command.get("instrument")
    market = state.markets.get(name) if type(name) is str else None
    if market is not None:
        return market.instrument
    numbers = [command.get(field) for field in ("deal", "auction", "listing")]
    offer = next((state.offers[one] for one in numbers if type(one) is int and one in state.offers), None)
    if offer is not None:
        return offer.market.instrument
    number = command.get("order")
    order = state.orders.get(number) if type(number) is int else None
    return order.market.instrument if order is not None and order.member.id == actor else None
