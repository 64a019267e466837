"""The pages, one module a group; each has a ``router``."""

from monazite.web.pages import (
    checks,
    choices,
    documents,
    export,
    facts,
    health,
    home,
    problems,
    products,
    quotas,
    search,
    statics,
)

ROUTERS = tuple(
    module.router
    for module in (home, problems, documents, facts, checks, products, quotas, search, export, choices, statics, health)
)
"""Of all page groups, in the order in which paths are matched."""

__all__ = ["ROUTERS"]
