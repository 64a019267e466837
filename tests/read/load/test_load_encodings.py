"""Encodings are chosen by validity and by how common the characters are; garbled text is reported and still read."""

from __future__ import annotations

import codecs

import pytest

from monazite.read.load import load

SIMPLIFIED = "工业和信息化部公布，2022年我国稀土开采指标为10.92万吨，同比增长，氧化镨钕价格上涨。"
TRADITIONAL = "據海關數據，7月出口德國的稀土磁鐵量達1,116公噸，價格上漲，這是今年的新高，市場對產業前景看好。"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (SIMPLIFIED.encode(), "utf-8"),
        (codecs.BOM_UTF8 + SIMPLIFIED.encode(), "utf-8"),
        (SIMPLIFIED.encode("gbk"), "gbk"),
        ((SIMPLIFIED + "𠮷").encode("gb18030"), "gb18030"),
        (SIMPLIFIED.encode("utf-16"), "utf-16"),
        ((SIMPLIFIED * 3).encode("utf-16-le"), "utf-16-le"),
        ((SIMPLIFIED * 3).encode("utf-16-be"), "utf-16-be"),
        (TRADITIONAL.encode("big5"), "big5"),
        (TRADITIONAL.encode("gbk"), "gbk"),
    ],
)
def test_encodings(data: bytes, encoding: str) -> None:
    loaded = load(data, "a.txt")
    assert loaded.problems == ()
    (document,) = loaded.documents
    assert document.encoding == encoding
    assert document.source == data.decode(encoding)
    assert document.view.text[:5] in {SIMPLIFIED[:5], TRADITIONAL[:5]}


def test_traditional_script_stays_as_printed() -> None:
    (document,) = load(TRADITIONAL.encode(), "a.txt").documents
    assert "稀土磁鐵量達1,116公噸" in document.view.text


@pytest.mark.parametrize(
    ("garbled", "how"),
    [
        (SIMPLIFIED.encode().decode("latin-1"), "UTF-8 → Latin-1"),
        (SIMPLIFIED.encode().decode("gbk", "ignore"), "UTF-8 → GBK"),
        (SIMPLIFIED.encode("gbk").decode("latin-1"), "GBK → Latin-1"),
        (SIMPLIFIED.encode("gbk").decode("cp1252", "ignore"), "GBK → Latin-1"),
    ],
)
def test_mojibake_is_reported_and_read(garbled: str, how: str) -> None:
    loaded = load(garbled.encode(), "b.txt")
    assert [problem.code for problem in loaded.problems] == ["mojibake"]
    assert how in loaded.problems[0].found.en
    assert "2022" in loaded.documents[0].view.text
    assert "b.txt" in loaded.problems[0].sentence("en")


def test_damaged_bytes_are_reported_and_the_rest_is_read() -> None:
    loaded = load(SIMPLIFIED.encode() * 5 + b"\xff\xfe\xe7" + SIMPLIFIED.encode(), "c.txt")
    assert [problem.code for problem in loaded.problems] == ["encoding-damaged"]
    assert loaded.documents[0].view.text.count("10.92万吨") == 6


def test_accented_letters_are_no_garbled_chinese() -> None:
    text = "À l’été, les élèves préfèrent être à l’école où déjà Noël s’évoque ; là-bas, même fête, même thé."
    assert load(text.encode(), "d.txt").problems == ()


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_a_few_zero_bytes_are_blanks(encoding: str) -> None:
    text = SIMPLIFIED * 5
    loaded = load(text.replace("。", "。\0", 3).encode(encoding), "e.txt")
    assert loaded.problems == ()
    assert loaded.documents[0].source == text.replace("。", "。 ", 3)


def test_many_zero_bytes_are_binary() -> None:
    data = "\0".join(SIMPLIFIED).encode()
    assert [problem.code for problem in load(data, "f.txt").problems] == ["file-binary"]
