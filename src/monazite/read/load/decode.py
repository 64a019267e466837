"""Bytes to text: encoding chosen by validity and by how common the Chinese characters are that come out."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from monazite.read.load.content import Content

SAMPLE = 20_000
"""Characters looked at to judge an encoding."""
GLANCE = 3_000
"""Characters looked at to see whether a text is garbled."""
FEWEST_PER_CONTROL = 50
"""A text has at least so many characters for each control character; a few zero bytes are read as blanks."""
LEAST_WIDE = 8
"""Bytes from which UTF-16 without its mark is believed."""
_HAN = re.compile("[\u3400-\u9fff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_LATIN_MOJIBAKE = re.compile("[\u00c2-\u00ef][\u0080-\u00bf\u0152-\u2122]")
_HIGH = re.compile("[\u0080-\u00ff\u0152-\u2122]")
LEAST_HIGH = 12
"""Letters beyond ASCII from which Chinese read as Latin-1 is believed."""
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LEGACY = ("gbk", "gb18030", "big5", "big5hkscs")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and how it is had.

    Args:
        content: its bytes.
        encoding: by Python's name.
        errors: ``strict`` where all bytes decode, else ``replace``.
        head: its first characters, `SAMPLE` of them or all.
        length: how many characters it has.
        damaged: places that do not decode.
    """

    content: Content
    encoding: str
    errors: str
    head: str
    length: int
    damaged: int = 0

    def blocks(self) -> Iterator[str]:
        """The text, a block at a time."""
        return _blocks(self.content, self.encoding, self.errors)

    def whole(self) -> str:
        """The text at once."""
        return self.content.whole().decode(self.encoding, self.errors).replace("\0", " ")


@cache
def _frequent() -> frozenset[str]:
    with resources.files(__package__).joinpath("frequent.csv").open(encoding="utf-8") as file:
        return frozenset("".join(row["characters"] for row in csv.DictReader(file)))


def decode(content: Content) -> Decoded | None:
    """The text of a file, or None where no encoding makes text of it (a binary file)."""
    head = content.head(4096)
    marked = next((name for bom, name in _BOMS if head.startswith(bom)), None) or _utf16(head, content.size)
    if marked:
        return _checked(_tried(content, marked) or _lossy(content, marked, 1))
    if head.count(0) * FEWEST_PER_CONTROL > len(head):
        return None
    decoded = _tried(content, "utf-8")
    return _checked(decoded) if decoded else _legacy(content)


def _blocks(content: Content, encoding: str, errors: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    for block in content.blocks():
        if text := decoder.decode(block):
            yield text.replace("\0", " ")
    if text := decoder.decode(b"", final=True):
        yield text.replace("\0", " ")


def _tried(content: Content, encoding: str, errors: str = "strict") -> Decoded | None:
    """The text in an encoding; None where it does not decode."""
    head, length, damaged = "", 0, 0
    try:
        for block in _blocks(content, encoding, errors):
            head += block[: SAMPLE - len(head)]
            length += len(block)
            damaged += block.count("\ufffd") if errors == "replace" else 0
    except UnicodeDecodeError:
        return None
    return Decoded(content, encoding, errors, head, length, damaged)


def _lossy(content: Content, encoding: str, least: int = 0) -> Decoded:
    """The text in an encoding, marks in place of what does not decode; at least so many places are damaged."""
    decoded = _tried(content, encoding, "replace") or Decoded(content, encoding, "replace", "", 0)
    return replace(decoded, damaged=max(decoded.damaged, least))


def _utf16(head: bytes, size: int) -> str | None:
    """UTF-16 without its mark: line ends and digits leave zero bytes on one side only."""
    if size % 2 or len(head) < LEAST_WIDE or b"\0" not in head:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > 4 * even and odd * 20 > len(head) // 2:
        return "utf-16-le"
    return "utf-16-be" if even > 4 * odd and even * 20 > len(head) // 2 else None


def _legacy(content: Content) -> Decoded | None:
    """The valid legacy encoding with the most common characters; else the one that loses least."""
    tried = filter(None, (_tried(content, encoding) for encoding in _LEGACY))
    valid = [(commonness(decoded.head), -number, decoded) for number, decoded in enumerate(tried)]
    best = max(valid, key=_rank, default=None)
    if best and (best[0] >= _COMMON_ENOUGH or not any(map(_HAN.search, best[2].blocks()))):
        return _checked(best[2])
    lossy = [
        (commonness(decoded.head) - 5 * decoded.damaged / max(decoded.length, 1), -number, decoded)
        for number, decoded in enumerate(_lossy(content, encoding) for encoding in ("utf-8", "gb18030", "big5"))
    ]
    if best:
        lossy.append((valid[0][0], -9, best[2]))
    chosen = max(lossy, key=_rank)[2]
    return None if chosen.damaged * 10 > chosen.length else _checked(chosen)


def _rank(one: tuple[float, int, Decoded]) -> tuple[float, int]:
    return one[:2]


_COMMON_ENOUGH = 0.15
"""Share of common characters among all: Chinese prose has 0.3 to 0.5, a wrong encoding under 0.05."""


def commonness(text: str) -> float:
    """Share of frequent Chinese characters among the Chinese ones of the first 20 000 characters."""
    han = _HAN.findall(text[:SAMPLE])
    frequent = _frequent()
    return sum(character in frequent for character in han) / len(han) if han else 0.0


def _checked(decoded: Decoded) -> Decoded | None:
    """None for a file of control characters."""
    head = decoded.head
    return None if len(_CONTROL.findall(head)) * FEWEST_PER_CONTROL > len(head) else decoded


def mojibake(text: str) -> str | None:
    """How a text was garbled before it was saved, or None where it was not."""
    head = text[:GLANCE]
    if "锟斤拷" in head or head.count("\ufffd") * 10 > len(head):
        return "U+FFFD"
    if _is_gbk_as_latin(head):
        return "GBK → Latin-1"
    if len(_LATIN_MOJIBAKE.findall(head)) * 8 > len(head):
        return "UTF-8 → Latin-1"
    han = len(_HAN.findall(head))
    if han < 10 or commonness(head) > 0.2:  # noqa: PLR2004 - Chinese prose has 0.3 and more
        return None
    restored = head.encode("gb18030", "ignore").decode("utf-8", "ignore")
    if len(_HAN.findall(restored)) > 0.3 * han and commonness(restored) > 0.3:  # noqa: PLR2004
        return "UTF-8 → GBK"
    return None


def _is_gbk_as_latin(head: str) -> bool:
    """Whether a text is GBK read as Latin-1 or Windows-1252: read back, it is common Chinese."""
    high = _HIGH.findall(head)
    if len(high) < LEAST_HIGH or len(high) * 8 < len(head):
        return False
    restored = b"".join(map(_byte, head)).decode("gbk", "ignore")
    return len(_HAN.findall(restored)) * 3 > len(high) and commonness(restored) > 0.3  # noqa: PLR2004 - as above


def _byte(character: str) -> bytes:
    """The byte that Latin-1 or Windows-1252 reads as a character; none for others."""
    return character.encode("latin-1", "ignore") or character.encode("cp1252", "ignore")
