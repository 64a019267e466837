"""What a log serves, by c2sp.org/tlog-tiles: where tiles and bundles of entries lie, and their bytes."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, bindparam, select

from monazite.core.errors import ProblemError
from monazite.ledger.log.note import Checkpoint, parse_checkpoint
from monazite.ledger.log.tree import HASH_BYTES, TILE_LEVELS, WIDTH, ReadTile, leaf
from monazite.ledger.tables import CHECKPOINTS, ENTRIES, TILES
from monazite.store.problems import said

GROUP = 1000
LENGTH_BYTES = 2
MAX_LEVEL = 7

_TILE = select(TILES.c.hashes).where(TILES.c.level == bindparam("level"), TILES.c.number == bindparam("number"))


def index_path(number: int) -> str:
    """The number of a tile as C2SP writes it: groups of three digits, all but the last after an x.

    >>> index_path(1234067), index_path(7)
    ('x001/x234/067', '007')
    """
    last, rest = f"{number % GROUP:03}", number // GROUP
    while rest:
        last, rest = f"x{rest % GROUP:03}/{last}", rest // GROUP
    return last


def tile_path(level: int | None, number: int, width: int = WIDTH) -> str:
    """Where a tile lies under the address of the log; a bundle of entries for level None.

    >>> tile_path(0, 1234, 5), tile_path(None, 3)
    ('tile/0/x001/234.p/5', 'tile/entries/003')
    """
    part = "" if width == WIDTH else f".p/{width}"
    return f"tile/{'entries' if level is None else level}/{index_path(number)}{part}"


def widths(size: int, level: int) -> int:
    """How many hashes a level of a tree has."""
    return size >> (TILE_LEVELS * level)


def changed_tiles(old: int, new: int) -> Iterator[tuple[int, int, int]]:
    """Level, number and width of each tile that a tree of ``new`` leaves has and one of ``old`` leaves has not."""
    level = 0
    while widths(new, level):
        before, after = widths(old, level), widths(new, level)
        if after > before:
            for number in range(before // WIDTH, -(-after // WIDTH)):
                yield level, number, min(WIDTH, after - number * WIDTH)
        level += 1


def stored_tiles(connection: Connection) -> ReadTile:
    """A reader of the tiles that the journal keeps; a missing tile has no hashes."""

    def read(level: int, number: int) -> bytes:
        kept = connection.execute(_TILE, {"level": level, "number": number}).scalar()
        return bytes(kept) if isinstance(kept, bytes) else b""

    return read


def newest_note(connection: Connection) -> str | None:
    """The newest checkpoint note that the journal keeps; None before the first."""
    newest = select(CHECKPOINTS.c.note).order_by(CHECKPOINTS.c.size.desc()).limit(1)
    note = connection.execute(newest).scalar()
    return None if note is None else str(note)


def newest_checkpoint(connection: Connection) -> tuple[Checkpoint, str]:
    """The newest checkpoint of the journal, and its note.

    Raises:
        ProblemError: ``checkpoint-none`` before the first.
    """
    note = newest_note(connection)
    if note is None:
        raise ProblemError(said("monazite.ledger.log", "checkpoint-none", "checkpoint"))
    return parse_checkpoint(note), note


def tile(connection: Connection, level: int, number: int, width: int = WIDTH) -> bytes:
    """One tile, as the log serves it.

    Args:
        connection: to the journal.
        level: of the tile, 0 to 7.
        number: of the tile in its level.
        width: hashes wanted, 1 to 256.

    Raises:
        ProblemError: ``tile-unknown`` when the newest checkpoint has no such tile, ``tile-torn`` when it is damaged.
    """
    _known(connection, level, number, width)
    hashes = stored_tiles(connection)(level, number)
    if len(hashes) < width * HASH_BYTES:
        place = tile_path(level, number, width)
        raise ProblemError(
            said("monazite.ledger.log", "tile-torn", place, wanted=width * HASH_BYTES, found=len(hashes))
        )
    return hashes[: width * HASH_BYTES]


def entry_bundle(connection: Connection, number: int, width: int = WIDTH) -> bytes:
    """One bundle of entries, as the log serves it: each leaf after its length as a 16-bit big-endian number.

    Args:
        connection: to the journal.
        number: of the tile of level 0 whose leaves they are.
        width: leaves wanted, 1 to 256.

    Raises:
        ProblemError: ``tile-unknown`` when the newest checkpoint has none, ``bundle-torn`` when leaves are gone.
    """
    _known(connection, 0, number, width)
    start, columns = number * WIDTH, (ENTRIES.c.number, ENTRIES.c.recorded_ms, ENTRIES.c.commitment)
    wanted = select(*columns).where(ENTRIES.c.number >= start, ENTRIES.c.number < start + width)
    rows = connection.execute(wanted.order_by(ENTRIES.c.number)).all()
    leaves = [leaf(*row) for row in rows if row[1] >= 0]
    if len(leaves) != width:
        place = tile_path(None, number, width)
        raise ProblemError(said("monazite.ledger.log", "bundle-torn", place, wanted=width, found=len(leaves)))
    return b"".join(len(record).to_bytes(LENGTH_BYTES) + record for record in leaves)


def _known(connection: Connection, level: int, number: int, width: int) -> None:
    checkpoint, _ = newest_checkpoint(connection)
    is_shaped = 0 <= level <= MAX_LEVEL and number >= 0 and 1 <= width <= WIDTH
    if not is_shaped or number * WIDTH + width > widths(checkpoint.size, level):
        raise ProblemError(said("monazite.ledger.log", "tile-unknown", f"tile/{level}/{number}.p/{width}"))
