"""The lines of `text`, written into a buffer by a compiled loop."""

from __future__ import annotations

from typing import Any

import numpy as np

from monazite.trade.match.jit import compiled
from monazite.trade.match.records import ReportKind

ACCEPTED, TRADE, CANCELLED, MODIFIED, CANCEL_REJECTED, MODIFY_REJECTED = (int(kind) for kind in list(ReportKind)[:6])
COMMA, NEWLINE, MINUS, ZERO = (np.uint8(ord(character)) for character in ",\n-0")
TEN = np.uint64(10)
LONGEST = 100
"""Bytes of a line: five numbers of 20 digits at most, less one digit for each type."""


@compiled
def put(into: Any, end: int, number: Any) -> int:
    """Write an unsigned number and a comma; where they end."""
    digits = 1
    rest = number // TEN
    while rest:
        digits += 1
        rest = rest // TEN
    for place in range(end + digits - 1, end - 1, -1):
        into[place] = ZERO + np.uint8(number % TEN)
        number = number // TEN
    into[end + digits] = COMMA
    return end + digits + 1


@compiled
def put_signed(into: Any, end: int, number: int) -> int:
    """Write a signed number and a comma; where they end."""
    if number >= 0:
        return put(into, end, np.uint64(number))
    into[end] = MINUS
    return put(into, end + 1, np.uint64(0) - np.uint64(number))


@compiled
def line(into: Any, end: int, report: Any, sequence: Any) -> int:
    """Write the line of a report, if it has one; where it ends."""
    kind = report.kind
    if kind > MODIFY_REJECTED:
        return end
    end = put(into, end, np.uint64(kind))
    end = put(into, end, sequence)
    if kind == TRADE:
        end = put_signed(into, end, report.price)
        end = put(into, end, np.uint64(report.quantity))
        end = put(into, end, report.maker_id)
        end = put(into, end, report.order_id)
    elif kind >= CANCEL_REJECTED:
        end = put(into, end, report.order_id)
    else:
        end = put(into, end, np.uint64(report.side))
        end = put(into, end, report.order_id)
        end = put_signed(into, end, report.price)
        if kind != CANCELLED:
            end = put(into, end, np.uint64(report.quantity))
    into[end - 1] = NEWLINE
    return end


@compiled
def write(reports: Any, sequences: Any, start: int, into: Any) -> int:
    """Write the lines of reports, a modification after its trades; where they end."""
    end = 0
    held = -1
    for at in range(reports.size):
        if held >= 0 and (reports[at].kind != TRADE or reports[at].sequence != reports[held].sequence):
            end = line(into, end, reports[held], sequences[reports[held].sequence - start])
            held = -1
        if reports[at].kind == MODIFIED:
            held = at
        else:
            end = line(into, end, reports[at], sequences[reports[at].sequence - start])
    if held >= 0:
        end = line(into, end, reports[held], sequences[reports[held].sequence - start])
    return end
