"""Names of products, organisations and regions: the reference lists in one pass, and frames for misprinted products."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Literal

from ahocorasick_rs import AhoCorasick, MatchKind

from monazite import reference
from monazite.read.mentions import Name

Kind = Literal["product", "organisation", "region"]
METAL = "[\u9485-\u9576\u91d1-\u947f]"
"""Any character of a metal, simplified or traditional: readers of scanned pages print one element for another."""
FRAMES = re.compile(
    rf"氧化(?P<oxide>{METAL}{{1,2}})|(?<!稀)(?P<oxide2>{METAL}{{1,2}})氧化物|(?:金属|金屬)(?P<metal>{METAL}{{1,2}})(?!铁|鐵)"
    rf"|(?P<iron>{METAL})[铁鐵](?!矿|礦|氧|硅|锂|锭|塔|粉|水|硼|氮|电|路)(?:合金)?|[高中低富][钇釔]富?(?P<ore>{METAL})矿"
    rf"|(?P<magnet>{METAL})[钴鈷](?:磁体|永磁材料|永磁体|永磁|磁钢)"
    r"|(?P<drive>半?直[驱驅](?:[和及、]半直驱)?[^，。；、的]{0,12}(?:风机|电机|机组))"
)
LONGEST_TAIL = 12
"""How far a product's name may reach past 中国稀土."""
LATIN = re.compile("[A-Za-z0-9]")
FIRM_OR_PLACE = re.compile(
    "(?P<place>中国|美国|国内|澳大利亚|越南|缅甸)稀土(?!公告|集团|股份|[（(](?!矿|包括|含)|、|[涨跌拟]|表示|发布|今日|控股|有限)"
    "(?=(?:[（(][^（）()]{1,16}[）)])?[^，。；、：（()）]{0,6}?(?:价|出口|进口|产[量业品]|储[量备]|资源|配额|矿|指标|需求|供[应给求需]|开采|生产|市场|行业|永磁|金属"
    "|氧化物|功能|元素|占|企业|磁|政策|原[料材]|新材料|及|分离|冶炼|总量|消费|用量|加工|依[存赖]|基础|的|贸易|应用|技术|开发))"
)
"""中国稀土 is a firm, but 中国稀土出口 is the export of a country."""


@cache
def _automaton() -> tuple[AhoCorasick, tuple[str, ...], tuple[tuple[str, Kind], ...]]:
    """All listed names longest first, beside the key and kind of each."""
    entries: dict[str, tuple[str, Kind]] = {}
    sources: tuple[tuple[Kind, Mapping[str, str]], ...] = (
        ("product", reference.product_aliases()),
        ("organisation", reference.organisation_aliases()),
        ("region", reference.region_aliases()),
    )
    for kind, aliases in sources:
        for name, key in aliases.items():
            if len(name) > 1 or kind == "product":
                entries.setdefault(name, (key, kind))
    names = tuple(entries)
    return AhoCorasick(names, matchkind=MatchKind.LeftmostLongest), names, tuple(entries[name] for name in names)


def find_names(text: str, start: int = 0, end: int | None = None) -> list[Name]:
    """Every listed name, leftmost and longest, and every product frame (氧化X, 金属X, X铁) with another metal in it.

    >>> [(name.key, name.kind) for name in find_names("镨钕氧化物、氧化铟")]
    [('氧化镨钕', 'product'), ('氧化铟', 'product')]
    """
    part = text[start:end]
    automaton, names, entries = _automaton()
    found: list[Name] = []
    hits = [(index, low, high) for index, low, high in automaton.find_matches_as_indexes(part)]
    for index, low, high in hits:
        key, kind = entries[index]
        if _inside_latin(part, names[index], low, high):
            continue
        if names[index].startswith("中") and part[low - 1 : low] == "其":
            found.extend(find_names(text, start + low + 1, start + min(len(part), high + LONGEST_TAIL))[:1])
            continue
        if kind == "organisation" and high - low == len("中国稀土") and (split := FIRM_OR_PLACE.match(part, low)):
            found.extend(find_names(text, start + low, start + split.end("place")))
            found.extend(find_names(text, start + split.end("place"), start + min(len(part), high + LONGEST_TAIL))[:1])
            continue
        found.append(Name(start + low, start + high, kind, key, part[low:high]))
    return _with_frames(text, found, start, len(text) if end is None else end)


def _inside_latin(text: str, name: str, low: int, high: int) -> bool:
    """Whether a name in Latin letters is only part of a longer word."""
    return bool(
        (LATIN.match(name[0]) and LATIN.match(text[low - 1 : low]))
        or (LATIN.match(name[-1]) and LATIN.match(text[high : high + 1]))
    )


def _with_frames(text: str, listed: list[Name], start: int, end: int) -> list[Name]:
    """Frames are added where no listed name is as long; a frame gives way to a listed name that reaches further."""
    frames = [
        Name(match.start(), match.end(), "product", frame_key(match), match[0])
        for match in FRAMES.finditer(text, start, end)
    ]
    marked = [(name, False) for name in listed] + [(name, True) for name in frames]
    kept: list[tuple[Name, bool]] = []
    for name, is_frame in sorted(marked, key=lambda pair: (pair[0].start, -pair[0].end, pair[1])):
        last, last_is_frame = kept[-1] if kept else (None, False)
        if last is None or name.start >= last.end:
            kept.append((name, is_frame))
        elif not is_frame and last_is_frame and name.end > last.end:
            kept[-1] = (name, is_frame)
    return [name for name, _ in kept]


def frame_key(match: re.Match[str]) -> str:
    """The canonical form of a product frame, whatever metal stands in it."""
    if oxide := match["oxide"] or match["oxide2"]:
        turned = f"氧化{oxide[::-1]}"
        return turned if turned in reference.product_aliases() else f"氧化{oxide}"
    if match["drive"]:
        return "直驱和半直驱永磁风机"
    if match["magnet"]:
        return f"{match['magnet']}钴磁体"
    if match["metal"]:
        return f"金属{match['metal']}"
    if match["iron"]:
        return f"{match['iron']}铁合金"
    return match[0]
