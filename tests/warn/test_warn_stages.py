"""Element by stage: every figure has a source, and no cell is empty without a word."""

from __future__ import annotations

from decimal import Decimal

from monazite.warn.criticality import matrix, scores, shares, stages


def test_every_share_is_a_percentage_of_a_known_stage_with_its_source() -> None:
    names = [one.name for one in stages()]
    assert names == ["mine", "separation", "metal", "magnet", "motor"]
    for one in shares():
        assert one.stage in names
        assert Decimal(0) <= one.percent.low <= one.percent.high <= Decimal(100)
        assert one.source
        assert one.locator
    assert [one.year for one in shares()] == sorted((one.year for one in shares()), reverse=True)


def test_shares_stand_where_they_say_something() -> None:
    cells = {(one.element, one.stage): one for one in matrix(scores("eu-published", None)[0])}
    assert {one.subject for one in cells["Dy", "separation"].shares} == {"Rare earth", "HREE"}
    assert {one.subject for one in cells["Nd", "separation"].shares} == {"Rare earth"}
    assert cells["Nd", "magnet"].shares
    assert cells["Y", "magnet"].missing is not None
    assert all(one.score is None for (_, stage), one in cells.items() if stage in {"metal", "magnet", "motor"})


def test_without_scores_the_shares_remain() -> None:
    assert all(one.score is None and (one.shares or one.missing) for one in matrix([]))
