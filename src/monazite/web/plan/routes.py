"""The pages of plan, one module a group; each has a ``router``."""

from monazite.web.plan import commitments, index, matching, programmes, qualification, substitutes, work

MODULES = (index, programmes, matching, commitments, qualification, substitutes, work)
ROUTERS = tuple(module.router for module in MODULES)
"""Of all page groups of plan, in the order in which paths are matched."""

__all__ = ["ROUTERS"]
