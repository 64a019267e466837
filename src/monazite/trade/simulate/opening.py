"""The exchanges are set up: parties, venues with their rules announced ahead, instruments, warehouses, members."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from monazite.ledger import Entry
from monazite.trace.permits import Party, Permit
from monazite.trace.permits import acts as permit_acts
from monazite.trade.receipts import acts
from monazite.trade.receipts.record import Member, Venue, Warehouse
from monazite.trade.record import Instrument, Method
from monazite.trade.simulate.floor import Said
from monazite.trade.simulate.saying import Saying
from monazite.trade.simulate.tables import actors, members, stock, venue_of, warehouses
from monazite.trade.venues import Parameters, RuleVersion, instrument_as_json, standard_instruments

NATIONAL, SPOT = "HCX", "BLX"
MINISTRY = "MIN"
ARBITRATION = "N02"
SINCE = "2019-01-01"
UNTIL = "2026-12-31"
LICENCE, AUTHORITY, LICENSED = "模拟〔2022〕3号", "主管部门（模拟）", "2022-06-01"
EFFECTIVE = {1: "2022-07-01", 2: "2022-08-18"}
"""First days of the rules' versions."""
NOTICE_DAYS = 3
"""Between the announcement of rules and their first day."""
CAPACITY_MG, OUT_MG = 5_000 * 10**9, 200 * 10**9
INSURED_FEN = 500_000_000_000
SPOT_METHODS: frozenset[Method] = frozenset({
    "listing", "negotiated", "auction_up", "auction_down", "tender", "sealed",
})  # fmt: skip
SESSIONS = ("09:15-11:30", "13:30-15:00")


def registrations(say: Saying) -> list[Entry]:
    """Everybody is registered, and recyclers with their qualification."""
    entries = []
    for one in actors().values():
        party = Party(
            id=one.id, kind=one.kind, name_zh=one.zh, name_en=one.en, parent=one.parent, region=one.region,
            stage=one.stage, since=SINCE, simulated=True,
        )  # fmt: skip
        entries.append(permit_acts.register(**say.bare(MINISTRY), party=party))
    for one in actors().values():
        if one.kind == "recycler":
            permit = Permit(
                id=f"{one.id}-recycling", party=one.id, type="recycling_qualification", number=f"模拟-{one.id}",
                valid_from=SINCE, valid_until=UNTIL, simulated=True,
            )  # fmt: skip
            entries.append(permit_acts.permit(**say.bare(MINISTRY), permit=permit))
    return entries


def venues() -> tuple[Venue, ...]:
    """A national exchange with a simulated licence, and a spot market that needs none."""
    national, spot = actors()[NATIONAL], actors()[SPOT]
    return (
        Venue(id=NATIONAL, profile="national", name_zh=national.zh, name_en=national.en, licence=LICENCE,
              licence_authority=AUTHORITY, licence_since=LICENSED),
        Venue(id=SPOT, profile="cn-spot", name_zh=spot.zh, name_en=spot.en),
    )  # fmt: skip


def rules(venue: str, number: int) -> RuleVersion:
    """A version of a venue's rules; the second gives members less time to dispute, and more notice of the next."""
    first = Parameters(
        methods=SPOT_METHODS | {"call", "continuous"}, price_rule="maker", call_rules="futures", dispute_days=10,
        notice_days=NOTICE_DAYS, sessions=SESSIONS,
    )  # fmt: skip
    if venue == SPOT:
        first = Parameters(
            methods=SPOT_METHODS, resale_trading_days=5, dispute_days=10, notice_days=NOTICE_DAYS,
            sessions=("10:00-10:30", "13:30-15:00"),
        )  # fmt: skip
    stated = first if number == 1 else replace(first, dispute_days=7, notice_days=2 * NOTICE_DAYS)
    profile = "cn-spot" if venue == SPOT else "national"
    return RuleVersion(venue=venue, number=number, effective=EFFECTIVE[number], profile=profile, parameters=stated)


def announced(say: Saying, version: RuleVersion) -> Entry:
    """A version of rules as the journal keeps it."""
    return acts.venue_rules(
        **say(version.venue), venue=version.venue, number=version.number, effective=version.effective,
        sha256=version.sha256, rules=version.as_json(),
    )  # fmt: skip


def instruments(venue: str) -> tuple[Instrument, ...]:
    """What a venue lists: the standard contracts of what lies in its warehouses, within what its rules allow."""
    names = dict.fromkeys(one.instrument for one in stock() if venue_of(one) == venue)
    places = tuple(one.id for one in warehouses(venue))
    allowed = rules(venue, 1).parameters.methods
    contracts = (standard_instruments()[name] for name in names)
    return tuple(
        replace(one, places=places, arbitration=ARBITRATION, methods=one.methods & allowed) for one in contracts
    )


def set_up(say: Saying, today: date) -> Iterator[Entry]:
    """The venues with their first rules, instruments, warehouses and members."""
    for venue in venues():
        yield acts.venue(**say(venue.id), venue=venue)
        yield announced(say, rules(venue.id, 1))
        effective = max(today.isoformat(), EFFECTIVE[1])
        for one in instruments(venue.id):
            listed = instrument_as_json(one)
            yield acts.instrument(**say(venue.id), venue=venue.id, instrument=listed, effective=effective)


def admitted(say: Saying) -> Iterator[Entry]:
    """Warehouses are approved and members admitted."""
    for venue in venues():
        for place in warehouses(venue.id):
            approved = Warehouse(
                id=place.id, venue=venue.id, operator=place.parent or "", region=place.region, capacity_mg=CAPACITY_MG,
                insured_fen=INSURED_FEN, load_out_mg_per_day=OUT_MG,
            )  # fmt: skip
            yield acts.warehouse(**say(venue.id), warehouse=approved)
        for one in members(venue.id):
            member = Member(
                party=one.id, venue=venue.id, is_industrial=one.is_industrial, owner=one.owner, can_invoice=True
            )
            yield acts.membership(**say(venue.id), member=member)


def told(venue: str) -> list[Said]:
    """The same to the venue's own session: instruments and members."""
    return [
        *((venue, {"kind": "instrument", "instrument": instrument_as_json(one)}) for one in instruments(venue)),
        *(
            (venue, {"kind": "member", "member": one.id, "is_industrial": one.is_industrial, "owner": one.owner})
            for one in members(venue)
        ),
    ]


def told_rules(version: RuleVersion) -> Said:
    """The command that announces a version of rules, with the licence that its profile needs."""
    venue = version.venue
    command: dict[str, Any] = {"kind": "rules", "rules": version.as_json()}
    if version.profile == "national":
        licence = {"id": LICENCE, "venue": venue, "profile": "national", "authority": AUTHORITY, "since": LICENSED}
        command["licences"] = [licence]
    return venue, command
