"""Checks on quota: who may be allotted it, how much a penalty leaves, and in which year it is used."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from sqlalchemy import Connection, select

from monazite.core import Problem
from monazite.core.mass import MG_PER_TONNE
from monazite.ledger import Entry, Leg
from monazite.store import said
from monazite.trace.permits.filings import PPM, allotted, cut_of
from monazite.trace.permits.project import ACTS, LEGS
from monazite.trace.permits.rules import Ground, grounds, iso, permit_types, rule_on, rules
from monazite.trace.permits.standing import Standing
from monazite.trace.permits.stated import ROOM, texts_fault

Undo = Callable[[], None]
Key = tuple[str, int, str]
"""Party, year, stage."""
Issued = tuple[str, int, str, str, str]
"""Party, year, batch, stage, class."""


class Allotted(NamedTuple):
    """What one leg allots."""

    party: str
    year: int
    stage: str
    reo_mg: int
    klass: str

    @classmethod
    def of(cls, leg: Leg) -> Allotted:
        """From a leg on held quota."""
        _, year, stage, klass = leg.unit.split(":")
        return cls(leg.account.partition("/")[2], int(year), stage, leg.amount, klass)  # type: ignore[arg-type]


class Allotting:
    """What the entries of a batch have allotted and cut so far, beside what the tables say."""

    def __init__(self, connection: Connection, standing: Standing) -> None:
        """Start a batch."""
        self._connection = connection
        self._standing = standing
        self._pending: dict[Key, int] = {}
        self._cuts: dict[tuple[str, int], int] = {}
        self._issued: dict[Issued, tuple[str, str]] = {}
        self._taken_back: set[str] = set()

    def check(self, entry: Entry, undo: list[Undo]) -> Problem | None:
        """Why quota may not be issued, split or amended so."""
        year = entry.details.get("year")
        if (entry.kind != "amend" or year is not None) and type(year) is not int:
            return said(ROOM, "year-wrong", entry.id, found=year)
        stated = texts_fault(entry, "batch", "notice", "group", "reason", "note") or _of_which_problem(entry)
        if stated is not None:
            return stated
        if (other := _other_year(entry)) is not None:
            return said(ROOM, "lapse-year", entry.id, year=entry.details["year"], found=other)
        held = [leg for leg in entry.legs if leg.role == "held"]
        given = [Allotted.of(leg) for leg in held if _mg(leg) > 0]
        problem = self._relation(entry, held) or (self._again(entry, given) if entry.kind == "issue" else None)
        for line in given:
            problem = problem or self._excluded(entry, line) or self._above_cut(entry, line, given)
        if problem is None:
            self._remember(entry, given, undo)
        return problem

    def penalise(self, party: str, year: int, cut_ppm: int, undo: list[Undo]) -> None:
        """Count a penalty of this batch."""
        before = self._cuts.get((party, year), 0)
        self._cuts[party, year] = before + cut_ppm
        undo.append(lambda: self._cuts.__setitem__((party, year), before))

    def take_back(self, entry: str, undo: list[Undo]) -> None:
        """Count a reversal of this batch: what that entry issued was not issued."""
        self._taken_back.add(entry)
        undo.append(partial(self._taken_back.discard, entry))

    def batch_problem(self, entry: Entry, group: str, year: int, batch: str) -> Problem | None:
        """Whether a group was issued quota of a batch by the day of an entry that splits or files it."""
        days = [day for _, day, _, _ in self._issues(group, year, batch)]
        if not days:
            return said(ROOM, "batch-unknown", entry.id, group=group, year=year, batch=batch)
        if entry.time[:10] < min(days):
            return said(ROOM, "batch-early", entry.id, group=group, batch=batch, issued=min(days), day=entry.time[:10])
        return None

    def _issues(self, party: str, year: int, batch: str) -> list[tuple[str, str, str, str]]:
        """What issued a batch to a party, in the tables and in this batch: entry, day, stage, class."""
        wanted = (
            select(ACTS.c.entry, ACTS.c.day, LEGS.c.stage, LEGS.c["class"])
            .join(LEGS, LEGS.c.entry_number == ACTS.c.entry_number)
            .where(ACTS.c.kind == "issue", ACTS.c.year == year, ACTS.c.batch == batch, ACTS.c.reversed_by.is_(None))
            .where(LEGS.c.party == party, LEGS.c.role == "held")
        )
        found = [(row.entry, iso(row.day), row.stage, row[3]) for row in self._connection.execute(wanted)]
        found += [(*about, *key[3:]) for key, about in self._issued.items() if key[:3] == (party, year, batch)]
        return [one for one in found if one[0] not in self._taken_back]

    def _again(self, entry: Entry, given: list[Allotted]) -> Problem | None:
        """Whether another entry has issued a line of the batch already."""
        batch = str(entry.details.get("batch"))
        for line in given:
            for other, _, stage, klass in self._issues(line.party, line.year, batch):
                if (stage, klass) == (line.stage, line.klass):
                    return said(ROOM, "batch-again", entry.id, party=line.party, batch=batch, other=other)
        return None

    def _relation(self, entry: Entry, held: list[Leg]) -> Problem | None:
        """Whether the parties of the legs belong together, and whether the year fits the day."""
        year = int(entry.time[:4])
        late = next((leg for leg in held if not year <= _year(leg) <= year + (entry.kind == "issue")), None)
        if late is not None and entry.kind != "amend":
            return said(ROOM, "quota-year", entry.id, year=_year(late), day=entry.time[:10])
        if entry.kind == "split":
            return self._split_relation(entry, held)
        groups = {self._standing.group(leg.account.partition("/")[2]) for leg in held}
        if entry.kind == "amend" and len(groups) > 1 and not any(leg.role == "issued" for leg in entry.legs):
            return said(ROOM, "amend-groups", entry.id, groups=", ".join(sorted(map(str, groups))))
        return None

    def _split_relation(self, entry: Entry, held: list[Leg]) -> Problem | None:
        group = entry.details.get("group")
        for leg in held:
            party = leg.account.partition("/")[2]
            if _mg(leg) < 0 and party != group:
                return said(ROOM, "split-source", entry.id, party=party, group=group)
            if self._standing.group(party) != group:
                return said(ROOM, "split-outsider", party, group=group, own=self._standing.group(party) or "—")
        return self.batch_problem(entry, str(group), int(entry.details["year"]), str(entry.details.get("batch")))

    def _excluded(self, entry: Entry, line: Allotted) -> Problem | None:
        """The ground on which a party may be allotted nothing, with its 文号."""
        day = entry.time[:10]
        found = next(iter(self._standing.findings_of(line.party, day)), None)
        if found is not None:
            return _exclusion(grounds()[found.ground], line, found.since)
        if self._standing.parties[line.party].kind == "group":
            return None
        problems = (self._lacks(g, line, day) for g in grounds().values() if g.stage == line.stage)
        return next((problem for problem in problems if problem is not None), None)

    def _lacks(self, ground: Ground, line: Allotted, day: str) -> Problem | None:
        """The permit that a ground asks for and a firm has not, or its want of capacity."""
        valid = [held for held in self._standing.permits_of(line.party) if held.is_valid(day)]
        types = {held.type for held in valid}
        if (missing := next((one for one in ground.needs if one not in types), None)) is not None:
            zh, en = permit_types()[missing].label.zh, missing
            return said(ROOM, "quota-unpermitted", line.party, zh=zh, en=en, day=day, source=ground.source)
        sizes = [held.capacity_mg for held in valid if held.type in ground.needs and held.capacity_mg is not None]
        is_small = ground.capacity_mg is not None and bool(sizes) and sum(sizes) < ground.capacity_mg
        return _exclusion(ground, line, day) if is_small else None

    def _above_cut(self, entry: Entry, line: Allotted, given: list[Allotted]) -> Problem | None:
        """Whether a party would get more than a penalty of the year before leaves."""
        cut = cut_of(self._connection, line.party, line.year) + self._cuts.get((line.party, line.year - 1), 0)
        base = self._allotted(line.party, line.year - 1, line.stage) if cut else 0
        if not base:
            return None
        same = sum(one.reo_mg for one in given if one[:3] == line[:3])
        wanted = self._allotted(line.party, line.year, line.stage) + same
        limit = base * (PPM - min(PPM, cut)) // PPM
        if wanted <= limit:
            return None
        rule = rule_on("penalty_cut", entry.time[:10]) or rules("penalty_cut")[0]
        return said(
            ROOM, "quota-cut", line.party, year=line.year, cut=_percent(cut), limit=_tonnes(limit),
            wanted=_tonnes(wanted), source=rule.source,
        )  # fmt: skip

    def _allotted(self, party: str, year: int, stage: str) -> int:
        return allotted(self._connection, party, year).get(stage, 0) + self._pending.get((party, year, stage), 0)

    def _remember(self, entry: Entry, given: list[Allotted], undo: list[Undo]) -> None:
        for line in given:
            key = line[:3]
            self._pending[key] = self._pending.get(key, 0) + line.reo_mg
            undo.append(partial(self._take, key, line.reo_mg))
            if entry.kind == "issue":
                batch = (line.party, line.year, str(entry.details.get("batch")), line.stage, line.klass)
                if batch not in self._issued:
                    self._issued[batch] = (entry.id, entry.time[:10])
                    undo.append(partial(self._issued.__delitem__, batch))

    def _take(self, key: Key, mg: int) -> None:
        self._pending[key] -= mg


def _exclusion(ground: Ground, line: Allotted, since: str) -> Problem:
    label = ground.label
    return said(ROOM, "quota-excluded", line.party, zh=label.zh, en=label.en, since=since, source=ground.source)


def _mg(leg: Leg) -> int:
    return leg.amount if isinstance(leg.amount, int) else 0


def _of_which_problem(entry: Entry) -> Problem | None:
    """What is wrong with the lines that are part of other lines (其中)."""
    lines = entry.details.get("of_which", [])
    is_right = isinstance(lines, list) and all(map(_is_of_which, lines))
    return None if is_right else said(ROOM, "of-which-wrong", entry.id)


def _is_of_which(line: object) -> bool:
    texts = {"party", "stage", "class", "within"}
    if not isinstance(line, dict) or line.keys() != texts | {"reo_mg"}:
        return False
    return type(line["reo_mg"]) is int and all(isinstance(line[name], str) for name in texts)


def _other_year(entry: Entry) -> str | None:
    """A unit of another year than the entry says."""
    year = entry.details.get("year")
    return None if year is None else next((leg.unit for leg in entry.legs if _year(leg) != year), None)


def _year(leg: Leg) -> int:
    return int(leg.unit.split(":")[1])


def _percent(ppm: int) -> str:
    return f"{min(PPM, ppm) / 10_000:g} %"


def _tonnes(mg: int) -> str:
    return f"{mg / MG_PER_TONNE:.3f}"
