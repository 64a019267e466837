"""Who pays for a default (违约处理): the defaulter's margin, then its free money, never the venue; it sums to zero."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from monazite.core import share_out

Why = Literal["margin", "free"]
"""Out of what of the defaulter's money it is paid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Default:
    """One side of an obligation that was not kept.

    Args:
        obligation: id of it.
        defaulter: who did not pay or deliver.
        margin_fen: its margin of the obligation, in fen.
        free_fen: its other money at the venue that the rules let be taken, in fen; 0 for none.
        margin_goes: ``all`` of the margin to the injured, whatever they lost (包头 rules), or up to their ``loss``.
    """

    obligation: str
    defaulter: str
    margin_fen: int
    free_fen: int = 0
    margin_goes: Literal["all", "loss"] = "all"


@dataclass(frozen=True, slots=True)
class Transfer:
    """Money from one member's account at the venue to another's, in fen, and out of what: ``margin`` or ``free``."""

    source: str
    target: str
    fen: int
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a default ends.

    Args:
        transfers: to book, one `compensate` each.
        returned_fen: margin that the defaulter keeps, in fen.
        uncovered_fen: by injured member, the loss that nothing covers: a claim outside the venue.
    """

    transfers: tuple[Transfer, ...]
    returned_fen: int
    uncovered_fen: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """Lots (手) of an obligation that one side alone has failed: the other side has done its part of them."""

    buyer: int
    seller: int


def failed_lots(lots: int, *, paid: int, delivered: int) -> Failed:
    """Which side fails how many open lots of an obligation; a lot that neither side has done is nobody's failure.

    Args:
        lots: open lots.
        paid: how many of them are paid, the first ones.
        delivered: how many are delivered, the first ones.

    Raises:
        ValueError: when more is done than is open, or less than nothing.

    >>> failed_lots(5, paid=4, delivered=0)
    Failed(buyer=0, seller=4)
    """
    if not 0 <= min(paid, delivered) <= max(paid, delivered) <= lots:
        message = f"{paid} paid and {delivered} delivered of {lots} lots"
        raise ValueError(message)
    return Failed(buyer=max(0, delivered - paid), seller=max(0, paid - delivered))


def waterfall(default: Default, losses: Mapping[str, int]) -> Outcome:
    """Share what the defaulter has at the venue among those it injured, in proportion to their losses.

    Margin first, then free money up to the losses. What is transferred and what is returned is the margin and the free
    money taken: nothing comes from the venue or from other members.

    Args:
        default: who, and what it has.
        losses: by injured member, in fen; where nobody lost anything, a margin that all goes is
            shared evenly.

    >>> waterfall(Default(obligation="o1", defaulter="B", margin_fen=100), {"S": 130}).uncovered_fen
    {'S': 30}
    """
    injured = [party for party in losses if party != default.defaulter]
    due = [losses[party] for party in injured]
    total = sum(due)
    from_margin = default.margin_fen if default.margin_goes == "all" and injured else min(default.margin_fen, total)
    margin = _shared(from_margin, due)
    rest = [max(0, loss - paid) for loss, paid in zip(due, margin, strict=True)]
    free = _shared(min(default.free_fen, sum(rest)), rest)
    transfers = [
        Transfer(default.defaulter, party, fen, why)
        for why, shares in _sources(margin, free)
        for party, fen in zip(injured, shares, strict=True)
        if fen
    ]
    left = [loss - paid for loss, paid in zip(rest, free, strict=True)]
    uncovered = {party: fen for party, fen in zip(injured, left, strict=True) if fen}
    return Outcome(
        transfers=tuple(transfers), returned_fen=default.margin_fen - from_margin, uncovered_fen=uncovered,
    )  # fmt: skip


def _sources(margin: list[int], free: list[int]) -> tuple[tuple[Why, list[int]], ...]:
    return ("margin", margin), ("free", free)


def _shared(fen: int, weights: list[int]) -> list[int]:
    """An amount in proportion to losses, exact; evenly where nobody lost anything."""
    if not weights:
        return []
    return list(share_out(fen, weights if any(weights) else [1] * len(weights)))
