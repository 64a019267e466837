"""session: the venue's state machine, from commands to events and effects. See this folder's README."""

from monazite.trade.session.machine import Machine
from monazite.trade.session.prices import price_of, ticks_of
from monazite.trade.session.spec import Field, Spec, specs
from monazite.trade.session.written import as_ticks, is_written

__all__ = ["Field", "Machine", "Spec", "as_ticks", "is_written", "price_of", "specs", "ticks_of"]
