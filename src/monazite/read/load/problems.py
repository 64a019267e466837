"""The Problems of loading: one for each way in which a file cannot be used, or is used with a warning."""

from __future__ import annotations

from monazite.core.problem import Problem
from monazite.core.words import Words

_TEXT = Words("带文字的文件", "a file with text")
_ORIGIN = Words("请从来源重新取得该文件", "get the file from its source again")


def empty(name: str) -> Problem:
    """Nothing in the file, or only white space."""
    return Problem(
        "file-empty", name, Words("有内容的文件", "a file with content"), Words("空文件", "an empty file"), _ORIGIN
    )


def binary(name: str, kind: Words) -> Problem:
    """A picture, an archive, an office file: no text to read."""
    return Problem(
        "file-binary", name, _TEXT, kind, Words("请先导出为文本、HTML 或 PDF", "export it as text, HTML or PDF first")
    )


def too_large(name: str, size: int, limit: int) -> Problem:
    """Above the file limit."""
    found = Words(f"{size} 字节", f"{size} bytes")
    expected = Words(f"不超过 {limit} 字节的文件", f"a file of at most {limit} bytes")
    return Problem("file-too-large", name, expected, found, Words("请拆分该文件", "split the file"))


def long_line(name: str, length: int, limit: int) -> Problem:
    """A line above the line limit."""
    found = Words(f"一行 {length} 个字符", f"a line of {length} characters")
    expected = Words(f"每行不超过 {limit} 个字符", f"lines of at most {limit} characters")
    return Problem(
        "line-too-long", name, expected, found, Words("请检查文件是否损坏", "check whether the file is damaged")
    )


def too_deep(name: str, limit: int) -> Problem:
    """Tags or JSON values nested beyond the limit."""
    expected = Words(f"嵌套不超过 {limit} 层", f"nesting of at most {limit} levels")
    return Problem("nesting-too-deep", name, expected, Words("更深的嵌套", "deeper nesting"), _ORIGIN)


def no_text(name: str, what: Words) -> Problem:
    """Well formed, but without prose: an HTML page of scripts, a JSON file of numbers."""
    return Problem("no-text", name, Words("正文", "prose to read"), what, _ORIGIN)


def damaged_encoding(name: str, encoding: str, count: int) -> Problem:
    """Some bytes do not decode; the rest is read."""
    found = Words(f"{count} 处无法解码的字节", f"{count} places that do not decode")
    expected = Words(f"完整的 {encoding} 编码", f"whole {encoding} text")
    return Problem(
        "encoding-damaged",
        name,
        expected,
        found,
        Words("其余文字已读取，请核对原文", "the rest was read; compare the original"),
    )


def mojibake(name: str, how: str) -> Problem:
    """Text that was once decoded with the wrong encoding and saved so."""
    found = Words(f"乱码（{how}）", f"garbled text ({how})")
    action = Words("数字仍已读取，请换用未损坏的副本", "figures were still read; use an undamaged copy")
    return Problem("mojibake", name, Words("可读的文字", "readable text"), found, action)


def broken_json(name: str, where: str) -> Problem:
    """JSON that stops being JSON."""
    found = Words(f"{where} 处语法错误", f"a syntax error at {where}")
    return Problem("json-broken", name, Words("完整的 JSON", "whole JSON"), found, _ORIGIN)


def pdf(name: str, code: str, expected: Words, found: Words) -> Problem:
    """A PDF that cannot be read, or not to its end."""
    return Problem(
        code,
        name,
        expected,
        found,
        Words("请换用完整、未加密的 PDF 或先做文字识别", "use a whole, unencrypted PDF, or recognise its text first"),
    )


def too_many(name: str, limit: int) -> Problem:
    """More items than the limit; those up to it were read."""
    expected = Words(f"不超过 {limit} 条", f"at most {limit} items")
    return Problem(
        "feed-too-long", name, expected, Words("更多条目", "more items"), Words("请拆分该文件", "split the file")
    )
