"""The records of this room: parties, permits, findings, quota lines, licences; each reads itself from an entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any, Self


class AsJson:
    """A frozen record that writes itself into an entry's details and reads itself back."""

    __slots__ = ()

    def as_json(self) -> dict[str, Any]:
        """The fields that are set, as whole numbers, texts, booleans and objects of them."""
        values = asdict(self)  # type: ignore[call-overload]
        return {key: value for key, value in values.items() if value not in (None, False)}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """The record that an entry holds.

        Raises:
            TypeError: for an unknown field or a missing one.
        """
        return cls(**value)

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The names of the fields."""
        return tuple(one.name for one in fields(cls))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, kw_only=True)
class Party(AsJson):
    """Someone or something that the journal's accounts are named after (登记主体).

    Args:
        id: in accounts: no space, slash or colon.
        kind: a kind of ``party_kinds.csv``: ministry, province, group, firm, site, line, recycler, lab, warehouse,
            exchange.
        name_zh: Chinese name.
        name_en: English name, or None.
        parent: id of the party it belongs to: a line's or site's firm, a firm's group or firm.
        region: a key of `monazite.reference.regions`, such as 江西.
        stage: of a line: mining, concentration, separation, metal, alloy, magnet, motor, recycling.
        since: first day, ISO 8601.
        simulated: whether it is invented.
    """

    id: str
    kind: str
    name_zh: str
    name_en: str | None = None
    parent: str | None = None
    region: str | None = None
    stage: str | None = None
    since: str | None = None
    simulated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit(AsJson):
    """A licence or qualification of a party (证照).

    Args:
        id: in accounts: ``ground/<permit>/<site>`` names the mining licence.
        party: who holds it; its firm and all that belongs to the firm may use it.
        type: a code of ``permit_types.csv``, such as ``mining_licence``.
        number: as printed on it (证号), or None.
        valid_from: first day, ISO 8601.
        valid_until: last day, None for open.
        capacity_reo_mg: yearly capacity it states, in milligrams of REO, or None.
        simulated: whether it is invented.
    """

    id: str
    party: str
    type: str
    valid_from: str
    valid_until: str | None = None
    number: str | None = None
    capacity_reo_mg: int | None = None
    simulated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(AsJson):
    """That a firm falls under one of the five grounds on which no quota may be allocated (排除情形).

    Args:
        id: of the finding; the same id again replaces it, for instance with its last day.
        party: the firm.
        ground: a code of ``grounds.csv``.
        since: first day, ISO 8601.
        until: last day, None while it stands.
        reason: what was found.
        simulated: whether it is invented.
    """

    id: str
    party: str
    ground: str
    since: str
    until: str | None = None
    reason: str | None = None
    simulated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaLine:
    """One line of an issue or a split.

    Args:
        party: who receives it.
        stage: ``mining`` or ``separation``.
        klass: ``rock`` (岩矿型, 轻), ``ion`` (离子型, 以中重为主) or ``all``.
        reo_mg: milligrams of REO.
        of_which: id of the party whose line holds this one (其中): kept, never added; None for a line that counts.
    """

    party: str
    stage: str
    klass: str
    reo_mg: int
    of_which: str | None = None

    def unit(self, year: int) -> str:
        """The unit of the journal that it moves."""
        return f"quota:{year}:{self.stage}:{self.klass}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Application(AsJson):
    """An application for an export licence (出口许可申请).

    Args:
        id: of the application.
        exporter: party that exports.
        end_user: who will use it, as stated.
        country: where it goes.
        masses_mg: milligrams of each element.
        product: what it is, or None.
        simulated: whether it is invented.
    """

    id: str
    exporter: str
    end_user: str
    country: str
    masses_mg: Mapping[str, int] = field(default_factory=dict)
    product: str | None = None
    simulated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence(AsJson):
    """An export licence as granted (出口许可证).

    Args:
        id: of the licence; part of the units ``licence:<id>:<element>``.
        exporter: who may ship.
        end_user: to whom.
        country: where to.
        masses_mg: milligrams of each element.
        valid_until: last day, ISO 8601.
        application: id of the application it answers, or None.
        number: as printed, or None.
        simulated: whether it is invented.
    """

    id: str
    exporter: str
    end_user: str
    country: str
    masses_mg: Mapping[str, int]
    valid_until: str
    application: str | None = None
    number: str | None = None
    simulated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredParty:
    """A party as kept: with the firm and the group it belongs to, found through its parents."""

    id: str
    kind: str
    name_zh: str
    name_en: str | None
    parent: str | None
    firm: str | None
    group_id: str | None
    region: str | None
    stage: str | None
    since: str | None
    is_simulated: bool
    entry: str
    entry_number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaUse:
    """Where the quota of one party, year, stage and class stands, in milligrams of REO.

    Args:
        party, group, year, stage, klass: whose and of what.
        issued_mg: issued to it by a ministry.
        received_mg: split to it by its group.
        split_mg: that it split among its firms.
        amended_mg: added or taken by amendments, and by reversals of issues and splits.
        held_mg: what it may still use, split or let lapse: the same as ``left``.
        used_mg: booked as used with production.
        lapsed_mg: what lapsed.
        of_which_mg: a part of it that a notice states beside (其中); added nowhere.
        batches: issued or received by batch.
    """

    party: str
    group: str | None
    year: int
    stage: str
    klass: str
    issued_mg: int
    received_mg: int
    split_mg: int
    amended_mg: int
    held_mg: int
    used_mg: int
    lapsed_mg: int
    of_which_mg: int
    batches: tuple[tuple[str, int], ...]

    @property
    def left_mg(self) -> int:
        """What is still held."""
        return self.held_mg

    @property
    def allotted_mg(self) -> int:
        """What it could use or pass on in the year, before use and lapse."""
        return self.issued_mg + self.received_mg + self.amended_mg - self.split_mg


@dataclass(frozen=True, slots=True, kw_only=True)
class OfWhich:
    """A line that a notice states as part of another line (其中): kept, and added nowhere."""

    entry_number: int
    year: int
    batch: str
    stage: str
    klass: str
    within: str
    party: str
    reo_mg: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingStatus:
    """Whether a group has filed the split of a batch in time (分解方案备案).

    Args:
        group, year, batch: whose split of what.
        issued_on: day of the notice.
        due_on: ten working days later; None when a year's holidays are not known yet.
        filed_on: day of the first filing as its entry states it, None when there is none.
        recorded_on: day on which the first filing was recorded.
        filings: how many there were.
        issued_mg, split_mg: milligrams of REO issued and split, of all stages.
        status: ``on_time``, ``late``, ``missing``, ``pending`` (not due yet), ``unknown`` (no table of working days).
    """

    group: str
    year: int
    batch: str
    issued_on: date
    due_on: date | None
    filed_on: date | None
    recorded_on: date | None
    filings: int
    issued_mg: int
    split_mg: int
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceUse:
    """An export licence or an application that waits, and what is left of it by element in milligrams."""

    id: str
    exporter: str
    end_user: str
    country: str
    applied_on: date | None
    granted_on: date | None
    valid_until: date | None
    granted_mg: Mapping[str, int]
    used_mg: Mapping[str, int]

    @property
    def left_mg(self) -> dict[str, int]:
        """What may still be shipped, by element."""
        return {element: mg - self.used_mg.get(element, 0) for element, mg in self.granted_mg.items()}

    def days_since_application(self, today: date) -> int | None:
        """Calendar days since the application, up to the grant; no deadline is set, since none was found published."""
        return None if self.applied_on is None else ((self.granted_on or today) - self.applied_on).days
