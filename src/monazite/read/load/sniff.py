"""The format of a decoded file, by its content and never by its name."""

from __future__ import annotations

import re

from monazite.core.words import Words
from monazite.read.document import Format
from monazite.read.load.front import front_matter

_MAGIC = (
    (b"PK\x03\x04", Words("压缩包或 Office 文件", "an archive or office file")),
    (b"\xd0\xcf\x11\xe0", Words("旧版 Office 文件", "an old office file")),
    (b"\x89PNG", Words("图片", "a picture")),
    (b"\xff\xd8\xff", Words("图片", "a picture")),
    (b"GIF8", Words("图片", "a picture")),
    (b"II*\x00", Words("图片", "a picture")),
    (b"MM\x00*", Words("图片", "a picture")),
    (b"\x1f\x8b", Words("压缩包", "an archive")),
    (b"BZh", Words("压缩包", "an archive")),
    (b"7z\xbc\xaf", Words("压缩包", "an archive")),
    (b"Rar!", Words("压缩包", "an archive")),
    (b"\xfd7zXZ", Words("压缩包", "an archive")),
    (b"\x7fELF", Words("程序", "a program")),
    (b"MZ\x90\x00", Words("程序", "a program")),
    (b"SQLite format 3", Words("数据库", "a database")),
    (b"ID3", Words("音频", "sound")),
    (b"RIFF", Words("音频或视频", "sound or video")),
    (b"\x00\x00\x00\x18ftyp", Words("视频", "video")),
    (b"\x00\x00\x00 ftyp", Words("视频", "video")),
)
BINARY = Words("二进制数据", "binary data")

_JSP = re.compile(r"<%[@!=\s-]|<jsp:|<%@|<c:(?:if|forEach|import|out|choose|set)\b")
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_BLOCK = re.compile(
    r"</?(?:p|div|table|td|tr|li|ul|span|h[1-6]|article|section)(?:\s[^<>]{0,400})?>|<br\s{0,9}/?>", re.IGNORECASE
)
_HEADING = re.compile(
    r"^ {0,3}#{1,6} \S|^\[[^\]\n]+\]\([^)\n]+\)|^\|?(?:[ \t]{0,9}:?-{3,200}:?[ \t]{0,9}\|)+", re.MULTILINE
)
HEAD = 4_000
"""Characters in which a format shows."""
FEW, MANY, SPARSE = 2, 20, 600
"""Tags, headings or tabbed lines that decide; lines from which spacing is judged; characters a lone tag speaks for."""


def magic(data: bytes) -> Words | None:
    """What a binary file is by its first bytes, or None."""
    return next((kind for mark, kind in _MAGIC if data.startswith(mark)), None)


def is_pdf(data: bytes) -> bool:
    """A PDF may have a little rubbish before its mark."""
    return b"%PDF-" in data[:1024]


def looks_like_json(text: str) -> bool:
    """Begins like an object or an array of JSON (and not like ``[link](…)`` or a note in brackets)."""
    return bool(re.match(r"[\s\ufeff]*(?:\{\s*[\"}]|\[\s*[\"\[{\]])", text[:HEAD]))


def text_format(text: str) -> Format:
    """Markdown, HTML, JSP, text or the text of recognised pages."""
    head = text[:HEAD].lstrip("\ufeff \t\r\n")
    if front_matter(text)[1]:
        return "markdown"
    if _JSP.search(head) and "<" in head[:1]:
        return "jsp"
    if _HTML.search(head[:1000]):
        return "html"
    tags = len(_BLOCK.findall(text))
    marks = len(_HEADING.findall(text[: 10 * HEAD]))
    if tags >= FEW or (tags and tags * SPARSE > len(text)):
        return "markdown" if marks or head[:1] != "<" else "html"
    return _plain(text, marks)


def _plain(text: str, marks: int) -> Format:
    """Recognised pages have flattened tables, LaTeX cells or a blank line after nearly every wrapped line."""
    lines = text.split("\n")
    filled = [line for line in lines if line.strip()]
    tabbed = sum("\t" in line.strip() for line in filled)
    spaced = len(lines) > 1.7 * len(filled) and len(filled) > MANY
    open_ended = sum(line.rstrip()[-1:] not in "。！？；：”）)" for line in filled)
    if marks >= FEW and not tabbed:
        return "markdown"
    if tabbed > FEW or re.search(r"\$\\[a-z]+", text) or (spaced and open_ended > 0.6 * len(filled)):
        return "ocr-text"
    return "markdown" if marks else "text"
