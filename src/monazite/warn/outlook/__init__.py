"""warn.outlook: what is in use, and what will leave use (展望). See this folder's README."""

from monazite.warn.outlook.inflow import Inflow, read_inflow
from monazite.warn.outlook.lifetime import Lifetime, parse_lifetime
from monazite.warn.outlook.published_wind import never_retired, stock_by_density
from monazite.warn.outlook.stock import (
    AGE_ADDED,
    Flows,
    inflow_for_stock,
    parse_convention,
    stock_and_flow,
    stock_by_cohort,
)

__all__ = [
    "AGE_ADDED",
    "Flows",
    "Inflow",
    "Lifetime",
    "inflow_for_stock",
    "never_retired",
    "parse_convention",
    "parse_lifetime",
    "read_inflow",
    "stock_and_flow",
    "stock_by_cohort",
    "stock_by_density",
]
