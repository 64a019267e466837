"""Numbers put aside by key, so that an audit of many entries holds few of them at a time.

Each part of the journal gives an array of rows (key, entry, amount). They are cut by the top bits of the key into
shares; all rows of one account fall into one share, and each share is then worked through by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]
else:
    Array = Any

ROW = [("key", "u8"), ("entry", "i8"), ("amount", "i8")]
TOUCH = [("key", "u8"), ("entry", "i8")]


@dataclass(frozen=True, slots=True)
class Spilled:
    """Rows put aside: in a file cut into shares, or held when there is one share only.

    Args:
        path: of the file, None when held.
        bounds: first row of each share, and the end.
        held: the rows.
    """

    path: Path | None
    bounds: tuple[int, ...]
    held: Any = None


def spill(rows: Array, shares: int, path: Path | None) -> Spilled:
    """Put rows aside.

    Args:
        rows: a structured array with a field ``key``.
        shares: a power of two.
        path: where to; None holds them in memory, as one share.
    """
    import numpy as np  # noqa: PLC0415  a heavy library

    if path is None or shares == 1:
        return Spilled(None, (0, len(rows)), rows)
    share = share_of(rows["key"], shares)
    bounds = np.concatenate(([0], np.cumsum(np.bincount(share, minlength=shares))))
    rows[np.argsort(share, kind="stable")].tofile(path)
    return Spilled(path, tuple(bounds.tolist()))


def share_of(keys: Array, shares: int) -> Array:
    """Which share a key falls into."""
    import numpy as np  # noqa: PLC0415  a heavy library

    return (keys >> np.uint64(64 - (shares.bit_length() - 1))).astype(np.uint16)  # few bits sort fast


def gathered(parts: Sequence[Spilled], share: int, kind: list[tuple[str, str]]) -> Array:
    """All rows of one share, in the order of the parts."""
    import numpy as np  # noqa: PLC0415  a heavy library

    found = [_read(part, share, kind) for part in parts]
    return np.concatenate(found) if found else np.zeros(0, kind)


def distinct(values: Array) -> Array:
    """Values in order, each once; by sorting, which beats hashing for keys that are all over the range."""
    import numpy as np  # noqa: PLC0415  a heavy library

    found = np.sort(values)
    return found[np.concatenate(([True], found[1:] != found[:-1]))] if len(found) else found


def pairs(rows: Array) -> tuple[Array, Array]:
    """Keys and entries of rows in the order of both, each pair once. Rows of one key come in the order of entries."""
    import numpy as np  # noqa: PLC0415  a heavy library

    if not len(rows):
        return rows["key"], rows["entry"]
    order = np.argsort(rows["key"], kind="stable")
    key, entry = rows["key"][order], rows["entry"][order]
    if ((key[1:] == key[:-1]) & (entry[1:] < entry[:-1])).any():
        order = np.lexsort((entry, key))
        key, entry = key[order], entry[order]
    is_new = np.concatenate(([True], (key[1:] != key[:-1]) | (entry[1:] != entry[:-1])))
    return key[is_new], entry[is_new]


def _read(part: Spilled, share: int, kind: list[tuple[str, str]]) -> Array:
    import numpy as np  # noqa: PLC0415  a heavy library

    if part.path is None:
        held: Array = part.held
        return held
    first, end = part.bounds[share], part.bounds[share + 1]
    size = np.dtype(kind).itemsize
    return np.fromfile(part.path, kind, count=end - first, offset=first * size)
