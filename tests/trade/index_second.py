"""A second implementation of the price index, written from docs/price-index.md alone. It imports nothing of ours.

Fractions instead of whole numbers, bisection instead of Newton's method, one product and day at a time; slow and plain.
"""

from __future__ import annotations

import hashlib
import json
from fractions import Fraction
from typing import Any

Line = dict[str, Any]


def recomputed(text: str) -> list[Line]:
    """The lines ``value`` and ``point`` that the inputs of a public file give, in the order of the file."""
    lines: dict[str, list[Line]] = {}
    for raw in text.splitlines():
        line = json.loads(raw)
        lines.setdefault(line["kind"], []).append(line)
    for kind in ("deal", "quote", "assessment"):
        lines.setdefault(kind, []).sort(key=lambda line: (line["day"], line["product"], line["id"]))
    days = [line["day"] for line in lines["day"]]
    values: dict[tuple[str, str], Line] = {}
    for constituent in lines["constituent"]:
        before: Line | None = None
        for at, day in enumerate(days):
            before = value_on(lines, constituent["product"], days[: at + 1], before)
            values[day, constituent["product"]] = before
    ordered = [values[day, item["product"]] for day in days for item in lines["constituent"]]
    return [*ordered, *points(lines, days, values)]


def is_intact(content: bytes) -> bool:
    """Whether the last line counts the lines before it and has the SHA-256 of their bytes."""
    if not content.endswith(b"\n"):
        return False
    lines = content[:-1].split(b"\n")
    before = b"".join(line + b"\n" for line in lines[:-1])
    digest = hashlib.sha256(before).hexdigest()
    return lines[-1].decode("utf-8", "replace") == f'{{"kind":"end","lines":{len(lines) - 1},"sha256":"{digest}"}}'


def method_on(lines: dict[str, list[Line]], day: str) -> Line:
    return [line for line in lines["method"] if line["effective"] <= day][-1]


def inputs_on(lines: dict[str, list[Line]], kind: str, product: str, day: str) -> list[Line]:
    return [line for line in lines[kind] if line["product"] == product and line["day"] == day]


def is_wash(deal: Line) -> bool:
    return bool(deal["buyer"] == deal["seller"] or deal["buyer_owner"] == deal["seller_owner"])


def counted(deals: list[Line], cap_ppm: int) -> list[int]:
    limit = sum(deal["mass_mg"] for deal in deals) * cap_ppm // 10**6
    masses = []
    for deal in deals:
        heaviest = max(
            sum(other["mass_mg"] for other in deals if other[side] == deal[side])
            for side in ("buyer", "seller", "buyer_owner", "seller_owner")
        )
        masses.append(deal["mass_mg"] if heaviest <= limit else deal["mass_mg"] * limit // heaviest)
    return masses


def middle(pairs: list[tuple[int, int]]) -> int:
    total = sum(weight for _, weight in pairs)
    return min(value for value, _ in pairs if 2 * sum(w for v, w in pairs if v <= value) >= total)


def value_on(lines: dict[str, list[Line]], product: str, days: list[str], before: Line | None) -> Line:
    day = days[-1]
    method = method_on(lines, day)
    all_deals = inputs_on(lines, "deal", product, day)
    deals = [deal for deal in all_deals if not is_wash(deal)]
    value: Line = {
        "kind": "value", "day": day, "product": product, "fen_per_tonne": None, "level": None, "stale_days": 0,
        "used": [], "excluded": [[deal["id"], "same-owner"] for deal in all_deals if is_wash(deal)], "deals": 0,
        "mass_mg": 0, "largest_ppm": 0, "median_fen_per_tonne": None, "band_fen_per_tonne": None,
    }  # fmt: skip
    if deals:
        from_deals(value, lines, product, days, deals)
    if value["level"] is None:
        from_quotes(value, inputs_on(lines, "quote", product, day), method)
    if value["level"] is None:
        from_facts(value, inputs_on(lines, "assessment", product, day))
    if value["level"] is None and before is not None:
        age = before["stale_days"] + 1
        if before["fen_per_tonne"] is not None:
            value["stale_days"] = age
            if age <= method["stale_days_most"]:
                value.update(fen_per_tonne=before["fen_per_tonne"], level="carried")
        elif before["stale_days"]:
            value["stale_days"] = age
    return value


def from_deals(value: Line, lines: dict[str, list[Line]], product: str, days: list[str], deals: list[Line]) -> None:
    method = method_on(lines, days[-1])
    window: list[tuple[int, int]] = []
    for day in days[::-1][: method["window_days"]]:
        left = [deal for deal in inputs_on(lines, "deal", product, day) if not is_wash(deal)]
        masses = counted(left, method_on(lines, day)["cap_ppm"])
        window += [(deal["fen_per_tonne"], mass) for deal, mass in zip(left, masses, strict=True)]
        if len(window) >= method["window_least"]:
            break
    median = middle(window)
    spread = middle([(abs(price - median), mass) for price, mass in window])
    least, most = (median * method[f"band_{end}_ppm"] // 10**6 for end in ("least", "most"))
    band = min(max(spread * method["mad_ppm"] // 10**6, least), most)
    pairs = list(zip(deals, counted(deals, method["cap_ppm"]), strict=True))
    kept = [pair for pair in pairs if median - band <= pair[0]["fen_per_tonne"] <= median + band]
    names = {deal["id"] for deal, _ in kept}
    value["excluded"] += [[deal["id"], "outlier"] for deal in deals if deal["id"] not in names]
    value.update(median_fen_per_tonne=median, band_fen_per_tonne=band, deals=len(kept))
    total = sum(deal["mass_mg"] for deal, _ in kept)
    value["mass_mg"] = total
    if total:
        sums = [
            sum(deal["mass_mg"] for deal, _ in kept if deal[side] == one[side])
            for side in ("buyer_owner", "seller_owner")
            for one, _ in kept
        ]
        value["largest_ppm"] = round(Fraction(max(sums) * 10**6, total))
    owners = {deal[side] for deal, _ in kept for side in ("buyer_owner", "seller_owner")}
    weight = sum(mass for _, mass in kept)
    if len(kept) >= method["trades_least"] and len(owners) >= method["owners_least"] and weight:
        value["fen_per_tonne"] = round(Fraction(sum(deal["fen_per_tonne"] * mass for deal, mass in kept), weight))
        value.update(level="trades", used=[deal["id"] for deal, _ in kept])


def from_quotes(value: Line, quotes: list[Line], method: Line) -> None:
    good = []
    for quote in quotes:
        bid, ask = quote["bid_fen_per_tonne"], quote["ask_fen_per_tonne"]
        if ask < bid:
            value["excluded"].append([quote["id"], "crossed"])
        elif Fraction(ask - bid) / Fraction(ask + bid, 2) > Fraction(method["spread_most_ppm"], 10**6):
            value["excluded"].append([quote["id"], "wide"])
        else:
            good.append(quote)
    if good:
        total = sum(quote["bid_fen_per_tonne"] + quote["ask_fen_per_tonne"] for quote in good)
        value.update(
            level="quotes", used=[quote["id"] for quote in good], fen_per_tonne=round(Fraction(total, 2 * len(good)))
        )


def from_facts(value: Line, facts: list[Line]) -> None:
    if facts:
        prices = sorted(fact["fen_per_tonne"] for fact in facts)
        half = len(prices) // 2
        both = (prices[half], prices[half]) if len(prices) % 2 else (prices[half - 1], prices[half])
        value.update(level="assessed", used=[fact["id"] for fact in facts], fen_per_tonne=round(Fraction(sum(both), 2)))


def nearest_root(amount: Fraction, degree: int) -> int:
    """The whole number nearest to the root, the even one of two, by bisection."""
    low, high = 0, 1
    while Fraction(high) ** degree <= amount:
        high *= 2
    while high - low > 1:
        half = (low + high) // 2
        low, high = (half, high) if Fraction(half) ** degree <= amount else (low, half)
    edge = Fraction(2 * low + 1, 2) ** degree
    if amount == edge:
        return low if low % 2 == 0 else high
    return low if amount < edge else high


def shown(amount: int, decimals: int) -> str:
    digits = str(amount).zfill(decimals + 1)
    return f"{digits[:-decimals]}.{digits[-decimals:]}"


def points(lines: dict[str, list[Line]], days: list[str], values: dict[tuple[str, str], Line]) -> list[Line]:
    anchors = {line["day"]: line for line in lines.get("anchor", [])}
    years = sorted({line["year"] for line in lines.get("weight", [])})
    members: dict[str, list[str]] = {}
    for item in lines["constituent"]:
        if item["aggregate"]:
            members.setdefault(item["aggregate"], []).append(item["product"])
    history: list[dict[str, int]] = []
    found: list[Line] = []
    base: tuple[int, dict[str, int], int] | None = None
    index = 100 * 10**4
    for at, day in enumerate(days):
        year = max([year for year in years if year <= int(day[:4])], default=years[0] if years else 0)
        link = None
        if base is not None and year != base[2]:
            base, link = (index, history[-1], year), "weights"
        history.append(aggregates_on(members, days[: at + 1], values, history))
        computed = 100 * 10**4 if base is None else laspeyres(lines, base, history[-1])
        index = computed
        if base is None:
            link = "start"
        if day in anchors and (base is None or method_on(lines, day)["splice"] == "every"):
            index, link = round(Fraction(anchors[day]["index"]) * 10**4), "published"
        if base is None or link == "published":
            base = (index, history[-1], year)
        elif not hangs(lines, base) and hangs(lines, (index, history[-1], year)):
            base, link = (index, history[-1], year), "start"
        levels: dict[str, int] = {}
        for item in lines["constituent"]:
            level = values[day, item["product"]]["level"]
            if level:
                levels[level] = levels.get(level, 0) + 1
        found.append({
            "kind": "point", "day": day, "index": shown(index, 4), "computed": shown(computed, 4), "link": link,
            "aggregates": {name: shown(amount, 10) for name, amount in history[-1].items()},
            "levels": levels, "method": method_on(lines, day)["version"],
        })  # fmt: skip
    return found


def aggregates_on(
    members: dict[str, list[str]], days: list[str], values: dict[tuple[str, str], Line], history: list[dict[str, int]]
) -> dict[str, int]:
    now = dict(history[-1]) if history else {}
    for name, products in members.items():
        valued = [product for product in products if values[days[-1], product]["fen_per_tonne"] is not None]
        amount, count = Fraction(1), 0
        for product in valued:
            earlier = [at for at in range(len(days) - 1) if values[days[at], product]["fen_per_tonne"] is not None]
            if earlier:
                then = earlier[-1]
                amount *= Fraction(
                    values[days[-1], product]["fen_per_tonne"] * history[then][name],
                    values[days[then], product]["fen_per_tonne"],
                )
                count += 1
        if count:
            now[name] = nearest_root(amount, count)
        elif valued and name not in now:
            now[name] = 100 * 10**10
    return now


def hangs(lines: dict[str, list[Line]], base: tuple[int, dict[str, int], int]) -> bool:
    return any(line["aggregate"] in base[1] for line in lines.get("weight", []) if line["year"] == base[2])


def laspeyres(lines: dict[str, list[Line]], base: tuple[int, dict[str, int], int], now: dict[str, int]) -> int:
    index, then, year = base
    weights = {line["aggregate"]: line["weight_ppm"] for line in lines.get("weight", []) if line["year"] == year}
    known = {name: weight for name, weight in weights.items() if name in then}
    if not known:
        return index
    total = sum((weight * Fraction(now[name], then[name]) for name, weight in known.items()), Fraction(0))
    value: int = round(index * total / sum(known.values()))
    return value
