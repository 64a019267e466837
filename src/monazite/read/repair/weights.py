"""What each kind of evidence weighs, in nats: the logarithm of the odds it shifts; reasons are in ``weights.csv``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from monazite.read.table.vocabulary import rows_of

GAP_NEEDED = 4.5
"""A repair needs a second-best explanation at least this much dearer (odds of 90 to 1); below it nothing is changed."""
WITNESS_NEEDED = 1.0
"""Evidence counts as a witness for a repair when it alone shifts the odds by this much (e to 1)."""
WITNESSES_NEEDED = 2
"""How many independent kinds of evidence a repair needs."""


@cache
def weights() -> Mapping[str, float]:
    """Every weight by name."""
    return MappingProxyType({row["name"]: float(row["cost"]) for row in rows_of(__package__, "weights.csv")})
