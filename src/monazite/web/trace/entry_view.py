"""An entry of the journal as people read it: legs by unit with links, details as nested lists, evidence with links."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from monazite.core import ElementMass, Words
from monazite.ledger import MATTER, Book, Leg
from monazite.ledger.proof import field_names
from monazite.trace.lots import reo_mg
from monazite.web.trace.display import TraceDisplay

FEN = 100
LOT_ROLES = frozenset({"lot", "offered", "pledged", "transit", "blocked"})
PARTY_ROLES = frozenset({"held", "used", "lapsed", "issued", "credit", "minted", "cash", "bank", "fees"})
REVERSED, ADJUSTED = Words("冲销", "Reverse"), Words("调整", "Adjust")
MOST_LINES = 400
"""Raw lines that a page shows; the proof file has all."""


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account.

    Args:
        name: in full.
        role: what people call its role.
        rest: its names after the role.
        page: where its lot, line or party is shown, empty for none.
    """

    name: str
    role: str
    rest: str
    page: str


@dataclass(frozen=True, slots=True)
class LegView:
    """A leg.

    Args:
        account: of it.
        amount: with its sign and unit.
        parts: of matter, each element with its mass.
        is_out: whether it leaves the account.
    """

    account: AccountView
    amount: str
    parts: str
    is_out: bool


@dataclass(frozen=True, slots=True)
class UnitView:
    """The legs of one unit, which sum to zero."""

    name: str
    legs: tuple[LegView, ...]


@dataclass(frozen=True, slots=True)
class Detail:
    """A stated value: a text, or values by name."""

    key: str
    text: str
    page: str
    parts: tuple[Detail, ...]


def kind_label(book: Book, kind: str) -> Words:
    """What people call a kind of entry."""
    if kind in book.kinds:
        return book.kinds[kind].label
    return {"reverse": REVERSED, "adjust": ADJUSTED}.get(kind, Words(kind, kind))


def account_view(account: str, book: Book, show: TraceDisplay) -> AccountView:
    """An account with its page."""
    role, *names = account.split("/")
    label = show.words(book.roles[role].label) if role in book.roles else role
    page = ""
    if role in LOT_ROLES and len(names) > 1:
        page = f"/trace/lots/{quote(names[1], safe='')}"
    elif role == "line" and len(names) > 1:
        page = f"/trace/lines/{quote(names[1], safe='')}"
    elif role in PARTY_ROLES and names and names[0] in show.parties:
        page = f"/trace/parties/{quote(names[0], safe='')}"
    return AccountView(account, label, "/".join(names), page)


def units_of(legs: Sequence[Leg], book: Book, show: TraceDisplay) -> list[UnitView]:
    """The legs of an entry by unit, what leaves before what comes."""
    units: dict[str, list[Leg]] = {}
    for leg in legs:
        units.setdefault(leg.unit, []).append(leg)
    found = []
    for unit, some in units.items():
        ordered = sorted(some, key=lambda leg: not _is_out(leg))
        found.append(UnitView(unit_name(unit, show), tuple(_leg(leg, book, show) for leg in ordered)))
    return found


def unit_name(unit: str, show: TraceDisplay) -> str:
    """A unit in words: its family, then its names."""
    family, *names = unit.split(":")
    shown = show.coded("unit_family", family)
    return " ".join([shown, *(_coded(name, show) if family == "quota" else name for name in names)])


def _coded(name: str, show: TraceDisplay) -> str:
    """A stage or a class of quota in words."""
    stage = show.coded("stage", name)
    return stage if stage != name else show.coded("klass", name)


def _is_out(leg: Leg) -> bool:
    return (leg.amount.total.mg if isinstance(leg.amount, ElementMass) else leg.amount) < 0


def _leg(leg: Leg, book: Book, show: TraceDisplay) -> LegView:
    account = account_view(leg.account, book, show)
    if isinstance(leg.amount, ElementMass):
        parts = "  ".join(f"{symbol} {show.mass(mg)}" for symbol, mg in leg.amount.parts)
        return LegView(account, f"{show.mass(reo_mg(leg.amount))} REO", parts, _is_out(leg))
    if leg.unit.startswith("money:"):
        return LegView(account, f"{show.number(_yuan(leg.amount))} {show.unit('CNY')}", "", _is_out(leg))
    element = leg.unit.rsplit(":", 1)[-1]
    basis = "REO" if leg.unit.startswith("quota:") or leg.unit == MATTER else element
    return LegView(account, f"{show.mass(leg.amount)} {basis}", "", _is_out(leg))


def _yuan(fen: int) -> Any:
    from decimal import Decimal  # noqa: PLC0415  one use

    return Decimal(fen) / FEN


def details_of(details: Mapping[str, Any], show: TraceDisplay) -> tuple[Detail, ...]:
    """The stated values of an entry."""
    return tuple(_detail(key, value, show) for key, value in sorted(details.items()))


def _detail(key: str, value: Any, show: TraceDisplay) -> Detail:
    label = show.coded("detail", key)
    if isinstance(value, Mapping):
        page = f"/trace/lots/{quote(key, safe='')}" if "product" in value else ""
        return Detail(label, "", page, tuple(_detail(name, one, show) for name, one in value.items()))
    if isinstance(value, list) and any(isinstance(one, Mapping) for one in value):
        return Detail(label, "", "", tuple(_detail(str(n), one, show) for n, one in enumerate(value, 1)))
    return Detail(label, _text(key, value, show), _page(value, show), ())


def _page(value: Any, show: TraceDisplay) -> str:
    return f"/trace/parties/{quote(value, safe='')}" if isinstance(value, str) and value in show.parties else ""


def _text(key: str, value: Any, show: TraceDisplay) -> str:
    if isinstance(value, bool):
        return show.t("posting.yes") if value else show.t("posting.no")
    if isinstance(value, int) and key.endswith("_mg"):
        return show.mass(value)
    if isinstance(value, int) and (key.endswith("_ppm") or (key.isalpha() and len(key) <= len("Nd"))):
        return show.ppm(value)
    if isinstance(value, list):
        return show.t("list.comma").join(map(str, value))
    if isinstance(value, str) and value in show.parties:
        return f"{value} {show.party(value)}"
    return str(value)


def names_to_show(fields: Sequence[Mapping[str, Any]]) -> list[str]:
    """The names under which the fields of a proof may be shown, the widest of each line, once."""
    return list(dict.fromkeys(_widest(fields)))


def _widest(fields: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    legs = 0
    for field in fields:
        line = json.loads(field["line"])
        legs += line[0] == "leg"
        yield field_names(line, legs)[-1]
