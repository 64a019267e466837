"""What the fields of design's forms are called."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from monazite.web.words import known

if TYPE_CHECKING:
    from monazite.web.page import Page


def field_names(page: Page) -> Callable[[str], str]:
    """The name of a field in the reader's language, for problems.

    Args:
        page: whose language counts.
    """
    return lambda name: known(page.language, f"design-field.{name}", name)
