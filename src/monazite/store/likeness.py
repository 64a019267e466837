"""Which known name may have been meant by one that is not known; none where nothing is like it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

LIKE = 0.6
"""Share of like characters from which a name may have been meant: two of three, four of seven."""
SHORT, LIKE_SHORT = 2, 0.5
"""Of symbols of two letters one has to agree: Nb may be Nd."""
INSIDE = 3
"""From as many characters on, a name inside another one is like it: price, average price."""
LONGEST = 100
"""Characters of a name that are compared."""


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that may have been meant, empty where none is like it; capitals do not count.

    >>> nearest("subjct", ["status", "subject"]), nearest("nd", ["Pr", "Nd"]), nearest("Nb", ["Pr", "Nd"])
    ('subject', 'Nd', 'Nd')
    >>> nearest("Xx", ["La", "Nd"]), nearest("zzz", ["facts", "read"])
    ('', '')
    """
    wanted = name[:LONGEST].casefold()
    likeness, best = max(
        ((_likeness(wanted, other), other) for other in known), key=lambda one: one[0], default=(0, "")
    )
    return best if likeness else ""


def _likeness(wanted: str, known: str) -> float:
    """Between 0, where nothing is alike, and 1, where only capitals differ."""
    other = known[:LONGEST].casefold()
    ratio = SequenceMatcher(None, wanted, other).ratio()
    shorter, longer = sorted((wanted, other), key=len)
    is_inside = len(shorter) >= INSIDE and shorter in longer
    return ratio if is_inside or ratio >= (LIKE_SHORT if len(longer) <= SHORT else LIKE) else 0
