"""gateway: commands in; durable, applied, settled; answers and events out. See this folder's README."""

from monazite.trade.gateway.feed import Feed, Numbered, channel_of, member_channel
from monazite.trade.gateway.gateway import Gateway
from monazite.trade.gateway.opening import open_gateway
from monazite.trade.gateway.record import Answer, AnswerStatus, Books
from monazite.trade.gateway.settlement import EntryOf
from monazite.trade.gateway.ticker import Ticker

__all__ = [
    "Answer",
    "AnswerStatus",
    "Books",
    "EntryOf",
    "Feed",
    "Gateway",
    "Numbered",
    "Ticker",
    "channel_of",
    "member_channel",
    "open_gateway",
]
