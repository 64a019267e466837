"""The records of this room: venues, warehouses, members, inspections, certificates, receipts, liens, stock counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Self

from monazite.core import ElementMass
from monazite.trade.record import Receipt, Slice

LIVE = frozenset({"registered", "suspended"})
"""What a receipt may be while it binds its lot; the third standing is ``cancelled``."""
Place = Literal["lot", "offered", "pledged"]
"""Where lots (手) of a receipt are: free with their holder, deposited at the venue, under a lien."""


class AsJson:
    """A frozen record that writes itself into an entry's details."""

    __slots__ = ()

    def as_json(self) -> dict[str, Any]:
        """The fields that are set: whole numbers, texts, booleans, lists and objects of them."""
        values = asdict(self)  # type: ignore[call-overload]
        return {key: _plain(value) for key, value in values.items() if value not in (None, False, (), {})}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """The record that an entry holds.

        Raises:
            TypeError: for an unknown field or a missing one.
        """
        return cls(**{name: tuple(part) if isinstance(part, list) else part for name, part in value.items()})


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _plain(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Venue(AsJson):
    """An exchange (交易场所); its id is a registered party of kind ``exchange``.

    Args:
        id: of the party.
        profile: what it may do by law: ``cn-spot``, ``national``.
        name_zh: Chinese name.
        name_en: English name, or None.
        licence: 文号 of the licence that a profile such as ``national`` needs, or None.
        licence_authority: who gave it.
        licence_since: its first day, ISO 8601.
        licence_until: its last day, None for open.
    """

    id: str
    profile: str
    name_zh: str
    name_en: str | None = None
    licence: str | None = None
    licence_authority: str | None = None
    licence_since: str | None = None
    licence_until: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Warehouse(AsJson):
    """A warehouse in which a venue delivers (指定交收仓库); its id is a registered party of kind ``warehouse``.

    Args:
        id: of the party.
        venue: that approved it.
        operator: the party that runs it (保管方).
        region: where it is.
        capacity_mg: net mass it may hold in milligrams.
        insured_fen: up to which it is insured, in fen.
        load_out_mg_per_day: milligrams that it must be able to load out in a day, at least.
        is_listed: False to end the approval; receipts that are there stay.
    """

    id: str
    venue: str
    operator: str
    capacity_mg: int
    insured_fen: int
    load_out_mg_per_day: int
    region: str | None = None
    is_listed: bool = True

    def as_json(self) -> dict[str, Any]:
        """As `AsJson`; ``is_listed`` stands there either way."""
        return {**AsJson.as_json(self), "is_listed": self.is_listed}


@dataclass(frozen=True, slots=True, kw_only=True)
class Member(AsJson):
    """A member of a venue (会员).

    Args:
        party: who.
        venue: of what.
        is_industrial: makes or uses rare earths (产业客户).
        owner: who owns the member in the end (实际控制人); its own id where nobody else does.
        can_invoice: may issue and receive special invoices (开票资格).
        qualifications: such as ``export``.
        is_active: False once it has left.
    """

    party: str
    venue: str
    owner: str
    is_industrial: bool = False
    can_invoice: bool = False
    qualifications: tuple[str, ...] = ()
    is_active: bool = True

    def as_json(self) -> dict[str, Any]:
        """As `AsJson`; ``is_active`` stands there either way."""
        return {**AsJson.as_json(self), "is_active": self.is_active}


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionOrder(AsJson):
    """An order to inspect a lot against an instrument's contract (检验委托)."""

    id: str
    lot: str
    venue: str
    instrument: str
    warehouse: str
    lab: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample(AsJson):
    """A sample of an inspection (样品), with its seal and its mass in milligrams."""

    id: str
    inspection: str
    taken_by: str
    seal: str | None = None
    mass_mg: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate(AsJson):
    """What a laboratory found of a lot (检验证书), or the arbitration's final word (仲裁).

    Args:
        id: of the certificate.
        inspection: order it answers.
        lot: that was inspected.
        lab: that signs.
        net_mg: net mass as weighed, in milligrams.
        bags_mg: net mass of each bag, in milligrams; sums to ``net_mg``; empty when weighed as a whole.
        gross_mg: with packing, or None.
        reo_ppm: rare earths as oxides in the dry matter, or None.
        partition_ppm: each element's share of the REO (配分).
        assay_ppm: of elements, in the net mass.
        impurities_ppm: as written on certificates, such as ``Fe2O3``.
        methods: of what was tested, the standard.
        brand: registered brand, or None.
        replaces: id of the certificate that an arbitration replaces, or None.
    """

    id: str
    inspection: str
    lot: str
    lab: str
    net_mg: int
    bags_mg: tuple[int, ...] = ()
    gross_mg: int | None = None
    reo_ppm: int | None = None
    partition_ppm: Mapping[str, int] = field(default_factory=dict)
    assay_ppm: Mapping[str, int] = field(default_factory=dict)
    impurities_ppm: Mapping[str, int] = field(default_factory=dict)
    methods: Mapping[str, str] = field(default_factory=dict)
    brand: str | None = None
    replaces: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptNote(AsJson):
    """A warehouse receipt as its registration states it (仓单登记).

    Args:
        id: of the receipt.
        venue: that registers it.
        owner: to whose order it is.
        lot: of the journal.
        instrument: whose contract it meets.
        warehouse: where it lies.
        certificate: by which it was inspected and weighed.
        lots: how many lots (手) it counts as.
        net_mg: of the certificate.
        matter: element by element in milligrams, as the journal has it.
        adjust_fen_per_tonne: what its grade adds to the price of a tonne.
        brand: registered brand, or None.
    """

    id: str
    venue: str
    owner: str
    lot: str
    instrument: str
    warehouse: str
    certificate: str
    lots: int
    net_mg: int
    matter: Mapping[str, int]
    adjust_fen_per_tonne: int = 0
    brand: str | None = None

    def as_receipt(self, issued_ms: int) -> Receipt:
        """As the exchange speaks of it."""
        return Receipt(
            id=self.id, lot=self.lot, instrument=self.instrument, warehouse=self.warehouse, lots=self.lots,
            net_mg=self.net_mg, matter=ElementMass.of(self.matter), issued_ms=issued_ms,
            adjust_fen_per_tonne=self.adjust_fen_per_tonne,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Pledge(AsJson):
    """A lien on lots (手) of a receipt (质押).

    Args:
        creditor: to whom the receipt is security (质权人).
        amount_fen: debt in fen; the lien ends when it is paid, in the entry that frees the matter.
        due: day of repayment, or None.
    """

    creditor: str
    amount_fen: int
    due: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted(AsJson):
    """What a count found of a receipt: net mass in milligrams, None when it is not there."""

    receipt: str
    net_mg: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StockCount:
    """A third party's count of a warehouse (第三方盘库).

    Args:
        id: of the count.
        venue: for which.
        warehouse: that was counted.
        counter: who counted; neither the venue nor the warehouse or its operator.
        rows: one for each receipt.
    """

    id: str
    venue: str
    warehouse: str
    counter: str
    rows: tuple[Counted, ...]

    def as_json(self) -> dict[str, Any]:
        """As an entry holds it."""
        return {
            "id": self.id, "venue": self.venue, "warehouse": self.warehouse, "counter": self.counter,
            "rows": [[row.receipt, row.net_mg] for row in self.rows],
        }  # fmt: skip


Slices = Sequence[tuple[Receipt, Slice]]
"""Lots of receipts that move together."""
