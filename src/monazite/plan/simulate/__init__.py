"""simulate: an invented half-year of plan in the simulated year of the chain, act by act. See the README.

Everything of it stands in ``story.csv``: what is said, as people would write it. Figures and firms are invented.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

DOCUMENT = "minutes.md"
"""The minutes that the story records; a scene names them so until they are read."""
BETWEEN, SPAN = "|", ".."
"""Between the values of a field that repeats; between the first and the last Monday of several weeks."""
WEEK = dt.timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Scene:
    """One act of the story.

    Args:
        id: of its entry.
        verb: whose act it is: ``trace`` or ``plan``.
        act: its name; ``pay`` is a settlement paid as it comes out.
        actor: who says so.
        day: on which.
        values: by field, as people write them.
    """

    id: str
    verb: str
    act: str
    actor: str
    day: dt.date
    values: Mapping[str, tuple[str, ...]]


@cache
def story() -> tuple[Scene, ...]:
    """The story, in order of its days.

    >>> story()[0].act, len(story()) < 150
    ('register', True)
    """
    rows = csv.DictReader((resources.files(__package__) / "story.csv").read_text("utf-8").splitlines())
    scenes: dict[tuple[str, str, str, str], dict[str, tuple[str, ...]]] = {}
    for row in rows:
        key = row["id"], row["verb"], row["act"], row["actor"]
        scenes.setdefault(key, {})[row["field"]] = _values(row["value"])
    return tuple(
        Scene(*key, day=dt.date.fromisoformat(values["day"][0]), values=values) for key, values in scenes.items()
    )


def minutes() -> bytes:
    """The minutes, as a paper to be read."""
    return (resources.files(__package__) / DOCUMENT).read_bytes()


def _values(text: str) -> tuple[str, ...]:
    """The values of a field: one, several, or the Mondays of weeks."""
    first, is_span, last = text.partition(SPAN)
    if not is_span:
        return tuple(text.split(BETWEEN))
    begin, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    return tuple((begin + number * WEEK).isoformat() for number in range((end - begin) // WEEK + 1))
