from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.core import SHANGHAI, FixedClock, SystemClock, content_id, shanghai_day, uuid7, uuid7_instant

instants = st.datetimes(datetime(1970, 1, 1), datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001
random_bytes = st.binary(min_size=10, max_size=10)


def test_the_example_of_rfc_9562() -> None:
    instant = datetime(2022, 2, 22, 19, 22, 22, tzinfo=UTC)
    random = (0xCC3 << 62 | 0x18C4DC0C0C07398F).to_bytes(10, "big")
    assert str(uuid7(instant, random)) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"


@given(instants, random_bytes)
def test_the_instant_comes_back_to_the_millisecond(instant: datetime, random: bytes) -> None:
    identity = uuid7(instant, random)
    assert identity.version == 7
    assert identity.variant == "specified in RFC 4122"
    assert abs(uuid7_instant(identity) - instant) <= timedelta(milliseconds=2)


@given(instants, instants, random_bytes, random_bytes)
def test_later_ids_sort_later(one: datetime, other: datetime, here: bytes, there: bytes) -> None:
    first, second = sorted((one, other))
    if second - first >= timedelta(milliseconds=1):
        assert str(uuid7(first, here)) < str(uuid7(second, there))


@pytest.mark.parametrize(
    ("instant", "random"),
    [
        (datetime(2022, 8, 17), bytes(10)),  # noqa: DTZ001
        (datetime(2022, 8, 17, tzinfo=UTC), bytes(9)),
        (datetime(1969, 12, 31, tzinfo=UTC), bytes(10)),
    ],
)
def test_ids_need_a_zone_ten_bytes_and_a_time_since_1970(instant: datetime, random: bytes) -> None:
    with pytest.raises(ValueError, match=r"expected an instant|out of range"):
        uuid7(instant, random)


def test_only_version_7_has_an_instant() -> None:
    with pytest.raises(ValueError, match="not of version 7"):
        uuid7_instant(uuid7(datetime(2022, 8, 17, tzinfo=UTC), bytes(10)).__class__(int=0))


def test_content_ids_keep_parts_apart() -> None:
    assert content_id("d", "ab", "c") != content_id("d", "a", "bc")
    assert content_id("d", "ab") == content_id("d", b"ab")
    assert content_id("d", "氧化镨钕").startswith("d")
    assert len(content_id("d", "")) == 17


def test_shanghai_days_turn_at_sixteen_hours_utc() -> None:
    assert shanghai_day(datetime(2022, 8, 16, 15, 59, tzinfo=UTC)) == date(2022, 8, 16)
    assert shanghai_day(datetime(2022, 8, 16, 16, 0, tzinfo=UTC)) == date(2022, 8, 17)
    with pytest.raises(ValueError, match="time zone"):
        shanghai_day(datetime(2022, 8, 16))  # noqa: DTZ001


def test_clocks_tell_utc() -> None:
    noon = datetime(2022, 8, 17, 12, tzinfo=SHANGHAI)
    assert FixedClock(noon).now() == noon
    assert FixedClock(noon).now().tzinfo is UTC
    assert SystemClock().now().tzinfo is UTC
