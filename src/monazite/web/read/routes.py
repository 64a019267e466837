"""The pages of read, one module a group; each has a ``router``."""

from monazite.web.read import checks, documents, facts, problems, products, quotas

ROUTERS = tuple(module.router for module in (problems, documents, facts, checks, products, quotas))
"""Of all page groups of read, in the order in which paths are matched."""

__all__ = ["ROUTERS"]
