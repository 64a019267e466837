"""What the quota leaves, and how the journal's own sums stand beside the published totals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from monazite.app.story.record import Mass, Part, Percent, Sentence
from monazite.app.trace.published import beside_published
from monazite.trace.permits import QuotaUse, batch_totals, quota_use

if TYPE_CHECKING:
    from monazite.app.story.scene import Scene
    from monazite.app.workspace import Workspace

TOLD = (("mining", None), ("mining", "ion"), ("separation", None))
"""Stages, and the class of which the heavy rare earths are."""


def quota(scene: Scene) -> Iterator[Sentence]:
    """Published against booked, then what is used and left on the day."""
    year = scene.day.year
    page = f"/trace/quota?year={year}"
    with scene.workspace.reading() as connection:
        uses, totals = quota_use(connection, year, until=scene.day), batch_totals(connection, year)
    yield from _beside(scene.workspace, year, totals, page)
    for stage, klass in TOLD:
        told = [one for one in uses if one.stage == stage and klass in (None, one.klass)]
        yield from _left(told, f"{page}&until={scene.day}", f"quota.{klass or stage}", scene)


def _beside(workspace: Workspace, year: int, totals: dict[tuple[str, str, str], int], page: str) -> Iterator[Sentence]:
    """How many published totals the journal's sums agree with, and those of the newest batch."""
    compared = [one for one in beside_published(totals, workspace.quotas(str(year))) if one.is_same is not None]
    if not compared:
        return
    same = sum(bool(one.is_same) for one in compared)
    key = "quota.same" if same == len(compared) else "quota.differs"
    yield Sentence(key, {"year": Part(str(year)), "published": Part(len(compared), f"/quotas?year={year}"),
                         "same": Part(same, f"{page}#h-published")}, page)  # fmt: skip
    newest = max((one.batch for one in compared if one.batch.isdecimal()), key=int, default="")
    for one in compared:
        if one.batch == newest and one.klass == "all":
            fact = workspace.fact(one.lines[0].fact).fact
            parts = {"published": Part(fact, f"/facts/{fact.id}"), "booked": Part(Mass(one.journal_mg or 0), page)}
            yield Sentence(f"quota.batch.{one.stage}", parts | {"batch": Part(f"{year} batch {one.batch}")}, page)


def _left(uses: Sequence[QuotaUse], page: str, key: str, scene: Scene) -> Iterator[Sentence]:
    """What was issued up to a day, used and left."""
    issued, used, held = (sum(getattr(one, name) for one in uses) for name in ("issued_mg", "used_mg", "held_mg"))
    if issued or used:
        parts = {"day": Part(scene.day), "issued": Part(Mass(issued), page), "used": Part(Mass(used), page),
                 "share": Part(Percent.of(used, issued), page), "left": Part(Mass(held), page)}  # fmt: skip
        yield Sentence(key, parts, page, is_simulated=any(one.party in scene.invented for one in uses))
