"""log: a venue's command log, its snapshots and its replay. See this folder's README."""

from monazite.trade.log.plain import COMMAND_BYTES, COMMAND_DEPTH, canonical, encoded
from monazite.trade.log.record import Checked, Command, Event, Machine, Outcome, Recorded, ReplayResult, Status
from monazite.trade.log.refusals import Refusal, refusals
from monazite.trade.log.replay import replay
from monazite.trade.log.venue_log import VenueLog, open_log, venue_folder

__all__ = [
    "COMMAND_BYTES",
    "COMMAND_DEPTH",
    "Checked",
    "Command",
    "Event",
    "Machine",
    "Outcome",
    "Recorded",
    "Refusal",
    "ReplayResult",
    "Status",
    "VenueLog",
    "canonical",
    "encoded",
    "open_log",
    "refusals",
    "replay",
    "venue_folder",
]
