"""Rules by version: never backwards, never altered, within the profile, licensed where the law asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.core import Problem
from monazite.trade.safeguards import threshold_rows, thresholds
from monazite.trade.venues import (
    InstrumentVersion,
    Licence,
    Parameters,
    RuleVersion,
    admit,
    admit_instrument,
    canonical_bytes,
    instrument_on,
    instrument_version_from_json,
    licence_fault,
    licence_from_json,
    method_fault,
    methods,
    profiles,
    rules_from_json,
    rules_on,
    standard_instruments,
)

TODAY = "2022-08-15"
SPOT = Parameters(methods=profiles()["cn-spot"].methods, resale_trading_days=5)
FIRST = RuleVersion(venue="REPE", number=1, effective=TODAY, profile="cn-spot", parameters=SPOT)
NATIONAL = replace(
    FIRST,
    profile="national",
    parameters=Parameters(methods=profiles()["national"].methods, price_rule="median", call_rules="sse"),
)
LICENCE = Licence(id="国函1号", venue="REPE", profile="national", authority="国务院", since="2022-01-01")


def code_of(found: Problem | None) -> str:
    return "" if found is None else found.code


def set_in(version: RuleVersion, **values: Any) -> RuleVersion:
    return replace(version, parameters=replace(version.parameters, **values))


def test_the_first_version_may_begin_today() -> None:
    assert admit((), FIRST, TODAY) is None
    assert rules_on([FIRST], "2022-08-14") is None
    assert rules_on([FIRST], TODAY) == FIRST


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (replace(FIRST, effective="2022-08-14"), "rule-backwards"),
        (replace(FIRST, number=2), "rule-number"),
        (replace(FIRST, profile="cn-spott"), "venue-profile"),
        (replace(FIRST, effective="soon"), "venue-day"),
        (set_in(FIRST, methods=frozenset({"continuous"}), price_rule="maker"), "venue-method"),
        (set_in(FIRST, methods=frozenset()), "venue-method"),
        (set_in(FIRST, price_rule="maker"), "venue-parameter"),
        (set_in(FIRST, call_rules="sse"), "venue-parameter"),
        (set_in(FIRST, resale_trading_days=4), "venue-parameter"),
        (set_in(FIRST, safeguards={"stock_halt_ppm": 600_000}), "rule-safeguard"),
        (set_in(FIRST, safeguards={"circle_days": 4}), "rule-safeguard"),
        (NATIONAL, "venue-licence"),
    ],
)
def test_what_a_first_version_may_not_be(new: RuleVersion, code: str) -> None:
    assert code_of(admit((), new, TODAY)) == code


def test_every_problem_is_said_in_both_languages() -> None:
    found = admit((), set_in(FIRST, methods=frozenset({"call"}), call_rules="sse"), TODAY)
    assert found is not None
    assert "call" in found.sentence("zh")
    assert "a method that is allowed" in found.sentence("en")


def test_a_venue_may_be_stricter() -> None:
    stricter = set_in(FIRST, safeguards={"stock_halt_ppm": 300_000, "circle_days": 10})
    assert admit((), stricter, TODAY) is None
    limits = thresholds(stricter.parameters.safeguards)
    assert (limits["stock_halt_ppm"], limits["circle_days"]) == (300_000, 10)
    assert thresholds({"stock_halt_ppm": 900_000}) == thresholds()


def test_national_needs_a_licence_that_holds_on_the_day() -> None:
    assert admit((), NATIONAL, TODAY, [LICENCE]) is None
    for other in (
        replace(LICENCE, venue="GREX"),
        replace(LICENCE, profile="cn-spot"),
        replace(LICENCE, since="2022-08-16"),
        replace(LICENCE, until="2022-08-14"),
    ):
        assert code_of(admit((), NATIONAL, TODAY, [other])) == "venue-licence"
        assert licence_fault(FIRST, TODAY, [other]) is None
    short = replace(LICENCE, until="2022-12-31")
    assert licence_fault(NATIONAL, "2022-12-31", [short]) is None
    assert code_of(licence_fault(NATIONAL, "2023-01-01", [short])) == "venue-licence"
    assert code_of(admit((), set_in(NATIONAL, price_rule=None), TODAY, [LICENCE])) == "venue-parameter"
    assert code_of(admit((), set_in(NATIONAL, call_rules="odd"), TODAY, [LICENCE])) == "venue-parameter"


def test_a_version_is_never_altered_and_days_rise() -> None:
    later = replace(FIRST, number=2, effective="2022-09-01")
    assert admit([FIRST], later, TODAY) is None
    assert code_of(admit([FIRST], set_in(FIRST, countdown_ms=60_000), TODAY)) == "rule-altered"
    assert code_of(admit([FIRST], replace(later, effective=TODAY), TODAY)) == "rule-order"
    third = replace(FIRST, number=3, effective="2022-08-20")
    assert code_of(admit([FIRST, later], third, TODAY)) == "rule-order"
    assert admit([FIRST, later], replace(third, effective="2022-09-01"), TODAY) is None
    assert code_of(admit([FIRST], replace(later, venue="GREX"), TODAY)) == "rule-other"


def test_the_rules_in_force_say_how_long_before_a_change_is_announced() -> None:
    careful = set_in(FIRST, notice_days=10)
    assert code_of(admit([careful], replace(FIRST, number=2, effective="2022-08-24"), TODAY)) == "rule-notice"
    assert admit([careful], replace(FIRST, number=2, effective="2022-08-25"), TODAY) is None


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 6), st.integers(-4, 20)), max_size=12))
def test_no_announcement_changes_a_day_that_has_ended(steps: list[tuple[int, int, int]]) -> None:
    today, versions = date(2022, 8, 15), list[RuleVersion]()
    for wait, number, ahead in steps:
        today += timedelta(days=wait)
        effective = (today + timedelta(days=ahead)).isoformat()
        new = set_in(replace(FIRST, number=number, effective=effective), deliver_days=len(versions))
        if admit(versions, new, today.isoformat()) is None:
            ended = [(today - timedelta(days=back)).isoformat() for back in range(1, 60)]
            before = [rules_on(versions, day) for day in ended]
            versions.append(new)
            assert [rules_on(versions, day) for day in ended] == before
            assert [one.number for one in versions] == list(range(1, len(versions) + 1))


def test_json_is_exact_and_hashed_canonically() -> None:
    version = set_in(NATIONAL, safeguards={"store_days": 90}, sessions=("09:30-11:30", "13:00-15:00"))
    stated = version.as_json()
    read = rules_from_json(stated)
    assert read == version
    assert isinstance(read, RuleVersion)
    assert read.sha256 == version.sha256
    assert canonical_bytes(dict(reversed(stated.items()))) == canonical_bytes(stated)
    assert set_in(version, deliver_days=1).sha256 != version.sha256


def test_rules_in_json_are_read_strictly_one_problem_a_field() -> None:
    stated = FIRST.as_json()
    parameters = {**stated["parameters"], "countdown_m": 1, "methods": ["listng"], "sessions": ["9-11"],
                  "safeguards": {"stock_halt": 1}, "deliver_days": True}  # fmt: skip
    found = rules_from_json({**stated, "number": 0, "parameters": parameters, "effective": "2022-8-1"}, "rules")
    assert isinstance(found, tuple)
    places = {one.place for one in found}
    assert places == {
        "rules.number",
        "rules.effective",
        "rules.parameters.countdown_m",
        "rules.parameters.methods[1]",
        "rules.parameters.sessions[1]",
        "rules.parameters.safeguards.stock_halt",
        "rules.parameters.deliver_days",
    }
    assert "countdown_ms" in next(one for one in found if one.place.endswith("countdown_m")).sentence("en")


@pytest.mark.parametrize("stated", [None, [], "x", {}, {"venue": "a b"}, {"number": 10**400}, {"parameters": {}}])
def test_what_is_no_version_is_said_so(stated: Any) -> None:
    found = rules_from_json(stated)
    assert isinstance(found, tuple)
    assert found
    assert all(one.sentence("zh") and one.sentence("en") for one in found)


def test_licences_are_read() -> None:
    stated = {"id": "国函1号", "venue": "REPE", "profile": "national", "authority": "国务院", "since": "2022-01-01",
              "until": None}  # fmt: skip
    assert licence_from_json(stated) == LICENCE
    found = licence_from_json({**stated, "untill": 1})
    assert isinstance(found, tuple)
    assert found[0].code == "venue-field-unknown"


def test_instruments_have_versions_too() -> None:
    instrument = standard_instruments()["PrNd-M"]
    first = InstrumentVersion(venue="REPE", number=1, effective=TODAY, instrument=instrument)
    assert admit_instrument((), first, TODAY, FIRST) is None
    assert code_of(admit_instrument((), first, TODAY, None)) == "rule-none"
    assert code_of(admit_instrument((), first, "2022-08-16", FIRST)) == "rule-backwards"
    wider = replace(first, number=2, effective="2022-08-20", instrument=replace(instrument, tolerance_ppm=3_000))
    assert admit_instrument([first], wider, TODAY, FIRST) is None
    assert instrument_on([first, wider], "2022-08-19") == first
    assert instrument_on([first, wider], "2022-08-20") == wider
    assert instrument_on([], TODAY) is None
    other = replace(wider, instrument=standard_instruments()["La-O"])
    assert code_of(admit_instrument([first], other, TODAY, FIRST)) == "rule-other"
    booked = replace(first, instrument=replace(instrument, methods=frozenset({"continuous"})))
    assert code_of(admit_instrument((), booked, TODAY, FIRST)) == "venue-method"
    assert instrument_version_from_json(wider.as_json()) == wider
    assert len(first.sha256) == 64


def test_methods_are_asked_of_rules_and_contract() -> None:
    instrument = standard_instruments()["NdFeB-B"]
    assert method_fault(FIRST, instrument, "listing") is None
    assert code_of(method_fault(FIRST, instrument, "auction_up")) == "venue-method"
    assert code_of(method_fault(FIRST, standard_instruments()["PrNd-M"], "continuous")) == "venue-method"


def test_tables_agree_with_one_another() -> None:
    centralised = {one.method for one in methods().values() if one.is_centralised}
    assert centralised == {"call", "continuous"}
    assert not centralised & profiles()["cn-spot"].methods
    assert {name for one in profiles().values() for name in one.methods} == set(methods())
    assert all(one.source for one in profiles().values())
    assert all(one.strict in {"lower", "higher"} for one in threshold_rows().values())


def test_numbers_that_cannot_be_are_refused_however_they_come() -> None:
    assert code_of(admit((), set_in(FIRST, deliver_days=-1), TODAY)) == "venue-number"
    assert code_of(admit((), replace(FIRST, text_sha256="abc"), TODAY)) == "venue-text"
    instrument = replace(standard_instruments()["PrNd-M"], lot_mg=0)
    version = InstrumentVersion(venue="REPE", number=1, effective=TODAY, instrument=instrument)
    assert code_of(admit_instrument((), version, TODAY, FIRST)) == "venue-number"


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=5)
    | st.sampled_from([20, 5_000]).map(lambda digits: 10**digits),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(Parameters.__dataclass_fields__)), st.text(max_size=6), JSON)
def test_no_value_of_any_field_is_an_exception(field: str, odd: str, value: Any) -> None:
    stated = NATIONAL.as_json()
    instrument = InstrumentVersion(
        venue="V", number=1, effective=TODAY, instrument=standard_instruments()["REC-50"]
    ).as_json()
    fields = sorted(instrument["instrument"])
    chosen = fields[len(odd) * 7 % len(fields)]
    for found in (
        rules_from_json({**stated, "parameters": {**stated["parameters"], field: value}}),
        rules_from_json({**stated, odd: value}),
        instrument_version_from_json({**instrument, "instrument": {**instrument["instrument"], chosen: value}}),
        instrument_version_from_json({**instrument, "instrument": {**instrument["instrument"], odd: value}}),
        licence_from_json({odd: value}),
    ):
        for one in found if isinstance(found, tuple) else ():
            assert len(one.both()) < 2_000
