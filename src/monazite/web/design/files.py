"""A bench as files: data sheet, curves, recipe, and cards for two programs of magnetic circuits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from fastapi.responses import Response

from monazite.app.design.exports import KINDS, exported, name_of
from monazite.core import Problem, ProblemError

if TYPE_CHECKING:
    from monazite.app.design.views import Bench
    from monazite.core import Language

FILES: Mapping[str, str] = {
    "sheet.pdf": "sheet", "curve.csv": "curve", "recipe.json": "out", "pyleecan.json": "pyleecan", "femm.lua": "femm",
}  # fmt: skip
"""Names of the files, and what is exported under each."""


def file_of(name: str, one: Bench, language: Language) -> Response:
    """A file of `FILES`.

    Args:
        name: of it.
        one: the bench.
        language: of its words.

    Raises:
        ProblemError: for a magnet that the file cannot describe.
    """
    made = exported(one, FILES[name], name_of(one), one.offered.day.isoformat(), language)
    if isinstance(made, Problem):
        raise ProblemError(made)
    headers = {"content-disposition": f'attachment; filename="{name_of(one)}-{name}"'}
    return Response(made, media_type=KINDS[FILES[name]][1], headers=headers)
