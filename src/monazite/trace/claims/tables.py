"""The tables of this room."""

from __future__ import annotations

from monazite.trace.tables import SCHEMAS

CLAIMS = SCHEMAS["trace_claims"].table
CLAIM_LOTS = SCHEMAS["trace_claim_lots"].table
