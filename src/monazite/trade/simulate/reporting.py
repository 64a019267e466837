"""Invoices of the settlements, and the monthly reports of the invented firms for the month of the week."""

from __future__ import annotations

from monazite.ledger import Entry
from monazite.trace.reports import report
from monazite.trade.settle.invoices import invoice_of
from monazite.trade.simulate.floor import Floor
from monazite.trade.simulate.saying import Saying
from monazite.trade.simulate.tables import actors

NUMBER = "SIM-"
"""How numbers of simulated invoices begin."""
REPORTERS = ("firm", "recycler")


def invoiced(floor: Floor, say: Saying, venue: str, late: str = "") -> list[Entry]:
    """Sellers issue the invoices of what was settled and has none.

    Args:
        floor: of the journal.
        say: who says what when.
        venue: whose settlements.
        late: a seller that does not yet.
    """
    entries = []
    for note in floor.uninvoiced(venue):
        if note.seller != late:
            said = say.bare(note.seller)
            entries.append(invoice_of(note, **said, number=f"{NUMBER}{note.entry}", simulated=True))
    return entries


def filed(floor: Floor, say: Saying, month: str) -> list[Entry]:
    """The report of every firm and recycler that held or moved something."""
    entries = []
    for one in actors().values():
        if one.kind in REPORTERS:
            found = floor.report(one.id, month)
            if found.stock:
                entries.append(report(**say.bare(one.id), report=found, simulated=True))
    return entries
