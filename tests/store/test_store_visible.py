from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monazite.core.visible import printable_name, visible
from monazite.store import said


@given(st.binary(min_size=1, max_size=12))
def test_every_name_of_a_file_can_be_kept(name: bytes) -> None:
    printable_name(name.decode("utf-8", "surrogateescape")).encode("utf-8")


def test_two_broken_names_stay_two() -> None:
    assert printable_name("a\udcff.txt") == r"a\xff.txt"
    assert printable_name("a\udcfe.txt") == r"a\xfe.txt"
    assert printable_name("报告.txt") == "报告.txt"


def test_a_problem_with_a_broken_name_can_be_kept() -> None:
    assert said("monazite.store", "disk-full", "a\udcff").sentence("en").encode().startswith(rb"a\xff:")


@given(st.text())
def test_no_direction_mark_is_left(text: str) -> None:
    shown = visible(text + "\u202e\u2066" + text)
    assert not any("\u202a" <= character <= "\u202e" or "\u2066" <= character <= "\u2069" for character in shown)
    assert "[U+202E][U+2066]" in shown
