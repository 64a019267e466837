"""Participants under pseudonyms: the same name always the same, and nobody can try names without the salt."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import date

from monazite.trade.index.record import Deal
from monazite.trade.record import Instrument, Trade

PREFIX, DIGITS = "p-", 16
"""How a pseudonym starts, and its hex digits: 64 bits, two alike among a million names once in thirty million."""


def mask(name: str, salt: bytes) -> str:
    """The pseudonym of a member or owner: the first 64 bits of HMAC-SHA-256 (RFC 2104) under a salt kept secret.

    Args:
        name: id of the member or owner.
        salt: at least 16 random bytes; the workspace keeps them, and never changes them.

    >>> mask("F1", b"0123456789abcdef")
    'p-ae05eb32aa686573'
    """
    return PREFIX + hmac.new(salt, name.encode(), hashlib.sha256).hexdigest()[:DIGITS]


def deal_of(
    trade: Trade, instrument: Instrument, *, day: date, net_mg: int, owners: Mapping[str, str], salt: bytes
) -> Deal:
    """A trade as the index sees it.

    Args:
        trade: of the venue.
        instrument: what was traded.
        day: trading day.
        net_mg: net mass delivered, or of contract where it is not weighed yet.
        owners: beneficial owner of each member; one that is not in it owns itself.
        salt: for the pseudonyms.
    """
    buyer, seller = trade.buyer, trade.seller
    return Deal(
        id=trade.id,
        day=day,
        product=instrument.product,
        fen_per_tonne=trade.price_ticks * instrument.tick_fen_per_tonne,
        mass_mg=net_mg,
        buyer=mask(buyer, salt),
        seller=mask(seller, salt),
        buyer_owner=mask(owners.get(buyer, buyer), salt),
        seller_owner=mask(owners.get(seller, seller), salt),
    )
