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
from monazite.web.pages.plan import ROUTERS as PLAN_ROUTERS
from monazite.web.pages.trace import ROUTERS as TRACE_ROUTERS
from monazite.web.pages.trade import ROUTERS as TRADE_ROUTERS
from monazite.web.pages.warn import ROUTERS as WARN_ROUTERS

ROUTERS = (
    *(
        module.router
        for module in (
            home, problems, documents, facts, checks, products, quotas, search, export, choices, statics, health,
        )
    ),
    *TRACE_ROUTERS,
    *TRADE_ROUTERS,
    *PLAN_ROUTERS,
    *WARN_ROUTERS,
)  # fmt: skip
"""Of all page groups, in the order in which paths are matched."""

__all__ = ["ROUTERS"]
