"""The sentences of this room's Problems, with texts of others cut and made visible."""

from __future__ import annotations

from monazite.store import sentences_of, shown

__all__ = ["problem", "shown"]

problem = sentences_of("monazite.design")
"""`problem(code, place, **values)`: the code stands in ``problems.csv``, the place is a file and a row from 1."""
