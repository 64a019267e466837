"""The story: its words, its month, what it tells of papers alone, and what it says of nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.app import Workspace
from monazite.app.demo import SMALL, read_samples, sample_sources
from monazite.app.story import Coded, Percent, Sentence, Story, sentence_words, story
from monazite.app.story.goods import goods
from monazite.app.story.month import best_month, span
from monazite.app.story.tell import CHAPTERS
from monazite.app.trace.published import beside_published
from monazite.core import FixedClock
from monazite.facts import Fact, QuotaLine
from monazite.reference import product_named

CLOCK = FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
MONTHS = st.builds(lambda day: f"{day:%Y-%m}", st.dates(date(1990, 1, 1), date(2060, 1, 1)))


@pytest.fixture(scope="module")
def papers_only(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with Workspace.open(tmp_path_factory.mktemp("story") / "w", create=True, clock=CLOCK) as opened:
        read_samples(opened, small=True)
        yield opened


def sentences(told: Story, chapter: str) -> list[Sentence]:
    return [sentence for one in told.chapters if one.key == chapter for sentence in one.sentences]


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_fill_the_same_places() -> None:
    for key, (chinese, english) in sentence_words().items():
        assert chinese, key
        assert english, key
        assert fields(chinese) == fields(english), key


def test_every_chapter_has_its_heading_its_way_on_and_its_empty_state() -> None:
    for key, *_ in CHAPTERS:
        assert {key, f"{key}.next", f"{key}.none"} <= set(sentence_words())


def test_the_watched_goods_are_products_of_the_reference() -> None:
    for one in goods():
        named = product_named(one.product)
        assert named is not None, one.product
        assert not one.elements or set(one.elements) <= set(named.elements), one.product


@given(st.dictionaries(MONTHS, st.integers(1, 3), max_size=8))
def test_the_month_is_the_newest_of_those_most_is_known_of(known: dict[str, int]) -> None:
    month = best_month(known, date(2026, 1, 5))
    if not known:
        assert month == "2026-01"
    else:
        assert all((known[month], month) >= (rooms, other) for other, rooms in known.items())


@given(MONTHS)
def test_a_month_runs_from_its_first_day_to_the_last_before_the_next(month: str) -> None:
    first, last = span(month)
    assert (first.day, f"{first:%Y-%m}", f"{last:%Y-%m}") == (1, month, month)
    assert (date.fromordinal(last.toordinal() + 1)).day == 1


@given(st.integers(0, 10**15), st.integers(1, 10**15))
def test_a_share_is_within_half_a_part_per_million(part: int, whole: int) -> None:
    assert abs(Percent.of(part, whole).ppm * whole - part * 1_000_000) * 2 <= whole


def test_a_workspace_without_anything_says_what_to_do_first(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "w", create=True, clock=CLOCK) as workspace:
        told = story(workspace)
    assert (told.month, told.day, told.is_told, told.is_simulated) == ("2026-01", date(2026, 1, 1), False, False)
    assert [one.sentences for one in told.chapters] == [(Sentence(f"{one.key}.none"),) for one in told.chapters]


def test_papers_alone_tell_their_own_chapter(papers_only: Workspace) -> None:
    told = story(papers_only)
    assert (told.month, told.day) == ("2022-08", date(2022, 8, 31))
    assert [one.key for one in told.chapters if one.is_told] == ["papers"]
    assert not told.is_simulated


def test_the_papers_say_what_the_bulletin_prints(papers_only: Workspace) -> None:
    """By hand from price-bulletin-2022-08.txt: PrNd 718.86, Dy 2268.81 printed as 氧化镱, Tb 13585.48, index 290.4."""
    told = sentences(story(papers_only), "papers")
    prices = [one.parts["price"].value for one in told if "price" in one.parts]
    assert [one.canonical_value for one in prices if isinstance(one, Fact)] == [
        Decimal("718.86"), Decimal("2268.81"), Decimal("13585.48"),
    ]  # fmt: skip
    repaired = next(one for one in told if one.key == "papers.price.change.repaired")
    assert repaired.parts["written"].value == Coded("氧化镱")
    index = next(one for one in told if one.key == "papers.index")
    ends = [index.parts[name].value for name in ("mean", "first", "last")]
    assert [one.value for one in ends if isinstance(one, Fact)] == [
        Decimal("290.4"),
        Decimal("318.5"),
        Decimal("261.3"),
    ]


def test_the_statuses_add_up_to_the_facts_of_the_month(papers_only: Workspace) -> None:
    checks = sentences(story(papers_only), "papers")[-1]
    whole, *parts = (checks.parts[name].value for name in ("facts", *sorted(set(checks.parts) - {"facts"})))
    assert sum(one for one in parts if isinstance(one, int)) == whole
    assert isinstance(whole, int)
    assert whole > 50


def test_a_month_that_is_asked_for_is_told(papers_only: Workspace) -> None:
    told = story(papers_only, "2022-03")
    assert (told.month, told.day, told.is_told) == ("2022-03", date(2022, 3, 31), False)


def test_the_small_demo_reads_what_its_month_needs() -> None:
    assert tuple(one.name for one in sample_sources(small=True)) == SMALL


# ---- sums of the journal beside published totals

TONNE = 10**9


def line(batch: str, subject: str, tonnes: float) -> QuotaLine:
    return QuotaLine("2022", batch, subject, None, None, tonnes, None, "verified", "f1", "d1")


@given(st.tuples(*[st.integers(0, 300_000)] * 6))
def test_the_journal_sums_classes_and_batches(tonnes: tuple[int, ...]) -> None:
    r1, i1, s1, r2, i2, s2 = tonnes
    totals = {
        ("1", "mining", "rock"): r1 * TONNE, ("1", "mining", "ion"): i1 * TONNE, ("1", "separation", "all"): s1 * TONNE,
        ("2", "mining", "rock"): r2 * TONNE, ("2", "mining", "ion"): i2 * TONNE, ("2", "separation", "all"): s2 * TONNE,
    }  # fmt: skip
    mining, separation = "稀土开采总量控制指标", "稀土冶炼分离总量控制指标"
    lines = [
        line("1", mining, r1 + i1), line("2", mining, r2 + i2), line("1+2", mining, r1 + i1 + r2 + i2),
        line("2", "岩矿型稀土（轻）开采指标", r2), line("1+2", separation, s1 + s2),
    ]  # fmt: skip
    assert all(one.is_same for one in beside_published(totals, lines) if one.lines)
    wrong = beside_published(totals, [line("1+2", separation, s1 + s2 + 1)])
    assert [one.is_same for one in wrong if one.lines] == [False]


def test_a_batch_that_the_journal_lacks_is_not_compared() -> None:
    found = beside_published({("1", "separation", "all"): TONNE}, [line("1+2", "稀土冶炼分离总量控制指标", 1)])
    assert [one.journal_mg for one in found if one.batch == "1+2"] == [None]
