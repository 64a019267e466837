"""audit: recompute a journal from its entries alone and locate each difference. See this folder's README."""

from monazite.ledger.audit.record import AuditReport, Finding
from monazite.ledger.audit.run import audit

__all__ = ["AuditReport", "Finding", "audit"]
