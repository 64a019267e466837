"""The pages of trade, one module a group; each has a ``router``."""

from monazite.web.trade import (
    auctions,
    board,
    bulletin,
    index,
    instruments,
    orders,
    receipts,
    reports,
    rules,
    statements,
)

MODULES = (board, instruments, auctions, orders, rules, index, receipts, reports, statements, bulletin)
ROUTERS = tuple(module.router for module in MODULES)
"""Of all page groups of trade, in the order in which paths are matched."""

__all__ = ["ROUTERS"]
