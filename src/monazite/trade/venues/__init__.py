"""venues: what a venue may do, its rules, instruments, contract checks, formula prices. See this folder's README."""

from monazite.trade.venues.canonical import canonical_bytes, sha256_of_json
from monazite.trade.venues.contract import adjust_fen_per_tonne, lots_of, meets, weight_fault
from monazite.trade.venues.formula import (
    FloatingFormula,
    FloatingPrice,
    GradeFormula,
    LinearFormula,
    floating_price,
    to_fen,
    to_ticks,
    with_tax,
    without_tax,
)
from monazite.trade.venues.instrument_json import (
    instrument_as_json,
    instrument_from_json,
    instrument_version_from_json,
)
from monazite.trade.venues.record import (
    Certificate,
    InstrumentVersion,
    Licence,
    MethodInfo,
    Parameters,
    Profile,
    RuleVersion,
)
from monazite.trade.venues.rule_json import licence_from_json, rules_from_json
from monazite.trade.venues.tables import formulas, methods, profiles, standard_instruments
from monazite.trade.venues.versions import (
    admit,
    admit_instrument,
    instrument_fault,
    instrument_on,
    licence_fault,
    method_fault,
    rules_on,
)

__all__ = [
    "Certificate",
    "FloatingFormula",
    "FloatingPrice",
    "GradeFormula",
    "InstrumentVersion",
    "Licence",
    "LinearFormula",
    "MethodInfo",
    "Parameters",
    "Profile",
    "RuleVersion",
    "adjust_fen_per_tonne",
    "admit",
    "admit_instrument",
    "canonical_bytes",
    "floating_price",
    "formulas",
    "instrument_as_json",
    "instrument_fault",
    "instrument_from_json",
    "instrument_on",
    "instrument_version_from_json",
    "licence_fault",
    "licence_from_json",
    "lots_of",
    "meets",
    "method_fault",
    "methods",
    "profiles",
    "rules_from_json",
    "rules_on",
    "sha256_of_json",
    "standard_instruments",
    "to_fen",
    "to_ticks",
    "weight_fault",
    "with_tax",
    "without_tax",
]
