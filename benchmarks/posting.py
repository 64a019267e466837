"""A process that posts to a journal and says on its output which ids are on disk."""

from __future__ import annotations

import sys
from pathlib import Path

import small_book as small
from monazite.core import ElementMass
from monazite.ledger import Entry, Leg
from monazite.store import Database


def entry(name: str, firm: str = "F0") -> Entry:
    """Takes one fen of a purse and one milligram of a lot, both of which many race for."""
    unit = ElementMass.of({"Nd": 1})
    legs = (Leg("cash/RACE", small.MONEY, -1), Leg(f"cash/{firm}", small.MONEY, 1),
            Leg("lot/RACE/L", "matter", -unit), Leg(f"lot/{firm}/L", "matter", unit))  # fmt: skip
    return Entry(name, "sell", "2022-01-01", firm, legs, {"price": 1})


def main() -> None:
    """Post batches until done or killed."""
    path, name, count, batch = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    journal = small.journal(Database(path))
    for start in range(0, count, batch):
        answers = journal.post([entry(f"{name}-{number:07}", name) for number in range(start, start + batch)])
        said = [f"{answer.id} {answer.status}" for answer in answers]
        sys.stdout.write("\n".join(said) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
