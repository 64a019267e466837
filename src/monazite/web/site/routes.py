"""The pages that belong to no verb, one module a group; each has a ``router``."""

from monazite.web.site import choices, export, health, home, search, statics, trust

ROUTERS = tuple(module.router for module in (home, search, export, choices, statics, health, trust))
"""Of all page groups of the site, in the order in which paths are matched."""

__all__ = ["ROUTERS"]
