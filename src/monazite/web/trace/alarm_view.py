"""Alarms of a month in the four colours in which warnings are given in China: blue, yellow, orange, red."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monazite.trace.detect import Alarm, alarms
from monazite.web.remember import remembered

if TYPE_CHECKING:
    from monazite.app import Workspace

COLOURS = ("red", "orange", "yellow", "blue")
"""The gravest first."""
FAR = 1.5
"""A statistic so many times its threshold, or so many times below it, is far beyond: the next graver colour."""


@dataclass(frozen=True, slots=True)
class AlarmRow:
    """An alarm with its colour."""

    alarm: Alarm
    colour: str


def colour_of(alarm: Alarm) -> str:
    """Blue or yellow for a warning, orange or red for an alarm; the second of each where it is far beyond."""
    low, high = sorted((abs(alarm.statistic), abs(alarm.threshold)))
    is_far = low <= 0 or high / low >= FAR
    if alarm.severity == "warning":
        return "yellow" if is_far else "blue"
    return "red" if is_far else "orange"


def alarm_rows(workspace: Workspace, month: str) -> list[AlarmRow]:
    """Alarms of a month, the gravest first."""
    found = alarms_of(workspace, month)
    return sorted((AlarmRow(one, colour_of(one)) for one in found), key=lambda row: COLOURS.index(row.colour))


def alarms_of(workspace: Workspace, month: str) -> Sequence[Alarm]:
    """Alarms of a month, found once until the journal grows."""

    def found() -> tuple[Alarm, ...]:
        with workspace.reading() as connection:
            return alarms(connection, month)

    return remembered(workspace, ("alarms", month), found)
