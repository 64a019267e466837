from __future__ import annotations

from collections.abc import Callable
from typing import Any

from monazite.core import ElementMass
from monazite.ledger import Entry, Leg
from monazite.ledger.audit import audit
from monazite.ledger.reversal import reversal_legs
from monazite.trace import claims, origin
from monazite.trace.book import BOOK
from monazite.trace.origin import origin_of


def test_origins_and_claims_with_corrections_audit_clean(books: Any, bring: Callable[..., Entry]) -> None:
    nd = ElementMass.of({"Nd": 100})
    first = bring("A", "import/AU/C-1", Nd=100)
    books.booked(first, bring("B", "import/XX/C-2", Nd=100))
    gone = bring("Z", "import/AU/C-3", Nd=5)
    books.booked(gone)
    books.booked(Entry("back", "reverse", "2022-06-01", "t", reversal_legs(gone), {"reason": "r"}, relates=gone.id))
    said: dict[str, Any] = {"time": "2022-06-03", "actor": "t", "party": "F-1", "model": "mass_balance"}
    minted = claims.credit(id="c", **said, lots={"B": {"import/XX/C-2": nd}})
    books.booked(minted)
    mix = (Leg("lot/F-1/A", "matter", -nd), Leg("lot/F-1/B", "matter", -nd), Leg("lot/F-1/C", "matter", nd + nd))
    books.booked(Entry("mix", "blend", "2022-03-02", "t", mix, {"lots": {"C": {}}}))
    swap = (Leg("import/AU/C-1", "matter", nd), Leg("import/YY/C-9", "matter", -nd))
    books.booked(Entry("fix", "adjust", "2022-06-02", "t", swap, {"reason": "papers"}, relates=first.id))
    books.booked(Entry("undo", "reverse", "2022-06-04", "t", reversal_legs(minted), {"reason": "r"}, relates="c"))
    with books.home.database.reading() as connection:
        assert [source for source, _ in origin_of(connection, "C").shares] == ["import/XX/C-2", "import/YY/C-9"]
    report = audit(books.home.database, BOOK, [origin.PROJECTION, claims.PROJECTION])
    assert report.entries == books.journal.size()
    assert not report.findings
