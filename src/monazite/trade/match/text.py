"""Reports as the lines of the public benchmark.

``0,seq,side,id,price,qty`` accepted; ``1,seq,price,qty,maker,taker`` trade; ``2,seq,side,id,price`` cancelled;
``3,seq,side,id,price,qty`` modified; ``4,seq,id`` and ``5,seq,id`` a cancellation or modification refused. The lines of
a message stand by type, so a modification comes after its trades. A refused new order has no line: the benchmark knows
none for it.
"""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np

from monazite.trade.match.records import Records, ReportKind

ACCEPTED, TRADE, CANCELLED, MODIFIED = (int(kind) for kind in list(ReportKind)[:4])
REJECTED = (int(ReportKind.CANCEL_REJECTED), int(ReportKind.MODIFY_REJECTED))


def lines_in_python(reports: Records, sequences: Records, start: int) -> bytes:
    """The lines of a group of reports.

    Args:
        reports: of type `REPORT`. Shape (reports,).
        sequences: the stream's number of each message of the group, unsigned. Shape (messages,).
        start: the engine's number of the group's first message.
    """
    numbers = sequences.tolist()
    keyed = []
    for kind, _, side, quantity, sequence, price, order_id, maker_id, _, _ in reports.tolist():
        number = numbers[sequence - start]
        if kind == TRADE:
            line = f"1,{number},{price},{quantity},{maker_id},{order_id}\n"
        elif kind in {ACCEPTED, MODIFIED}:
            line = f"{kind},{number},{side},{order_id},{price},{quantity}\n"
        elif kind == CANCELLED:
            line = f"2,{number},{side},{order_id},{price}\n"
        elif kind in REJECTED:
            line = f"{kind},{number},{order_id}\n"
        else:
            continue
        keyed.append((sequence, kind, line))
    keyed.sort(key=lambda item: item[:2])
    return "".join(line for _, _, line in keyed).encode()


def lines(reports: Records, sequences: Records, start: int) -> bytes:
    """The same, compiled."""
    kernel: Any = importlib.import_module("monazite.trade.match.text_kernel")
    into = np.empty(len(reports) * kernel.LONGEST, np.uint8)
    return into[: kernel.write(reports, sequences, start, into)].tobytes()
