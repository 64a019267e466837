"""2025 replayed: what becomes known later never changes an earlier day; red at once; the window holds the stops."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.core import Words
from monazite.warn.replay import DatedFact, kinds, load_2025, load_history, on, replay, verdict

FACTS = load_2025().facts
NOTICE = date(2025, 4, 4)
DAYS = st.sampled_from(sorted({one.known_on + timedelta(days=number) for one in FACTS for number in (-1, 0, 1)}))


def test_the_history_that_ships_is_sound_and_cited() -> None:
    assert load_2025().problems == ()
    assert all(one.source and one.what.zh and one.what.en for one in FACTS)
    assert all(one.note for one in FACTS if one.is_estimate)
    assert not [one.id for one in FACTS if one.first_day > one.known_on and one.kind not in {"control", "suspension"}]


@given(DAYS, st.randoms(use_true_random=False))
def test_later_facts_dropped_or_altered_change_no_earlier_day(day: date, random: object) -> None:
    told = on(FACTS, day)
    assert on([one for one in FACTS if one.known_on <= day], day) == told
    altered = [one if one.known_on <= day else replace(one, low=1.0, high=2.0, subjects=("Nd",), kind="stock")
               for one in FACTS]  # fmt: skip
    assert on(altered, day) == told
    shuffled = list(FACTS)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert on(shuffled, day) == told


def test_red_on_the_day_of_the_notice_and_not_before() -> None:
    days = {one.day: one for one in replay(FACTS)}
    assert {one.level for day, one in days.items() if day < NOTICE} == {"blue"}
    red = {one.subject for one in days[NOTICE].signals if one.kind == "control" and one.level == "red"}
    assert red == {"Sm", "Gd", "Tb", "Dy", "Lu", "Sc", "Y"}
    assert on(FACTS, NOTICE + timedelta(days=1)).level == "red"


def test_the_window_of_the_first_day_holds_the_known_stops() -> None:
    found = verdict(FACTS)
    assert found is not None
    assert found.window is not None
    assert (found.called_on, found.after_notice_days) == (NOTICE, 0)
    assert (found.window.opens, found.window.closes) == (date(2025, 5, 10), date(2025, 6, 6))
    assert found.window.days == 27  # four weeks, both ends counted
    assert {one.id: is_in for one, is_in in found.stops} == {"stop-ford": True, "stop-suzuki": True, "stop-clepa": True}
    assert set(found.window.facts) == {"control-2025-18", "transit-2024", "stock-2024"}
    assert all(one.known_on <= NOTICE for one in FACTS if one.id in found.window.facts)


@pytest.mark.parametrize(
    ("low", "high", "opens", "held"),
    [(14, 28, date(2025, 5, 16), ["stop-suzuki", "stop-clepa"]), (60, 90, date(2025, 7, 1), [])],
)
def test_other_ranges_of_stock_would_have_said_less(low: int, high: int, opens: date, held: list[str]) -> None:
    found = verdict([replace(one, low=low, high=high) if one.id == "stock-2024" else one for one in FACTS])
    assert found is not None
    assert found.window is not None
    assert found.window.opens == opens
    assert [one.id for one, is_in in found.stops if is_in] == held


def test_relief_comes_too_late_for_the_first_lines_and_in_time_for_others() -> None:
    june = on(FACTS, date(2025, 6, 4))
    is_sure = {one.holder.en: one.is_before_relief for one in june.windows}
    assert is_sure["car lines fed by sea"]
    assert not is_sure["car makers and suppliers (Tradium)"]  # and so it was: no mass shutdown by July


def test_a_suspended_control_opens_no_window() -> None:
    assert on(FACTS, date(2025, 10, 9)).windows[0].opens > date(2025, 12, 1)
    assert on(FACTS, date(2025, 11, 8)).windows[0].closes < date(2025, 7, 1)
    assert on(FACTS, date(2026, 11, 11)).windows[0].opens > date(2025, 12, 1)  # the suspension has run out
    levels = {one.subject: one.level for one in on(FACTS, date(2025, 11, 8)).signals if one.kind == "control"}
    assert (levels["Ho"], levels["Dy"]) == ("blue", "red")


def fact(kind: str, day: date, low: float | None = None, high: float | None = None) -> DatedFact:
    subjects = ("Nd",) if kind == "control" else ()
    what = Words("某事", "something")
    return DatedFact(f"{kind}-{day}", day, day, day, kind, subjects, None, low, high, what, "s", "", False, "")


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_a_window_is_as_wide_as_its_ranges_together(way: int, more: int, stock: int, spread: int) -> None:
    start = date(2030, 1, 1)
    facts = [
        fact("transit", start, way, way + more), fact("stock", start, stock, stock + spread),
        fact("control", start),
    ]  # fmt: skip
    (window,) = on(facts, start).windows
    assert window.days == more + spread
    assert window.opens == start + timedelta(days=way + stock)
    assert window.relief is None


def test_nothing_is_foretold_without_stock_or_transit() -> None:
    start = date(2030, 1, 1)
    assert on([fact("control", start)], start).windows == ()
    assert verdict([fact("warning", start)]) is None
    assert on([], start).level == "blue"


HEADER = "id,known_on,kind,subjects,low,high,unit,what_zh,what_en,source"
GOOD = "a,2010-09-07,control,Nd,,,,配额,quota,S"


def written(folder: Path, *rows: str, header: str = HEADER, encoding: str = "utf-8") -> Path:
    path = folder / "facts.csv"
    path.write_text("\r\n".join((header, *rows)) + "\r\n", encoding, newline="")
    return path


def test_a_history_of_another_year(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        found = load_history(written(tmp_path, GOOD, "b,2010-09-08,transit,,10,20,days,在途,way,S", encoding=encoding))
        assert found.problems == ()
        assert on(found.facts, date(2010, 9, 7)).level == "red"
        assert on(found.facts, date(2010, 9, 6)).level == "blue"
    zh = load_history(written(tmp_path, "a,2010-09-07,control,钕|镝,配额,quota,S",
                              header="编号,公开日,类别,对象,中文,英文,来源"))  # fmt: skip
    assert zh.facts[0].subjects == ("Nd", "Dy")


@pytest.mark.parametrize(
    ("row", "code", "says"),
    [
        ("a,2010-13-07,control,Nd,,,,甲,a,S", "cell-wrong", "known_on"),
        ("a,9999-12-31,control,Nd,,,,甲,a,S", "cell-wrong", "known_on"),
        ("a,2010-09-07,contrl,Nd,,,,甲,a,S", "cell-wrong", "kind"),
        ("a,2010-09-07,control,Xx,,,,甲,a,S", "cell-wrong", "subjects"),
        ("a,2010-09-07,control,,,,,甲,a,S", "cell-wrong", "subjects"),
        ("a,2010-09-07,control,Nd,1,2,,甲,a,S", "cell-wrong", "low"),
        ("a,2010-09-07,stock,,,5,days,甲,a,S", "cell-wrong", "low"),
        ("a,2010-09-07,stock,,-1,5,days,甲,a,S", "cell-wrong", "low"),
        ("a,2010-09-07,stock,,9,5,days,甲,a,S", "cell-wrong", "high"),
        ("a,2010-09-07,control,Nd,,,,甲\x00,a,S", "cell-wrong", "what_zh"),
        ("a,2010-09-07,stock,,1,3651,days,甲,a,S", "cell-wrong", "high"),
        ("a,2010-09-07,stock,,1,5,weeks,甲,a,S", "cell-wrong", "unit"),
        ("a,2010-09-07,stock,,nan,5,days,甲,a,S", "cell-wrong", "low"),
        ("a,2010-09-07,control,Nd,,,,,a,S", "cell-wrong", "what_zh"),
        ("a,2010-09-07,control,Nd,,,,甲,a", "row-width", ""),
        (GOOD + "\r\n" + GOOD, "row-twice", "a"),
    ],
)
def test_a_bad_row_is_one_problem_and_nothing_is_replayed(tmp_path: Path, row: str, code: str, says: str) -> None:
    found = load_history(written(tmp_path, row))
    assert [one.code for one in found.problems] == [code]
    assert says in found.problems[0].sentence("en")
    assert found.problems[0].place.startswith("facts.csv:")
    assert found.facts == ()


def test_columns_and_files_that_are_wrong(tmp_path: Path) -> None:
    missing = load_history(written(tmp_path, "a,2010-09-07", header="id,known_on"))
    assert {one.code for one in missing.problems} == {"column-missing"}
    strange = load_history(written(tmp_path, GOOD + ",x", header=HEADER + ",sourc"))
    assert [one.code for one in strange.problems] == ["column-strange"]
    assert load_history(tmp_path / "none.csv").problems[0].code == "file-missing"


def test_every_kind_is_watched_by_a_rule_or_by_none() -> None:
    from monazite.warn.watch import kinds as watched  # noqa: PLC0415  the same name

    assert {one.watched for one in kinds().values() if one.watched} <= set(watched())
    with (Path(load_2025.__code__.co_filename).parent / "facts_2025.csv").open(encoding="utf-8") as file:
        assert all(None not in row for row in csv.DictReader(file))
