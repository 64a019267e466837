"""Opens the journal of a workspace: rules, guard and tables of chain, exchange and plan, the key that signs its log."""

from __future__ import annotations

import secrets

from monazite.core import Clock
from monazite.ledger import Journal
from monazite.ledger.log import newest_note, reading_signer, workspace_signer
from monazite.store import Home


def open_journal(home: Home, clock: Clock) -> Journal:
    """The journal of a workspace. The key of its log is made with the first opening, and never again.

    Where the private key is gone and the log has checkpoints, it can be read and audited; posting says what is missing.

    Args:
        home: the opened workspace.
        clock: for recorded times.

    Raises:
        ProblemError: when the key cannot be used.
    """
    from monazite.plan.book import BOOK  # noqa: PLC0415  loads the rules of the trade
    from monazite.plan.guard import PlanGuard  # noqa: PLC0415  as above
    from monazite.plan.wiring import PROJECTIONS  # noqa: PLC0415  as above

    with home.database.reading() as connection:
        note = newest_note(connection)
    directory, key = home.directory, home.settings.key
    made = secrets.token_bytes
    signer = workspace_signer(directory, key, made) if note is None else reading_signer(directory, key, note)
    return Journal(home.database, BOOK, signer, clock, projections=PROJECTIONS, guard=PlanGuard())
