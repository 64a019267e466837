"""The passport of a lot put together: what it is made of, where that came from, and proofs that withhold the rest."""

from __future__ import annotations

import csv
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from monazite.core import Words
from monazite.ledger.record import MATTER, Posted
from monazite.trace.claims import ModelClaim, models_of
from monazite.trace.origin import Origin, entries_of, origin_of, upstream
from monazite.trace.passport.record import Passport, RecycledShare
from monazite.trace.tables import SCHEMAS

if TYPE_CHECKING:
    from monazite.ledger.proof import Key
    from monazite.trace.lots import Lot

MOST_BYTES = 64_000
"""Size of a passport file at most; quota proofs further up are left out first."""
SPARE_BYTES = 2_000
UPSTREAM_NODES = 2_000


@cache
def recycled_elements() -> tuple[str, ...]:
    """Elements whose recycled share is to be stated (Regulation (EU) 2024/1252, Article 29)."""
    rows = csv.DictReader((resources.files(__package__) / "recycled.csv").read_text("utf-8").splitlines())
    return tuple(row["element"] for row in rows)


def recycled_shares(origin: Origin) -> tuple[RecycledShare, ...]:
    """The recycled share of each such element that a lot holds."""
    matter, shares = origin.matter, []
    for element in recycled_elements():
        if matter[element] > 0:
            kinds = origin.by_kind(element)
            stated, unknown = kinds.get("recycled/stated", 0), kinds.get("recycled/unknown", 0)
            shares.append(RecycledShare(element, matter[element], stated, unknown))
    return tuple(shares)


def passport(
    connection: Connection, lot_id: str, *, key: Key, certified: Collection[str] = (), quota: bool = True
) -> Passport:
    """The passport of a lot or a motor.

    Args:
        connection: to the journal, in one transaction.
        lot_id: of the lot.
        key: of the log: its signer; with its verifier or vkey the passport is not signed and makes no file.
        certified: source ids that count as certified, or beginnings of them that end with a slash.
        quota: whether to prove the use of quota upstream, which shows the used quota of those entries and nothing else;
            how many there are is stated in any case.

    Raises:
        ProblemError: for a lot that is not there, and when its entry cannot be proved.
    """
    from monazite.ledger import posted_by  # noqa: PLC0415  loads the encoder
    from monazite.ledger.log import AbsentSigner, newest_note  # noqa: PLC0415  the same
    from monazite.trace.lots import lot  # noqa: PLC0415  the same

    found, origin = lot(connection, lot_id), origin_of(connection, lot_id)
    own = [posted_by(connection, number) for number in entries_of(connection, lot_id)]
    users = _quota_users(connection, lot_id)
    models = {
        share.element: models_of(connection, lot_id, certified, share.element) for share in recycled_shares(origin)
    }
    bare = _record(found, origin, models, tuple(sorted(certified)), len(users), newest_note(connection) or "")
    if isinstance(key, AbsentSigner):
        key = key.verifier
    return _signed(_with_proofs(connection, key, bare, own, users if quota else []), key)


def _record(  # noqa: PLR0917  parts of one fact
    found: Lot, origin: Origin, models: Mapping[str, tuple[ModelClaim, ...]], certified: tuple[str, ...],
    quota_entries: int, checkpoint: str,
) -> Passport:  # fmt: skip
    return Passport(
        lot=found.id, product=found.product, stage=found.stage, made_on=found.made_on.isoformat(), net_mg=found.net_mg,
        serials=tuple(found.weighed.get("serials", ())), matter=origin.matter, reo_mg=found.reo_mg,
        origin=origin.shares, is_origin_settled=origin.is_settled, recycled=recycled_shares(origin), models=models,
        certified=certified, entry=found.entry_number, own_entries=(), proven_quota=(), quota_entries=quota_entries,
        proofs=(), key="", checkpoint=checkpoint, statement="", is_simulated=found.is_simulated,
    )  # fmt: skip


def _signed(bare: Passport, key: Key) -> Passport:
    """Signed as a whole, where the private key is at hand."""
    from monazite.ledger.log import Signer, sign_note  # noqa: PLC0415  loads signatures
    from monazite.trace.passport.file import statement_text  # noqa: PLC0415  the file needs the record

    if not isinstance(key, Signer):
        return bare
    return replace(bare, statement=sign_note(statement_text(bare), [key]))


def _with_proofs(
    connection: Connection, key: Key, bare: Passport, own: Sequence[Posted], users: Sequence[int]
) -> Passport:
    """With the proofs of the lot's own entries, and as many of the others as the file may hold."""
    from monazite.ledger.proof import prove  # noqa: PLC0415  loads the log
    from monazite.trace.passport.file import passport_bytes  # noqa: PLC0415  the file needs the record

    proofs: list[Mapping[str, Any]] = [prove(connection, key, each.number, _own_fields(each, bare.lot)) for each in own]
    size = len(passport_bytes(replace(bare, proofs=tuple(proofs))))
    known, proven = {each.number for each in own}, []
    for number in users:
        if number not in known:
            proof = prove(connection, key, number, _quota_fields(_entry(connection, number)))
            size += len(json.dumps(proof))
            if size > MOST_BYTES - SPARE_BYTES:
                break
            proofs.append(proof)
        proven.append(number)
    checkpoint, vkey = str(proofs[0]["checkpoint"]), str(proofs[0]["key"])
    return replace(
        bare, own_entries=tuple(each.number for each in own), proven_quota=tuple(proven), proofs=tuple(proofs),
        checkpoint=checkpoint, key=vkey,
    )  # fmt: skip


def _entry(connection: Connection, number: int) -> Posted:
    from monazite.ledger import posted_by  # noqa: PLC0415  loads the encoder

    return posted_by(connection, number)


def _own_fields(posted: Posted, lot_id: str) -> list[str]:
    """Of the entry that made the lot: what, when, the lot as weighed, its legs and the quota it used."""
    fields = ["kind", "time", *_blocked(posted), *_quota_legs(posted)]
    if lot_id in posted.entry.details.get("lots", {}):
        fields.append(f"detail.lots.{lot_id}")
    if posted.entry.details.get("simulated"):
        fields.append("detail.simulated")
    legs = enumerate(posted.entry.legs, 1)
    return fields + [f"leg.{place}" for place, leg in legs if leg.unit == MATTER and leg.account.endswith(f"/{lot_id}")]


def _quota_fields(posted: Posted) -> list[str]:
    return ["kind", "time", *_blocked(posted), *_quota_legs(posted)]


def _blocked(posted: Posted) -> list[str]:
    return ["blocked"] if posted.blocked else []


def _quota_legs(posted: Posted) -> list[str]:
    legs = enumerate(posted.entry.legs, 1)
    return [f"leg.{place}" for place, leg in legs if leg.role == "used" and leg.unit.startswith("quota:")]


def _quota_users(connection: Connection, lot_id: str) -> list[int]:
    """Entries upstream of a lot that used quota, its own included, nearest first."""
    lineage = upstream(connection, lot_id, nodes=UPSTREAM_NODES)
    level = {node.id.partition("/")[2]: node.level for node in lineage.nodes if node.is_lot}
    lots, legs = SCHEMAS["trace_lots"].table, SCHEMAS["trace_quota_legs"].table
    made: dict[int, int] = {}
    names = list(level)
    for start in range(0, len(names), 500):
        wanted = (
            select(lots.c.entry_number, lots.c.id)
            .join(legs, legs.c.entry_number == lots.c.entry_number)
            .where(lots.c.id.in_(names[start : start + 500]), legs.c.role == "used")
        )
        for number, name in connection.execute(wanted):
            made[number] = min(level[name], made.get(number, level[name]))
    return sorted(made, key=lambda number: (made[number], number))


def simulated_mark() -> Words:
    """What a passport of a simulation says on its face."""
    return Words("模拟数据，非真实企业", "Simulated data, no real firm")
