"""The one tree of exceptions. Exceptions are for us and for the machine; a user's wrong data is a `Problem`.

::

    MonaziteError
    ├── ProblemError      an act cannot go on because of one Problem (exit 1)
    ├── UsageError        a wrong command, option or argument (exit 2)
    └── InternalError     a promise of our own was broken (exit 3)
"""

from __future__ import annotations

from monazite.core.problem import Problem


class MonaziteError(Exception):
    """Root of all exceptions that monazite raises on purpose."""


class ProblemError(MonaziteError):
    """An act that cannot go on because of a problem with its input."""

    def __init__(self, problem: Problem) -> None:
        """Carry the problem; its English sentence is the message."""
        super().__init__(problem.sentence("en"))
        self.problem = problem


class UsageError(ProblemError):
    """A command, an option or an argument that monazite does not know."""


class InternalError(MonaziteError):
    """A promise of our own was broken; nothing the user could have done differently."""
