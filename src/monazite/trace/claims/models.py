"""The five models of ISO 22095, and what a lot's origin and the credits claimed for it let its holder say."""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from sqlalchemy import Connection, func, select

from monazite.core import Words
from monazite.trace.claims.tables import CLAIMS
from monazite.trace.origin import Origin, origin_of

WHOLE_PPM = 1_000_000
CREDIT_MODELS = frozenset({"mass_balance", "book_and_claim"})
"""Models that live on credits; the others on the origin itself."""


@dataclass(frozen=True, slots=True)
class Model:
    """One model, a row of ``models.csv``.

    Args:
        name: as in claim units.
        label: what people call it.
        basis: ``origin`` or ``credit``.
        allows: what may be said, with ``{percent}`` for the share.
        source: the standard.
    """

    name: str
    label: Words
    basis: str
    allows: Words
    source: str


@dataclass(frozen=True, slots=True)
class ModelClaim:
    """What one model lets the holder of a lot say about one element of it.

    Args:
        model: its name.
        is_allowed: whether anything may be said.
        ppm: the share that may be said, in parts per million, rounded down.
        statement: in words; empty when nothing may be said.
    """

    model: str
    is_allowed: bool
    ppm: int
    statement: Words


@cache
def _models() -> dict[str, Model]:
    rows = csv.DictReader((resources.files(__package__) / "models.csv").read_text("utf-8").splitlines())
    return {
        row["model"]: Model(row["model"], Words(row["zh"], row["en"]), row["basis"],
                            Words(row["allows_zh"], row["allows_en"]), row["source"])
        for row in rows
    }  # fmt: skip


MODELS: Mapping[str, Model] = _models()
"""The models by name, strictest first."""


def models_of(connection: Connection, lot_id: str, certified: Collection[str], element: str) -> tuple[ModelClaim, ...]:
    """What each of the five models lets the holder of a lot say about one element.

    Args:
        connection: to read from.
        lot_id: of the lot.
        certified: source ids, or beginnings of them that end with a slash, such as ``ground/P-1/``.
        element: symbol.

    Raises:
        ProblemError: ``origin-lot-unknown``.
    """
    origin = origin_of(connection, lot_id)
    shares = by_origin(origin, certified, element) | by_credit(connection, origin, element)
    return tuple(_said(model, shares[name]) for name, model in MODELS.items())


def by_origin(origin: Origin, certified: Collection[str], element: str) -> dict[str, int]:
    """Shares in ppm that the three models of origin allow; 0 for none."""
    amounts = {source: matter[element] for source, matter in origin.shares if matter[element]}
    whole = sum(amounts.values())
    good = sum(amount for source, amount in amounts.items() if is_certified(source, certified))
    ppm = good * WHOLE_PPM // whole if whole > 0 else 0
    is_pure = whole > 0 and good == whole
    return {
        "identity_preserved": WHOLE_PPM if is_pure and len(amounts) == 1 else 0,
        "segregated": WHOLE_PPM if is_pure else 0,
        "controlled_blending": ppm if origin.is_settled else 0,
    }


def is_certified(source: str, certified: Collection[str]) -> bool:
    """Whether a source is one of the certified, or lies under one that ends with a slash."""
    return source in certified or any(each.endswith("/") and source.startswith(each) for each in certified)


def by_credit(connection: Connection, origin: Origin, element: str) -> dict[str, int]:
    """Shares in ppm of a lot's element that the credits claimed for it stand for."""
    wanted = (
        select(CLAIMS.c.model, func.sum(CLAIMS.c.amount_mg))
        .where(CLAIMS.c.lot == origin.lot, CLAIMS.c.role == "claimed", CLAIMS.c.element == element)
        .group_by(CLAIMS.c.model)
    )
    claimed = {model: int(amount) for model, amount in connection.execute(wanted)}
    whole = origin.matter[element]
    return {model: claimed.get(model, 0) * WHOLE_PPM // whole if whole > 0 else 0 for model in sorted(CREDIT_MODELS)}


def _said(model: Model, ppm: int) -> ModelClaim:
    percent = f"{ppm // 10_000}.{ppm % 10_000:04}"
    return ModelClaim(model.name, ppm > 0, ppm, model.allows.filled(percent=percent) if ppm else Words("", ""))
