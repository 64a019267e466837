"""The pages of warn, one module a group; each has a ``router``."""

from monazite.web.warn import alerts, backtest, element, front, outlook, replay, risk, shocks, targets

MODULES = (front, element, risk, outlook, shocks, backtest, replay, targets, alerts)
ROUTERS = tuple(module.router for module in MODULES)
"""Of all page groups of warn, in the order in which paths are matched."""

__all__ = ["ROUTERS"]
