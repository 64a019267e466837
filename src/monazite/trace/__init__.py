"""trace: parties, permits, quota, lots, lines, balances, origin, reports, passports. See this room's README.

Here stands what a journal needs of this room; what people ask for stands in its folders.
"""

from monazite.trace.book import BOOK
from monazite.trace.guard import TradeGuard
from monazite.trace.tables import MIGRATIONS, SCHEMAS
from monazite.trace.wiring import LISTS, PROJECTIONS

__all__ = ["BOOK", "LISTS", "MIGRATIONS", "PROJECTIONS", "SCHEMAS", "TradeGuard"]
