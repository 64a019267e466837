"""From posting to the verifier: every entry of a real journal is proved, under every checkpoint it ever gave out."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monazite.core import FixedClock, Words
from monazite.ledger import MIGRATIONS, Book, Entry, Journal, Kind, Leg, Policy, Role, load_book, verifier
from monazite.ledger.log import publish, workspace_signer
from monazite.ledger.proof import proof_bytes, prove, prove_consistency
from monazite.ledger.verifier import verify
from monazite.store import Database, migrate

NAME = Words("名", "name")
MONEY = frozenset({"money"})


def book() -> Book:
    """Firms that pay each other out of a bank that may go below zero."""
    roles = {
        "bank": Role("bank", Policy.BOUNDARY, MONEY, 1, NAME),
        "cash": Role("cash", Policy.NEVER_NEGATIVE, MONEY, 1, NAME),
    }
    either = {"money": frozenset(roles)}
    kinds = {
        **load_book().kinds,
        "pay": Kind("pay", either, either, frozenset(), frozenset(), frozenset({"lots"}), NAME),
    }
    return Book(roles, kinds, ())


def pay(number: int) -> Entry:
    legs = (Leg("bank/B1", "money:CNY", -number - 1), Leg("cash/F1", "money:CNY", number + 1))
    details = {"lots": {"L1": {"net_mg": number, "name": "稀土"}}}
    return Entry(f"e{number}", "pay", "2022-08-17", "F1", legs, details, {"document": "00" * 32})


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    database = Database(tmp_path / "monazite.db")
    migrate(database, MIGRATIONS, "2022-08-17T00:00:00Z")
    signer = workspace_signer(tmp_path, None, lambda count: b"k" * count)
    yield Journal(database, book(), signer, FixedClock(datetime(2022, 8, 17, tzinfo=UTC)))
    database.close()


def test_every_entry_and_every_checkpoint_is_proved(journal: Journal, tmp_path: Path) -> None:
    notes, number, key = [], 0, journal.signer.verifier.vkey
    for count in (1, 1, 5, 249, 1, 300):
        answers = journal.post([pay(number + place) for place in range(count)])
        assert {answer.status for answer in answers} == {"accepted"}
        number += count
        notes.append(journal.checkpoint())
    with journal.database.reading() as connection:
        for entry in [*range(0, number, 37), number - 1]:
            whole = verify(proof_bytes(prove(connection, journal.signer, entry)), key, notes[-1].encode())
            assert (whole.is_verified, whole.number, whole.withheld) == (True, entry, 0)
            part = verify(proof_bytes(prove(connection, key, f"e{entry}", ["kind", "leg.2"])), key)
            assert (part.is_verified, len(part.shown)) == (True, 2)
        for note in notes:
            joined = proof_bytes(prove_consistency(connection, journal.signer, note))
            assert verify(joined, key, notes[-1].encode(), note.encode()).is_verified
        publish(connection, tmp_path / "site")
    assert (tmp_path / "site" / "checkpoint").read_text("utf-8") == notes[-1]


def test_the_verifier_imports_nothing_of_monazite(journal: Journal, tmp_path: Path) -> None:
    journal.post([pay(number) for number in range(3)])
    with journal.database.reading() as connection:
        (tmp_path / "proof").write_bytes(proof_bytes(prove(connection, journal.signer, 1)))
    look = (
        "import runpy, sys\nsys.argv = sys.argv[1:]\n"
        "try: runpy.run_path(sys.argv[0], run_name='__main__')\n"
        "finally: print([name for name in sys.modules if name.startswith('monazite')])"
    )
    command = [sys.executable, "-c", look, verifier.__file__, str(tmp_path / "proof")]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "[]")
