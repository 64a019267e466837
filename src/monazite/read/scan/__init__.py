"""scan: what a text mentions, in one pass: numbers with units, dates and periods, names. See the README."""

from monazite.read.scan.mention import Mentions, scan
from monazite.read.scan.names import find_names
from monazite.read.scan.numerals import chinese_number
from monazite.read.scan.periods import Anchor
from monazite.read.scan.quantities import find_quantities, quantities_between
from monazite.read.scan.times import find_times

__all__ = [
    "Anchor",
    "Mentions",
    "chinese_number",
    "find_names",
    "find_quantities",
    "find_times",
    "quantities_between",
    "scan",
]
