"""What the rules find at the end of a day, over the whole market of a venue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from monazite.trade.safeguards.circles import is_circle
from monazite.trade.safeguards.concentration import outsiders_mg, owners_of
from monazite.trade.safeguards.goods import goods
from monazite.trade.safeguards.measures import PPM, counts, days_between, excess, over, share_ppm
from monazite.trade.safeguards.record import Deal, Finding, MarketState, StockState
from monazite.trade.safeguards.said import finding

ORDER = {"refuse": 0, "halt": 1, "alarm": 2}


def daily(state: MarketState, limits: Mapping[str, int]) -> tuple[Finding, ...]:
    """What the rules find at the end of a day: what to refuse from now on, what to halt, what to tell people.

    Args:
        state: the venue at the end of the day.
        limits: thresholds by name, from `thresholds`.

    Returns:
        Findings by severity, then rule, then subject.
    """
    found = [*_money(state), *_deferral(state, limits), *_published(state, limits), *goods(state, limits)]
    for stock in state.stocks:
        found += _holders(state, stock, limits)
        found += _pull(stock, limits)
        found += _price(state, stock, limits)
        found += _use(stock, limits)
        found += _circles(state, stock, limits)
    return tuple(sorted(found, key=lambda one: (ORDER[one.severity], one.rule, one.instrument, one.about)))


def halted(findings: Iterable[Finding]) -> frozenset[str]:
    """The instruments to halt; an empty name among them halts the venue."""
    return frozenset(one.instrument for one in findings if one.severity == "halt")


def _money(state: MarketState) -> Iterator[Finding]:
    """Rule 1: what the bank holds is what the members have."""
    if state.bank_fen is not None and state.bank_fen != state.client_fen:
        yield finding("pooled_money", "halt", state.venue, measured=state.bank_fen, limit=state.client_fen, unit="fen",
                      code="bank")  # fmt: skip


def _deferral(state: MarketState, limits: Mapping[str, int]) -> Iterator[Finding]:
    """Rule 2: no delivery is put off from day to day."""
    most = limits["deferral_days"]
    for one in state.obligations:
        late = days_between(one.due, state.day)
        if late > most:
            yield finding("deferral", "halt", one.id, instrument=one.instrument, measured=late, limit=most,
                          unit="days")  # fmt: skip


def _published(state: MarketState, limits: Mapping[str, int]) -> Iterator[Finding]:
    """Rule 10: stock and concentration are published."""
    if not any(stock.receipts for stock in state.stocks):
        return
    most = limits["report_days"]
    late = most + 1 if state.reported is None else days_between(state.reported, state.day)
    if late > most:
        yield finding("report", "alarm", state.venue, measured=late, limit=most, unit="days")


def _holders(state: MarketState, stock: StockState, limits: Mapping[str, int]) -> Iterator[Finding]:
    """Rules 1, 6 and 10: the venue holds nothing, outsiders a minor part, no owner the most."""
    total, name = stock.stock_mg, stock.instrument
    if not total:
        return
    owners = owners_of(state, stock)
    own = owners.get(state.venue, 0)
    if own:
        yield finding("principal", "halt", state.venue, instrument=name, measured=own, limit=0, unit="mg",
                      code="venue_holds")  # fmt: skip
    if not counts(total, stock.yearly_use_mg, limits):
        return
    yield from _share("outsiders", name, outsiders_mg(state, stock), total, limits)
    largest = max(owners, key=lambda owner: (owners[owner], owner))
    if over(owners[largest], total, limits["concentration_alarm_ppm"]):
        yield finding("concentration", "alarm", largest, instrument=name, measured=share_ppm(owners[largest], total),
                      limit=limits["concentration_alarm_ppm"], unit="ppm")  # fmt: skip


def _pull(stock: StockState, limits: Mapping[str, int]) -> Iterator[Finding]:
    """Rule 2: what comes into store also goes out."""
    least, then, out = limits["load_out_least_ppm"], stock.stock_then_mg, stock.loaded_out_mg
    if out * PPM < least * then:
        large = counts(stock.stock_mg, stock.yearly_use_mg, limits)
        yield finding("load_out", "halt" if large else "alarm", stock.instrument, instrument=stock.instrument,
                      measured=share_ppm(out, then), limit=least, unit="ppm", days=limits["load_out_days"])  # fmt: skip


def _price(state: MarketState, stock: StockState, limits: Mapping[str, int]) -> Iterator[Finding]:
    """Rule 4: the price is not above what is paid outside, and that is known."""
    price, outside, name = stock.price_fen_per_tonne, stock.outside_fen_per_tonne, stock.instrument
    if price is None:
        return
    most = limits["outside_days"]
    age = most + 1 if outside is None or stock.outside_day is None else days_between(stock.outside_day, state.day)
    if age > most:
        yield finding("premium", "alarm", name, instrument=name, measured=age, limit=most, unit="days",
                      code="outside_unknown")  # fmt: skip
    if outside is not None:
        yield from _share("premium", name, price - outside, outside, limits)


def _use(stock: StockState, limits: Mapping[str, int]) -> Iterator[Finding]:
    """Rule 5: the stock is small beside what industry uses in a year."""
    if not stock.receipts:
        return
    if stock.yearly_use_mg is None:
        yield finding("stock_use", "alarm", stock.instrument, instrument=stock.instrument, measured=0, limit=1,
                      code="use_unknown")  # fmt: skip
        return
    yield from _share("stock_use", stock.instrument, stock.stock_mg, stock.yearly_use_mg, limits)


_PREFIX = {"stock_use": "stock"}


def _share(rule: str, instrument: str, part: int, whole: int, limits: Mapping[str, int]) -> Iterator[Finding]:
    """A finding where a share passes its halt, else one where it passes its alarm."""
    prefix = _PREFIX.get(rule, rule)
    for severity in ("halt", "alarm"):
        limit = limits[f"{prefix}_{severity}_ppm"]
        if over(part, whole, limit):
            yield finding(rule, "halt" if severity == "halt" else "alarm", instrument, instrument=instrument,
                          measured=share_ppm(part, whole), limit=limit, unit="ppm",
                          shown_as=excess(part, whole, limit))  # fmt: skip
            return


def _circles(state: MarketState, stock: StockState, limits: Mapping[str, int]) -> Iterator[Finding]:
    """Rule 3: how much of the volume of the last days went to its own seller or in a circle."""
    deals = [one for one in state.deals if one.instrument == stock.instrument]
    volume = sum(one.lots for one in deals)
    closing = [one for place, one in enumerate(deals) if _is_own(deals[:place], one, limits)]
    lots = sum(one.lots for one in closing)
    if not lots:
        return
    limit = limits["circle_halt_ppm"]
    severity = "halt" if over(lots, volume, limit) else "alarm"
    owners = ", ".join(sorted({one.buyer for one in closing}))
    yield finding("self_purchase", "halt" if severity == "halt" else "alarm", stock.instrument,
                  instrument=stock.instrument, measured=share_ppm(lots, volume), limit=limit, unit="ppm",
                  code="circles", owners=owners)  # fmt: skip


def _is_own(past: Iterable[Deal], deal: Deal, limits: Mapping[str, int]) -> bool:
    if deal.seller == deal.buyer:
        return True
    return deal.is_chosen and is_circle(past, deal, limits)
