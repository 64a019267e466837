"""One box: every name in every script, numbers first, kept up to date, and nothing that breaks it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import Style, pinyin
from tests.plan.acts_world import World, told

from monazite.app.find import Answer, kinds
from monazite.app.find.known import known
from monazite.app.find.names import EXACT_ID, WHOLE, Item, NameIndex, Word
from monazite.app.find.readings import RUNS, is_read, readings, typed
from monazite.app.find.words import LONGEST, query_of
from monazite.core import UsageError, Words
from monazite.reference import products, rare_earths, regions
from monazite.trace.permits import Party, register

SHIPPED = {one.key: "region" for one in regions()} | {one.key: "product" for one in products()}
HAN = st.sampled_from([name for name in SHIPPED if RUNS.fullmatch(name)])


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = told(tmp_path_factory.mktemp("find") / "w")
    yield made
    made.workspace.close()


def fits(name: str, asked: str) -> int | None:
    """How well what is asked fits the thing of that name; None where it does not."""
    index = known(SHIPPED[name])
    found = index.fits(Word.of(asked))
    return next((fit for place, fit in found.items() if index.items[place].id == name), None)


def letters(name: str, style: Style) -> str:
    return "".join(syllable[0] for syllable in pinyin(name, style=style))


def found(answer: Answer) -> dict[str, list[str]]:
    return {group.kind.key: [hit.id for hit in group.hits] for group in answer.groups}


@given(HAN)
def test_a_name_is_found_by_its_pinyin_with_tones_and_without(name: str) -> None:
    for style in (Style.NORMAL, Style.TONE, Style.TONE3):
        assert fits(name, letters(name, style)) == WHOLE or len(name) == 1, style


@given(HAN, st.data())
def test_a_name_is_found_by_any_part_and_any_pinyin_cut_short(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(start + 1, len(name)))
    assert fits(name, name[start:end]) is not None
    whole = letters(name[start:], Style.NORMAL)
    if len(whole) > 2:
        assert fits(name, whole[: data.draw(st.integers(3, len(whole)))]) is not None


@given(HAN)
def test_a_name_is_found_by_the_initials_of_its_pinyin(name: str) -> None:
    if len(name) > 1:
        assert fits(name, letters(name, Style.FIRST_LETTER)) is not None


def test_every_product_is_found_by_its_english_name_its_aliases_and_in_full_width() -> None:
    for one in products():
        wide = one.en.translate({code: code + 0xFEE0 for code in range(ord("a"), ord("z") + 1)})
        for name in (one.key, one.en, one.en.upper(), wide, *one.aliases):
            assert fits(one.key, name) in {EXACT_ID, WHOLE}, (one.key, name)


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("yanghuapuniu", "氧化镨钕"), ("yanghuapunv", "氧化镨钕"), ("yhpn", "氧化镨钕"), ("yang hua pu nu", "氧化镨钕"),
        ("YǍNGHUÀPǓNǙ", "氧化镨钕"), ("yang3hua4pu3nv3", "氧化镨钕"), ("ＹＨＰＮ", "氧化镨钕"),
        ("氧化鐠釹", "氧化镨钕"),
        ("baotou", "包头"), ("bt", "包头"), ("zhongqing", "重庆"), ("chongqing", "重庆"), ("xi'an", "西安"),
    ],
)  # fmt: skip
def test_ways_to_type_a_name(asked: str, name: str) -> None:
    if name in SHIPPED:
        assert fits(name, asked) is not None
    else:
        assert NameIndex((Item(name, Words(name, name)),)).fits(Word.of(asked)) == {0: WHOLE}


def test_a_character_of_several_readings_is_found_by_each() -> None:
    index = NameIndex((Item("Z", Words("重行重工", "Z")),))
    for asked in ("zhongxing", "chonghang", "zhonghangzhonggong", "chongxingchonggong", "zhzg"[:2], "chcg"[:2]):
        assert index.fits(Word.of(asked)), asked


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=8), st.data())
def test_syllables_read_their_own_run_to_its_end(run: str, data: st.DataObject) -> None:
    read = readings(run)
    if all(read):
        word = "".join(data.draw(st.sampled_from(sorted(one))) for one in read)
        assert is_read(read, 0, word) is not None


@given(st.text(max_size=30))
def test_what_is_no_pinyin_is_none(text: str) -> None:
    assert typed(text) == "" or set(typed(text)) <= set("abcdefghijklmnopqrstuvwxyz")


@given(st.text(max_size=60))
def test_any_text_is_answered_or_refused_in_words(world: World, text: str) -> None:
    with suppress(UsageError):
        answer = world.workspace.finder.find(text)
        assert all(group.hits and group.total >= len(group.hits) for group in answer.groups)


@pytest.mark.parametrize("text", ["", "  ", "*", "，。？", '""', "x" * (LONGEST + 1), "镝" * 10_000])
def test_what_cannot_be_asked_is_refused_with_what_can(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        query_of(text)
    assert f"{LONGEST}" in caught.value.problem.both() or "at least one" in caught.value.problem.both()
    assert len(caught.value.problem.both()) < 600


@pytest.mark.parametrize("asked", ['"氧化镝"', "（氧化镝）", "+氧化镝", "氧化镝*", " 氧化镝 | ", "《氧化镝》"])
def test_marks_around_words_are_no_operators(world: World, asked: str) -> None:
    assert found(world.workspace.finder.find(asked)) == found(world.workspace.finder.find("氧化镝"))


def test_an_unknown_kind_is_refused_with_the_nearest(world: World) -> None:
    with pytest.raises(UsageError, match="firm"):
        world.workspace.finder.find("镝", wanted=["firms"])


def test_an_exact_number_comes_first(world: World) -> None:
    find = world.workspace.finder.find
    assert find("L-1").hits[0].id == "L-1"
    assert find("l-1").groups[0].kind.key == "lot"
    (entry,) = find("E-programme-M1").hits
    assert (entry.kind, entry.title.zh) == ("entry", "登记电机项目")
    assert [hit.id for hit in find(entry.within, wanted=["entry"]).hits] == ["E-programme-M1"]
    assert found(find("镝"))["element"] == ["Dy"]
    assert find("镝").groups[0].kind.key == "element"
    assert find("Dy").groups[0].kind.key == "element"


def test_things_are_found_by_what_has_to_do_with_them(world: World) -> None:
    find = world.workspace.finder.find
    for asked in ("氧化镝", "yanghuadi", "dysprosium oxide", "yhd", "oxide dysprosium", "氧化鏑"):
        assert found(find(asked))["lot"] == ["L-1"], asked
    holder = next(iter(world.workspace.records(world.workspace.finder.lists["lots"])))["holder"]
    assert found(find(f"氧化镝 {holder}"))["lot"] == ["L-1"]
    assert "lot" not in found(find("氧化镝 M2"))
    assert "firm" in found(find("xugou"))  # 虚构
    assert "document" in found(find("会议"))


def test_papers_are_searched_for_the_name_that_pinyin_stands_for(world: World) -> None:
    answer = world.workspace.finder.find("di", wanted=["document"])
    assert (answer.read_as, answer.total) == ("镝", 1)
    assert world.workspace.finder.find("镝", wanted=["document"]).read_as is None


def test_a_misspelt_name_is_asked_back(world: World) -> None:
    assert world.workspace.finder.find("dysprosum").meant == "dysprosium"


def test_pages_of_a_kind_hold_every_hit_once(world: World) -> None:
    find = world.workspace.finder.find
    whole = [hit.id for hit in find("氧化", wanted=["product"], limit=1000).hits]
    parts = [
        hit.id for at in range(0, len(whole), 7) for hit in find("氧化", wanted=["product"], limit=7, offset=at).hits
    ]
    assert parts == whole
    assert len(set(whole)) == find("氧化").groups[0].total == len(whole)


def test_what_is_booked_or_read_is_found_at_once_and_nothing_is_read_again_for_a_question(world: World) -> None:
    workspace = world.workspace
    assert not workspace.finder.find("新鑫厂", wanted=["firm"]).total
    before = dict(workspace.finder._indexes)
    workspace.finder.find("镝")
    assert all(workspace.finder._indexes[key] is index for key, index in before.items())
    world.done(register(**world.said("A"), party=Party(id="N9", kind="firm", name_zh="新鑫厂")))
    assert found(workspace.finder.find("xinxinchang")) == {"firm": ["N9"]}
    assert workspace.finder._indexes["topic"] is before["topic"]
    assert workspace.finder._indexes["firm"] is not before["firm"]


def test_every_kind_has_words_and_its_list(world: World) -> None:
    for kind in kinds().values():
        assert kind.label.zh
        assert kind.label.en
        assert kind.how in {"reference", "named", "numbered", "papers", "given"}
        if kind.list:
            declared = world.workspace.finder.lists[kind.list]
            assert all(declared.column(key) for key in (*kind.columns, *(column for column, _ in kind.through)))
        assert {other for _, other in kind.through} <= set(kinds())
    assert {one.symbol for one in rare_earths()} == {item.id for item in known("element").items}
