"""Opens the journal of a workspace: the trade's rules, guard and tables, and the key that signs its log."""

from __future__ import annotations

import secrets

from monazite.core import Clock
from monazite.ledger import Journal
from monazite.ledger.log import newest_note, workspace_signer
from monazite.store import Home


def open_journal(home: Home, clock: Clock) -> Journal:
    """The journal of a workspace. The key of its log is made with the first opening, and never again.

    Args:
        home: the opened workspace.
        clock: for recorded times.

    Raises:
        ProblemError: when the key cannot be used, or is gone while the log has checkpoints.
    """
    from monazite.trace import BOOK, PROJECTIONS, TradeGuard  # noqa: PLC0415  loads the rules of the trade

    with home.database.reading() as connection:
        is_signed = newest_note(connection) is not None
    signer = workspace_signer(home.directory, home.settings.key, None if is_signed else secrets.token_bytes)
    return Journal(home.database, BOOK, signer, clock, projections=PROJECTIONS, guard=TradeGuard())
