"""A single command whose numbers may not fit the record of a command."""

from __future__ import annotations

from monazite.trade.match.records import Command, CommandKind, Reason, Report, ReportKind

BYTE, WORD, LONG = 2**8, 2**32, 2**64
REFUSAL = {
    CommandKind.NEW: ReportKind.NEW_REJECTED,
    CommandKind.CANCEL: ReportKind.CANCEL_REJECTED,
    CommandKind.MODIFY: ReportKind.MODIFY_REJECTED,
}


def refusal_of_misfit(command: Command, sequence: int) -> Report | None:
    """The refusal of a command whose values do not fit the fields of `COMMAND`, None where they do.

    Args:
        command: as somebody gave it.
        sequence: number the command would have had; what does not fit cannot be logged, so it is not counted.

    Returns:
        A report whose numbers are the command's where they fit, else 0.
    """
    reason = _misfit(command)
    if reason is None:
        return None
    kind = REFUSAL.get(CommandKind(command.kind), ReportKind.COMMAND_REJECTED) if command.kind in REFUSAL \
        else ReportKind.COMMAND_REJECTED  # fmt: skip
    return Report(
        kind, reason, _kept(command.side, BYTE), _kept(command.quantity, WORD), sequence,
        command.price if _is_price(command.price) else 0, _kept(command.order_id, LONG), 0,
        _kept(command.member, WORD), 0,
    )  # fmt: skip


def _misfit(command: Command) -> Reason | None:
    small = (command.kind, command.side, command.time_in_force, command.flags)
    if any(not 0 <= value < BYTE for value in small):
        return Reason.MALFORMED
    if not (
        0 <= command.order_id < LONG
        and 0 <= command.member < WORD
        and 0 <= command.instrument < WORD
        and _is_price(command.time_ms)
    ):
        return Reason.MALFORMED
    if not 0 <= command.quantity < WORD:
        return Reason.BAD_QUANTITY
    return None if _is_price(command.price) else Reason.BAD_PRICE


def _is_price(value: int) -> bool:
    return -LONG // 2 <= value < LONG // 2


def _kept(value: int, limit: int) -> int:
    return value if 0 <= value < limit else 0
