"""All routes of the application: each verb's pages and JSON, in the order in which paths are matched."""

from monazite.web.api import router as api_router
from monazite.web.api_acts import ROUTERS as ACTS_ROUTERS
from monazite.web.design.api import router as design_router
from monazite.web.design.routes import ROUTERS as DESIGN_ROUTERS
from monazite.web.plan.api import router as plan_router
from monazite.web.plan.routes import ROUTERS as PLAN_ROUTERS
from monazite.web.read.routes import ROUTERS as READ_ROUTERS
from monazite.web.site.routes import ROUTERS as SITE_ROUTERS
from monazite.web.trace.api import router as trace_router
from monazite.web.trace.routes import ROUTERS as TRACE_ROUTERS
from monazite.web.trade.api import ROUTERS as TRADE_API_ROUTERS
from monazite.web.trade.routes import ROUTERS as TRADE_ROUTERS
from monazite.web.warn.api import router as warn_router
from monazite.web.warn.api_models import router as warn_models_router
from monazite.web.warn.routes import ROUTERS as WARN_ROUTERS

JSON_ROUTERS = (
    *TRADE_API_ROUTERS, api_router, trace_router, plan_router, *ACTS_ROUTERS, warn_router, warn_models_router,
    design_router,
)  # fmt: skip
PAGE_ROUTERS = (
    *SITE_ROUTERS,
    *READ_ROUTERS,
    *TRACE_ROUTERS,
    *TRADE_ROUTERS,
    *PLAN_ROUTERS,
    *WARN_ROUTERS,
    *DESIGN_ROUTERS,
)
ROUTERS = (*JSON_ROUTERS, *PAGE_ROUTERS)
"""JSON first: a page's address may hold a name where an address of the interface holds a word."""

__all__ = ["ROUTERS"]
