"""A commitment (长协) as its page shows it: its terms in sentences, each period against its band, its statement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from monazite.app.plan.commitment import owed
from monazite.plan.commitments import band_of
from monazite.web.trade.statement_view import Cell, Printed, Sheet

if TYPE_CHECKING:
    from monazite.app.plan.views import CommitmentView, PeriodView
    from monazite.plan.commitments import Commitment, Line, Quality
    from monazite.plan.journal.find import Moved
    from monazite.web.plan.display import PlanDisplay

WIDTH = 300.0
SPARE = 1.06
COUNTED = frozenset({"sold", "released"})
"""Kinds of movement that count against the band where there is a buyer."""
Term = tuple[str, str]
"""What a clause is about, and what it says."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A period against its band.

    Args:
        minimum_mg, maximum_mg: of the band; no maximum where no volume is agreed.
        counted_mg: what moved and counts.
        planned_mg: of the plan, in the period.
        low, high, filled: places of the ends of the band and of what counts, of `WIDTH`.
    """

    minimum_mg: int
    maximum_mg: int | None
    counted_mg: int
    planned_mg: int
    low: float
    high: float
    filled: float

    @property
    def state(self) -> str:
        """``below`` the band, ``within`` it, ``above`` it, or ``free`` where there is none."""
        if self.maximum_mg is None:
            return "free"
        if self.counted_mg < self.minimum_mg:
            return "below"
        return "above" if self.counted_mg > self.maximum_mg else "within"


@dataclass(frozen=True, slots=True)
class PeriodShown:
    """A period with all that its part of the page shows.

    Args:
        view: the period.
        standing: against its band.
        lines: of the settlement, each with the entry of its delivery, or None.
        due: who still receives (positive) or pays, in hundredths; nothing once it is settled.
        is_over: whether its last day is before the day of the page.
    """

    view: PeriodView
    standing: Standing
    lines: tuple[tuple[Line, str | None], ...]
    due: dict[str, int]
    is_over: bool


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A day of the delivery plan, with what had moved by then."""

    day: dt.date
    mass_mg: int
    planned_mg: int
    moved_mg: int
    is_past: bool


def shown_periods(view: CommitmentView, on: dt.date) -> list[PeriodShown]:
    """The periods that have begun, the newest first."""
    return [_shown(view.commitment.record, one, on) for one in reversed(view.periods)]


def _shown(record: Commitment, one: PeriodView, on: dt.date) -> PeriodShown:
    entries = {each.movement.id: each.entry for each in one.moved}
    lines = tuple((line, entries.get(line.movement)) for line in one.settlement.lines) if one.settlement else ()
    left = owed(record, one.settlement, one.moved) if one.settlement and not one.is_paid else {}
    due = {party: fen for party, fen in left.items() if fen}
    return PeriodShown(one, standing_of(record, one), lines, due, one.period.last < on)


def standing_of(record: Commitment, one: PeriodView) -> Standing:
    """A period against its band."""
    minimum, maximum = band_of(record, one.period)
    counted = sum(each.movement.mass_mg for each in one.moved if _counts(record, each))
    planned = sum(each.mass_mg for each in record.plan if one.period.first <= each.day <= one.period.last)
    most = max(maximum or 0, counted, planned) * SPARE or 1.0
    low, high, filled = (round(mass / most * WIDTH, 2) for mass in (minimum, maximum or 0, counted))
    return Standing(minimum, maximum, counted, planned, low, high, filled)


def _counts(record: Commitment, one: Moved) -> bool:
    return one.movement.kind in COUNTED or (not record.buyer and one.movement.kind == "stockpiled")


def plan_rows(view: CommitmentView, on: dt.date) -> list[PlanRow]:
    """The delivery plan against what moved: both added up to each of its days."""
    record = view.commitment.record
    moved = [one.movement for period in view.periods for one in period.moved if _counts(record, one)]
    found, planned = [], 0
    for one in record.plan:
        planned += one.mass_mg
        so_far = sum(each.mass_mg for each in moved if each.day <= one.day)
        found.append(PlanRow(one.day, one.mass_mg, planned, so_far, one.day <= on))
    return found


def terms(record: Commitment, show: PlanDisplay) -> list[Term]:
    """The clauses of a commitment, each as a sentence."""
    return [*_volume(record, show), *_price(record, show), *_limits(record, show), *_rest(record, show)]


def _volume(record: Commitment, show: PlanDisplay) -> Iterator[Term]:
    label = show.t("terms.volume")
    period = show.code("period", record.period)
    for one in record.bands:
        yield label, show.t("terms.band", since=one.since, period=period, least=show.mass_exact(one.minimum_mg),
                            most=show.mass_exact(one.maximum_mg), basis=show.code("basis", record.basis))  # fmt: skip
    if not record.bands:
        yield label, show.t("terms.band.none", period=period, basis=show.code("basis", record.basis))
    if record.tolerance_ppm:
        yield show.t("terms.tolerance"), show.t("terms.tolerance.is", share=show.ppm(record.tolerance_ppm))
    if record.elements:
        parts = show.t("list.comma").join(f"{one.name} {show.ppm(one.ppm)}" for one in record.elements)
        yield show.t("terms.contents"), parts


def _price(record: Commitment, show: PlanDisplay) -> Iterator[Term]:
    rule, label = record.price, show.t("terms.price")
    if rule.fixed_fen_per_tonne is not None:
        yield label, show.t("terms.fixed", price=show.per_tonne(rule.fixed_fen_per_tonne, record.currency))
    else:
        window = show.t("terms.days_before", n=rule.days) if rule.window == "days_before" else show.code(
            "window", rule.window
        )  # fmt: skip
        yield label, show.t("terms.series", series=rule.series, window=window, every=show.code("every", rule.every),
                            missing=show.code("missing", rule.missing))  # fmt: skip
    if rule.factor != 1:
        yield label, show.t("terms.factor", factor=show.exactly(rule.factor))
    if rule.premium_ppm:
        yield label, show.t("terms.premium.share", share=show.ppm(rule.premium_ppm))
    if rule.premium_fen_per_tonne:
        yield label, show.t("terms.premium", price=show.per_tonne(rule.premium_fen_per_tonne, record.currency))


def _limits(record: Commitment, show: PlanDisplay) -> Iterator[Term]:
    currency, supporter = record.currency, show.party(record.supporter)
    if record.floor_fen_per_tonne is not None:
        price = show.per_tonne(record.floor_fen_per_tonne, currency)
        yield show.t("terms.floor"), show.t("terms.floor.is", price=price, party=supporter)
    if record.ceiling_fen_per_tonne is not None:
        price = show.per_tonne(record.ceiling_fen_per_tonne, currency)
        yield show.t("terms.ceiling"), show.t("terms.ceiling.is", price=price)
    if record.upside is not None:
        price = show.per_tonne(record.upside.strike_fen_per_tonne, currency)
        yield show.t("terms.upside"), show.t("terms.upside.is", price=price, share=show.ppm(record.upside.share_ppm),
                                             party=supporter)  # fmt: skip
    if record.is_stockpile_covered:
        yield show.t("terms.stockpile"), show.t("terms.stockpile.is")
    if record.escalation_ppm:
        yield show.t("terms.escalation"), show.t("terms.escalation.is", share=show.ppm(record.escalation_ppm))


def _rest(record: Commitment, show: PlanDisplay) -> Iterator[Term]:
    for one in record.quality:
        yield show.t("terms.quality"), _quality(one, record.currency, show)
    default, currency = record.default, record.currency
    label = show.t("terms.default")
    if default.not_delivered_fen_per_tonne:
        price = show.per_tonne(default.not_delivered_fen_per_tonne, currency)
        yield label, show.t("terms.not_delivered", price=price)
    if default.is_take_or_pay:
        yield label, show.t("terms.take_or_pay")
    elif default.not_taken_fen_per_tonne:
        yield label, show.t("terms.not_taken", price=show.per_tonne(default.not_taken_fen_per_tonne, currency))
    if default.grace_days:
        yield label, show.t("terms.grace", n=default.grace_days)
    yield label, show.t("terms.excused" if default.is_excused else "terms.not_excused")
    tax = "terms.taxed" if record.is_taxed else "terms.not_taxed"
    yield show.t("terms.tax"), show.t(tax, rate=show.ppm(record.vat_ppm))
    yield show.t("terms.disputes"), record.disputes or show.t("terms.disputes.none")


def _quality(one: Quality, currency: str, show: PlanDisplay) -> str:
    parts = []
    if one.least_ppm is not None:
        parts.append(show.t("terms.least", limit=show.ppm(one.least_ppm)))
    if one.most_ppm is not None:
        parts.append(show.t("terms.most", limit=show.ppm(one.most_ppm)))
    if one.step_fen_per_tonne:
        parts.append(show.t("terms.step", side=show.code("side", one.side), base=show.ppm(one.base_ppm),
                            price=show.per_tonne(one.step_fen_per_tonne, currency)))  # fmt: skip
    return f"{one.property}{show.t('terms.colon')}{show.t('terms.semicolon').join(parts)}"


def statement(view: CommitmentView, one: PeriodShown, show: PlanDisplay) -> Printed:
    """The statement of a period (结算单) as it is printed."""
    record, period = view.commitment.record, one.view.period
    sheets = (_deliveries(one, show), _settled(record, one, show), _balances(one, show))
    named = show.t("terms.nobody")
    about = (
        (show.t("commitment.id"), Cell(record.id)),
        (show.t("commitment.material"), Cell(show.subject(record.material))),
        (show.t("commitment.seller"), Cell(show.party(record.seller), _party(record.seller))),
        (show.t("commitment.buyer"), Cell(show.party(record.buyer) or named, _party(record.buyer))),
        (show.t("commitment.guarantor"), Cell(show.party(record.guarantor) or named, _party(record.guarantor))),
        (show.t("commitment.period"), Cell(f"{period.name}  {period.first} – {period.last}")),
        *(((show.t("simulated.mark"), Cell(show.t("plan.simulated"))),) if view.commitment.is_simulated else ()),
    )
    tax = show.t("terms.taxed" if record.is_taxed else "terms.not_taxed", rate=show.ppm(record.vat_ppm))
    return Printed(show.t("statement.commitment"), about, show.t("statement.unit", currency=record.currency, tax=tax),
                   "", sheets)  # fmt: skip


def _deliveries(one: PeriodShown, show: PlanDisplay) -> Sheet:
    heads = (Cell(show.t("commitment.delivery")), Cell(show.t("plan.day")), Cell(show.t("commitment.kind")),
             Cell(show.t("commitment.tested")), Cell(show.t("commitment.mass_kg"), is_number=True),
             Cell(show.t("commitment.paid"), is_number=True))  # fmt: skip
    rows = tuple(_delivery(each, show) for each in one.view.moved)
    counted = show.kilograms_of(one.standing.counted_mg)
    paid = show.yuan(sum(each.price_fen or 0 for each in one.view.moved))
    total = (Cell(show.t("commitment.counted")), Cell(""), Cell(""), Cell(""), Cell(counted, is_number=True),
             Cell(paid, is_number=True))  # fmt: skip
    return Sheet(show.t("commitment.deliveries"), heads, rows, total)


def _delivery(one: Moved, show: PlanDisplay) -> tuple[Cell, ...]:
    entry, movement = entry_page(one.entry), one.movement
    return (
        Cell(movement.id, entry), Cell(movement.day.isoformat()), Cell(show.code("movement", movement.kind)),
        Cell(", ".join(f"{each.name} {show.ppm(each.ppm)}" for each in movement.contents)),
        Cell(show.kilograms_of(movement.mass_mg), entry, is_number=True),
        Cell(show.yuan(one.price_fen), entry, is_number=True),
    )  # fmt: skip


def _settled(record: Commitment, one: PeriodShown, show: PlanDisplay) -> Sheet:
    heads = (Cell(show.t("commitment.item")), Cell(show.t("commitment.delivery")), Cell(show.t("commitment.formula")),
             Cell(f"{show.t('commitment.payer')} → {show.t('commitment.payee')}"),
             Cell(show.t("commitment.mass_kg"), is_number=True),
             Cell(f"{record.currency}/t", is_number=True), Cell(record.currency, is_number=True))  # fmt: skip
    rows = tuple(_line(line, entry, show) for line, entry in one.lines)
    return Sheet(show.t("commitment.lines"), heads, rows, ())


def _line(line: Line, entry: str | None, show: PlanDisplay) -> tuple[Cell, ...]:
    price = show.per_tonne(line.fen_per_tonne, "").strip().removesuffix("/t").strip()
    return (
        Cell(show.code("item", line.item)), Cell(line.movement, entry_page(entry) if entry else ""),
        Cell(show.told(line.formula)), Cell(f"{show.party(line.payer)} → {show.party(line.payee)}"),
        Cell(show.kilograms_of(line.mass_mg), is_number=True), Cell(price, is_number=True),
        Cell(show.yuan(line.fen), is_number=True),
    )  # fmt: skip


def _balances(one: PeriodShown, show: PlanDisplay) -> Sheet:
    heads = (Cell(show.t("commitment.party")), Cell(show.t("commitment.receives"), is_number=True),
             Cell(show.t("commitment.already"), is_number=True),
             Cell(show.t("commitment.due.head"), is_number=True))  # fmt: skip
    found = one.view.settlement.balances() if one.view.settlement else {}
    rows = tuple(
        (Cell(show.party(party), _party(party)), Cell(show.yuan(fen), is_number=True),
         Cell(show.yuan(fen - one.due.get(party, 0)), is_number=True),
         Cell(show.yuan(one.due.get(party, 0)), is_number=True))
        for party, fen in found.items()
    )  # fmt: skip
    return Sheet(show.t("commitment.balances"), heads, rows, ())


def entry_page(entry: str) -> str:
    """The page of an entry by its id."""
    return f"/trace/log/entries/{quote(entry, safe='')}"


def _party(party: str) -> str:
    return f"/trace/parties/{quote(party, safe='')}" if party else ""


def unpaid(periods: Sequence[PeriodShown]) -> list[PeriodShown]:
    """Periods that are over and of which something is still to be paid."""
    return [one for one in periods if one.due and one.is_over]
