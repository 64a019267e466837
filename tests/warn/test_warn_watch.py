"""The watch: nothing looks past its day, the newest counts, the worst is said, and each measure by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.core import Words
from monazite.trace.permits import LicenceUse, QuotaUse
from monazite.warn.signals.record import LEVELS
from monazite.warn.watch import (
    EVERY,
    Seen,
    changes,
    duties,
    elements_of,
    kinds,
    rules,
    shortages,
    standings,
    watch,
)
from monazite.warn.watch.measures import (
    Quote,
    of_cover,
    of_gap,
    of_halts,
    of_holders,
    of_licences,
    of_prices,
    of_quota,
)
from monazite.warn.watch.notices import Notice, named_in, of_notices, term_in

DAY = date(2026, 3, 2)
SAYS = Words("说", "says")
DAYS = st.dates(date(2025, 1, 1), date(2027, 1, 1))
SEEN = st.lists(
    st.builds(
        Seen, DAYS, st.sampled_from(sorted(kinds())), st.sampled_from(["Dy", "Tb", "氧化镝", "某厂", EVERY]),
        st.floats(-200, 200), st.just(SAYS), st.just(("f1",)), st.none() | DAYS,
    ),
    max_size=30,
)  # fmt: skip


@given(SEEN, DAYS)
def test_what_becomes_known_later_changes_nothing(seen: list[Seen], day: date) -> None:
    assert watch(day, seen) == watch(day, [one for one in seen if one.known_on <= day])


@given(SEEN, DAYS)
def test_the_order_of_what_is_known_changes_nothing(seen: list[Seen], day: date) -> None:
    found = watch(day, seen)
    again = watch(day, seen[::-1])
    assert [(one.kind, one.subject, one.level, one.score) for one in found] == [
        (one.kind, one.subject, one.level, one.score) for one in again
    ]
    ranks = [LEVELS.index(one.level) for one in found]
    assert ranks == sorted(ranks, reverse=True)
    assert all(one.day <= day for one in found)


@given(SEEN, DAYS)
def test_an_element_stands_where_its_worst_signal_does(seen: list[Seen], day: date) -> None:
    signals = watch(day, seen)
    for one in standings(signals):
        about = [signal.level for signal in signals if one.element in elements_of(signal.subject)]
        assert one.level == max(about, key=LEVELS.index, default="blue")


def seen(kind: str, value: float, known_on: date = DAY, subject: str = "Dy") -> Seen:
    return Seen(known_on, kind, subject, value, SAYS, ("f1",))


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: f"{rule.kind}-{rule.level}")
def test_every_rule_fires_at_its_threshold_and_not_before(rule: object) -> None:
    found = next(one for one in rules() if one is rule)
    assert found.kind in kinds()
    (signal,) = watch(DAY, [seen(found.kind, found.threshold)])
    assert signal.level == found.level
    before = found.threshold + (-1e-9 if found.sense == "least" else 1e-9)
    (calmer,) = watch(DAY, [seen(found.kind, before)])
    assert LEVELS.index(calmer.level) < LEVELS.index(found.level)


def test_rules_of_a_kind_rise_with_the_level_and_every_kind_has_one() -> None:
    for kind in kinds():
        of_kind = sorted((one for one in rules() if one.kind == kind), key=lambda one: LEVELS.index(one.level))
        values = [one.threshold if one.sense == "least" else -one.threshold for one in of_kind]
        assert values == sorted(set(values))
        assert of_kind, kind
        assert len({one.sense for one in of_kind}) == 1
    assert all(one.source and one.locator and one.why.zh and one.why.en and one.act.en for one in rules())


def test_the_newest_counts_and_an_old_one_no_longer_does() -> None:
    fast, calm = seen("price-rise", 60), seen("price-rise", 1, DAY + timedelta(days=1))
    assert watch(DAY, [fast, calm])[0].level == "red"
    assert watch(DAY + timedelta(days=1), [fast, calm])[0].level == "blue"
    assert watch(DAY + timedelta(days=40), [fast, calm]) == ()


def test_a_suspension_that_ends_lets_the_control_stand_again() -> None:
    control = seen("control", 1)
    lifted = Seen(DAY + timedelta(days=5), "control", "Dy", 0, SAYS, (), DAY + timedelta(days=9))
    levels = [watch(DAY + timedelta(days=number), [control, lifted])[0].level for number in (0, 5, 9, 10)]
    assert levels == ["red", "blue", "blue", "red"]
    (after,) = watch(DAY + timedelta(days=10), [control, lifted])
    assert "not known here" in after.reasons[-1].en  # nobody told us what came after the suspension


def test_changes_shortages_and_duties() -> None:
    before = watch(DAY, [seen("cover", 20)])
    after = watch(DAY, [seen("cover", 3), seen("price-rise", 1, subject="La")])
    (change,) = changes(before, after)
    assert (change.before, change.signal.level) == ("blue", "red")
    assert [one.kind for one in shortages(after)] == ["cover"]
    (duty,) = duties(after)
    assert duty.due == DAY + timedelta(days=2)
    assert [one.facts for one in duty.signals] == [("f1",)]
    both = watch(DAY, [seen("control", 1), seen("control", 1, subject="Tb")])
    assert [len(one.signals) for one in duties(both)] == [2]
    assert changes(after, after) == ()


def quotes(*values: float, step: int = 7) -> Sequence[Quote]:
    first = DAY - timedelta(days=step * (len(values) - 1))
    return [Quote(day := first + timedelta(days=step * number), value, "CNY/kg", day, (f"f{number}",))
            for number, value in enumerate(values)]  # fmt: skip


def test_a_rise_is_measured_from_the_lowest_of_sixty_trading_days() -> None:
    (one,) = of_prices("氧化镝", quotes(100, 80, 90, 120), DAY)
    assert one.value == pytest.approx(50)
    assert one.ids == ("f3", "f1")
    assert of_prices("氧化镝", quotes(100), DAY) == ()
    assert of_prices("氧化镝", [], DAY) == ()
    assert of_prices("氧化镝", quotes(100, 200, step=100), DAY) == ()  # nothing within the window


def test_a_price_printed_later_is_not_known() -> None:
    late = Quote(DAY, 500, "CNY/kg", DAY + timedelta(days=1))
    assert of_prices("氧化镝", [*quotes(100, 100, 110), late], DAY)[0].value == pytest.approx(10)


def test_the_gap_of_prices() -> None:
    (one,) = of_gap("氧化钐", [Quote(DAY, 20, "CNY/kg", DAY, ("a",))], [Quote(DAY, 50, "CNY/kg", DAY, ("b",))], DAY)
    assert (one.value, one.ids) == (2.5, ("a", "b"))
    far = Quote(DAY - timedelta(days=90), 20, "CNY/kg", DAY)
    assert of_gap("氧化钐", [far], [Quote(DAY, 50, "CNY/kg", DAY)], DAY) == ()
    assert of_gap("氧化钐", [Quote(DAY, 20, "USD/kg", DAY)], [Quote(DAY, 50, "CNY/kg", DAY)], DAY) == ()


def test_quota_used_and_ahead_of_the_year() -> None:
    use = QuotaUse(party="F1", group=None, year=2026, stage="mining", klass="rock", issued_mg=1000, received_mg=0,
                   split_mg=0, amended_mg=0, held_mg=100, used_mg=900, lapsed_mg=0, of_which_mg=0,
                   batches=())  # fmt: skip
    used, ahead = of_quota([use], date(2026, 7, 1))
    assert used.value == pytest.approx(90)
    assert ahead.value == pytest.approx(90 - 182 / 365 * 100)
    assert list(of_quota([use], date(2027, 7, 1))) == []


def test_cover_counts_the_weeks_before_the_first_gap() -> None:
    monday, about = date(2026, 3, 2), Words("镝", "dysprosium")
    weeks = [(monday + timedelta(weeks=number), number != 3) for number in range(-2, 6)]
    (one,) = of_cover("Dy", about, weeks, monday)
    assert (one.value, watch(one.known_on, [one])[0].level) == (3, "red")
    (later,) = of_cover("Dy", about, weeks, monday + timedelta(days=6))
    assert later.value == 2  # two whole weeks and a day are left
    (now,) = of_cover("Dy", about, weeks, monday + timedelta(weeks=3, days=2))
    assert now.value == 0
    (far,) = of_cover("Dy", about, [(monday + timedelta(weeks=40), False)], monday)  # a programme that begins later
    assert (far.value, watch(monday, [far])[0].level) == (40, "blue")
    (whole,) = of_cover("Dy", about, [(monday, True)], monday)
    assert watch(monday, [whole])[0].level == "blue"
    assert list(of_cover("Dy", about, [], monday)) == []


def licence(**dates: date | None) -> LicenceUse:
    given = {"applied_on": None, "granted_on": None, "valid_until": None} | dates
    return LicenceUse(id="L1", exporter="F1", end_user="U", country="DE", granted_mg={"Dy": 100},
                      used_mg={"Dy": 85}, **given)  # fmt: skip


def test_licences_wait_expire_and_run_out() -> None:
    (wait,) = of_licences([licence(applied_on=date(2025, 4, 7))], date(2025, 6, 13))
    assert (wait.kind, wait.value) == ("licence-wait", 46)  # Labour Day and Dragon Boat off, 27 April worked
    assert list(of_licences([licence(applied_on=date(2025, 7, 1))], date(2025, 6, 11))) == []
    granted = licence(applied_on=date(2025, 4, 7), granted_on=date(2025, 6, 1), valid_until=date(2025, 12, 1))
    expiry, left = of_licences([granted], date(2025, 11, 25))
    assert (expiry.value, left.value) == (6, 15)
    assert [one.kind for one in of_licences([granted], date(2025, 5, 1))] == ["licence-wait"]


def test_halts_and_a_holder_of_too_much() -> None:
    (halt,) = of_halts({"V": ["NdPr"]}, DAY)
    assert watch(DAY, [halt])[0].level == "orange"
    (held,) = of_holders({("V", "NdPr"): {"A": 6, "B": 4}, ("V", "Dy"): {"A": 3}}, DAY)
    assert (held.value, held.subject) == (60, "V NdPr")


@pytest.mark.parametrize(
    ("text", "value", "symbols"),
    [
        ("公告2025年第18号 对钐、钆、铽、镝、镥、钪、钇相关物项实施出口管制", 1, "Sm Gd Tb Dy Lu Y Sc"),
        ("Announcement No. 18: export control of dysprosium and Tb", 1, "Tb Dy"),
        ("公告 暂停实施对钬、铒的出口管制措施", 0, "Ho Er"),
        ("业界呼吁暂停实施对镝的出口管制", None, ""), ("传将对镝实施出口管制", None, ""),
        ("氧化镝价格上涨的公告", None, ""), ("公告 对镓、锗实施出口管制", None, ""),
    ],
)  # fmt: skip
def test_notices(text: str, value: int | None, symbols: str) -> None:
    found = of_notices([Notice(DAY, text, ("d1",))], DAY)
    assert [one.subject for one in found] == symbols.split()
    assert {one.value for one in found} == ({value} if symbols else set())
    assert of_notices([Notice(DAY, text, ())], DAY - timedelta(days=1)) == []


def test_a_suspension_lasts_as_long_as_it_says() -> None:
    text = "公告 自即日起至2026年3月9日，暂停实施对镝的出口管制"
    (one,) = of_notices([Notice(DAY, text, (), until=term_in(text))], DAY)
    assert one.until == date(2026, 3, 9)
    assert term_in("至2026年13月1日") is None
    assert term_in("即日起") is None


def test_names_inside_other_words_are_no_elements() -> None:
    assert named_in("Erfurt and Laos") == ()
