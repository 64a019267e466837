"""The commands of `monazite trade` and their options; what they do is in a module each, imported when it runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from monazite.cli.act_commands import add_acts
from monazite.cli.declared import group
from monazite.cli.options import LISTED, SEEN, Actor, Default, Json, argument, option

Venue = Annotated[str | None, option("--venue", "VENUE", "help.trade.venue")]
Filters = Annotated[list[str] | None, option("--where", "NAME=VALUE", "help.trade.where")]
Day = Annotated[str, argument("DAY", "help.trade.day")]
OnDay = Annotated[str | None, option("--day", "DAY", "help.trade.on_day")]
Member = Annotated[str, argument("MEMBER", "help.trade.member")]
Instrument = Annotated[str, argument("INSTRUMENT", "help.trade.instrument_id")]
Side = Annotated[str, argument("buy|sell", "help.trade.side")]
Price = Annotated[str, argument("PRICE", "help.trade.price")]
Lots = Annotated[int, argument("LOTS", "help.trade.lots", min=1)]
Speaker = Annotated[str | None, option("--as", "MEMBER", "help.trade.as")]
Number = Annotated[int, argument("NUMBER", "help.trade.number", min=1)]

FOUND: dict[str, Any] = {"where": Filters, "venue": Venue, **LISTED}
"""What a list that can be filtered takes."""
AT_VENUE: dict[str, Any] = {"venue": Venue, **SEEN}
SAID: dict[str, Any] = {"id": Annotated[str | None, option("--id", "ID", "help.trade.id")], **AT_VENUE}
"""What a command takes that is said to a venue."""
ASKED: dict[str, Any] = {"instrument": Instrument, "side": Side, "price": Price, "lots": Lots}

trade = group("trade")

# Files alone, and what is known.
trade.add(
    "conform", "trade.files.conform",
    orders=Annotated[Path, argument("ORDERS.bin", "help.trade.conform.orders")],
)  # fmt: skip
trade.add(
    "uncross", "trade.files.uncross",
    book=Annotated[Path, argument("BOOK.csv", "help.trade.uncross.book")],
    rules=Annotated[str, option("--rules", "RULES", "help.trade.rules", show_default=False)],
    reference=Annotated[str | None, option("--reference", "PRICE", "help.trade.uncross.reference")],
    tick=Annotated[str | None, option("--tick", "STEP", "help.trade.uncross.tick")],
    json=Json,
)  # fmt: skip
trade.add(
    "replay", "trade.reports.replay",
    venue=Annotated[str | None, option("--venue", "VENUE", "help.trade.replay.venue")],
    day=Annotated[str | None, option("--day", "DAY", "help.trade.replay.day")],
    **SEEN,
)  # fmt: skip
trade.add("venues", "trade.lists.list_venues", **FOUND)
for _list in ("instruments", "receipts", "trades"):
    trade.add(_list, "trade.lists.list_records", fixed={"name": _list}, **FOUND)
trade.add("instrument", "trade.show.show_instrument", name=Instrument, venue=Venue, day=OnDay, **SEEN)
trade.add(
    "receipt", "trade.show.show_receipt", name=Annotated[str, argument("RECEIPT", "help.trade.receipt_id")], **SEEN
)  # fmt: skip
trade.add(
    "records", "trade.lists.list_any", name=Annotated[str | None, argument("[LIST]", "help.trade.list")], **FOUND
)  # fmt: skip
trade.add("stock", "trade.lists.show_stock", venue=Venue, day=OnDay, **SEEN)
trade.add("statement", "trade.reports.show_statement", member=Member, day=Day, **AT_VENUE)
trade.add("report", "trade.reports.show_report", day=Day, **AT_VENUE)
trade.add(
    "index", "trade.index.index",
    venue=Venue,
    day=Annotated[str | None, option("--day", "DAY", "help.trade.index.day")],
    product=Annotated[str | None, option("--product", "NAME", "help.trade.index.product")],
    again=Annotated[Path | None, option("--recompute", "FILE", "help.trade.recompute")],
    expect=Annotated[str | None, option("--expect", "SHA256", "help.trade.expect")],
    out=Annotated[str | None, option("--out", "FILE", "help.trade.index.out")],
    **SEEN,
)  # fmt: skip
trade.add(
    "publish", "trade.index.publish_index",
    day=Annotated[str | None, argument("[DAY]", "help.trade.publish.day")], actor=Actor, **AT_VENUE,
)  # fmt: skip
trade.add(
    "bulletin", "trade.index.write_bulletin",
    month=Annotated[str, argument("MONTH", "help.trace.month")],
    venue=Venue,
    out=Annotated[str | None, option("--out", "FILE", "help.trade.bulletin.out")],
    **SEEN,
)  # fmt: skip
trade.add(
    "refusals", "trade.day.list_refusals",
    day=Day, member=Annotated[str | None, option("--member", "MEMBER", "help.trade.refusals.member")], **AT_VENUE,
)  # fmt: skip

# What an open venue shows, and what is said to it.
trade.add(
    "begin", "trade.day.begin_day",
    references=Annotated[list[str] | None, option("--reference", "INSTRUMENT=PRICE", "help.trade.begin.reference")],
    **AT_VENUE,
)  # fmt: skip
trade.add(
    "board", "trade.events.show_board",
    instrument=Annotated[str | None, argument("[INSTRUMENT]", "help.trade.board.instrument")],
    depth=Annotated[int, option("--depth", "N", "help.trade.depth", min=1, max=1000), Default(10)],
    **AT_VENUE,
)  # fmt: skip
trade.add("listings", "trade.events.show_offers", fixed={"use": "listing"}, **AT_VENUE)
trade.add("auctions", "trade.events.show_offers", fixed={"use": "auction"}, **AT_VENUE)
trade.add("account", "trade.events.show_account", member=Member, **AT_VENUE)


def _add_said(name: str, does: str, /, **given: Any) -> None:
    """Add a command that a member, or the venue itself, says to the venue."""
    trade.add(name, f"trade.desk.{does}", head="trade.desk.Speaker", **given)


_add_said(
    "order", "place_order",
    **ASKED,
    actor=Speaker,
    tif=Annotated[str | None, option("--tif", "GTC|IOC|FOK|DAY", "help.trade.tif")],
    post_only=Annotated[bool, typer.Option("--post-only", help="help.trade.post_only")],
    deliver_to=Annotated[str | None, option("--deliver-to", "venue|member", "help.trade.deliver_to")],
    **SAID,
)  # fmt: skip
_add_said(
    "amend", "amend_order",
    order=Number,
    price=Annotated[str | None, option("--price", "PRICE", "help.trade.price")],
    lots=Annotated[int | None, option("--lots", "LOTS", "help.trade.amend.lots", min=1)],
    actor=Speaker,
    **SAID,
)  # fmt: skip
_add_said("cancel", "say_fields", fixed={"kind": "cancel"}, order=Number, actor=Speaker, **SAID)
_add_said("withdraw", "say_fields", fixed={"kind": "withdraw"}, of=Number, actor=Speaker, **SAID)
_add_said(
    "list", "place_listing", help_key="help.trade.place_listing",
    **ASKED, least=Annotated[int | None, option("--least", "LOTS", "help.trade.least", min=1)], actor=Speaker, **SAID,
)  # fmt: skip
_add_said("take", "say_fields", fixed={"kind": "take"}, listing=Number, lots=Lots, actor=Speaker, **SAID)
_add_said("bid", "place_bid", auction=Number, price=Price, lots=Lots, actor=Speaker, **SAID)
_add_said(
    "say", "say_any",
    kind=Annotated[str | None, argument("[KIND]", "help.trade.say.kind")],
    values=Annotated[list[str] | None, argument("[FIELD=VALUE…]", "help.trade.say.values")],
    actor=Speaker,
    **SAID,
)  # fmt: skip
_add_said(
    "import", "import_sheet",
    file=Annotated[Path, argument("FILE", "help.trade.import.file")],
    actor=Speaker,
    is_rehearsal=Annotated[bool, typer.Option("--check", help="help.trade.import.check")],
    is_template=Annotated[bool, typer.Option("--template", help="help.trade.import.template")],
    **AT_VENUE,
)  # fmt: skip

add_acts(trade)
