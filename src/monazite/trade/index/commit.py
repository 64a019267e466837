"""The commitment: what goes into the journal, so that nobody can change inputs after the fact."""

from __future__ import annotations

from datetime import date

from monazite.ledger import Entry
from monazite.trade.index.files import digest

INDEX_INPUTS = "index_inputs"
"""The kind of entry by which the journal commits to the public file of the index."""


def inputs_entry(
    index: str, day: date, content: bytes, *, actor: str, methodology: int, simulated: bool = False
) -> Entry:
    """The entry that commits to the public file after a trading day; posting it again is a duplicate.

    Args:
        index: id of the index.
        day: the last trading day in the file.
        content: of the public file.
        actor: who publishes it: the venue.
        methodology: version in force on the day.
        simulated: whether its prices are invented.
    """
    details: dict[str, object] = {
        "index": index,
        "day": day.isoformat(),
        "sha256": digest(content),
        "count": content.count(b"\n"),
        "methodology": str(methodology),
    }
    if simulated:
        details["simulated"] = True
    return Entry(id=f"{index}.{day.isoformat()}", kind=INDEX_INPUTS, time=day.isoformat(), actor=actor, details=details)
