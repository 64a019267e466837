"""The pages of trace, one module a group; each has a ``router``."""

from monazite.web.trace import (
    acts,
    alarms,
    blocked,
    chain,
    inspections,
    licences,
    lines,
    log,
    lots,
    parties,
    passport,
    quota,
    reports,
)

MODULES = (
    chain, quota, licences, lots, lines, blocked, alarms, reports, inspections, parties, log, acts, passport,
)  # fmt: skip
ROUTERS = tuple(module.router for module in MODULES)
"""Of all page groups of trace, in the order in which paths are matched."""

__all__ = ["ROUTERS"]
