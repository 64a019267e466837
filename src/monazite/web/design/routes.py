"""The pages of design, one module a group; each has a ``router``."""

from monazite.web.design import bench, compare, front, grades, materials, search

MODULES = (front, search, bench, compare, grades, materials)
ROUTERS = tuple(module.router for module in MODULES)
"""Of all page groups of design, in the order in which paths are matched."""

__all__ = ["ROUTERS"]
