"""Whatever an entry states, the guard answers with one sentence: no exception, nothing booked."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monazite.ledger import Entry, Leg

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
RECORDS = {
    "party": ("id", "kind", "name_zh", "parent", "stage", "since"),
    "permit": ("id", "party", "type", "valid_from", "valid_until", "capacity_reo_mg"),
    "finding": ("id", "party", "ground", "since", "until"),
    "application": ("id", "exporter", "end_user", "country", "masses_mg"),
    "licence": ("id", "exporter", "end_user", "country", "masses_mg", "valid_until", "application"),
    "invoice": ("number", "seller", "buyer", "day", "amount_fen"),
}
KINDS = {"party": "party", "permit": "permit", "finding": "finding", "apply": "application", "grant": "licence",
         "invoice": "invoice"}  # fmt: skip
SANE = {
    "id": "N1", "kind": "firm", "name_zh": "虚构", "parent": "G1", "party": "F1", "type": "mining_licence",
    "valid_from": "2022-01-01", "ground": "idle", "since": "2022-01-01", "exporter": "F1", "end_user": "u",
    "country": "DE", "masses_mg": {"Dy": 1}, "valid_until": "2022-12-31", "number": "1", "seller": "F1", "buyer": "F2",
    "day": "2022-02-02",
}  # fmt: skip


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(sorted(KINDS)), data=st.data())
def test_a_record_with_anything_in_a_field(chain: Any, kind: str, data: st.DataObject) -> None:
    name = KINDS[kind]
    value: dict[str, Any] = {key: SANE[key] for key in RECORDS[name] if key in SANE}
    value[data.draw(st.sampled_from(RECORDS[name]))] = data.draw(plain)
    chain.number += 1
    stated = data.draw(st.just(value) | plain) if data.draw(st.booleans()) else value
    (answer,) = chain.post(Entry(f"odd{chain.number}", kind, "2022-03-01", "A", details={name: stated}))
    assert answer.status in ("accepted", "refused")


NEEDS: dict[str, dict[str, Any]] = {
    "issue": {"year": 2022, "batch": "1", "notice": "n"}, "split": {"year": 2022, "batch": "1", "group": "G1"},
    "filing": {"year": 2022, "batch": "1", "group": "G1"}, "lapse": {"year": 2022}, "amend": {"reason": "r"},
    "penalty": {"party": "F1", "year": 2022, "cut_ppm": 1, "reason": "r"},
    "report": {"party": "F1", "month": "2022-01", "rows": []},
    "draw": {"month": "2022-01", "checkpoint": "", "lots": []},
    "inspection": {"lots": ["L"], "result": "passed"},
}  # fmt: skip


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(sorted(NEEDS)), data=st.data())
def test_an_act_with_anything_in_a_detail(chain: Any, kind: str, data: st.DataObject) -> None:
    names = [*NEEDS[kind], *(["of_which"] if kind == "issue" else [])]
    details = NEEDS[kind] | {data.draw(st.sampled_from(names)): data.draw(plain)}
    unit = data.draw(st.sampled_from(["quota:2022:mining:rock", "quota:2022", "quota:x:y:z", "quota:2023:mining:ion"]))
    legs = {
        "issue": (Leg("issued/MIIT", unit, -1), Leg("held/G1", unit, 1)),
        "split": (Leg("held/G1", unit, -1), Leg("held/F1", unit, 1)),
        "lapse": (Leg("held/F1", unit, -1), Leg("lapsed/F1", unit, 1)),
        "amend": (Leg("held/G1", unit, -1), Leg("held/F1", unit, 1)),
    }.get(kind, ())
    chain.number += 1
    (answer,) = chain.post(Entry(f"odd{chain.number}", kind, "2022-12-31", "A", legs, details))
    assert answer.status in ("accepted", "refused")


@pytest.mark.parametrize("masses", [{"Xx": 1}, {"Dy": -1}, {"Dy": True}, {}])
def test_masses_are_of_elements(chain: Any, masses: dict[str, int]) -> None:
    value = {"id": "A9", "exporter": "F1", "end_user": "u", "country": "DE", "masses_mg": masses}
    chain.refused(Entry("m1", "apply", "2022-03-01", "A", details={"application": value}))
