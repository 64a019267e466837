"""What the journal has of a venue and its session has not heard yet: rules, instruments, members, as commands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from monazite.trade.receipts.contract import instrument_of
from monazite.trade.receipts.documents import licences_of
from monazite.trade.receipts.find import members, rules
from monazite.trade.record import Instrument
from monazite.trade.tables import TABLES
from monazite.trade.venues.canonical import as_object
from monazite.trade.venues.instrument_json import instrument_as_json

if TYPE_CHECKING:
    from monazite.trade.session import Machine

Command = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Heard:
    """What a venue's session has heard of itself.

    Args:
        venue: its id.
        rules: numbers of the versions.
        instruments: as they are listed now, by id.
        members: of each its beneficial owner, whether it is industrial, and whether it is a member still.
    """

    venue: str
    rules: frozenset[int]
    instruments: Mapping[str, Instrument]
    members: Mapping[str, tuple[str, bool, bool]]


def heard_of(machine: Machine) -> Heard:
    """What a session has heard, for `news`."""
    state = machine.state
    return Heard(
        state.venue, frozenset(version.number for version in state.versions),
        {name: market.instrument for name, market in state.markets.items()},
        {name: (member.owner_id, member.is_industrial, member.is_active) for name, member in state.members.items()},
    )  # fmt: skip


def news(connection: Connection, heard: Heard, day: date) -> list[Command]:
    """Commands of the venue that bring its session up to the journal; none when it is.

    Args:
        connection: to read the journal's tables.
        heard: by the session.
        day: of which the instruments are taken.
    """
    return [*_rules(connection, heard), *_instruments(connection, heard, day), *_members(connection, heard)]


def _rules(connection: Connection, heard: Heard) -> Iterator[Command]:
    table = TABLES["trade_venues"]
    record = connection.scalar(select(table.c.record).where(table.c.id == heard.venue))
    licences = [as_object(one) for one in licences_of(record)] if record else []
    for version in rules(connection, heard.venue):
        if version.number not in heard.rules:
            yield {"kind": "rules", "rules": version.as_json()} | ({"licences": licences} if licences else {})


def _instruments(connection: Connection, heard: Heard, day: date) -> Iterator[Command]:
    table = TABLES["trade_instruments"]
    wanted = select(table).where(table.c.venue == heard.venue, table.c.effective <= day)
    rows = connection.execute(wanted.order_by(table.c.effective, table.c.version)).mappings()
    for row in {row["id"]: row for row in rows}.values():
        listed = instrument_of(row["record"])
        if heard.instruments.get(row["id"]) != listed:
            yield {"kind": "instrument", "instrument": instrument_as_json(listed), "rules": row["version"]}


def _members(connection: Connection, heard: Heard) -> Iterator[Command]:
    for name, member in members(connection, heard.venue).items():
        about = (member.owner, member.is_industrial, member.is_active)
        if heard.members.get(name, about if not member.is_active else None) != about:
            said = {"kind": "member", "member": name, "is_industrial": about[1], "owner": about[0]}
            yield said if member.is_active else {**said, "is_active": False}
