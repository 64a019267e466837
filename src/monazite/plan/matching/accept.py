"""What becomes of a message with a demand, a capacity group or a comment: CX-0128 v2, sections 4.1.2.7 and 4.2.2.7."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

Action = Literal["created", "overwritten", "ignored"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is done with a message, and the code of RFC 9110 that says so: 200, 201 or 400."""

    action: Action
    code: int

    @property
    def is_taken(self) -> bool:
        """Whether its values now stand."""
        return self.action != "ignored"


def accept(changed_at: dt.datetime, latest: dt.datetime | None) -> Answer:
    """Whether a version of an object takes the place of those before it.

    One that is newer overwrites, as does one of the same moment; one that is older is ignored. (For a comment of the
    same moment the standard has no rule; it overwrites, too.)

    Args:
        changed_at: of the version that came.
        latest: of all versions of the object that came before; None where there was none.

    >>> moment = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
    >>> accept(moment, None).code, accept(moment, moment).code, accept(moment, moment + dt.timedelta(1)).code
    (201, 200, 400)
    """
    if latest is None:
        return Answer("created", 201)
    return Answer("ignored", 400) if changed_at < latest else Answer("overwritten", 200)
