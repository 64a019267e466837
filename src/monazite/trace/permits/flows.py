"""Checks on matter: whose account it is, whose line, with which permit, and what a recycler may take."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Connection, select

from monazite.core import Problem
from monazite.ledger import Entry
from monazite.reference import product_named, products
from monazite.store import nearest, said
from monazite.trace.permits.rules import exempt_reasons, permit_types, permits_needed, rule_on, rules
from monazite.trace.permits.standing import Standing
from monazite.trace.permits.stated import ROOM, unknown_name
from monazite.trace.tables import SCHEMAS

LOTS = SCHEMAS["trace_lots"].table
ORE_STAGES = frozenset({"mining", "concentration"})
"""Stages whose products are ore products (矿产品), enriched ones included."""
MAKING = frozenset({"mine", "import", "receive", "output", "divide", "blend", "found"})


@cache
def ore_products() -> frozenset[str]:
    """The standard names of ore products: ores, concentrates and what is made of them before separation."""
    return frozenset(one.key for one in products() if one.stage == "mining" and one.form != "quota")


@lru_cache(maxsize=4096)
def is_ore(product: str) -> bool:
    """Whether a product's name, standard or not, is that of an ore product."""
    named = product_named(product)
    return product in ore_products() or (named is not None and named.key in ore_products())


class Flows:
    """Checks on the entries of one batch that move matter."""

    def __init__(self, connection: Connection, standing: Standing) -> None:
        """Start a batch."""
        self._connection = connection
        self._standing = standing
        self._version = standing.version
        self._permitted: set[tuple[str, str, str]] = set()
        self._ore_lots: dict[str, bool] = {}
        self._made: dict[str, dict[str, Any]] = {}

    def line(self, entry: Entry, firm: str, line: str) -> Problem | None:
        """Whether a line is the firm's, and the entry's stage the one it was registered for."""
        who = self._standing.parties.get(line)
        if who is None or who.kind != "line":
            known = self._standing.of_kinds(("line",))
            return said(ROOM, "line-unknown", line, nearest=nearest(line, sorted(known)))
        owner = self._standing.firm(line)
        if owner != firm:
            return said(ROOM, "line-of-other", line, firm=firm, owner=owner or "—")
        stage = entry.details.get("stage")
        if stage is not None and who.stage is not None and stage != who.stage:
            return said(ROOM, "line-stage", line, stage=who.stage, found=stage)
        return None

    def mine(self, entry: Entry, firm: str) -> Problem | None:
        """Whether the firm may mine there on that day: the ground is its mining licence's, its safety licence valid."""
        ground = ""
        for leg in entry.legs:
            if leg.account.startswith("ground/"):
                ground = leg.account
                break
        key = (firm, ground, entry.time[:10])
        if self._is_known(key):
            return None
        _, licence, site = ground.split("/")
        problem = self._site(firm, site) or self._mining_licence(entry, firm, licence)
        problem = problem or self._permits(entry, firm, "mine")
        if problem is None:
            self._permitted.add(key)
        return problem

    def _site(self, firm: str, site: str) -> Problem | None:
        """Whether a site is registered, and the firm's."""
        who = self._standing.parties.get(site)
        if who is None or who.kind != "site":
            return said(ROOM, "site-unknown", site, nearest=nearest(site, sorted(self._standing.of_kinds(("site",)))))
        owner = self._standing.firm(site)
        return None if owner == firm else said(ROOM, "site-of-other", site, firm=firm, owner=owner or "—")

    def _mining_licence(self, entry: Entry, firm: str, permit: str) -> Problem | None:
        day = entry.time[:10]
        held = self._standing.permits.get(permit)
        if held is None or held.type != "mining_licence":
            licences = [one for one, other in self._standing.permits.items() if other.type == "mining_licence"]
            return said(ROOM, "permit-unknown", permit, nearest=nearest(permit, licences))
        owner = self._standing.firm(held.party)
        if owner != firm:
            return said(ROOM, "permit-of-other", permit, firm=firm, owner=owner or held.party)
        if not held.is_valid(day):
            return said(ROOM, "permit-invalid", permit, day=day, since=held.since, until=held.until or "—")
        return None

    def _permits(self, entry: Entry, firm: str, act: str) -> Problem | None:
        """Whether a firm has all the permits that an act needs, valid on the day."""
        day = entry.time[:10]
        key = (firm, act, day)
        if self._is_known(key):
            return None
        valid = {held.type for held in self._standing.permits_of(firm) if held.is_valid(day)}
        for permit, rule in permits_needed(act):
            if rule.holds(day) and permit not in valid:
                label = permit_types()[permit].label
                return said(ROOM, "permit-missing", firm, day=day, zh=label.zh, en=label.en, source=rule.source)
        self._permitted.add(key)
        return None

    def _is_known(self, key: tuple[str, str, str]) -> bool:
        """Whether that was found right in this batch; what was found before a change of standing is forgotten."""
        if self._version is not self._standing.version:
            self._version = self._standing.version
            self._permitted.clear()
        return key in self._permitted

    def output(self, entry: Entry, firm: str) -> Problem | None:
        """Whether the firm may separate, and whether what it calls free of quota is so on that day."""
        details = entry.details
        if details.get("stage") != "separation":
            return None
        return self._permits(entry, firm, "separation") or (
            self._exempt(entry) if details.get("exempt_reo_mg") or details.get("exempt_reason") else None
        )

    @staticmethod
    def _exempt(entry: Entry) -> Problem | None:
        amount, reason, day = entry.details.get("exempt_reo_mg"), entry.details.get("exempt_reason"), entry.time[:10]
        if not isinstance(amount, int) or amount < 0:
            return said(ROOM, "mass-wrong", f"{entry.id} exempt_reo_mg", found=amount)
        problem = unknown_name("exempt-unknown", f"{entry.id} exempt_reason", reason, exempt_reasons())
        if problem or rule_on("exempt", day, str(reason)):
            return problem
        rule = next(one for one in rules("exempt") if one.subject == reason)
        return said(ROOM, "exempt-over", entry.id, zh=rule.label.zh, en=rule.label.en, until=rule.until, day=day,
                    source=rule.source)  # fmt: skip

    def recycler(self, entry: Entry, firm: str) -> Problem | None:
        """Whether a recycler receives or imports an ore product, or anybody receives one from outside the chain."""
        is_recycler = self._standing.parties[firm].kind == "recycler"
        if not is_recycler and entry.kind != "receive":
            return None
        lots = entry.details.get("lots")
        named = (
            [str(lot.get("product")) for lot in lots.values() if isinstance(lot, dict)]
            if isinstance(lots, dict)
            else []
        )
        ore = next(filter(is_ore, named), None)
        if ore is None:
            return None
        return _recycler_problem(firm, ore) if is_recycler else said(ROOM, "ore-collected", entry.id, found=ore)

    def buyer(self, entry: Entry) -> Problem | None:
        """Whether a recycler buys an ore product."""
        buyer = entry.details.get("buyer")
        who = self._standing.parties.get(buyer) if isinstance(buyer, str) else None
        if who is None or who.kind != "recycler":
            return None
        prefixes = (f"lot/{buyer}/", f"offered/{buyer}/")
        bought = (leg.account.rpartition("/")[2] for leg in entry.legs if leg.account.startswith(prefixes))
        ore = next((lot for lot in bought if self._is_ore_lot(lot)), None)
        return None if ore is None else _recycler_problem(str(buyer), ore)

    def _is_ore_lot(self, lot: str) -> bool:
        """Whether a lot is of an ore product, as this batch made it or the table has it."""
        stated = next((lots[lot] for lots in self._made.values() if lot in lots), None)
        if stated is not None:
            product = stated.get("product") if isinstance(stated, dict) else None
            return is_ore(str(product)) if product else any(self._is_ore_lot(one) for one in _parents(stated, lot))
        if lot not in self._ore_lots:
            wanted = select(LOTS.c.product, LOTS.c.stage).where(LOTS.c.id == lot)
            row = self._connection.execute(wanted).first()
            self._ore_lots[lot] = row is not None and (is_ore(row.product) or row.stage in ORE_STAGES)
        return self._ore_lots[lot]

    def remember(self, entry: Entry) -> None:
        """Keep which lots this batch made: they stand in no table yet."""
        lots = entry.details.get("lots")
        if isinstance(lots, dict):
            self._made[entry.id] = lots

    def forget(self, entry: Entry) -> None:
        """The entry made no lots after all."""
        self._made.pop(entry.id, None)


def _parents(stated: Any, lot: str) -> list[str]:
    """The lots that a lot of a division or a blend says it is of."""
    return [str(one) for one in stated.get("of", ()) if one != lot] if isinstance(stated, dict) else []


def _recycler_problem(firm: str, found: str) -> Problem:
    return said(ROOM, "recycler-ore", firm, found=found, source=rules("recycler_buys_no_ore")[0].source)
