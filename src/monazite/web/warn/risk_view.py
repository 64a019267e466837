"""Criticality as its pages show it: a matrix of element by stage, methods beside each other, what is missing where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from monazite.core import Words
from monazite.reference import element_aliases, rare_earths
from monazite.warn.criticality import Method, Score, Share, Stage, methods, shares, stages
from monazite.warn.criticality.record import RARE_EARTH
from monazite.web.remember import remembered

if TYPE_CHECKING:
    from monazite.app import Workspace

EU_STAGES = {"extraction": "mine", "processing": "separation"}
"""Stages of the EU's study by the stage of the chain that each is."""
SHADES = 5
"""Shades of a matrix, from the least of its scores to the greatest."""


@dataclass(frozen=True, slots=True)
class RiskCell:
    """A score of an element, or what is missing.

    Args:
        score: None where something is missing.
        missing: what is missing; None where there is a score, or where nothing is said of it.
        shade: 1 to 5 by the score's place among all of the matrix; 0 without one.
    """

    score: Score | None
    missing: Words | None
    shade: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the matrix of a method, or of the comparison of methods.

    Args:
        stage: of the chain; None in the comparison.
        method: that gives the scores.
        shares: published shares of the largest producer in the stage, the newest of each subject.
        shared: the score of all rare earths together, where the method has none of an element.
        missing: what is missing for every element alike.
        cells: by symbol, where elements differ.
    """

    stage: Stage | None
    method: Method
    shares: tuple[Share, ...]
    shared: Score | None
    missing: Words | None
    cells: dict[str, RiskCell]

    @property
    def is_whole(self) -> bool:
        """Whether it says the same of every element."""
        return not self.cells


def runs(method: Method) -> bool:
    """Whether a method runs on the figures that ship."""
    return set(method.needs) <= set(method.ships)


def scores_of(workspace: Workspace, name: str) -> tuple[Score, ...]:
    """The scores of a method on the figures that ship; none where it needs others."""
    if not runs(methods()[name]):
        return ()
    return remembered(workspace, ("warn-risk", name), lambda: tuple(workspace.warn.risk(name)))


def symbol_of(score: Score) -> str:
    """The rare earth of a score; empty for a group of them."""
    symbol = element_aliases().get(score.subject.lower(), "")
    return symbol if symbol in _symbols() else ""


def value_of(score: Score) -> float:
    """The value of a score, nought where something is missing."""
    return float(score.span.value) if score.span else 0.0


def ends(score: Score) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
    """Value, lower and upper end of a score; nothing where something is missing."""
    return (score.span.value, score.span.low, score.span.high) if score.span else (None, None, None)


def years_of(workspace: Workspace, name: str) -> list[Score]:
    """The scores of all rare earths together by a method, the newest year first."""
    found = [one for one in scores_of(workspace, name) if one.subject == RARE_EARTH]
    return sorted(found, key=lambda one: -(one.year or 0))


def matrix(workspace: Workspace, name: str) -> list[Column]:
    """Stage by stage, the scores of a method: of each element, of all together, or what is missing."""
    known = {(one.element, one.stage): one.missing for one in workspace.warn.matrix()}
    found = scores_of(workspace, name)
    top = max((value_of(one) for one in found if symbol_of(one)), default=0.0)
    return [_stage_column(methods()[name], stage, found, known, top) for stage in stages()]


def _stage_column(
    method: Method, stage: Stage, found: Sequence[Score], known: dict[tuple[str, str], Words | None], top: float
) -> Column:
    here = [one for one in found if EU_STAGES.get(one.stage, one.stage) == stage.name]
    own = {symbol: one for one in here if (symbol := symbol_of(one))}
    shared = max((one for one in here if one.subject == RARE_EARTH), key=lambda one: one.year or 0, default=None)
    missing = {symbol: known[symbol, stage.name] for symbol in _symbols()}
    cells = {symbol: _cell(own.get(symbol), missing[symbol], top) for symbol in _symbols()}
    is_whole = not own and (shared is not None or len(set(missing.values())) == 1)
    published = _newest(stage)
    lacking = None if shared or published else stage.missing
    return Column(stage, method, published, shared, lacking, {} if is_whole else cells)


def _cell(score: Score | None, missing: Words | None, top: float = 0.0) -> RiskCell:
    if score is None or score.span is None:
        return RiskCell(None, (score.missing if score else None) or missing)
    return RiskCell(score, None, 1 + min(SHADES - 1, int(SHADES * value_of(score) / top)) if top else 0)


def _newest(stage: Stage) -> tuple[Share, ...]:
    """The newest share of each subject in a stage."""
    newest: dict[str, Share] = {}
    for one in shares():
        if one.stage == stage.name:
            newest.setdefault(one.subject, one)
    return tuple(newest.values())


def compared(workspace: Workspace) -> list[Column]:
    """All methods beside each other: of each element, or what is the same for all of them."""
    return [_method_column(workspace, method) for method in methods().values()]


def _method_column(workspace: Workspace, method: Method) -> Column:
    found = scores_of(workspace, method.name)
    own: dict[str, Score] = {}
    for one in found:
        symbol = symbol_of(one)
        if symbol and (symbol not in own or value_of(one) > value_of(own[symbol])):
            own[symbol] = one
    shared = next(iter(years_of(workspace, method.name)), None)
    cells = {symbol: _cell(own.get(symbol), None) for symbol in _symbols()} if own else {}
    return Column(None, method, (), shared, None, cells)


def of_element(workspace: Workspace, symbol: str) -> list[tuple[Column, RiskCell]]:
    """What every method says of an element, or of all of them."""
    return [(one, one.cells.get(symbol) or _cell(one.shared, None)) for one in compared(workspace)]


def _symbols() -> list[str]:
    return [one.symbol for one in rare_earths()]
