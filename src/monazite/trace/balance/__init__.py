"""balance: material balances of lines and sites, with uncertainty and a sequential test. See its README."""

from monazite.trace.balance.query import line_balance, site_balance
from monazite.trace.balance.record import PeriodBalance, Verdict

__all__ = ["PeriodBalance", "Verdict", "line_balance", "site_balance"]
