"""The order stream of the public matching-engine benchmark, answered with its report text.

The format is that of github.com/flash1-dev/matching-engine-benchmark: a header of 16 bytes (magic, version, count),
then records of 40 bytes, plain or gzipped. A report is a line; the lines of one message stand by their type.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy as np

from monazite.core import Problem, Words
from monazite.trade.match.engine import open_engine
from monazite.trade.match.records import COMMAND, CONFORMANCE, Records, TimeInForce
from monazite.trade.match.text import lines, lines_in_python

MAGIC = 0x4D4542575F303031
"""``MEBW_001``, as a little-endian number."""
VERSION = 1
HEADER = np.dtype([("magic", "<u8"), ("version", "<u4"), ("count", "<u4")])
MESSAGE = np.dtype([
    ("type", "u1"), ("side", "u1"), ("ioc", "u1"), ("unused", "u1"), ("quantity", "<u4"), ("sequence", "<u8"),
    ("order_id", "<u8"), ("price", "<i8"), ("reserved", "<i8"),
])  # fmt: skip
MOST_MESSAGES = 2**24
"""Records read of one file: 670 MB."""
GROUP = 2**15
"""Messages answered at a time: reports and text stay in the processor's cache."""
FEW = 100_000
"""Up to so many messages the engine in Python is done before the compiled one is loaded."""


def conform(path: Path, write: Callable[[bytes], object]) -> Problem | None:
    """Answer an order stream with its reports.

    Args:
        path: of the stream, ``.bin`` or gzipped.
        write: is given the text in blocks; called only once the whole file was found right.

    Returns:
        None when done, else what is wrong with the file.
    """
    messages = messages_of(path)
    if isinstance(messages, Problem):
        return messages
    for block in reports_of(messages):
        write(block)
    return None


def reports_of(messages: Records, *, is_compiled: bool | None = None) -> Iterator[bytes]:
    """The report text of messages, in blocks of lines; as the benchmark has it, nothing follows the last line.

    Args:
        messages: of type `MESSAGE`, their sequence numbers rising. Shape (messages,).
        is_compiled: which engine; None takes the one that is sooner done.
    """
    compiled = len(messages) > FEW if is_compiled is None else is_compiled
    engine = open_engine(CONFORMANCE, is_compiled=compiled)
    written = lines if compiled else lines_in_python
    between = b""
    for start in range(0, len(messages), GROUP):
        group = messages[start : start + GROUP]
        text = written(engine.process(_commands(group)), group["sequence"].copy(), start)
        if text:
            yield between + text[:-1]
            between = b"\n"


def messages_of(path: Path) -> Records | Problem:
    """The messages of a file, of type `MESSAGE`, shape (messages,), or the first thing wrong with it.

    Args:
        path: of the stream, ``.bin`` or gzipped.
    """
    try:
        with path.open("rb") as raw:
            is_gzip = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            return _read(cast("BinaryIO", gzip.open(raw)) if is_gzip else raw, str(path))
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        return _said("orders-damaged", path, found=_words(error))
    except OSError as error:
        return _said("orders-unreadable", path, found=_words(error))


def _read(stream: BinaryIO, place: str) -> Records | Problem:
    count = _count(stream.read(HEADER.itemsize), place)
    if isinstance(count, Problem):
        return count
    body = stream.read(count * MESSAGE.itemsize)
    if len(body) < count * MESSAGE.itemsize:
        records, rest = divmod(len(body), MESSAGE.itemsize)
        return _said("orders-count", place, expected=count, records=records, rest=rest)
    if stream.read(1):
        return _said("orders-more", place, expected=count)
    messages = np.frombuffer(body, MESSAGE)
    wrong = _wrong_record(messages, place)
    return messages if wrong is None else wrong


def _count(head: bytes, place: str) -> int | Problem:
    """How many records a header promises, or what is wrong with it."""
    if len(head) < HEADER.itemsize:
        return _said("orders-short", place, found=len(head))
    magic, version, count = np.frombuffer(head, HEADER)[0].item()
    if magic != MAGIC:
        return _said("orders-magic", place, expected=f"{MAGIC:016x}", found=f"{magic:016x}")
    if version != VERSION:
        return _said("orders-version", place, expected=VERSION, found=version)
    return _said("orders-many", place, expected=MOST_MESSAGES, found=count) if count > MOST_MESSAGES else int(count)


def _wrong_record(messages: Records, place: str) -> Problem | None:
    """The first record that no message can be, None where all can."""
    wrong = (messages["type"] > 2) | (messages["side"] > 1) | (messages["ioc"] > 1)  # noqa: PLR2004  the format's values
    back = messages["sequence"][1:] <= messages["sequence"][:-1]
    first_wrong, first_back = _first(wrong), _first(back)
    if first_wrong is not None and (first_back is None or first_wrong <= first_back + 1):
        record = messages[first_wrong]
        values = {name: int(record[name]) for name in ("type", "side", "ioc")}
        return _said("orders-record", f"{place}:{first_wrong + 1}", **values)
    if first_back is None:
        return None
    before, found = messages["sequence"][first_back : first_back + 2].tolist()
    return _said("orders-sequence", f"{place}:{first_back + 2}", before=before, found=found)


def _first(flags: Records) -> int | None:
    return int(np.argmax(flags)) if flags.any() else None


def _commands(messages: Records) -> Records:
    given = np.zeros(len(messages), COMMAND)
    given["kind"], given["side"], given["quantity"] = messages["type"], messages["side"], messages["quantity"]
    given["time_in_force"] = messages["ioc"] * np.uint8(TimeInForce.IOC)
    given["order_id"], given["price"] = messages["order_id"], messages["price"]
    return given


def _said(code: str, place: object, **values: Any) -> Problem:
    from monazite.store import said  # noqa: PLC0415  loads the database; only a bad file needs it

    return said("monazite.trade.match", code, place, **values)


def _words(error: Exception) -> Words:
    from monazite.store import system_words  # noqa: PLC0415  as above

    return system_words(error)
