"""Parts of the audit by themselves: what a body may say, what a rule forbids, how rows are kept and run through."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.core import ElementMass
from monazite.ledger import Leg, Spread
from monazite.ledger.audit.body import Body, NotCanonicalError, as_entry, read_body, read_lightly
from monazite.ledger.audit.context import Context
from monazite.ledger.audit.coupled import is_on
from monazite.ledger.audit.links import check_links
from monazite.ledger.audit.measured import replay_measured
from monazite.ledger.audit.record import SHOWN_PER_CODE, Findings, short
from monazite.ledger.audit.rows import Snapshot
from monazite.ledger.audit.sheet import Sheet
from monazite.ledger.audit.spill import ROW, TOUCH, Spilled, pairs
from monazite.ledger.audit.statutes import Statutes
from monazite.ledger.audit.weigh import weigh

HEAD = ['["id","a"]', '["kind","b"]', '["time","c"]', '["actor","d"]']
LEG = '["leg","lot/F1/L","matter",{"Nd":-5}]'
MEASURED = '["leg","line/F1","matter",{"Nd":5},{"random":{"Nd":1},"shared":{"scale":{"Nd":2}}}]'


def read(lines: list[str]) -> Body:
    raw = "\n".join(lines).encode()
    return read_body(raw, raw.split(b"\n"))


def test_a_body_with_everything_is_read_to_the_entry_it_is_of() -> None:
    middle = ['["evidence","a","1"]', '["evidence","b","2"]', '["relates","e"]', '["blocked","x"]']
    middle.append('["submission","00"]')
    details = ['["detail","a",[1]]', '["detail","b","m",1]', '["detail","b","n",{"k":2}]', '["detail","c",{}]']
    body = read([*HEAD, *middle, *details, LEG, MEASURED])
    assert (body.blocked, body.submission) == ("x", "00")
    entry = as_entry(body)
    assert (entry.relates, entry.evidence) == ("e", {"a": "1", "b": "2"})
    assert entry.details == {"a": [1], "b": {"m": 1, "n": {"k": 2}}, "c": {}}
    spread = Spread(ElementMass.of({"Nd": 1}), (("scale", ElementMass.of({"Nd": 2})),))
    assert entry.legs == (Leg("lot/F1/L", "matter", ElementMass.of({"Nd": -5})),
                          Leg("line/F1", "matter", ElementMass.of({"Nd": 5}), spread))  # fmt: skip


@pytest.mark.parametrize(("lines", "at"), [
    (HEAD[:3], 0),
    ([HEAD[1], HEAD[0], *HEAD[2:]], 0),
    ([*HEAD[:3], '["actor",5]'], 3),
    ([*HEAD[:2], '["time","c","d"]', HEAD[3]], 2),
    ([HEAD[0], "5", *HEAD[2:]], 1),
    ([*HEAD, "5"], 4),
    ([*HEAD, '["evidence","b","1"]', '["evidence","a","1"]'], 5),
    ([*HEAD, '["evidence","a"]'], 4),
    ([*HEAD, '["relates","e"]', '["relates","e"]'], 5),
    ([*HEAD, '["blocked","e"]', '["relates","e"]'], 5),
    ([*HEAD, '["blocked",5]'], 4),
    ([*HEAD, '["blocked"]'], 4),
    ([*HEAD, '["detail","b",1]', '["detail","a",1]'], 5),
    ([*HEAD, '["detail","a",{"b":1}]'], 4),
    ([*HEAD, '["detail","a"]'], 4),
    ([*HEAD, '["detail","a",5,6]'], 4),
    ([*HEAD, '["detail","a","m",1]', '["detail","a","m",2]'], 5),
    ([*HEAD, '["detail","a",1]', '["detail","a","m",2]'], 5),
    ([*HEAD, '["detail",5,1]'], 4),
    ([*HEAD, LEG, '["detail","a",1]'], 5),
    ([*HEAD, '["leg","a"]'], 4),
    ([*HEAD, LEG, "{}"], 5),
    ([*HEAD, "[]"], 4),
    ([*HEAD, '["detail", "a",1]'], 4),
    ([*HEAD, '["detail","a",1', "]"], 4),
    ([*HEAD, "7,"], 4),
    ([*HEAD, LEG, ""], 5),
    ([*HEAD, '["detail","a",NaN]'], 4),
    ([*HEAD, "[]", "{}]", '[{"a":1'], 5),
])  # fmt: skip
def test_a_body_that_is_none_is_said_by_its_line(lines: list[str], at: int) -> None:
    with pytest.raises(NotCanonicalError) as caught:
        read(lines)
    assert caught.value.args == (at,)


def test_a_body_is_read_lightly_or_not_at_all() -> None:
    assert read_lightly("\n".join([*HEAD, '["detail", "a", 1]']).encode()).details == {"a": 1}
    with pytest.raises(NotCanonicalError):
        read_lightly(b"[")


MASS = {"Nd": 5}
GROUND: list[Any] = ["leg", "ground/P1", "matter", {"Nd": -5}]
LOT: list[Any] = ["leg", "lot/F1/L", "matter", MASS]
LINE: list[Any] = ["leg", "line/F1", "matter", MASS]


def entry(kind: str, *legs: list[Any], **values: Any) -> Body:
    return Body("x", kind, "2022-01-01", "F1", legs=list(legs), **values)


RULED: list[tuple[Body, str | None]] = [
    (entry("gold"), "kind-unknown"),
    (entry("feed", ["leg", 5, "matter", MASS], details={"run": 1}), "leg-form"),
    (entry("feed", ["leg", "lot/F1/L", "matter", {"Nd": 1.5}], details={"run": 1}), "leg-form"),
    (entry("feed", ["leg", "lot/F1/L", "matter", {"Nd": True}], details={"run": 1}), "leg-form"),
    (entry("feed", ["leg", "lot/F1/L", "matter", {"Nd": 10**17 + 1}], details={"run": 1}), "leg-form"),
    (entry("feed", ["leg", "gold/F1", "matter", MASS], details={"run": 1}), "account-unknown"),
    (entry("feed", ["leg", "lot/F1", "matter", MASS], details={"run": 1}), "account-unknown"),
    (entry("feed", ["leg", "lot/F 1/L", "matter", MASS], details={"run": 1}), "account-unknown"),
    (entry("feed", ["leg", "lot/F1/L", "money:CNY", 5], details={"run": 1}), "unit-wrong"),
    (entry("feed", ["leg", "lot/F1/L", "matter", 5], details={"run": 1}), "unit-wrong"),
    (entry("feed", [*LOT, {"random": MASS}], details={"run": 1}), "spread-wrong"),
    (entry("feed", [*LINE, 5], details={"run": 1}), "leg-form"),
    (entry("feed", [*LINE, {"more": MASS}], details={"run": 1}), "leg-form"),
    (entry("feed", [*LINE, {"reset": False}], details={"run": 1}), "leg-form"),
    (entry("feed", [*LINE, {"shared": [MASS]}], details={"run": 1}), "leg-form"),
    (entry("feed", [*LINE, {"shared": {"a": {"Nd": "5"}}}], details={"run": 1}), "leg-form"),
    (entry("feed", [*LINE, {"random": MASS, "shared": {"a": MASS}, "reset": True}], details={"run": 1}), None),
    (entry("feed", GROUND, details={"run": 1}), "leg-not-allowed"),
    (entry("feed"), "details-wrong"),
    (entry("feed", details={"run": 1}, submission="00"), "blocked-kind"),
    (entry("mine", details={"lots": 1}, blocked="overdrawn"), "blocked-submission"),
    (entry("mine", GROUND, LOT, details={"lots": 1}, blocked="overdrawn", submission="00"), "leg-not-allowed"),
    (entry("mine", GROUND, ["leg", "blocked/F1/L", "matter", MASS], details={"lots": 1}, blocked="overdrawn",
           submission="00"), None),
    (entry("mine", GROUND, LOT, details={"lots": 1}), "coupling-broken"),
    (entry("reverse", GROUND, LOT, details={"reason": "x"}), None),
]  # fmt: skip


@pytest.mark.parametrize(("body", "code"), RULED)
def test_an_entry_against_the_rules_is_named(small: Any, body: Body, code: str | None) -> None:
    findings = Findings()
    is_bookable = Statutes(small.BOOK, findings).check(7, body)
    assert {finding.code for finding in findings.shown} == ({code} if code else set())
    assert {finding.entry for finding in findings.shown} <= {7}
    assert is_bookable == (code not in {"leg-form", "kind-unknown"})


def test_a_rule_binds_from_its_first_day_to_its_last_and_by_its_detail(small: Any) -> None:
    rule = replace(small.MINING, since=date(2022, 1, 1), until=date(2022, 12, 31), when=("stage", "ore"))
    days = ("2021-12-31", "2022-01-01", "2022-12-31T23:59:59Z", "2023-01-01")
    bodies = [Body(time=day, details={"stage": "ore"}) for day in days]
    assert [is_on(rule, body) for body in bodies] == [False, True, True, False]
    assert is_on(rule, Body(time="never", details={"stage": "ore"})), "what has no day is held to the rule"
    assert not is_on(rule, Body(time="2022-06-01", details={"stage": "salt"}))
    assert is_on(replace(rule, since=None, until=None, when=None), Body(time="1970-01-01"))


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(0, 9)), max_size=30))
def test_pairs_are_each_once_and_in_order_however_rows_come(rows: list[tuple[int, int]]) -> None:
    np = pytest.importorskip("numpy")
    key, item = pairs(np.array(rows, TOUCH))
    assert list(zip(key.tolist(), item.tolist(), strict=True)) == sorted(set(rows))


def test_findings_beyond_those_shown_are_counted() -> None:
    whole, part = Findings(), Findings()
    for number in range(SHOWN_PER_CODE):
        whole.add("id-twice", "journal_entries", number, "id", id=b"x")
        part.add("id-twice", "journal_entries", number, "id", id=b"\xff")
    whole.merge(part)
    assert whole.by_code() == {"id-twice": 2 * SHOWN_PER_CODE}
    assert len(whole.shown) == SHOWN_PER_CODE
    assert (short(b"ab"), short(b"\xff"), short("x" * 99)) == ("ab", "ff", "x" * 79 + "…")


@pytest.fixture
def snapshot(small: Any, tmp_path: Path) -> Iterator[Snapshot]:
    """Of a journal of 60 entries, of which entry 47 reverses entry 44."""
    with closing(small.new_database(tmp_path / "monazite.db")) as database:
        small.journal(database).post(list(small.Firms().entries(60)))
    with closing(Snapshot(tmp_path / "monazite.db")) as opened:
        yield opened


def legs_of(snapshot: Snapshot, number: int) -> list[Any]:
    (raw,) = snapshot.one("SELECT body FROM journal_entries WHERE number = ?", (number,))
    lines = [json.loads(line) for line in raw.split(b"\n")]
    return [line for line in lines if line[0] == "leg"]


def test_an_entry_reversed_twice_or_differently_is_named(snapshot: Snapshot) -> None:
    findings, name = Findings(), "E000000045"
    legs = legs_of(snapshot, 47)
    assert legs == [[*leg[:3], {symbol: -mg for symbol, mg in leg[3].items()} if isinstance(leg[3], dict) else -leg[3]]
                    for leg in legs_of(snapshot, 44)]  # fmt: skip
    numbers = check_links(
        [(47, "reverse", name, legs), (50, "reverse", name, legs), (51, "reverse", "E000000049", legs),
         (52, "adjust", "nobody", []), (3, "adjust", name, [])],
        snapshot, findings,
    )  # fmt: skip
    assert numbers == {name: 44, "E000000049": 48}
    assert [(one.code, one.entry) for one in findings.shown] == [
        ("reversed-twice", 50), ("reversal-differs", 51), ("relates-unknown", 52), ("relates-unknown", 3),
        ("reversal-missing", 51),
    ]  # fmt: skip


def test_only_matter_on_measured_accounts_can_be_short(snapshot: Snapshot) -> None:
    findings = Findings()
    legs: list[list[Any]] = [
        ["leg", "line/F9", "money:CNY", -5],
        ["leg", "line/F9", "matter", {"Nd": -30}, {"random": {"Nd": 10}}],
    ]
    replay_measured([(1, "feed", None, legs)], {}, snapshot, findings)
    assert not [one for one in findings.shown if one.code == "measured-overdrawn"], "30 mg is three times 10 mg"
    more: list[Any] = ["leg", "line/F9", "matter", {"Nd": -1}]
    replay_measured([(1, "feed", None, legs), (2, "feed", None, [more])], {}, snapshot, findings)
    (finding,) = [one for one in findings.shown if one.code == "measured-overdrawn"]
    assert (finding.entry, finding.field) == (2, "line/F9 matter Nd")


def test_a_balance_beyond_64_bits_is_named_by_its_entry(small: Any, snapshot: Snapshot, tmp_path: Path) -> None:
    context = Context(tmp_path / "monazite.db", small.BOOK, (), None, bytes(16), 60, 0, (), 1, None, 8)
    sheet, findings = Sheet(context), Findings()
    for number in range(93):
        sheet.add(number, [["leg", "bank/F0", "money:CNY", -(10**17)], ["leg", "cash/F0", "money:CNY", 10**17]])
    rows = sheet.legs(findings)
    assert not findings.shown
    found = weigh(context, snapshot, 0, [Spilled(None, (0, len(rows)), rows)], [Spilled(None, (0, 0), rows[:0])])
    large = [(one.entry, one.field) for one in found.shown if one.code == "balance-large"]
    assert sorted(large) == [(92, "? ? ?"), (92, "? ? ?")], "no kept entry 92 names the account"
    sheet = Sheet(context)
    sheet.add(3, [["leg", "bank/F0", "money:CNY", 1], ["leg", "cash/F0", "money:CNY", 1]])
    assert len(sheet.legs(findings)) == len(ROW) + 1
    assert [(one.code, one.entry) for one in findings.shown] == [("sum-not-zero", 3)]
