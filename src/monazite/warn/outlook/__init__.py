"""warn.outlook: what is in use, what will leave use, and what will lack (展望). See this folder's README."""

from monazite.warn.outlook.asked import checked, parse_sliders, parse_years
from monazite.warn.outlook.inflow import Inflow, read_inflow
from monazite.warn.outlook.inputs import Inputs, Scenario, Slider, Use
from monazite.warn.outlook.lifetime import Lifetime, parse_lifetime
from monazite.warn.outlook.model import outlook
from monazite.warn.outlook.published_wind import never_retired, stock_by_density
from monazite.warn.outlook.reading import read_inputs, shipped_inputs
from monazite.warn.outlook.record import Amount, Balance, Comparison, Flow, Margin, Outlook, Programme, Settings
from monazite.warn.outlook.shown import TABLES, shipped_table
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
    "TABLES",
    "Amount",
    "Balance",
    "Comparison",
    "Flow",
    "Flows",
    "Inflow",
    "Inputs",
    "Lifetime",
    "Margin",
    "Outlook",
    "Programme",
    "Scenario",
    "Settings",
    "Slider",
    "Use",
    "checked",
    "inflow_for_stock",
    "never_retired",
    "outlook",
    "parse_convention",
    "parse_lifetime",
    "parse_sliders",
    "parse_years",
    "read_inflow",
    "read_inputs",
    "shipped_inputs",
    "shipped_table",
    "stock_and_flow",
    "stock_by_cohort",
    "stock_by_density",
]
