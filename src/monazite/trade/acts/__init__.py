"""acts: every act of the exchange as data: its form, its sheets, and the entry or command it makes. See the README.

Here are the declarations alone; what goes through a venue stands in `desk.py`, which loads the session.
"""

from monazite.trade.acts.registry import TRADE

__all__ = ["TRADE"]
