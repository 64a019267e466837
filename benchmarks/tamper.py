"""Change a workspace at random; is it found and located? ``tamper.py [TRIALS [UNTOUCHED [SEED]]]``.

Each trial copies the database of a small journal, or of a year of the trade (`trade_book.py`), changes the copy as
somebody would who may change anything in it and holds the signing key, and audits it against checkpoints that were
kept elsewhere. A change is *found* when the audit reports anything, *located* when a finding names the row (by table
and key, or by the number of the entry); a consistent rewriting is located when the reported range of entries lies
between two kept checkpoints and holds the change. Ended by SIGTERM it prints what it has.
"""

from __future__ import annotations

import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import small_book
import trade_book
from monazite.core import FixedClock
from monazite.ledger import Entry, Journal
from monazite.ledger.audit import AuditReport, Finding, audit
from monazite.ledger.audit.record import short
from monazite.ledger.log.publish import publish
from monazite.store import Database
from small_book import START, Firms, SteppingClock, signer

BATCH = 6
NOW = FixedClock(START + timedelta(days=730))
JOURNAL_TABLES = (
    "journal_entries", "journal_accounts", "journal_balances", "journal_spreads", "journal_touches",
    "journal_reversals", "journal_tiles", "journal_checkpoints",
)  # fmt: skip
TRADE_LOTS, LARGE_SHARE, TRADE_SHARE = 100, 0.05, 0.03
"""Lots of the trade's year; in how many of the trials the larger journal and the trade's are changed."""
Row = dict[str, Any]


@dataclass(frozen=True)
class World:
    """A book of rules with its derived tables: the small one, or the trade's.

    Args:
        module: `small_book` or `trade_book`.
        batch: entries posted at a time.
    """

    module: Any
    batch: int

    @property
    def tables(self) -> tuple[str, ...]:
        """All tables that can be changed."""
        return (*JOURNAL_TABLES, *(name for one in self.module.PROJECTIONS for name in one.tables))


SMALL, TRADE = World(small_book, BATCH), World(trade_book, 100)


@dataclass(frozen=True)
class Base:
    """A journal as it was: its folder, its entries, the size after each batch, and the checkpoints kept elsewhere."""

    world: World
    folder: Path
    entries: list[Entry]
    ends: list[int]
    kept: dict[int, str]

    @property
    def database(self) -> Path:
        """Its database file."""
        return self.folder / "monazite.db"


@dataclass(frozen=True)
class Change:
    """What was done to a copy: where it must be found.

    Args:
        what: was done.
        tables: in any of which it may be reported.
        marks: one of which the finding's field must hold, when its entry is none of ``entries``.
        entries: numbers, one of which the finding may name.
        span: first and last entry of a consistent rewriting.
        key: number of the key of the workspace afterwards.
    """

    what: str
    tables: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    entries: tuple[int, ...] = ()
    span: tuple[int, int] | None = None
    key: int = 1


Trial = Callable[["Base", Path, random.Random], "Change | None"]


def build(folder: Path, count: int, seed: int = 1, world: World = SMALL) -> Base:
    """Make a journal, a published copy of its log, and the checkpoints of a third of its batches.

    Args:
        folder: for it.
        count: entries of the small book; lots of the trade's year.
        seed: of them.
        world: which of the two.
    """
    folder.mkdir(parents=True)
    entries = list(Firms(seed).entries(count)) if world is SMALL else year(folder / "first.db", count, seed)
    ends, notes = post(world, folder / "monazite.db", entries, folder / "published")
    each = 3 * world.batch
    kept = {end: note for end, note in zip(ends, notes, strict=True) if end % each == 0 or end == ends[-1]}
    return Base(world, folder, entries, ends, kept)


def year(path: Path, lots: int, seed: int) -> list[Entry]:
    """What was booked in a year of the trade with its corrections; the database it was tried in is gone."""
    with closing(trade_book.new_database(path)) as database:
        entries = trade_book.post_year(trade_book.journal(database), lots, seed)
    for left in path.parent.glob(f"{path.name}*"):
        left.unlink()
    return entries


def post(
    world: World,
    path: Path,
    entries: Sequence[Entry],
    published: Path | None = None,
    *,
    key: int = 1,
    clock: SteppingClock | None = None,
) -> tuple[list[int], list[str]]:
    """Post entries to a new database in batches; sizes and checkpoints after each."""
    ends, notes = [], []
    with closing(world.module.new_database(path)) as database:
        book: Journal = world.module.journal(database, key=key)
        book.clock = clock or book.clock
        for start in range(0, len(entries), world.batch):
            answers = book.post(entries[start : start + world.batch])
            assert all(answer.status in {"accepted", "blocked"} for answer in answers)
            ends.append(book.size())
            notes.append(book.checkpoint())
        if published is not None:
            with database.reading() as connection:
                publish(connection, published)
    return ends, notes


def audited(folder: Path, base: Base, change: Change | None = None, *, against: bool = True) -> AuditReport:
    """Audit a copy against the checkpoints of its base."""
    key, module = signer(change.key if change else 1).verifier, base.world.module
    with closing(Database(folder / "monazite.db")) as database:
        return audit(
            database, module.BOOK, module.PROJECTIONS, verifier=key, published=folder / "published", clock=NOW,
            against=list(base.kept.values()) if against else (), scratch=folder, jobs=1,
        )  # fmt: skip


def copied(base: Base, folder: Path) -> None:
    """A fresh copy of a base."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(base.folder, folder)


def rows(connection: sqlite3.Connection, table: str) -> list[Row]:
    """All rows of a table with their columns, texts as bytes where they are no text."""
    cursor = connection.execute(f"SELECT * FROM {table}")  # noqa: S608  a name of ours
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def keys(connection: sqlite3.Connection, table: str) -> list[str]:
    """The columns of a table's primary key."""
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[5]]


def opened(folder: Path) -> Any:
    """The copy's database, to be changed behind everybody's back."""
    return closing(sqlite3.connect(folder / "monazite.db", isolation_level=None))


def written(connection: sqlite3.Connection, statement: str, values: Sequence[Any]) -> bool:
    """Whether a change could be made; constraints hold for an attacker too, who would use another change then."""
    try:
        return connection.execute(statement, values).rowcount > 0
    except (sqlite3.IntegrityError, OverflowError):
        return False


def flipped(value: Any, rng: random.Random) -> Any:
    """A value with one bit turned; None for a value that has none."""
    if isinstance(value, int):
        return value ^ (1 << rng.randrange(48))
    raw = bytearray(value.encode() if isinstance(value, str) else value or b"")
    if not raw:
        return None
    at = rng.randrange(len(raw))
    raw[at] ^= 1 << rng.randrange(8)
    return bytes(raw)


def where_of(table: str, row: Row, names: dict[int, str], named: str = "") -> Change:  # noqa: PLR0911  a branch a table
    """Where a change of this row is to be reported."""
    change = Change("", (table,))
    if table == "journal_entries":
        return replace(change, entries=(row["number"],))
    if table == "journal_accounts":
        return replace(
            change, tables=(table, "journal_balances", "journal_touches"), marks=(row["name"], f"{row['number']} ")
        )
    if table == "journal_tiles":
        return replace(change, marks=(f"{row['level']}/{row['number']}",), tables=(table, "journal_entries"))
    if table == "journal_checkpoints":
        return replace(change, marks=(f"{row['size']} ",))
    if table in {"journal_balances", "journal_spreads"}:
        return replace(change, marks=(names[row["account"]],))
    if table == "journal_touches":
        return replace(change, entries=(row["entry"],))
    if table == "journal_reversals":
        return replace(change, entries=(row["entry_number"],))
    number = row.get("entry_number", row.get("entry"))
    return replace(change, marks=(named,), entries=(number,) if isinstance(number, int) else ())


def account_names(connection: sqlite3.Connection) -> dict[int, str]:
    """Accounts by number."""
    return dict(connection.execute("SELECT number, name FROM journal_accounts"))


def key_text(connection: sqlite3.Connection, table: str, row: Row) -> str:
    """The key of a row as a finding writes it."""
    return " ".join(short(row[name]) for name in keys(connection, table)) + " "


def pick(base: Base, connection: sqlite3.Connection, rng: random.Random) -> tuple[str, Row]:
    """A row of a table, the table drawn first, so that small ones are tried as often as large ones."""
    while True:
        table = rng.choice(base.world.tables)
        if found := rows(connection, table):
            return table, rng.choice(found)


def condition(connection: sqlite3.Connection, table: str, row: Row) -> tuple[str, list[Any]]:
    """An SQL condition that names the row."""
    names = keys(connection, table)
    return " AND ".join(f"{name} = ?" for name in names), [row[name] for name in names]


def flip(base: Base, folder: Path, rng: random.Random) -> Change | None:
    """Turn one bit in any column of any row of any table."""
    with opened(folder) as connection:
        table, row = pick(base, connection, rng)
        column = rng.choice(list(row))
        new = flipped(row[column], rng)
        if new is None:
            return None
        names, named = account_names(connection), key_text(connection, table, row)
        which, values = condition(connection, table, row)
        place = "CAST(? AS TEXT)" if isinstance(row[column], str) else "?"
        if not written(connection, f"UPDATE {table} SET {column} = {place} WHERE {which}", [new, *values]):  # noqa: S608
            return None
        return replace(where_of(table, row, names, named), what=f"flip {table}.{column}")


def delete(base: Base, folder: Path, rng: random.Random) -> Change | None:
    """Delete a row of any table."""
    with opened(folder) as connection:
        table, row = pick(base, connection, rng)
        names, named = account_names(connection), key_text(connection, table, row)
        which, values = condition(connection, table, row)
        if not written(connection, f"DELETE FROM {table} WHERE {which}", values):  # noqa: S608
            return None
        return replace(where_of(table, row, names, named), what=f"delete {table}")


def duplicate(base: Base, folder: Path, rng: random.Random) -> Change | None:
    """Put a row in once more, under another key."""
    with opened(folder) as connection:
        table, row = pick(base, connection, rng)
        names = account_names(connection)
        new = dict(row)
        column = rng.choice(keys(connection, table))
        if isinstance(row[column], str):
            new[column] = row[column] + "2"
        else:
            new[column] = max(other[column] for other in rows(connection, table)) + rng.choice((1, 7))
        for unique in {"id", "name"} & new.keys():
            new[unique] += "-2"
        if "reverses" in new:
            new["reverses"] = rng.randrange(10)
        places = ", ".join("?" * len(new))
        if not written(connection, f"INSERT INTO {table} VALUES ({places})", list(new.values())):  # noqa: S608
            return None
        if table in {"journal_balances", "journal_spreads"} and new["account"] not in names:
            names[new["account"]] = str(new["account"])
        found = where_of(table, new, names, key_text(connection, table, new))
        return replace(found, what=f"duplicate {table}", marks=(*found.marks, f"{new.get('account')} "))


def reorder(base: Base, folder: Path, rng: random.Random) -> Change | None:
    """Let two rows of a table change places: their keys stay, the rest is exchanged."""
    with opened(folder) as connection:
        table, one = pick(base, connection, rng)
        other = rng.choice(rows(connection, table))
        key = keys(connection, table)
        moved = [name for name in one if name not in key]
        if not moved or all(one[name] == other[name] for name in moved):
            return None
        unique = [name for name in ("id", "name", "reverses") if name in moved]
        for name in unique:  # out of the way first
            aside = f"{one[name]}~" if isinstance(one[name], str) else -1
            which, values = condition(connection, table, one)
            if not written(connection, f"UPDATE {table} SET {name} = ? WHERE {which}", [aside, *values]):  # noqa: S608
                return None
        for row, source in ((other, one), (one, other)):
            which, values = condition(connection, table, row)
            sets = ", ".join(f"{name} = ?" for name in moved)
            new = [*(source[name] for name in moved), *values]
            if not written(connection, f"UPDATE {table} SET {sets} WHERE {which}", new):  # noqa: S608
                return None
        found = where_of(table, one, account_names(connection), key_text(connection, table, one))
        return replace(found, what=f"reorder {table}")


def rebuilt(base: Base, folder: Path, entries: Sequence[Entry], **how: Any) -> None:
    """Everything anew from other entries, consistently, signed with the key."""
    shutil.rmtree(folder)
    folder.mkdir()
    post(base.world, folder / "monazite.db", entries, folder / "published", **how)


def truncate(base: Base, folder: Path, rng: random.Random) -> Change:
    """Cut off the last entries and sign the shorter log."""
    size = rng.randrange(1, len(base.entries))
    rebuilt(base, folder, base.entries[:size])
    return Change("truncate", ("kept notes",), entries=(size,))


def play_back(base: Base, folder: Path, rng: random.Random) -> Change:
    """Put an old copy back, as it was after one of the batches."""
    size = rng.choice(base.ends[:-1])
    rebuilt(base, folder, base.entries[:size])
    return Change("replay an old copy", ("kept notes",), entries=(size,))


def fork(base: Base, folder: Path, rng: random.Random) -> Change:
    """Rewrite one entry and everything that follows from it, and sign it all."""
    at = rng.randrange(len(base.entries))
    entries = list(base.entries)
    entries[at] = replace(entries[at], evidence={**entries[at].evidence, "document": f"{rng.random()}"})
    rebuilt(base, folder, entries)
    return Change("fork", ("kept notes",), span=(at, at))


def swap_key(base: Base, folder: Path, rng: random.Random) -> Change:
    """Put another key in place and sign everything with it."""
    rebuilt(base, folder, base.entries, key=rng.randrange(2, 200))
    return Change("key swap", ("kept notes",), marks=("size ",), key=0)


def shift_clock(base: Base, folder: Path, rng: random.Random) -> Change | None:
    """Change the recorded time: of one entry, or of all of them with everything signed anew."""
    if rng.random() < 0.5:
        rebuilt(base, folder, base.entries, clock=SteppingClock(START + timedelta(days=366), 1 + rng.randrange(50)))
        return Change("clock of all", ("kept notes",), span=(0, 0))
    with opened(folder) as connection:
        number = rng.randrange(len(base.entries))
        change = rng.choice((-1, 1)) * rng.randrange(1, 10**9)
        connection.execute(
            "UPDATE journal_entries SET recorded_ms = recorded_ms + ? WHERE number = ?", (change, number)
        )
    return Change("clock of one", ("journal_entries",), entries=(number,))


def rebalance(base: Base, folder: Path, rng: random.Random) -> Change | None:
    """Change a balance: a few fen or milligrams more or less."""
    del base
    with opened(folder) as connection:
        found = rows(connection, "journal_balances")
        row = rng.choice(found)
        name = account_names(connection)[row["account"]]
        if row["matter"] is None:
            values: tuple[Any, ...] = (row["amount"] + rng.randrange(1, 1000), None)
        else:
            values = (None, row["matter"].replace("}", ',"Zr":5}').replace("{,", "{"))
        statement = "UPDATE journal_balances SET amount = ?, matter = ? WHERE account = ? AND unit = ?"
        connection.execute(statement, (*values, row["account"], row["unit"]))
    return Change("change a balance", ("journal_balances",), marks=(name,))


def edit_published(base: Base, folder: Path, rng: random.Random) -> Change:
    """Turn a bit in a published file, cut it, delete it, or put one more beside it."""
    del base
    path = rng.choice([path for path in sorted((folder / "published").rglob("*")) if path.is_file()])
    name = path.relative_to(folder / "published").as_posix()
    data, act = path.read_bytes(), rng.choice(("flip", "cut", "delete", "add"))
    if act == "flip":
        path.write_bytes(flipped(data, rng))
    elif act == "cut":
        path.write_bytes(data[: rng.randrange(len(data))])
    elif act == "delete":
        path.unlink()
    else:
        path.with_name(f"{path.name}9").write_bytes(data)
    marks = ("checkpoint", "size ") if name == "checkpoint" else (name.split(".p/")[0].rpartition("/")[0],)
    return Change(f"published {act}", ("published", "kept notes"), marks=marks)


TRIALS: tuple[tuple[Trial, int], ...] = (
    (flip, 40), (delete, 12), (duplicate, 8), (reorder, 10), (truncate, 4), (play_back, 3), (fork, 6), (swap_key, 3),
    (shift_clock, 4), (rebalance, 5), (edit_published, 5),
)  # fmt: skip
"""What is tried, and how often in a hundred."""


def is_located(change: Change, findings: Sequence[Finding], base: Base) -> bool:
    """Whether some finding says where the change is."""
    return any(_says(change, finding, base) for finding in findings)


def _says(change: Change, finding: Finding, base: Base) -> bool:
    if finding.table not in change.tables and not (finding.table == "published" and finding.code == "forked"):
        return False
    if change.span is not None:
        return finding.code == "forked" and _fits(change.span, finding, base)
    if finding.entry is not None and finding.entry in change.entries:
        return True
    return any(mark in f"{finding.field} " for mark in change.marks)


def _fits(span: tuple[int, int], finding: Finding, base: Base) -> bool:
    """Whether the reported range holds the change and reaches from one kept checkpoint to the next."""
    first, size = finding.entry or 0, int(str(finding.field).removeprefix("size "))
    bounds = [0, *sorted(base.kept)]
    return first <= span[0] < size and bounds.index(size) - bounds.index(first) == 1


@dataclass
class Tally:
    """What came of the trials of one kind."""

    tried: int = 0
    found: int = 0
    located: int = 0


def run(
    bases: Sequence[Base], folder: Path, count: int, rng: random.Random
) -> Iterator[tuple[Change, AuditReport, bool]]:
    """That many changes, each of a fresh copy, audited."""
    kinds, weights = zip(*TRIALS, strict=True)
    while count:
        drawn = rng.random()
        place = 2 if drawn < TRADE_SHARE else 1 if drawn < TRADE_SHARE + LARGE_SHARE else 0
        base = bases[min(place, len(bases) - 1)]
        copied(base, folder)
        change = rng.choices(kinds, weights)[0](base, folder, rng)
        if change is None:  # nothing was changed
            continue
        if change.key == 0:
            change = replace(change, key=_key_of(folder))
        report = audited(folder, base, change)
        yield change, report, is_located(change, (*report.findings, *report.following), base)
        count -= 1


def _key_of(folder: Path) -> int:
    """The number of the key that a copy is signed with."""
    with opened(folder) as connection:
        note = connection.execute("SELECT note FROM journal_checkpoints LIMIT 1").fetchone()[0]
    return next(number for number in range(200) if note.startswith(signer(number).name + "\n"))


def untouched_has_findings(bases: Sequence[Base], copy: Path, number: int) -> bool:
    """Audit a journal that nobody touched: a copy of a base, or of every fifth a new one."""
    shutil.rmtree(copy, ignore_errors=True)
    base = bases[2] if number % 25 == 1 else bases[0]
    if number % 50 == 10:
        base = build(copy, 100 + number % 40, 100 + number, TRADE)
    elif number % 5 == 0:
        base = build(copy, 30 + number % 40, 100 + number)
    else:
        copied(base, copy)
    return not audited(copy, base, against=number % 5 != 0).is_clean


@dataclass
class Result:
    """What came of all trials."""

    tallies: dict[str, Tally]
    missed: Counter[str]
    untouched: int = 0
    alarms: int = 0

    def add(self, change: Change, report: AuditReport, *, located: bool) -> None:
        """Count one trial."""
        tally = self.tallies.setdefault(change.what, Tally())
        tally.tried += 1
        tally.found += not report.is_clean
        tally.located += located
        if not located:
            where = change.marks or change.entries or change.span
            self.missed[f"{change.what}: {where}, said {report.counts}"] += 1

    def show(self) -> None:
        """Print."""
        for what, tally in sorted(self.tallies.items()):
            print(f"{what:<40} tried {tally.tried:>6}, found {tally.found:>6}, located {tally.located:>6}")
        total = [sum(getattr(t, part) for t in self.tallies.values()) for part in ("tried", "found", "located")]
        print(f"{'all':<40} tried {total[0]:>6}, found {total[1]:>6}, located {total[2]:>6}")
        print(f"untouched journals: {self.untouched}, with findings: {self.alarms}")
        for text, times in self.missed.most_common(20):
            print(f"not located {times} x {text}")


def try_all(folder: Path, count: int, untouched: int, rng: random.Random, result: Result) -> None:
    """Change and audit so many times, and between them audit what nobody touched."""
    bases = [
        build(folder / "small", 60),
        build(folder / "large", 300, 2),
        build(folder / "trade", TRADE_LOTS, 3, TRADE),
    ]
    for place, (change, report, located) in enumerate(run(bases, folder / "copy", count, rng)):
        result.add(change, report, located=located)
        for number in range(place * untouched // count, (place + 1) * untouched // count):
            result.untouched += 1
            result.alarms += untouched_has_findings(bases, folder / "untouched", number)


def main() -> None:
    """Try, count, print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    untouched = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    rng = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)  # noqa: S311  a trial must repeat itself
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    result, started = Result({}, Counter()), time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="monazite-tamper-") as name, suppress(KeyboardInterrupt):
        try_all(Path(name), count, untouched, rng, result)
    result.show()
    print(f"{time.perf_counter() - started:.0f} s in all")


if __name__ == "__main__":
    main()
