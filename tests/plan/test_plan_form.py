"""Records to JSON and back: nothing lost, nothing let through that a field does not say."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.core import InternalError, Problem, ProblemError
from monazite.plan.form import made, plain, read_json, read_record


@dataclass(frozen=True, slots=True)
class Leaf:
    """A record in a record."""

    amount: Decimal
    day: dt.date


@dataclass(frozen=True, slots=True)
class Tree:
    """Every kind of field."""

    name: str
    count: int
    is_ripe: bool = False
    kind: Literal["oak", "ash"] = "oak"
    leaves: tuple[Leaf, ...] = ()
    first: Leaf | None = None
    height: Decimal | None = None


WHOLE: dict[str, Any] = {"name": "a", "count": 3}
decimals = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=6)
leaves = st.builds(Leaf, decimals, st.dates())
names = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=20).map(str.strip).filter(bool)
trees = st.builds(
    Tree, names, st.integers(-(10**15), 10**15), st.booleans(), st.sampled_from(("oak", "ash")),
    st.lists(leaves, max_size=3).map(tuple), st.none() | leaves, st.none() | decimals,
)  # fmt: skip


@given(trees)
def test_every_record_comes_back_through_json(tree: Tree) -> None:
    assert made(Tree, json.loads(json.dumps(plain(tree)))) == tree


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        ({"nmae": "b"}, "form-field-strange", "Tree"),
        ({"name": None}, "form-field-missing", "Tree"),
        ({"name": "  "}, "form-field-wrong", "Tree name"),
        ({"name": "a\x1b[2J"}, "form-field-wrong", "Tree name"),
        ({"name": "\ud800"}, "form-field-wrong", "Tree name"),
        ({"name": "x" * 4001}, "form-field-wrong", "Tree name"),
        ({"name": 7}, "form-field-wrong", "Tree name"),
        ({"count": True}, "form-field-wrong", "Tree count"),
        ({"count": 10**15 + 1}, "form-field-wrong", "Tree count"),
        ({"count": "3"}, "form-field-wrong", "Tree count"),
        ({"is_ripe": 1}, "form-field-wrong", "Tree is_ripe"),
        ({"kind": "osk"}, "form-choice-wrong", "Tree kind"),
        ({"kind": ["oak"]}, "form-choice-wrong", "Tree kind"),
        ({"height": "1e99"}, "form-field-wrong", "Tree height"),
        ({"height": "1,3"}, "form-field-wrong", "Tree height"),
        ({"height": False}, "form-field-wrong", "Tree height"),
        ({"leaves": {}}, "form-field-wrong", "Tree leaves"),
        ({"leaves": [{"amount": 1, "day": "2026-02-30"}]}, "form-field-wrong", "Tree leaves[1] day"),
        ({"leaves": [{"amount": 1, "day": "2026-02-28"}, 5]}, "form-field-wrong", "Tree leaves[2]"),
        ({"first": []}, "form-field-wrong", "Tree first"),
    ],
)
def test_a_wrong_field_is_one_problem(change: dict[str, Any], code: str, place: str) -> None:
    with pytest.raises(ProblemError) as caught:
        made(Tree, WHOLE | change)
    assert (caught.value.problem.code, caught.value.problem.place) == (code, place)
    assert "{" not in caught.value.problem.both().replace("{}", "")


def test_all_wrong_fields_are_said_at_once() -> None:
    problems: list[Problem] = []
    assert read_record(Tree, {"count": "x", "leaves": [1, 2], "kind": ""}, "t.json", problems) is None
    assert [one.place for one in problems] == ["t.json", "t.json count", "t.json leaves[1]", "t.json leaves[2]"]


def test_a_list_of_many_wrong_items_ends() -> None:
    problems: list[Problem] = []
    read_record(Tree, WHOLE | {"leaves": [1] * 20_000}, "t", problems)
    assert len(problems) <= 1002


def test_only_records_are_plain() -> None:
    with pytest.raises(InternalError):
        plain(7)


def test_numbers_of_a_file_keep_their_digits(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b'\xef\xbb\xbf{"amount": 1.280, "day": "2026-01-01"}')
    leaf = made(Leaf, read_json(path))
    assert str(leaf.amount) == "1.280"
