from __future__ import annotations

from decimal import Decimal
from itertools import accumulate, pairwise

from hypothesis import given
from hypothesis import strategies as st

from monazite.facts import Correction, Fact, LooseNumeral, Shown, Span
from monazite.web.read.marks import Run, TableBlock, TextBlock, document_blocks

TEXTS = st.text(alphabet="氧化镨钕1234.,\n ", min_size=1, max_size=60)


def fact(number: int, start: int, end: int) -> Fact:
    return Fact(doc="d", kind="price", subject="氧化镨钕", quote="q", start=start, end=end, value=Decimal(number))


def spans(low: int, high: int) -> st.SearchStrategy[tuple[int, int]]:
    """Ranges of at least one character between two places."""
    return st.integers(low, high - 1).flatmap(lambda start: st.tuples(st.just(start), st.integers(start + 1, high)))


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, list[tuple[Fact, Shown]], list[LooseNumeral]]:
    text = draw(TEXTS)
    quotes = draw(st.lists(spans(0, len(text)), max_size=6, unique=True))
    pairs = []
    for number, (start, end) in enumerate(quotes):
        inner = draw(st.none() | spans(start, end))
        pairs.append((fact(number, start, end), Shown(Span(start, end), Span(*inner) if inner else None)))
    loose = [LooseNumeral(a, b, "", Span(a, b)) for a, b in draw(st.lists(spans(0, len(text)), max_size=2))]
    return text, pairs, loose


def paragraphs(text: str) -> list[dict[str, object]]:
    ends = [0, *accumulate(len(line) for line in text.splitlines(keepends=True))]
    return [{"kind": "paragraph", "start": a, "end": b} for a, b in pairwise(ends)]


def runs(blocks: list[TextBlock | TableBlock]) -> list[Run]:
    return [run for block in blocks if isinstance(block, TextBlock) for run in block.runs]


@given(marked())
def test_cutting_loses_and_adds_no_character(case: tuple[str, list[tuple[Fact, Shown]], list[LooseNumeral]]) -> None:
    text, pairs, loose = case
    blocks = document_blocks(text, paragraphs(text), pairs, loose)
    assert "".join(run.text for run in runs(blocks)) == text


@given(marked())
def test_every_fact_is_linked_exactly_once(case: tuple[str, list[tuple[Fact, Shown]], list[LooseNumeral]]) -> None:
    text, pairs, loose = case
    linked = [
        one.id
        for run in runs(document_blocks(text, paragraphs(text), pairs, loose))
        if run.is_link and run.fact
        for one in (run.fact, *run.shared)
    ]
    assert sorted(linked) == sorted(one.id for one, _ in pairs)


def test_text_between_blocks_is_kept_apart() -> None:
    blocks = document_blocks("页眉 正文", [{"kind": "paragraph", "start": 3, "end": 5}], [])
    assert [(block.level, block.runs[0].text) for block in blocks if isinstance(block, TextBlock)] == [
        (-1, "页眉 "),
        (0, "正文"),
    ]


def test_a_number_inside_a_wide_quote_is_the_link() -> None:
    text = "氧化镨均价12.5元"
    pair = (fact(1, 0, 10), Shown(Span(0, 10), Span(5, 9)))
    (block,) = document_blocks(text, [{"kind": "paragraph", "start": 0, "end": 10}], [pair])
    assert isinstance(block, TextBlock)
    assert [(run.text, run.is_link, run.is_quote) for run in block.runs] == [
        ("氧化镨均价", False, True),
        ("12.5", True, False),
        ("元", False, True),
    ]


def test_a_repaired_name_is_marked_where_it_stands_nearest_to_its_number() -> None:
    text = "镨铁不变，镨铁均价226.38"
    repair = Correction("镨铁", "镝铁", "subject", ("a", "b"), 3.0)
    one = Fact(doc="d", kind="price", subject="镝铁合金", quote=text, start=0, end=15, repair=repair)
    (block,) = document_blocks(
        text, [{"kind": "paragraph", "start": 0, "end": 15}], [(one, Shown(Span(0, 15), Span(9, 15)))]
    )
    assert isinstance(block, TextBlock)
    assert [run.text for run in block.runs] == ["镨铁不变，", "镨铁", "均价", "226.38"]
    assert [run.becomes for run in block.runs] == [None, "镝铁", None, None]


def test_a_page_header_inside_a_table_is_shown_after_it() -> None:
    text = "铽\t1\n市场行情\n镝\t2\n"
    rows = [
        [{"spans": [[0, 1]], "text": "铽"}, {"spans": [[2, 3]], "text": "1"}],
        [{"spans": [[9, 10]], "text": "镝"}, {"spans": [[11, 12]], "text": "2"}],
    ]
    table = {"kind": "table", "start": 0, "end": len(text), "caption": None, "header_rows": 0, "rows": rows}
    shown, aside = document_blocks(text, [table], [])
    assert isinstance(shown, TableBlock)
    assert isinstance(aside, TextBlock)
    assert "".join(run.text for run in aside.runs).strip() == "市场行情"
