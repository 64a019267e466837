"""Answers that follow from the journal alone, kept until the next entry is posted."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, TypeVar, cast
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from monazite.app import Workspace

MOST = 128
"""Answers kept of one workspace; the one that was asked for longest ago goes first."""

Answer = TypeVar("Answer")
_KEPT: WeakKeyDictionary[Workspace, OrderedDict[Hashable, object]] = WeakKeyDictionary()


def remembered(workspace: Workspace, key: Hashable, make: Callable[[], Answer]) -> Answer:
    """An answer, made anew only when the journal has grown since it was made.

    Args:
        workspace: whose journal.
        key: what was asked, with everything but the journal that the answer depends on.
        make: finds the answer.
    """
    kept = _KEPT.setdefault(workspace, OrderedDict())
    full = (key, workspace.trace.size())
    if full in kept:
        kept.move_to_end(full)
        return cast("Answer", kept[full])  # what a key was kept with is what it is asked for
    made = make()
    kept[full] = made
    while len(kept) > MOST:
        kept.popitem(last=False)
    return made
