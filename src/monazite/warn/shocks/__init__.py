"""warn.shocks: a stop of supply through the bills of material of firms (断供). See this folder's README."""

from monazite.warn.shocks.ario import ArioRules, Economy, run_ario
from monazite.warn.shocks.check import network_problems
from monazite.warn.shocks.invented import invented_network
from monazite.warn.shocks.record import (
    Cover,
    Firm,
    Halt,
    Line,
    Link,
    Material,
    Need,
    Network,
    Outcome,
    Ranked,
    Relief,
    Rules,
    Stop,
    StopWindow,
    Substitute,
    Supply,
)
from monazite.warn.shocks.relief import proposed, ranked
from monazite.warn.shocks.sectors import SectorTable, sector_table
from monazite.warn.shocks.simulate import simulate
from monazite.warn.shocks.spans import stopped_spans, weekly_output
from monazite.warn.shocks.stops import parse_stops
from monazite.warn.shocks.tables import Folder, read_folder, shipped_folder
from monazite.warn.shocks.window import InputCover, stop_window

__all__ = [
    "ArioRules",
    "Cover",
    "Economy",
    "Firm",
    "Folder",
    "Halt",
    "InputCover",
    "Line",
    "Link",
    "Material",
    "Need",
    "Network",
    "Outcome",
    "Ranked",
    "Relief",
    "Rules",
    "SectorTable",
    "Stop",
    "StopWindow",
    "Substitute",
    "Supply",
    "invented_network",
    "network_problems",
    "parse_stops",
    "proposed",
    "ranked",
    "read_folder",
    "run_ario",
    "sector_table",
    "shipped_folder",
    "simulate",
    "stop_window",
    "stopped_spans",
    "weekly_output",
]
