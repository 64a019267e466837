"""Published files of the log (C2SP tlog-tiles) against the journal: torn, changed, missing, unknown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from monazite.ledger.audit.record import Findings
from monazite.ledger.audit.rows import Snapshot
from monazite.ledger.audit.seal import leaf
from monazite.ledger.audit.tree import HASH, WIDTH, levels_of

PLACE = "published"
CHECKPOINT = "checkpoint"
LARGEST_FILE = 1 << 20
LEAF_BYTES = 49
TILE = re.compile(r"tile/(?P<level>[0-7]|entries)/(?P<groups>(?:x\d{3}/)*\d{3})(?:\.p/(?P<width>\d{1,3}))?")


def published_note(folder: Path) -> str | None:
    """The published checkpoint as text; None when there is none that can be read."""
    try:
        return (folder / CHECKPOINT).read_bytes()[:LARGEST_FILE].decode()
    except (OSError, UnicodeDecodeError):
        return None


def check_files(folder: Path, noted: int, size: int, snapshot: Snapshot, findings: Findings) -> None:
    """Check each published file against the journal, and that none is missing.

    Args:
        folder: they are in.
        noted: size of the published checkpoint.
        size: entries of the journal.
        snapshot: of the database.
        findings: where differences go.
    """
    seen: set[tuple[int | None, int, int]] = set()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        if name == CHECKPOINT:
            continue
        found = TILE.fullmatch(name)
        if found is None:
            findings.add("published-strange", PLACE, None, name)
            continue
        level = None if found["level"] == "entries" else int(found["level"])
        number = int(found["groups"].replace("x", "").replace("/", ""))
        width = int(found["width"] or WIDTH)
        seen.add((level, number, width))
        _check(path, name, (level, number, width), size, snapshot, findings)
    for level, number, width in _needed(noted):
        if (level, number, width) not in seen and (level, number, WIDTH) not in seen:
            first = number * WIDTH if not level else None
            findings.add("published-missing", PLACE, first, f"tile/{'entries' if level is None else level}/{number}")


def _needed(size: int) -> Iterator[tuple[int | None, int, int]]:
    for level in range(levels_of(size)):
        hashes = size >> (8 * level)
        for number in range(-(-hashes // WIDTH)):
            width = min(WIDTH, hashes - number * WIDTH)
            yield level, number, width
            if level == 0:
                yield None, number, width


def _check(  # noqa: PLR0917
    path: Path, name: str, tile: tuple[int | None, int, int], size: int, snapshot: Snapshot, findings: Findings
) -> None:
    level, number, width = tile
    first = number * WIDTH if not level else None
    with path.open("rb") as file:
        data = file.read(LARGEST_FILE)
    unit = HASH if level is not None else LEAF_BYTES + 2
    if not 0 < width <= WIDTH or number * WIDTH + width > size >> (8 * (level or 0)):
        findings.add("published-beyond", PLACE, first, name, size=size)
        return
    if len(data) != width * unit:
        findings.add("published-torn", PLACE, first, name, wanted=width * unit, found=len(data))
    wanted = _bundle(snapshot, number, width) if level is None else _tile(snapshot, level, number)[: width * HASH]
    for at in range(min(width, len(data) // unit)):
        if data[at * unit : (at + 1) * unit] != wanted[at * unit : (at + 1) * unit]:
            findings.add("published-differs", PLACE, None if first is None else first + at, name)


def _tile(snapshot: Snapshot, level: int, number: int) -> bytes:
    found = snapshot.one("SELECT hashes FROM journal_tiles WHERE level = ? AND number = ?", (level, number))
    return found[0] if found and type(found[0]) is bytes else b""


def _bundle(snapshot: Snapshot, number: int, width: int) -> bytes:
    """The leaves as C2SP bundles them: each after its length in two bytes."""
    statement = (
        "SELECT number, recorded_ms, commitment FROM journal_entries WHERE number >= ? AND number < ? ORDER BY number"
    )
    rows = snapshot.rows(statement, (number * WIDTH, number * WIDTH + width))
    return b"".join(LEAF_BYTES.to_bytes(2, "big") + _leaf(*row) for row in rows)


def _leaf(number: int, recorded_ms: object, committed: object) -> bytes:
    is_leaf = type(recorded_ms) is int and recorded_ms >= 0 and type(committed) is bytes
    return leaf(number, recorded_ms, committed) if is_leaf else bytes(LEAF_BYTES)  # type: ignore[arg-type]
