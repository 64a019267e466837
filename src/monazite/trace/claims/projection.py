"""Claims kept with the journal: credits minted, moved and claimed, leg by leg, and which lots they were used for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete

from monazite.ledger.record import Leg, Posted
from monazite.trace.claims.acts import FAMILY
from monazite.trace.claims.tables import CLAIM_LOTS, CLAIMS

USES = frozenset({"credit", "claim"})


class ClaimProjection:
    """Movements of credits; a lot's use is free again when the entry that used it is reversed."""

    tables: tuple[str, ...] = ("trace_claims", "trace_claim_lots")

    def apply(self, connection: Connection, posted: Sequence[Posted]) -> None:
        """Bring the tables up to these entries."""
        moves: list[dict[str, Any]] = []
        for post in posted:
            rows = [_move(post, place, leg) for place, leg in enumerate(post.entry.legs)
                    if leg.unit.startswith(f"{FAMILY}:")]  # fmt: skip
            moves += rows
            if rows and post.entry.kind in USES and (uses := list(_uses(post))):
                connection.execute(CLAIM_LOTS.insert(), uses)
            if rows and post.entry.kind == "reverse":
                connection.execute(delete(CLAIM_LOTS).where(CLAIM_LOTS.c.entry_id == post.entry.relates))
        if moves:
            connection.execute(CLAIMS.insert(), moves)


def _move(post: Posted, place: int, leg: Leg) -> dict[str, Any]:
    _, model, source, element = leg.unit.split(":")
    role, party, *lot = leg.account.split("/")
    return {
        "entry_number": post.number, "leg": place, "day": post.entry.day, "kind": post.entry.kind, "role": role,
        "party": party, "lot": lot[0] if lot else None, "model": model, "source": source, "element": element,
        "amount_mg": leg.amount,
    }  # fmt: skip


def _uses(post: Posted) -> list[dict[str, Any]]:
    amounts: dict[tuple[str, str], int] = {}
    for lot, sources in post.entry.details["lots"].items():
        for matter in sources.values():
            for symbol, mg in matter.items():
                amounts[lot, symbol] = amounts.get((lot, symbol), 0) + mg
    return [
        {
            "lot": lot,
            "use": post.entry.kind,
            "element": symbol,
            "entry_number": post.number,
            "entry_id": post.entry.id,
            "amount_mg": mg,
        }
        for (lot, symbol), mg in amounts.items()
    ]


PROJECTION = ClaimProjection()
