"""Shares: part over whole, value times share, and the shares of one whole together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from monazite.facts.record import Check
from monazite.read.check.evidence import MARK, Sentence
from monazite.read.check.figures import LEVEL_UNITS, RATIOS, Figure
from monazite.read.check.outcome import Outcome, Side, check

HUNDRED = Decimal(100)
SHARES_LEAST = 3
"""Fewer shares than three say nothing when they stay below a hundred."""
NEAR = 4
"""How many figures before a share may be its part and its whole."""

_SHARE = re.compile(rf"(?:占比|占到?|比重|份额|比例)[^。；\ue000-\uf8ff]{{0,16}}?({MARK})")
_RATE = re.compile(rf"渗透率[^。；，\ue000-\uf8ff]{{0,6}}?({MARK})")
_SHARE_OF = re.compile(rf"占[^。；\ue000-\uf8ff]{{0,14}}?({MARK})的?[^。；，\ue000-\uf8ff]{{0,3}}?({MARK})")
_TIGHT = re.compile(
    rf"({MARK})[^。；\ue000-\uf8ff]{{0,4}}[，,、]?\s*其中[，,]?[^。；\ue000-\uf8ff]{{0,20}}({MARK})[^。；\ue000-\uf8ff]{{0,3}}[，,（(]?(?:占比|占总量的?|占其|占全部的?)[约达为到]{{0,2}}({MARK})"
)
_PART_AFTER = re.compile(
    rf"({MARK})[^。；\ue000-\uf8ff]{{0,3}}[，,]\s*(?:产值|规模|金额|产量|需求|销量|价值|用量)[^。；\ue000-\uf8ff]{{0,6}}?({MARK})"
)
_AMOUNT_OF_SHARE = re.compile(
    rf"({MARK})[^。；\ue000-\uf8ff]{{0,6}}?[，,]\s*其中[，,：:]?[^。；，,\ue000-\uf8ff]{{1,14}}(?:占比?|占到|占总量的?)[约达为到]{{0,2}}"
    rf"({MARK})[，,（(]?\s*(?:约|为|达|即|合|约为)?({MARK})(?=左右|\s*[，,。；）)]|\s*$)"
)
_LIST_OF_SHARES = re.compile(
    rf"(?:[^，,、；。：:\ue000-\uf8ff]{{1,14}}?(?:占比|占)?[约达为]{{0,2}}{MARK}[，,、；和]\s*){{2,}}"
    rf"(?:其他|其它|其余)[^，,、；。：:\ue000-\uf8ff]{{0,6}}?(?:占比|占)?[约达为]{{0,2}}({MARK})"
)
_EACH = re.compile(r"各(?:占|自)?")
_OTHER_WHOLE = re.compile(r"同比|环比|提升|增长|下降|上升|提高|达标率|较|超过全国|个百分点")


def part_over_whole(doc: str, sentence: Sentence, before: Sequence[Figure]) -> Iterator[Check]:
    """``W，其中…P，占比s``: P / W against s, over the pairs of the sentence and the figures just before it."""
    tight = {m[3]: (m[1], m[2]) for m in _TIGHT.finditer(sentence.skeleton)}
    for found in _SHARE.finditer(sentence.skeleton):
        share = sentence.figure(found[1])
        if share.unit != "%":
            continue
        number = sentence.figures.index(share)
        earlier = [*before, *sentence.figures[:number]]
        outcome = ratio_that_holds(earlier, share)
        if outcome:
            yield check(doc, "share", outcome[0], (outcome[1], outcome[2], share))
        elif found[1] in tight:
            whole, part = (sentence.figure(mark) for mark in tight[found[1]])
            if whole.unit == part.unit and Side.digits(whole).divisible():
                yield check(
                    doc,
                    "share",
                    ratio(part, whole, share),
                    (part, whole, share),
                    finding=f"{share.text} ≠ {part.text} / {whole.text}",
                )


def share_of_printed(doc: str, sentence: Sentence) -> Iterator[Check]:
    """``…P，占…W近四成``: the whole stands after 占, the share after it."""
    for found in _SHARE_OF.finditer(sentence.skeleton):
        whole, share = sentence.figure(found[1]), sentence.figure(found[2])
        number = sentence.figures.index(whole)
        parts = [f for f in sentence.figures[:number] if f.unit == whole.unit]
        if share.unit != "%" or not parts or whole.unit == "%" or not Side.digits(whole).divisible():
            continue
        outcome = ratio(parts[-1], whole, share)
        yield check(
            doc,
            "share",
            outcome,
            (parts[-1], whole, share),
            decided=False,
            finding=f"{share.text} ≠ {outcome.expression}",
        )


def penetration(doc: str, sentence: Sentence) -> Iterator[Check]:
    """``汽车产量W，新能源汽车产量P，市场渗透率s``: the rate may be one of sales, so a misfit decides nothing."""
    for found in _RATE.finditer(sentence.skeleton):
        share = sentence.figure(found[1])
        number = sentence.figures.index(share)
        earlier = [f for f in sentence.figures[:number] if f.unit not in RATIOS | {""}]
        if share.unit != "%" or len(earlier) < 2 or earlier[-1].unit != earlier[-2].unit:  # noqa: PLR2004  a pair
            continue
        part, whole = earlier[-1], earlier[-2]
        if part.low < whole.low:
            finding = f"{part.text} / {whole.text} ≠ {share.text}: 渗透率 may be of sales, not of output"
            yield check(doc, "share", ratio(part, whole, share), (part, whole, share), decided=False, finding=finding)


def ratio_that_holds(earlier: Sequence[Figure], share: Figure) -> tuple[Outcome, Figure, Figure] | None:
    """The figure before a share over the nearest larger one of its unit for which the share holds."""
    figures = [f for f in earlier if f.unit not in RATIOS | {""} and not f.is_range][-NEAR:]
    if not figures or share.bound in {"above", "below"}:
        return None
    part = figures[-1]
    for whole in reversed(figures[:-1]):
        if whole.unit == part.unit and 0 < part.low < whole.low:
            outcome = ratio(part, whole, share)
            if outcome.holds:
                return outcome, part, whole
    return None


def ratio(part: Figure, whole: Figure, share: Figure) -> Outcome:
    """Part over whole in percent, against the printed share."""
    left = (Side.digits(part) / Side.digits(whole)).scaled(HUNDRED)
    return Outcome(f"{part.text} / {whole.text}", left, Side.of(share), "%")


def value_times_share(doc: str, sentence: Sentence, before: Sequence[Figure]) -> Iterator[Check]:
    """``产值W，其中A占比s，产值P``: W times s against P; a later share may be of an earlier part."""
    for found in _PART_AFTER.finditer(sentence.skeleton):
        share, part = sentence.figure(found[1]), sentence.figure(found[2])
        if share.unit != "%" or part.unit in RATIOS | {""}:
            continue
        number = sentence.figures.index(share)
        bases = [f for f in (*before, *sentence.figures[:number]) if f.unit == part.unit and f.low > 0]
        outcomes = [(share_of(base, share, part), base) for base in reversed(bases)]
        held = next(((o, base) for o, base in outcomes if o.holds), None)
        if held:
            yield check(doc, "share", held[0], (held[1], share, part))
        elif len(bases) == 1:
            yield check(
                doc,
                "share",
                outcomes[0][0],
                (bases[0], share, part),
                decided=False,
                finding=f"{part.text} ≠ {outcomes[0][0].expression}",
            )


def amount_of_share(doc: str, sentence: Sentence) -> Iterator[Check]:
    """``消费量W，其中永磁材料占s，约P``: the amount beside the share is W times s."""
    for found in _AMOUNT_OF_SHARE.finditer(sentence.skeleton):
        whole, share, part = (sentence.figure(mark) for mark in found.groups())
        if share.unit == "%" and whole.unit == part.unit and whole.unit not in RATIOS | LEVEL_UNITS | {""}:
            outcome = share_of(whole, share, part)
            open_ended = {whole.bound, share.bound, part.bound} & {"above", "below"}
            finding = f"{part.text} ≠ {outcome.expression}"
            inputs = (whole, share, part)
            yield check(doc, "share", outcome, inputs, decided=not open_ended, finding=finding)


def share_of(base: Figure, share: Figure, part: Figure) -> Outcome:
    """A value times a share, against the printed part."""
    left = (Side.digits(base) * Side.digits(share)).scaled(Decimal("0.01"))
    return Outcome(f"{base.text} × {share.text}", left, Side.of(part), part.unit, part)


def shares_together(doc: str, sentence: Sentence) -> Iterator[Check]:
    """The shares of one whole in one sentence make at most a hundred."""
    skeleton = sentence.skeleton
    if (skeleton.count("占") < 2 and "分别" not in skeleton) or _OTHER_WHOLE.search(skeleton):  # noqa: PLR2004  several shares
        return
    shares, terms = [], []
    for found in re.finditer(MARK, skeleton):
        figure = sentence.figure(found[0])
        if figure.unit != "%":
            continue
        shares.append(figure)
        terms.append(times_listed(skeleton[: found.start()]))
    if sum(terms) < SHARES_LEAST or len(shares) < SHARES_LEAST:
        return
    left = Side.exact(0)
    for share, count in zip(shares, terms, strict=True):
        left += Side.digits(share).scaled(count)
    expression = " + ".join(
        f"{count} × {s.text}" if count > 1 else s.text for s, count in zip(shares, terms, strict=True)
    )
    outcome = Outcome(f"{expression} ≤ 100", left, Side.exact(HUNDRED), "%")
    fits = left.interval.low <= HUNDRED
    closed = is_closed(sentence, shares)
    if fits or closed or "占比分别" in skeleton or "分别占" in skeleton:
        finding = f"{expression} > 100 %"
        yield check(doc, "shares_whole", outcome, shares, holds=fits, decided=closed, finding=finding)


def is_closed(sentence: Sentence, shares: Sequence[Figure]) -> bool:
    """Whether the shares are one list that 其他 closes, so that they are shares of one whole and do not overlap."""
    found = _LIST_OF_SHARES.search(sentence.skeleton)
    listed = re.findall(MARK, found[0]) if found and "其中" not in found[0] else []
    return [sentence.figure(mark) for mark in listed] == list(shares) and not any(s.bound for s in shares)


def times_listed(lead: str) -> int:
    """How many things a share counts for: ``催化材料、抛光材料和农业轻纺各占5%`` counts three times."""
    clause = re.split(r"[，,；。：:]|[\ue000-\uf8ff]", lead)[-1]
    if not _EACH.search(clause):
        return 1
    return len([part for part in re.split("[、和与及]", _EACH.split(clause)[0]) if part.strip()]) or 1
