"""What an adjustment may book: the matter its entry moved, by who may correct it, with the quota that goes with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection, select

from monazite.core import ElementMass, Problem, ProblemError
from monazite.ledger import MATTER, Entry, Leg
from monazite.ledger.queries import balance, posted_by
from monazite.store import said
from monazite.trace.accepted import Accepted
from monazite.trace.book import BOOK
from monazite.trace.lots import reo_total_mg
from monazite.trace.lots.stated import mass_text
from monazite.trace.permits.standing import Standing
from monazite.trace.tables import SCHEMAS

ROOM = "monazite.trace"
ADJUST, REVERSE = "adjust", "reverse"
LOTS = SCHEMAS["trace_lots"].table
MOVES = SCHEMAS["trace_lot_moves"].table
JOINED = SCHEMAS["trace_corrections"].table

STOCK = frozenset({"lot", "offered", "pledged", "transit"})
"""Roles in which a lot may be adjusted; blocked matter is released or confiscated."""
SINKS = frozenset({"loss", "unaccounted"})
"""Roles into which an adjustment may put matter though its entry did not: what is missing after all."""
DEPTH = 100


class Corrections:
    """Checks on the adjustments and reversals of a batch; see `monazite.ledger.Guard`.

    Args:
        standing: of the parties.
    """

    def __init__(self, standing: Standing) -> None:
        """Know nothing yet."""
        self._standing = standing
        self._connection: Connection | None = None
        self._accepted = Accepted()

    def begin(self, connection: Connection, accepted: Accepted) -> None:
        """Start a batch."""
        self._connection, self._accepted = connection, accepted

    def check(self, entry: Entry) -> Problem | None:
        """Why an adjustment or a reversal may not be booked; None when it may, and for other kinds."""
        if self._connection is None or entry.kind not in {ADJUST, REVERSE}:
            return None
        if entry.kind == REVERSE:
            return self._moved(self._connection, entry)
        root = self._root(entry)
        if root is None or root.kind == REVERSE:
            return said(ROOM, "adjust-final", entry.id)
        return next(filter(None, self._problems(self._connection, entry, root)), None)

    def _problems(self, connection: Connection, entry: Entry, root: Entry) -> Iterator[Problem | None]:
        stage, found = stage_of(root), entry.details.get("stage")
        if found != stage:
            yield said(ROOM, "adjust-stage", entry.id, stage=stage or "—", other=root.id, found=found or "—")
        yield self._actor(entry, root)
        yield self._units(connection, entry, root, stage)
        known = {leg.account for leg in root.legs}
        firms = {leg.account.split("/")[1] for leg in root.legs if leg.role in STOCK | {"line"}}
        for leg in entry.legs:
            if leg.unit == MATTER:
                yield self._place(connection, leg, root, known, firms)
            if stage == "separation" and leg.role in STOCK - {"lot"}:
                yield said(ROOM, "adjust-stock", entry.id, account=leg.account)
        yield self._signs(connection, entry, root)
        yield from self._masses(connection, entry)

    def _moved(self, connection: Connection, entry: Entry) -> Problem | None:
        """The lot that a reversal takes back though its matter has moved on."""
        for leg in entry.legs:
            if leg.role not in STOCK or not isinstance(leg.amount, ElementMass) or _ends(leg)[0] >= 0:
                continue
            held = balance(connection, leg.account).get(MATTER)
            left = leg.amount + held if isinstance(held, ElementMass) else leg.amount
            for one in self._accepted.entries:
                for other in one.legs:
                    if other.account == leg.account and isinstance(other.amount, ElementMass):
                        left += other.amount
            if any(mg < 0 for _, mg in left.parts):
                return said(ROOM, "reversal-moved", entry.id, account=leg.account)
        return None

    def _root(self, entry: Entry) -> Entry | None:
        """The entry that is adjusted in the end: an adjustment of an adjustment is one of its entry."""
        for _ in range(DEPTH):
            found = self._entry(entry.relates)
            if found is None or found.kind != ADJUST:
                return found
            entry = found
        return None

    def _entry(self, entry_id: str | None) -> Entry | None:
        if entry_id is None or self._connection is None:
            return None
        found = self._accepted.find(entry_id)
        if found is not None:
            return found
        try:
            return posted_by(self._connection, entry_id).entry
        except ProblemError:
            return None

    def _actor(self, entry: Entry, root: Entry) -> Problem | None:
        """A registered party adjusts for itself, or for those below it."""
        parties = self._standing.parties
        firms = [names[1] for leg in root.legs if len(names := leg.account.split("/")) > 1 and names[1] in parties]
        if self._standing.speaks_for(entry.actor, firms):
            return None
        return said(ROOM, "adjust-actor", entry.id, firm=" ".join(dict.fromkeys(firms)) or "—", found=entry.actor)

    def _units(self, connection: Connection, entry: Entry, root: Entry, stage: str | None) -> Problem | None:
        """Only matter, and the quota of the stage; no more of that is given back than was used."""
        used: dict[str, int] = {}
        for leg in entry.legs:
            if leg.unit == MATTER:
                continue
            is_quota = leg.unit.startswith("quota:") and leg.role in {"held", "used"}
            if not is_quota or stage is None:
                return said(ROOM, "adjust-unit", entry.id, found=leg.unit)
            if leg.unit.split(":")[2] != stage or leg.unit[6:10] != root.time[:4]:
                return said(ROOM, "adjust-quota", entry.id, stage=stage, other=root.id, found=leg.unit)
            if leg.role == "used" and isinstance(leg.amount, int):
                used[leg.account] = used.get(leg.account, 0) + leg.amount
        for account, change in used.items():
            if change < 0 and self._used(connection, root, account) + change < 0:
                found = f"{mass_text(change)} REO"
                return said(ROOM, "adjust-quota", entry.id, stage=stage, other=root.id, found=found)
        return None

    def _used(self, connection: Connection, root: Entry, account: str) -> int:
        """Quota that an entry used, together with its adjustments so far."""
        legs = [leg for one in (root, *self._adjustments(connection, root)) for leg in one.legs]
        return sum(leg.amount for leg in legs if leg.account == account and isinstance(leg.amount, int))

    def _adjustments(self, connection: Connection, root: Entry) -> list[Entry]:
        """What adjusted an entry so far, in the tables and in this batch."""
        here = [one for one in self._accepted.entries if one.kind == ADJUST and self._root(one) == root]
        if self._accepted.find(root.id) is not None:
            return here
        wanted = select(JOINED.c.id).where(JOINED.c.root == posted_by(connection, root.id).number)
        found = (posted_by(connection, one).entry for one in connection.execute(wanted).scalars())
        return [*(one for one in found if one.kind == ADJUST), *here]

    def _signs(self, connection: Connection, entry: Entry, root: Entry) -> Problem | None:
        """Whether the entry, corrected, still takes from what it took from, and gives only to what it gave to."""
        first = _by_pool(root)
        after = {pool: dict(masses) for pool, masses in first.items()}
        for one in (*self._adjustments(connection, root), entry):
            for pool, masses in _by_pool(one).items():
                together = after.setdefault(pool, {})
                for symbol, mg in masses.items():
                    together[symbol] = together.get(symbol, 0) + mg
        for pool in _by_pool(entry):
            sign = 1 if any(mg > 0 for mg in first.get(pool, {}).values()) else -1
            wrong = next((symbol for symbol, mg in after[pool].items() if mg * sign < 0), None)
            if wrong is not None and root.kind != "inventory":
                return said(ROOM, "adjust-sign", entry.id, pool=pool, element=wrong, other=root.id)
        return None

    def _place(self, connection: Connection, leg: Leg, root: Entry, known: set[str], firms: set[str]) -> Problem | None:
        """Whether an account is one that the entry moved matter on, or holds one of its lots."""
        account, role = leg.account, leg.role
        names = account.split("/")
        low, high = _ends(leg)
        if role in STOCK:
            lots = {other.account.split("/")[2] for other in root.legs if other.role in STOCK | {"blocked"}}
            is_there = names[2] in lots and (account in known or self._has_held(connection, *names))
            return None if is_there else said(ROOM, "adjust-account", root.id, other=root.id, account=account)
        if role == "abroad" and high > 0:
            return said(ROOM, "adjust-abroad", root.id)
        if account in known and role != "blocked":
            return None
        if role in SINKS and names[1] in firms:
            return said(ROOM, "adjust-source", root.id, account=account, other=root.id) if low < 0 else None
        return said(ROOM, "adjust-account", root.id, other=root.id, account=account)

    def _has_held(self, connection: Connection, role: str, holder: str, lot: str) -> bool:
        """Whether an account has held a lot, by the tables or in this batch."""
        account = f"{role}/{holder}/{lot}"
        if any(leg.account == account for one in self._accepted.entries for leg in one.legs):
            return True
        columns = MOVES.c
        wanted = select(columns.lot).where(columns.lot == lot, columns.holder == holder, columns.role == role)
        return connection.execute(wanted.limit(1)).first() is not None

    def _masses(self, connection: Connection, entry: Entry) -> Iterator[Problem]:
        """Whether the elements of a lot that gets more still fit into its net mass."""
        changes: dict[str, int] = {}
        for leg in entry.legs:
            if leg.role in STOCK and isinstance(leg.amount, ElementMass):
                lot = leg.account.rpartition("/")[2]
                changes[lot] = changes.get(lot, 0) + sum(mg for _, mg in leg.amount.parts)
        for lot, change in changes.items():
            net, held = self._weighed(connection, lot)
            if change > 0 and net is not None and held + change > net:
                yield said(ROOM, "adjust-net", entry.id, lot=lot, net=mass_text(net), found=mass_text(held + change))

    def _weighed(self, connection: Connection, lot: str) -> tuple[int | None, int]:
        """A lot's net mass where it was weighed, and what is left of it, in milligrams."""
        row = connection.execute(select(LOTS.c.net_mg, LOTS.c.holdings).where(LOTS.c.id == lot)).first()
        net, held = (None, 0) if row is None else (row.net_mg, sum(row.holdings.values()))
        for one in self._accepted.entries:
            stated = one.details.get("lots")
            weighed = stated.get(lot) if isinstance(stated, Mapping) else None
            net = weighed.get("net_mg", net) if isinstance(weighed, Mapping) else net
            for leg in one.legs:
                if isinstance(leg.amount, ElementMass) and leg.account.endswith(f"/{lot}") and leg.role in STOCK:
                    held += sum(mg for _, mg in leg.amount.parts)
        return net, held


def stage_of(entry: Entry) -> str | None:
    """The stage of the quota that an entry of its kind uses; None for none."""
    if entry.kind == "mine":
        return "mining"
    stage = entry.details.get("stage") if entry.kind in {"output", "release", ADJUST} else None
    return str(stage) if stage in {"mining", "separation"} else None


def with_quota(entry: Entry, stage: str | None, legs: Sequence[Leg]) -> tuple[Leg, ...]:
    """The legs of an adjustment with those on quota that go with its matter, where it has none of them yet.

    Args:
        entry: that is adjusted; its quota is used, or given back.
        stage: of the quota; None for none.
        legs: on matter.
    """
    rule = next((one for one in BOOK.couplings if one.kind == ADJUST and one.stage == stage), None)
    used = next((leg for leg in entry.legs if leg.role == "used"), None)
    if rule is None or used is None or any(leg.unit != MATTER for leg in legs):
        return tuple(legs)
    matters = [leg.amount for leg in legs if leg.role == rule.role and isinstance(leg.amount, ElementMass)]
    reo = rule.sign * reo_total_mg(matters)
    held = used.account.replace(rule.used_role, rule.held_role, 1)
    return (*legs, *([Leg(held, used.unit, -reo), Leg(used.account, used.unit, reo)] if reo else []))


def _by_pool(entry: Entry) -> dict[str, dict[str, int]]:
    """What each lot and line of an entry receives or gives, net, in milligrams by element."""
    found: dict[str, dict[str, int]] = {}
    for leg in entry.legs:
        if isinstance(leg.amount, ElementMass) and leg.role in STOCK | {"line"}:
            pool = leg.account if leg.role == "line" else leg.account.rpartition("/")[2]
            masses = found.setdefault(pool, {})
            for symbol, mg in leg.amount.parts:
                masses[symbol] = masses.get(symbol, 0) + mg
    return found


def _ends(leg: Leg) -> tuple[int, int]:
    """The least and the greatest amount of a leg."""
    amounts = [mg for _, mg in leg.amount.parts] if isinstance(leg.amount, ElementMass) else [leg.amount]
    return min(amounts, default=0), max(amounts, default=0)
