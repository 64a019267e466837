"""orders_sheet: orders from a spreadsheet, each row a command or Problems at its cells. See this folder's README."""

from monazite.trade.orders_sheet.columns import MOST_ORDERS, template
from monazite.trade.orders_sheet.read import OrderRow, OrderSheet, read_orders

__all__ = ["MOST_ORDERS", "OrderRow", "OrderSheet", "read_orders", "template"]
