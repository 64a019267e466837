"""settle: effects as entries, default waterfall, statements. See this folder's README.

Statements (`statements`, `form`, `invoices`) read the database and are imported where they are used.
"""

from monazite.trade.settle.entries import entry_of, instant
from monazite.trade.settle.waterfall import Default, Failed, Outcome, Transfer, failed_lots, waterfall

__all__ = ["Default", "Failed", "Outcome", "Transfer", "entry_of", "failed_lots", "instant", "waterfall"]
