"""The lists of this room: sources."""

from __future__ import annotations

from monazite.store import DeclaredList

LISTS: tuple[DeclaredList, ...] = ()
