"""Who may do what: the part of the guard that knows parties, permits, quota and licences.

One method a kind of entry decides; what it needs is in memory (`standing`), or asked of the tables where the kind is
rare. A check that passes counts for the entries after it in the batch; `forget` takes exactly that back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, select

from monazite.core import Problem
from monazite.ledger import MATTER, Entry, Leg
from monazite.store import nearest, said
from monazite.trace.permits.allotting import Allotting
from monazite.trace.permits.exports import Exports
from monazite.trace.permits.filings import PPM
from monazite.trace.permits.flows import MAKING, Flows
from monazite.trace.permits.project import PARTIES
from monazite.trace.permits.record import Finding, Party, Permit
from monazite.trace.permits.rules import grounds, party_kinds, permit_types, rule_on, rules
from monazite.trace.permits.standing import DEPTH, Found, Held, Standing, Undo, Who, kinds_that
from monazite.trace.permits.stated import FIRST_DAY, ROOM, day_fault, fault_of, texts_fault, unknown_name

Check = Callable[[Entry, list[Undo]], Problem | None]

UNITS = {
    "quota": re.compile(r"quota:\d{4}:(?:mining|separation):(?:rock|ion|all)", re.ASCII),
    "licence": re.compile(r"licence:[^:]+:[A-Z][a-z]?", re.ASCII),
}
UNITS_KEPT = 10_000
OWNERS_KEPT = 50_000
STAGES = ("mining", "concentration", "separation", "metal", "alloy", "magnet", "motor", "recycling")
OWNED = frozenset(
    {
        "lot", "offered", "pledged", "transit", "blocked", "line", "tailings", "loss", "unaccounted", "licence",
        "exported", "held", "used", "lapsed",
    }
)  # fmt: skip
"""Roles whose first name is the firm that owns what is there."""
MATTER_ROLES = frozenset({"lot", "line"})
QUOTA_ROLES = ("held", "used", "lapsed")
SAME_FIRM = MAKING | {
    "feed", "lapse", "ship", "arrive", "export", "consume", "write_off", "inventory", "release", "offer", "pledge",
}  # fmt: skip
"""Kinds in which nothing changes its owner."""
LOTS_OF_A_SALE = frozenset({"lot", "offered"})
OF_A_SALE = LOTS_OF_A_SALE | {"cash", "escrow"}
"""Roles whose accounts in a sale are the seller's or the buyer's: nobody else's goods or money move by it."""
TOLLING = frozenset({"feed", "output"})
OWN_WORD = frozenset({"deposit", "withdraw", "credit", "transfer_credit", "claim"})
"""Kinds by which a party moves money or credits of its own."""
OWN_ROLES = frozenset({"cash", "minted", "credit"})
BY_VENUE = frozenset({"offer", "pledge", "sell"})
"""Kinds that a venue books too, for its members; the room of the exchange knows when."""
IN_YEAR = frozenset({"mine", "output", "release"})
"""Kinds that use quota: that of the year of the event only."""


class PermitChecks:
    """Checks of this room; see `monazite.ledger.Guard`."""

    def __init__(self) -> None:
        """Know nobody yet."""
        self._standing = Standing()
        self._version: object = None
        self._units = {MATTER}
        self._owners: dict[str, str] = {}
        self._undo: dict[str, list[Undo]] = {}
        self._allowed: dict[str, tuple[int, frozenset[str]]] = {}
        self._by_kind: dict[str, Check] = {
            "party": self._party, "permit": self._permit, "finding": self._finding, "filing": self._filing,
            "penalty": self._penalty, "reverse": self._reverse, "sell": self._sell,
        }  # fmt: skip

    @property
    def standing(self) -> Standing:
        """Parties, permits and findings with the entries of the batch, for other checks."""
        return self._standing

    def begin(self, connection: Connection, recorded_ms: int) -> None:  # noqa: ARG002  the guard's form
        """Start a batch on a view of the database as it stands."""
        self._connection = connection
        self._undo = {}
        self._standing.refresh(connection)
        self._allotting = Allotting(connection, self._standing)
        self._flows = Flows(connection, self._standing)
        self._exports = Exports(connection, self._standing)
        checks: dict[str, Check] = {"apply": self._exports.apply, "grant": self._exports.grant}
        checks |= dict.fromkeys(("issue", "split", "amend"), self._allotting.check)
        checks |= dict.fromkeys(OWN_WORD, self._own)
        self._by_kind |= checks

    def check(self, entry: Entry) -> Problem | None:
        """Why the entry must not be booked as an act; None when it may."""
        if entry.time < FIRST_DAY:
            return said(ROOM, "day-early", entry.id, first=FIRST_DAY, found=entry.time)
        if entry.kind in SAME_FIRM:
            return self._moves(entry)
        undo: list[Undo] = []
        problem = self._checked(entry, undo)
        if problem is not None:
            _run(undo)
        elif undo:
            self._undo[entry.id] = undo
        return problem

    def forget(self, entry: Entry) -> None:
        """The entry was refused after all: take back what it changed here."""
        self._flows.forget(entry)
        if (undo := self._undo.pop(entry.id, None)) is not None:
            _run(undo)

    def _checked(self, entry: Entry, undo: list[Undo]) -> Problem | None:
        for leg in entry.legs:
            if (problem := self._account(leg.account) or self._unit(leg)) is not None:
                return problem
        check = self._by_kind.get(entry.kind)
        return None if check is None else check(entry, undo)

    def _account(self, account: str) -> Problem | None:
        """Whether the party that an account is named after is known, and of a kind that has such accounts."""
        if self._version is not self._standing.version:
            self._allow()
        names = account.split("/")
        rule = self._allowed.get(names[0])
        if rule is None or len(names) <= rule[0] or names[rule[0]] in rule[1]:
            return None
        return self._not_allowed(names[rule[0]], account, rule[1])

    def _unit(self, leg: Leg) -> Problem | None:
        """Whether a unit of quota or of a licence is written as the tables of this room read it."""
        unit = leg.unit
        if unit in self._units:
            return None
        family = unit.partition(":")[0]
        if (form := UNITS.get(family)) is not None and form.fullmatch(unit) is None:
            return said(ROOM, f"{family}-unit", leg.account, found=unit)
        if len(self._units) > UNITS_KEPT:
            self._units = {MATTER}
        self._units.add(unit)
        return None

    def _allow(self) -> None:
        """Who may have accounts of each role, and which of their names is the party's."""
        standing = self._standing
        matter = standing.of_kinds(kinds_that("holds_matter"))
        quota, issuers = standing.of_kinds(kinds_that("holds_quota")), standing.of_kinds(kinds_that("issues"))
        authorities = issuers | standing.of_kinds(("province",))
        anyone = frozenset(standing.parties)
        self._allowed = dict.fromkeys(OWNED, (1, matter)) | dict.fromkeys(QUOTA_ROLES, (1, quota))
        self._allowed |= dict.fromkeys(("issued", "granted"), (1, issuers)) | {"sold": (2, matter)}
        self._allowed |= {"confiscated": (1, authorities)}
        self._allowed |= dict.fromkeys(("minted", "credit", "claimed", "bank", "cash", "escrow", "fees"), (1, anyone))
        self._version = standing.version
        self._owners.clear()

    def _not_allowed(self, party: str, account: str, allowed: frozenset[str]) -> Problem:
        who = self._standing.parties.get(party)
        if who is None:
            return said(ROOM, "party-unknown", party, nearest=nearest(party, sorted(allowed)))
        kinds = sorted({self._standing.parties[one].kind for one in allowed})
        return said(ROOM, "party-kind", party, account=account, kind=who.kind, known=", ".join(kinds) or "—")

    def _moves(self, entry: Entry) -> Problem | None:
        """The checks of kinds in which nothing changes its owner: one firm, its own line, its quota of the year."""
        if self._version is not self._standing.version:
            self._allow()
        owners, units, kind = self._owners, self._units, entry.kind
        year = entry.time[:4] if kind in IN_YEAR else ""
        firm = line = ""
        for leg in entry.legs:
            unit, account = leg.unit, leg.account
            if unit == MATTER:
                key = account.rpartition("/")[0]
                if account.startswith("line/"):
                    if line and account != line and (problem := self._flows.line(entry, firm, line.split("/")[2])):
                        return problem
                    line = account
            else:
                key = account
                if unit not in units and (problem := self._unit(leg)) is not None:
                    return problem
                if year and unit[6:10] != year:
                    return said(ROOM, "quota-year", entry.id, year=unit[6:10], day=entry.time[:10])
            owner = owners.get(key)
            if owner is None:
                if (problem := self._account(account)) is not None:
                    return problem
                owner = self._owner(account, key)
            if owner and owner != firm:
                if firm:
                    return _other_firm(entry, firm, owner)
                firm = owner
        problem = self._flows.line(entry, firm, line.split("/")[2]) if line else None
        return problem or self._stranger(entry, firm) or self._act(entry, kind, firm)

    def _owner(self, account: str, key: str) -> str:
        """The firm that owns what is on an account; empty where nobody does. Remembered, but for end uses."""
        names = account.split("/")
        if names[0] == "sold":
            return names[2]
        if len(self._owners) > OWNERS_KEPT:
            self._owners.clear()
        self._owners[key] = owner = names[1] if names[0] in OWNED else ""
        return owner

    def _act(self, entry: Entry, kind: str, firm: str) -> Problem | None:
        """What the kind asks for beyond the accounts."""
        problem = None
        if kind == "mine":
            problem = self._flows.mine(entry, firm)
        elif kind == "output":
            problem = self._flows.output(entry, firm)
        elif kind in ("receive", "import") and firm:
            problem = self._flows.recycler(entry, firm)
        elif kind == "export":
            problem = self._exports.ship(entry, firm)
        elif kind == "lapse":
            problem = _lapse_problem(entry)
        if problem is None and kind in MAKING:
            self._flows.remember(entry)
        return problem

    def _stranger(self, entry: Entry, *parties: str) -> Problem | None:
        """Whether somebody speaks for a party whom it has nothing to do with: not itself, its own or what it is of."""
        actor, standing = entry.actor, self._standing
        if actor in parties or not any(parties) or standing.speaks_for(actor, parties):
            return None
        if entry.kind in BY_VENUE and standing.parties[actor].kind == "exchange":
            return None
        return said(ROOM, "actor-stranger", entry.id, known=" / ".join(dict.fromkeys(parties)), found=actor)

    def _own(self, entry: Entry, _: list[Undo]) -> Problem | None:
        owners = {
            leg.account.split("/")[1]: None for leg in entry.legs if leg.role in OWN_ROLES and _is_given(entry, leg)
        }
        return self._stranger(entry, *owners) if owners else None

    def _sell(self, entry: Entry, _: list[Undo]) -> Problem | None:
        seller, buyer = entry.details.get("seller"), entry.details.get("buyer")
        if seller == buyer:
            return said(ROOM, "sale-self", entry.id, found=seller)
        if (problem := self._stranger(entry, str(seller), str(buyer))) is not None:
            return problem
        is_delivered = False
        for leg in entry.legs:
            if leg.role not in OF_A_SALE:
                continue
            owner = leg.account.split("/")[1]
            is_delivered = is_delivered or leg.role in LOTS_OF_A_SALE
            if owner not in (seller, buyer) or (leg.role == "cash" and _is_out(leg) != (owner == buyer)):
                return said(ROOM, "sale-parties", entry.id, found=owner, seller=seller, buyer=buyer)
        return self._flows.buyer(entry) if is_delivered else said(ROOM, "sale-of-nothing", entry.id)

    def _party(self, entry: Entry, undo: list[Undo]) -> Problem | None:
        value = entry.details.get("party")
        if (problem := fault_of(Party, value, f"{entry.id} party")) is not None:
            return problem
        party: dict[str, Any] = dict(value)  # type: ignore[arg-type]
        problem = unknown_name("party-kind-unknown", party["id"], party["kind"], party_kinds())
        problem = problem or day_fault(f"{entry.id} party", party, "since") or self._parent(party)
        if problem is not None:
            return problem
        known = self._standing.parties.get(party["id"])
        if known is not None and known.kind != party["kind"]:
            return said(ROOM, "party-changed", party["id"], kind=known.kind, found=party["kind"])
        who = Who(party["kind"], party.get("parent"), party.get("stage"))
        undo.append(self._standing.put(self._standing.parties, party["id"], who))
        self._standing.party_entries.add(entry.id)
        undo.append(lambda: self._standing.party_entries.discard(entry.id))
        return None

    def _parent(self, party: dict[str, Any]) -> Problem | None:
        """Whether a party may belong to its parent, and whether a line says what it does."""
        standing, parent, about = self._standing, party.get("parent"), party_kinds()[party["kind"]]
        if party["kind"] == "line" and party.get("stage") not in STAGES:
            return unknown_name("stage-unknown", party["id"], party.get("stage"), STAGES)
        if parent is None:
            return said(ROOM, "parent-missing", party["id"]) if party["kind"] in ("line", "site") else None
        if parent not in standing.parties:
            return said(ROOM, "party-unknown", parent, nearest=nearest(parent, sorted(standing.parties)))
        if standing.parties[parent].kind not in about.parents:
            kinds = ", ".join(sorted(about.parents)) or "—"
            return said(ROOM, "parent-kind", party["id"], kind=standing.parties[parent].kind, known=kinds)
        chain = standing.above(parent)
        return said(ROOM, "parent-circle", party["id"]) if party["id"] in chain or len(chain) >= DEPTH else None

    def _permit(self, entry: Entry, undo: list[Undo]) -> Problem | None:
        value, place = entry.details.get("permit"), f"{entry.id} permit"
        problem = fault_of(Permit, value, place)
        if problem is not None or not isinstance(value, dict):
            return problem
        problem = self._known(value["party"]) or unknown_name("permit-type", place, value["type"], permit_types())
        problem = problem or day_fault(place, value, "valid_from", "valid_until")
        if problem is None:
            days = (value["valid_from"], value.get("valid_until") or "")
            held = Held(value["party"], value["type"], *days, value.get("capacity_reo_mg"), entry.id)
            undo.append(self._standing.put(self._standing.permits, value["id"], held))
        return problem

    def _finding(self, entry: Entry, undo: list[Undo]) -> Problem | None:
        value, place = entry.details.get("finding"), f"{entry.id} finding"
        problem = fault_of(Finding, value, place)
        if problem is not None or not isinstance(value, dict):
            return problem
        problem = self._known(value["party"], *kinds_that("holds_matter"))
        problem = problem or unknown_name("ground-unknown", place, value["ground"], grounds())
        problem = problem or day_fault(place, value, "since", "until")
        if problem is None:
            found = Found(value["party"], value["ground"], value["since"], value.get("until") or "", entry.id)
            undo.append(self._standing.put(self._standing.findings, value["id"], found))
        return problem

    def _known(self, party: Any, *kinds: str) -> Problem | None:
        """Whether a party is registered, and of one of some kinds."""
        who = self._standing.parties.get(party) if isinstance(party, str) else None
        if who is None:
            return said(ROOM, "party-unknown", party, nearest=nearest(str(party), sorted(self._standing.parties)))
        if kinds and who.kind not in kinds:
            return said(ROOM, "party-kind", party, account=party, kind=who.kind, known=", ".join(kinds))
        return None

    def _filing(self, entry: Entry, _: list[Undo]) -> Problem | None:
        group, year, batch = (entry.details.get(name) for name in ("group", "year", "batch"))
        if type(year) is not int:
            return said(ROOM, "year-wrong", entry.id, found=year)
        problem = texts_fault(entry, "batch", "note") or self._known(group, "group")
        return problem or self._allotting.batch_problem(entry, str(group), year, str(batch))

    def _penalty(self, entry: Entry, undo: list[Undo]) -> Problem | None:
        party, year, cut = (entry.details.get(name) for name in ("party", "year", "cut_ppm"))
        if type(year) is not int:
            return said(ROOM, "year-wrong", entry.id, found=year)
        if type(cut) is not int or not 0 < cut <= PPM:
            return said(ROOM, "cut-wrong", entry.id, found=cut)
        problem = texts_fault(entry, "reason") or self._known(party, "firm", "group")
        if problem is None and rule_on("penalty_cut", entry.time[:10]) is None:
            rule = rules("penalty_cut")[0]
            problem = said(ROOM, "penalty-early", entry.id, day=entry.time[:10], since=rule.since, source=rule.source)
        if problem is None:
            self._allotting.penalise(str(party), year, cut, undo)
        return problem

    def _reverse(self, entry: Entry, undo: list[Undo]) -> Problem | None:
        """A registration is not reversed but replaced; a permit or a finding that is reversed stands no more."""
        standing, relates = self._standing, entry.relates
        if relates is not None:
            self._allotting.take_back(relates, undo)
        if entry.legs or relates is None:
            return None
        registered = select(PARTIES.c.id).where(PARTIES.c.entry == relates)
        if relates in standing.party_entries or self._connection.execute(registered).first() is not None:
            return said(ROOM, "party-reversal", entry.id)
        undo += [standing.put(standing.permits, key, None) for key, one in list(standing.permits.items())
                 if one.entry == relates]  # fmt: skip
        undo += [standing.put(standing.findings, key, None) for key, one in list(standing.findings.items())
                 if one.entry == relates]  # fmt: skip
        return None


def _run(undo: Sequence[Undo]) -> None:
    for step in reversed(undo):
        step()


def _lapse_problem(entry: Entry) -> Problem | None:
    """Whether quota lapses at the end of its year, and no sooner."""
    year = entry.details.get("year")
    if not isinstance(year, int):
        return said(ROOM, "year-wrong", entry.id, found=year)
    if entry.time[:10] < f"{year:04d}-12-31":
        return said(ROOM, "lapse-early", entry.id, year=year, day=entry.time[:10])
    other = next((leg.unit for leg in entry.legs if leg.unit.split(":")[1] != str(year)), None)
    return None if other is None else said(ROOM, "lapse-year", entry.id, year=year, found=other)


def _other_firm(entry: Entry, firm: str, other: str) -> Problem:
    owners = {leg.account.split("/")[1] for leg in entry.legs if leg.role in MATTER_ROLES}
    if entry.kind in TOLLING and len(owners) > 1:
        return said(ROOM, "tolling", entry.id, firm=firm, other=other, source=rules("tolling_refused")[0].source)
    return said(ROOM, "firm-differs", entry.id, firm=firm, other=other)


def _is_given(entry: Entry, leg: Leg) -> bool:
    """Whether a leg is of the party whose word the entry is: who gives, where something goes to another."""
    return entry.kind != "transfer_credit" or _is_out(leg)


def _is_out(leg: Leg) -> bool:
    """Whether money leaves an account."""
    return isinstance(leg.amount, int) and leg.amount < 0
