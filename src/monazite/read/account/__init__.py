"""account: every numeral of a document is a fact, a change, a date, …, or not accounted for. See the README."""

from monazite.read.account.accounting import account

__all__ = ["account"]
