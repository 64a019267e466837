"""Front matter of Jekyll and Hexo posts: a tolerant subset of YAML (scalars, quoted strings, lists)."""

from __future__ import annotations

import re

from monazite.read.load import limits

_OPEN = re.compile(r"[\s\ufeff]*(---|\+\+\+)[ \t]*\r?\n")
_PAIR = re.compile(r"([A-Za-z_\u4e00-\u9fff][\w\u4e00-\u9fff .-]{0,60}?)\s*[:=]\s*(.*)")


def front_matter(text: str) -> tuple[dict[str, str], int]:
    r"""The fields and where the body starts; no fields and 0 where there is no front matter.

    >>> front_matter("\n---\ntitle: 'a: b'\ntags: [x, y]\n---\nbody")
    ({'title': 'a: b', 'tags': 'x, y'}, 36)
    """
    opened = _OPEN.match(text[:2000])
    if opened is None:
        return {}, 0
    fields: dict[str, str] = {}
    key, at, strange = "", opened.end(), 0
    for _ in range(limits.FRONT_MATTER_LINES):
        stop = text.find("\n", at)
        line = text[at : stop if stop >= 0 else len(text)].rstrip()
        at = stop + 1 if stop >= 0 else len(text)
        if line in {opened.group(1), "..."}:
            return (fields, at) if len(fields) > strange else ({}, 0)
        found = _PAIR.fullmatch(line)
        if found:
            key = found.group(1)
            fields[key] = _scalar(found.group(2))
        elif key and line.lstrip().startswith("- "):
            fields[key] = ", ".join(filter(None, [fields[key], _scalar(line.lstrip()[2:])]))
        elif key and line[:1] in {" ", "\t"} and line.strip():
            fields[key] = f"{fields[key].lstrip('>|- ')} {line.strip()}".strip()
        elif line.strip() and not line.lstrip().startswith("#"):
            strange += 1
        if stop < 0:
            break
    return {}, 0


def _scalar(text: str) -> str:
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        return text[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    if len(text) > 1 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    if text[:1] == "[" and text[-1:] == "]":
        return ", ".join(_scalar(part) for part in text[1:-1].split(",") if part.strip())
    return "" if text in {"null", "~"} else text
