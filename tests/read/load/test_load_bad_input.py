"""Bad input gives exactly one clear Problem that names the file, and never an exception."""

from __future__ import annotations

from pathlib import Path

import pytest

from monazite.read.load import limits, load, load_path

DEEP = 50_000


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file-empty"),
        (b" \n\t \r\n", "file-empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "file-binary"),
        (b"PK\x03\x04" + b"\0" * 50, "file-binary"),
        (bytes(range(256)) * 20, "file-binary"),
        (b"<html><head><title>t</title></head><script>var a = 1;</script><style>p{}</style></html>", "no-text"),
        (b"<html>" + b"<!-- x " * 1000, "no-text"),
        (b"<html>" + b"<div>" * DEEP + "稀土".encode() + b"</div>" * DEEP, "nesting-too-deep"),
        (b"<table><tr><td>" * 200 + "稀土".encode(), "nesting-too-deep"),
        (b"[" * 200_000, "nesting-too-deep"),
        (b'{"a":' * 100_000, "nesting-too-deep"),
        (b'{"content": "\xe7\xa8\x80', "json-broken"),
        (b'{"a": 1, "b": [2, 3]}', "no-text"),
        ("稀".encode() * (limits.LINE_CHARACTERS + 1), "line-too-long"),
        (b"a" * (limits.FILE_BYTES + 1), "file-too-large"),
        (b"%PDF-1.7\nrubbish", "pdf-broken"),
    ],
)
def test_one_problem_and_no_document(data: bytes, code: str) -> None:
    loaded = load(data, "坏文件.txt")
    assert loaded.documents == ()
    assert [problem.code for problem in loaded.problems] == [code]
    assert loaded.problems[0].place == "坏文件.txt"
    assert loaded.problems[0].sentence("zh").startswith("坏文件.txt：应为")


def test_a_broken_line_of_a_feed_leaves_the_others() -> None:
    data = '{"content": "氧化镧价格上涨。"}\n{"content": "氧化\n{"content": "氧化铈价格下跌。"}\n'
    loaded = load(data.encode(), "feed.jsonl")
    assert [document.view.text for document in loaded.documents] == ["氧化镧价格上涨。", "氧化铈价格下跌。"]
    assert [problem.code for problem in loaded.problems] == ["json-broken"]
    assert "2:1" in loaded.problems[0].sentence("en")


def test_files_above_the_limit_are_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "big.txt"
    path.write_bytes("稀土价格上涨。".encode())
    assert load_path(path).documents[0].name == "big.txt"
    monkeypatch.setattr(limits, "FILE_BYTES", 5)
    assert [problem.code for problem in load_path(path).problems] == ["file-too-large"]
    assert [problem.code for problem in load(path.read_bytes(), "x").problems] == ["file-too-large"]


@pytest.mark.parametrize(
    "data",
    [
        b"<html>" + b'<a href="x ' * 3000,
        b"<html>" + b"</div>" * 3000 + "稀土".encode(),
        b"<table><tr><td>" * 90 + "稀土".encode(),
        b"<table>" + b"<tr><td rowspan=1000 colspan=1000>a</td><td>b</td></tr>" * 20 + b"</table>",
        "稀土".encode() + b"[a](" * 3000,
        "稀土".encode() + b"$a" * 3000,
        b"<p>" + b"&nbsp;" * 3000 + "稀土".encode(),
        b"---\n" + b"a: b\n" * 3000,
        b"a\tb\n" * 3000,
        b"# x\n" + b"\n" * 39_000 + b"<p>y</p>",
        b"<html><p " + b"a" * 300_000 + b">z</p>",
        b'{"content": "\\ud800 \xe7\xa8\x80\xe5\x9c\x9f\xe4\xbb\xb7\xe6\xa0\xbc", "title": "\\udfff"}',
        b"<table><caption>a<table><tr><td>1<td>2<tr><td>3<td>4</table>b</caption><tr><td>c</td></tr></table>",
        b"<table><tr><td>x</td></tr><table><table><tr><td>1<td>2<tr><td>3<td>4</table>y",
    ],
    ids=range(14),
)
def test_nasty_markup_is_read_in_order(data: bytes) -> None:
    for document in load(data, "x").documents:
        sources = [run.source for run in document.view.runs]
        assert sources == sorted(sources)
        assert f"{document.view.text}{document.title}".encode()
