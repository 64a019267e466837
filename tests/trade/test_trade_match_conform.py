"""Order streams of the public benchmark's format, written by hand, with the reports they must give."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path

import numpy as np
import pytest

from monazite.core import Problem
from monazite.trade.match import conform
from monazite.trade.match.conform import MAGIC, MESSAGE, MOST_MESSAGES, messages_of, reports_of

NEW, CANCEL, MODIFY = 0, 1, 2
BUY, SELL = 0, 1
GTC, IOC = 0, 1
FAR = 2**63 - 1
Message = tuple[int, int, int, int, int, int]
"""Type, side, immediate, lots, id, price."""

CASES: dict[str, tuple[list[Message], str]] = {
    "nothing": ([], ""),
    "a sweep leaves a rest that is best": (
        [(NEW, SELL, GTC, 4, 1, 50), (NEW, SELL, GTC, 4, 2, 51), (NEW, BUY, GTC, 9, 3, 51),
         (NEW, SELL, IOC, 3, 4, 51)],
        "0,0,1,1,50,4 0,1,1,2,51,4 0,2,0,3,51,9 1,2,50,4,1,3 1,2,51,4,2,3 0,3,1,4,51,3 1,3,51,1,3,4 2,3,1,4,51",
    ),
    "a modification trades first and is told last": (
        [(NEW, SELL, GTC, 2, 1, 50), (NEW, SELL, GTC, 2, 2, 51), (NEW, BUY, GTC, 1, 3, 40),
         (MODIFY, BUY, GTC, 5, 3, 51)],
        "0,0,1,1,50,2 0,1,1,2,51,2 0,2,0,3,40,1 1,3,50,2,1,3 1,3,51,2,2,3 3,3,0,3,51,5",
    ),
    "a modification to the same loses its place": (
        [(NEW, BUY, GTC, 2, 1, 50), (NEW, BUY, GTC, 2, 2, 50), (MODIFY, SELL, GTC, 2, 1, 50),
         (NEW, SELL, GTC, 3, 3, 50)],
        "0,0,0,1,50,2 0,1,0,2,50,2 3,2,0,1,50,2 0,3,1,3,50,3 1,3,50,2,2,3 1,3,50,1,1,3",
    ),
    "a modification sets what stands, not what was ordered": (
        [(NEW, BUY, GTC, 5, 1, 50), (NEW, SELL, GTC, 3, 2, 50), (MODIFY, BUY, GTC, 5, 1, 49),
         (NEW, SELL, IOC, 9, 3, 49)],
        "0,0,0,1,50,5 0,1,1,2,50,3 1,1,50,3,1,2 3,2,0,1,49,5 0,3,1,3,49,9 1,3,49,5,1,3 2,3,1,3,49",
    ),
    "what is not there": (
        [(CANCEL, BUY, GTC, 0, 7, 0), (MODIFY, BUY, GTC, 1, 7, 1), (NEW, BUY, IOC, 1, 7, 9),
         (CANCEL, BUY, GTC, 0, 7, 0)],
        "4,0,7 5,1,7 0,2,0,7,9,1 2,2,0,7,9 4,3,7",
    ),
    "an id used again, cancelled twice": (
        [(NEW, BUY, GTC, 1, 7, 9), (CANCEL, SELL, GTC, 0, 7, 0), (CANCEL, BUY, GTC, 0, 7, 0),
         (NEW, SELL, GTC, 2, 7, 8)],
        "0,0,0,7,9,1 2,1,0,7,9 4,2,7 0,3,1,7,8,2",
    ),
    "no lots, and an id that lives": (
        [(NEW, BUY, GTC, 0, 1, 9), (NEW, BUY, GTC, 1, 2, 9), (NEW, SELL, GTC, 1, 2, 9),
         (MODIFY, BUY, GTC, 0, 2, 9)],
        "0,1,0,2,9,1 5,3,2",
    ),
    "the largest numbers": (
        [(NEW, SELL, GTC, 2**32 - 1, 2**64 - 1, FAR), (NEW, BUY, GTC, 1, 0, -FAR - 1), (NEW, SELL, GTC, 1, 5, -FAR),
         (MODIFY, BUY, GTC, 2**32 - 1, 0, FAR)],
        (f"0,0,1,{2**64 - 1},{FAR},{2**32 - 1} 0,1,0,0,{-FAR - 1},1 0,2,1,5,{-FAR},1 1,3,{-FAR},1,5,0 "
        f"1,3,{FAR},{2**32 - 2},{2**64 - 1},0 3,3,0,0,{FAR},{2**32 - 1}"),
    ),
}  # fmt: skip


def stream(messages: list[Message]) -> bytes:
    rows = [(kind, side, ioc, 0, lots, number, order_id, price, 0)
            for number, (kind, side, ioc, lots, order_id, price) in enumerate(messages)]  # fmt: skip
    return struct.pack("<QII", MAGIC, 1, len(rows)) + np.array(rows, MESSAGE).tobytes()


def answered(path: Path) -> str | Problem:
    blocks: list[bytes] = []
    return conform(path, blocks.append) or b"".join(blocks).decode()


@pytest.mark.parametrize("is_gzip", [False, True])
@pytest.mark.parametrize("case", CASES)
def test_a_stream_gives_its_reports(tmp_path: Path, case: str, *, is_gzip: bool) -> None:
    messages, expected = CASES[case]
    path = tmp_path / "orders.bin"
    path.write_bytes(gzip.compress(stream(messages)) if is_gzip else stream(messages))
    assert answered(path) == "\n".join(expected.split())


@pytest.mark.parametrize("case", CASES)
def test_the_compiled_text_is_the_same(case: str) -> None:
    messages, expected = CASES[case]
    given = np.frombuffer(stream(messages), MESSAGE, offset=16)
    assert b"".join(reports_of(given, is_compiled=True)).decode() == "\n".join(expected.split())


def test_a_long_stream_is_the_same_either_way() -> None:
    rng = np.random.default_rng(1)
    given = np.zeros(70_000, MESSAGE)
    given["type"] = rng.choice(3, len(given), p=[0.6, 0.25, 0.15])
    given["side"], given["ioc"] = rng.integers(0, 2, len(given)), rng.random(len(given)) < 0.2
    given["quantity"], given["order_id"] = rng.integers(0, 20, len(given)), rng.integers(0, 900, len(given))
    given["price"], given["sequence"] = rng.integers(-50, 50, len(given)), np.arange(len(given)) * 3 + 5
    texts = [b"".join(reports_of(given, is_compiled=is_compiled)) for is_compiled in (False, True)]
    assert texts[0] == texts[1]
    lines = [tuple(map(int, line.split(b",")[:2])) for line in texts[0].split(b"\n")]
    assert [line[::-1] for line in lines] == sorted(line[::-1] for line in lines)


ONE = stream([(NEW, BUY, GTC, 1, 7, 9)])
TWO = stream([(NEW, BUY, GTC, 1, 7, 9), (CANCEL, BUY, GTC, 0, 7, 0)])


def with_field(offset: int, form: str, value: int) -> bytes:
    changed = bytearray(TWO)
    struct.pack_into(form, changed, offset, value)
    return bytes(changed)


BAD = {
    "empty": (b"", "orders-short"),
    "a part of a header": (ONE[:15], "orders-short"),
    "another file": (b"kind,side,quantity,price\n", "orders-magic"),
    "another version": (with_field(8, "<I", 2), "orders-version"),
    "a huge count": (with_field(12, "<I", MOST_MESSAGES + 1), "orders-many"),
    "a count too large": (with_field(12, "<I", 3), "orders-count"),
    "a record cut off": (ONE[:-1], "orders-count"),
    "a byte too many": (ONE + b"\0", "orders-more"),
    "a count too small": (with_field(12, "<I", 1), "orders-more"),
    "no such type": (with_field(56, "<B", 3), "orders-record"),
    "no such side": (with_field(57, "<B", 2), "orders-record"),
    "no such flag": (with_field(58, "<B", 2), "orders-record"),
    "a number again": (with_field(64, "<Q", 0), "orders-sequence"),
    "no gzip after all": (b"\x1f\x8b" + ONE, "orders-damaged"),
    "gzip cut off": (gzip.compress(ONE)[:-9], "orders-damaged"),
    "gzip with a flaw": (gzip.compress(ONE)[:-8] + b"12345678", "orders-damaged"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_one_problem_and_nothing_is_written(tmp_path: Path, case: str) -> None:
    content, code = BAD[case]
    path = tmp_path / "orders.bin.gz"
    path.write_bytes(content)
    written: list[bytes] = []
    problem = conform(path, written.append)
    assert problem is not None
    assert problem.code == code
    assert "{" not in problem.both()
    assert problem.place.startswith(str(path))
    assert not written


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    problem = conform(tmp_path / "none.bin", bytes)
    assert problem is not None
    assert problem.code == "orders-unreadable"
    folder = conform(tmp_path, bytes)
    assert folder is not None
    assert folder.code == "orders-unreadable"


def test_the_record_is_named(tmp_path: Path) -> None:
    path = tmp_path / "orders.bin"
    path.write_bytes(with_field(56, "<B", 3))
    problem = messages_of(path)
    assert isinstance(problem, Problem)
    assert problem.sentence("en").startswith(f"{path}:2: expected a type of 0 to 2")
