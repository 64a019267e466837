"""Bytes to text: encoding chosen by validity and by how common the Chinese characters are that come out."""

from __future__ import annotations

import codecs
import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

SAMPLE = 20_000
"""Characters looked at to judge an encoding."""
GLANCE = 3_000
"""Characters looked at to see whether a text is garbled."""
LEAST_WIDE = 8
"""Bytes from which UTF-16 without its mark is believed."""
_HAN = re.compile("[\u3400-\u9fff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_LATIN_MOJIBAKE = re.compile("[\u00c2-\u00ef][\u0080-\u00bf\u0152-\u2122]")
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
    """Text and how it was had; ``damaged`` counts places that did not decode."""

    text: str
    encoding: str
    damaged: int = 0


@cache
def _frequent() -> frozenset[str]:
    with resources.files(__package__).joinpath("frequent.csv").open(encoding="utf-8") as file:
        return frozenset("".join(row["characters"] for row in csv.DictReader(file)))


def decode(data: bytes) -> Decoded | None:
    """The text of a file, or None where no encoding makes text of it (a binary file)."""
    marked = next((name for bom, name in _BOMS if data.startswith(bom)), None)
    if marked:
        return _with(data, marked)
    wide = _utf16(data)
    if wide:
        return _with(data, wide)
    if data.count(b"\0", 0, 4096):
        return None
    try:
        return _checked(Decoded(data.decode("utf-8"), "utf-8"))
    except UnicodeDecodeError:
        return _legacy(data)


def _with(data: bytes, encoding: str) -> Decoded | None:
    try:
        return _checked(Decoded(data.decode(encoding), encoding))
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
        return _checked(Decoded(text, encoding, max(text.count("\ufffd"), 1)))


def _utf16(data: bytes) -> str | None:
    """UTF-16 without its mark: line ends and digits leave zero bytes on one side only."""
    head = data[:4096]
    if len(data) % 2 or len(head) < LEAST_WIDE or b"\0" not in head:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > 4 * even and odd * 20 > len(head) // 2:
        return "utf-16-le"
    return "utf-16-be" if even > 4 * odd and even * 20 > len(head) // 2 else None


def _legacy(data: bytes) -> Decoded | None:
    """The valid legacy encoding with the most common characters; else the one that loses least."""
    valid: list[tuple[float, int, Decoded]] = []
    for encoding in _LEGACY:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        valid.append((commonness(text), -len(valid), Decoded(text, encoding)))
    if valid:
        best = max(valid)
        if best[0] >= _COMMON_ENOUGH or not _HAN.search(best[2].text):
            return _checked(best[2])
    lossy: list[tuple[float, int, Decoded]] = []
    for encoding in ("utf-8", "gb18030", "big5"):
        text = data.decode(encoding, "replace")
        lossy.append(
            (
                commonness(text) - 5 * text.count("\ufffd") / max(len(text), 1),
                -len(lossy),
                Decoded(text, encoding, text.count("\ufffd")),
            )
        )
    if valid:
        lossy.append((valid[0][0], -9, max(valid)[2]))
    chosen = max(lossy)[2]
    return None if chosen.damaged * 10 > len(chosen.text) else _checked(chosen)


_COMMON_ENOUGH = 0.15
"""Share of common characters among all: Chinese prose has 0.3 to 0.5, a wrong encoding under 0.05."""


def commonness(text: str) -> float:
    """Share of frequent Chinese characters among the Chinese ones of the first 20 000 characters."""
    han = _HAN.findall(text[:SAMPLE])
    frequent = _frequent()
    return sum(character in frequent for character in han) / len(han) if han else 0.0


def _checked(decoded: Decoded) -> Decoded | None:
    """None for a file of control characters."""
    head = decoded.text[:SAMPLE]
    return None if len(_CONTROL.findall(head)) * 50 > len(head) else decoded


def mojibake(text: str) -> str | None:
    """How a text was garbled before it was saved, or None where it was not."""
    head = text[:GLANCE]
    if "锟斤拷" in head or head.count("\ufffd") * 10 > len(head):
        return "U+FFFD"
    if len(_LATIN_MOJIBAKE.findall(head)) * 8 > len(head):
        return "UTF-8 → Latin-1"
    han = len(_HAN.findall(head))
    if han < 10 or commonness(head) > 0.2:  # noqa: PLR2004 - Chinese prose has 0.3 and more
        return None
    restored = head.encode("gb18030", "ignore").decode("utf-8", "ignore")
    if len(_HAN.findall(restored)) > 0.3 * han and commonness(restored) > 0.3:  # noqa: PLR2004
        return "UTF-8 → GBK"
    return None
