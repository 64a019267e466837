"""explosion: a motor programme down to oxide and quota, element by element. See this folder's README."""

from monazite.plan.explosion.bill import Structure, read_structure, structure
from monazite.plan.explosion.demand import demands
from monazite.plan.explosion.explode import TIERS, explode, intervals, shared_view
from monazite.plan.explosion.record import (
    Bill,
    BillLine,
    Explosion,
    Interval,
    Loss,
    Need,
    Programme,
    ProgrammeWeek,
    Tier,
)
from monazite.plan.explosion.stated import bill_of, programme_of
from monazite.plan.explosion.tables import read_bill, read_programme, shipped_bill
from monazite.plan.explosion.things import canonical, english

__all__ = [
    "TIERS",
    "Bill",
    "BillLine",
    "Explosion",
    "Interval",
    "Loss",
    "Need",
    "Programme",
    "ProgrammeWeek",
    "Structure",
    "Tier",
    "bill_of",
    "canonical",
    "demands",
    "english",
    "explode",
    "intervals",
    "programme_of",
    "read_bill",
    "read_programme",
    "read_structure",
    "shared_view",
    "shipped_bill",
    "structure",
]
