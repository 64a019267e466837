"""commitments: offtake agreements, settled to the fen on a price path (长协、承购). See this folder's README."""

from monazite.plan.commitments.booking import delivery_entry, payment_entry, statement_entry
from monazite.plan.commitments.checks import commitment_faults
from monazite.plan.commitments.files import read_commitment, read_movements, read_prices
from monazite.plan.commitments.periods import period_named, period_on, periods
from monazite.plan.commitments.record import (
    Band,
    Commitment,
    Content,
    Default,
    Line,
    Movement,
    Period,
    Planned,
    PricePath,
    PriceRule,
    Quality,
    Quote,
    Refusal,
    Settlement,
    Suspension,
    Upside,
    commitment_of,
    movement_of,
)
from monazite.plan.commitments.settle import last_known, open_periods, settle, settlements
from monazite.plan.commitments.volumes import band_of, movement_faults, period_of, stockpile_faults, volumes

__all__ = [
    "Band",
    "Commitment",
    "Content",
    "Default",
    "Line",
    "Movement",
    "Period",
    "Planned",
    "PricePath",
    "PriceRule",
    "Quality",
    "Quote",
    "Refusal",
    "Settlement",
    "Suspension",
    "Upside",
    "band_of",
    "commitment_faults",
    "commitment_of",
    "delivery_entry",
    "last_known",
    "movement_faults",
    "movement_of",
    "open_periods",
    "payment_entry",
    "period_named",
    "period_of",
    "period_on",
    "periods",
    "read_commitment",
    "read_movements",
    "read_prices",
    "settle",
    "settlements",
    "statement_entry",
    "stockpile_faults",
    "volumes",
]
