"""The state of a simulated year: who there is, what they hold, what time it is, and the entries so far."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from monazite.core import SHANGHAI, ElementMass
from monazite.ledger.record import MATTER, Entry, Leg
from monazite.trace.lots.record import Part
from monazite.trace.lots.said import Said
from monazite.trace.simulate.measure import Instruments, Lot, Normals, Vector
from monazite.trace.simulate.record import Fraud
from monazite.trace.simulate.tables import (
    ELEMENTS,
    SimulatedLine,
    SimulatedParty,
    constants,
    lines,
    parties,
    stages,
)

if TYPE_CHECKING:
    import numpy as np

MINISTRY = "MIN"
Item = TypeVar("Item")
_DAY_MS = 86_400_000
_SMALL_TICKS = 12
_LARGE_TICKS = 48
_LARGE_FROM_LOTS = 3_000
_QUICK_MS = 20_000
_LATE_DAYS = 6
_LATE_FROM_DAY = 40
"""No act is entered late before this day, so that none lies before its quota."""


@dataclass(slots=True, eq=False)
class Line:
    """A process line as it truly is, and as the journal books it.

    Args:
        plan: which line.
        content: true masses in milligrams.
        book: what the journal says, in milligrams by element.
        pending: true matter fed since the last output, of which a share is lost.
        fed: true matter fed since the year began.
        due: lots not made yet, by product: a fraction.
        last_feed: the newest entry that fed it, and its first lot.
        foreign: of the book, what was imported, in milligrams by element.
        variance: of the month's booked matter, in square milligrams, in the order of `ELEMENTS`.
        sigma: standard uncertainty of last month's balance, likewise; zero before the first inventory.
    """

    plan: SimulatedLine
    content: Vector
    pending: Vector
    fed: Vector
    variance: Vector
    sigma: Vector
    stock_variance: Vector
    book: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    due: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    last_feed: tuple[Entry, Lot] | None = None
    foreign: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    @property
    def id(self) -> str:
        """Of the line."""
        return self.plan.line

    @property
    def firm(self) -> str:
        """That runs it."""
        return self.plan.firm

    @property
    def stage(self) -> str:
        """Of the process."""
        return self.plan.stage


@dataclass(slots=True, eq=False)
class World:
    """Everything a simulated year knows.

    Args:
        year: of the events.
        lots: roughly how many are made.
        seed: of the random numbers.
        fraud: the planted one.
    """

    year: int
    lots: int
    seed: int
    fraud: Fraud | None
    rng: np.random.Generator = field(init=False)
    normals: Normals = field(init=False)
    parties: dict[str, SimulatedParty] = field(init=False)
    lines: list[Line] = field(init=False)
    instruments: dict[str, Instruments] = field(init=False)
    stock: dict[tuple[str, str], list[Lot]] = field(default_factory=lambda: defaultdict(list))
    left: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    cash: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    given: dict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))
    pending: list[Entry] = field(default_factory=list)
    made: int = 0
    submitted: int = 0
    clock_ms: int = 0
    step_ms: int = 1
    month: int = 1
    culprit: str | None = None
    last_invoice: str | None = None
    last_serials: tuple[str, ...] = ()
    foreign: set[str] = field(default_factory=set)
    sources: dict[str, str] = field(default_factory=dict)
    found: list[tuple[Line, Lot]] = field(default_factory=list)
    kept: tuple[Line, Lot] | None = None
    credits: tuple[str, str, int] = ("", "", 0)
    invoices: set[str] = field(default_factory=set)
    has_lone_invoice: bool = False
    has_blended: bool = False
    has_slipped: bool = False
    has_used_licence: bool = False
    has_uninvoiced: bool = False
    sites: dict[str, Vector] = field(default_factory=dict)
    _numbers: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _random: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        import numpy as np  # noqa: PLC0415  heavy

        self.rng = np.random.Generator(np.random.PCG64(self.seed))
        self.normals = Normals(self.rng)
        self.parties = {party.id: party for party in parties() if party.from_lots <= self.lots}
        self.lines = [
            _empty_line(plan, [np.zeros(len(ELEMENTS)) for _ in range(6)])
            for plan in lines()
            if plan.firm in self.parties
        ]
        firms = [key for key, party in self.parties.items() if party.kind in {"firm", "recycler"}]
        self.instruments = {firm: Instruments(firm, self.normals) for firm in firms}
        self.clock_ms = self.instant_ms(date(self.year, 1, 4), 8)
        self.step_ms = max(1, 300 * _DAY_MS // max(1, 4 * self.lots + 500))

    @property
    def ticks(self) -> int:
        """Steps of the year: one a month, or four for a large simulation."""
        return _LARGE_TICKS if self.lots >= _LARGE_FROM_LOTS else _SMALL_TICKS

    def instant_ms(self, day: date, hour: float = 0) -> int:
        """Milliseconds since 1970 of a day in Shanghai."""
        start = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
        return int((start + timedelta(hours=hour)).timestamp() * 1000)

    def of_stage(self, stage: str) -> list[Line]:
        """Lines of a stage that take part."""
        return [line for line in self.lines if line.stage == stage]

    def share_of(self, line: Line, among: Sequence[Line]) -> float:
        """Of what these lines do together, what this one does."""
        return line.plan.weight / sum(other.plan.weight for other in among)

    def lots_now(self, line: Line, key: str, yearly: float) -> int:
        """How many lots are due in this step, fractions carried over."""
        line.due[key] += yearly / self.ticks
        whole = int(line.due[key])
        line.due[key] -= whole
        return whole

    def yearly_lots(self, stage: str) -> float:
        """Lots that a stage makes in the year."""
        return stages()[stage].lots_share * self.lots

    def lot_id(self, code: str) -> str:
        """The next id of a lot: code, year, seed, number."""
        self._numbers[code] += 1
        self.made += 1
        return f"{code}{self.year % 100:02d}S{self.seed}-{self._numbers[code]:06d}"

    def tick_starts(self, tick: int) -> None:
        """Move on to a step of the year and its month."""
        month = tick * 12 // self.ticks + 1
        part = tick - (month - 1) * self.ticks // 12
        day = date(self.year, month, 1 + part * 7) if (month, part) != (1, 0) else date(self.year, 1, 5)
        self.month = month
        self.clock_ms = max(self.clock_ms, self.instant_ms(day, 8))

    @contextmanager
    def quickly(self) -> Iterator[None]:
        """Minutes instead of hours between entries: registrations and inventories are done in one go."""
        usual, self.step_ms = self.step_ms, min(self.step_ms, _QUICK_MS)
        yield
        self.step_ms = usual

    def until(self, day: date, hour: float) -> None:
        """Wait for an hour of a day; never backwards."""
        self.clock_ms = max(self.clock_ms, self.instant_ms(day, hour))

    def said(self, actor: str, *, may_be_late: bool = False) -> Said:
        """Who says so and when: the id sorts by the time of submission, the time is that of the act."""
        self.clock_ms += self.step_ms
        happened = self.clock_ms - self._lateness_ms(actor) if may_be_late else self.clock_ms
        instant = datetime.fromtimestamp(happened // 1000, UTC).astimezone(SHANGHAI)
        return Said(id=self._entry_id(), time=instant.isoformat(), actor=actor, simulated=True)

    def emit(self, entry: Entry) -> Entry:
        """Take an entry into the year, and book quota, money and lines along."""
        self.pending.append(entry)
        self.submitted += 1
        for leg in entry.legs:
            if leg.unit != MATTER:
                self._booked(leg)
            elif leg.account.startswith("line/") and isinstance(leg.amount, ElementMass):
                self._booked_line(leg, leg.amount)
        return entry

    def spends(self, kind: str) -> bool:
        """Whether the planted fraud is of that kind and has begun."""
        return self.fraud is not None and self.fraud.kind == kind and self.month >= self.fraud.first_month

    def take(self, firm: str, product: str, count: int | None = None) -> list[Lot]:
        """Lots of a product out of a firm's stock, the oldest first; all when no number is given."""
        held = self.stock[firm, product]
        taken, self.stock[firm, product] = (held[:count], held[count:]) if count is not None else (held, [])
        return taken

    def _booked(self, leg: Leg) -> None:
        role, holder = leg.account.split("/")[:2]
        if isinstance(leg.amount, int) and role == "held":
            self.left[holder, leg.unit] += leg.amount
        elif isinstance(leg.amount, int) and role == "cash":
            self.cash[holder] += leg.amount

    def _booked_line(self, leg: Leg, amount: ElementMass) -> None:
        line = self._by_account().get(leg.account)
        if line is None:
            return
        for element, mg in amount.parts:
            if mg < 0 and line.foreign[element]:
                line.foreign[element] *= 1 - min(1.0, -mg / line.book[element]) if line.book[element] > 0 else 0.0
            line.book[element] += mg
        if leg.spread is not None and not leg.spread.is_reset:
            for element, mg in leg.spread.random_mg.parts:
                line.variance[_INDEX[element]] += float(mg) ** 2

    def _by_account(self) -> Mapping[str, Line]:
        found: dict[str, Line] = self._accounts
        if not found:
            found.update({f"line/{line.firm}/{line.id}": line for line in self.lines})
        return found

    _accounts: dict[str, Line] = field(default_factory=dict)

    def _lateness_ms(self, firm: str) -> int:
        started = self.instant_ms(date(self.year, 1, 1)) + _LATE_FROM_DAY * _DAY_MS
        if self.clock_ms < started:
            return 0
        if firm == self.culprit and self.spends("late_entries") and self.fraud and self._chance(self.fraud.size / 100):
            return int(self.rng.integers(20, 35)) * _DAY_MS
        if self._chance(constants()["honest_late"]):
            return int(self.rng.integers(1, _LATE_DAYS)) * _DAY_MS
        return 0

    def _chance(self, share: float) -> bool:
        return self.normals.chance(share)

    def _entry_id(self) -> str:
        """An id like a UUID of version 7 (RFC 9562): it sorts by submission; its random part follows from the seed."""
        if not self._random:
            self._random = self.rng.integers(0, 1 << 62, 1024).tolist()
        ms, bits = self.clock_ms, self._random.pop()
        low = f"{bits | 1 << 63:016x}"
        return f"{ms >> 16:08x}-{ms & 0xFFFF:04x}-7{self.submitted & 0xFFF:03x}-{low[:4]}-{low[4:]}"


_INDEX = {element: index for index, element in enumerate(ELEMENTS)}


def _empty_line(plan: SimulatedLine, zeros: Sequence[Vector]) -> Line:
    content, pending, fed, variance, sigma, stock = zeros
    return Line(plan, content, pending, fed, variance, sigma, stock)


def part(lot: Lot, *, measured: bool = False) -> Part:
    """A whole lot as what moves; with its uncertainty where a line weighs it in."""
    return Part(lot.id, lot.matter, lot.spread if measured else None)


def groups_of(lots: Sequence[Item], size: int) -> list[Sequence[Item]]:
    """Lots that move together."""
    return [lots[start : start + size] for start in range(0, len(lots), size)]


def details(values: Mapping[str, Any]) -> dict[str, Any]:
    """Details of an entry that no builder makes, marked as simulated."""
    return {**values, "simulated": True}
