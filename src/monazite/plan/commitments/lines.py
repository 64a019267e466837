"""The lines of a settlement (款项): each clause on one delivery, and what is owed for what did not move."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from monazite.core import Words
from monazite.core.mass import MG_PER_TONNE
from monazite.plan.commitments.pricing import PPM, Priced, escalated, price_text
from monazite.plan.commitments.record import Commitment, Item, Line, Movement
from monazite.plan.commitments.volumes import Volumes
from monazite.trade.safeguards.amounts import percent
from monazite.trade.venues import to_fen
from monazite.trade.venues.formula import grade_adjust

NOUGHT = Fraction(0)
Parties = tuple[str, str]
"""Payer and payee."""


@dataclass(frozen=True, slots=True)
class Terms:
    """One delivery under the clauses of its commitment; all prices in fen per tonne, exact."""

    commitment: Commitment
    movement: Movement
    mass_mg: int
    priced: Priced

    def level(self, stated: int | None) -> Fraction | None:
        """A floor, a ceiling or a strike as it stands on the day."""
        return None if stated is None else escalated(self.commitment, stated, self.movement.day)

    @property
    def capped(self) -> Fraction:
        """The price, at most the ceiling."""
        ceiling = self.level(self.commitment.ceiling_fen_per_tonne)
        return self.priced.fen_per_tonne if ceiling is None else min(self.priced.fen_per_tonne, ceiling)

    @property
    def paid(self) -> Fraction:
        """What the buyer pays: at least the floor where nobody else pays the difference."""
        if self.commitment.guarantor or self.movement.kind == "released":
            return self.capped
        return max(self.capped, self.floor or NOUGHT)

    @property
    def floor(self) -> Fraction | None:
        """The floor of the day."""
        return self.level(self.commitment.floor_fen_per_tonne)

    @property
    def adjustment(self) -> Fraction:
        """What the contents add to the price, or take off it."""
        contents = {content.name: content.ppm for content in self.movement.contents}
        found = NOUGHT
        for quality in self.commitment.quality:
            ppm, base = contents[quality.property], quality.base_ppm
            held = {"both": ppm, "below": min(ppm, base), "above": max(ppm, base)}[quality.side]
            found += grade_adjust(quality.step_fen_per_tonne, base, held)
        return found

    def lines(self) -> Iterator[Line]:
        """The lines; those of nothing are left out later."""
        kind, buyer, seller = self.movement.kind, self.commitment.buyer, self.commitment.seller
        if kind == "not_taken":
            yield self._line("take_or_pay", self.paid, buyer, seller, self._sale_words())
            return
        if buyer and kind != "stockpiled":
            yield self._line("sale", self.paid, buyer, seller, self._sale_words())
            yield self._adjusted()
        supporter = self.commitment.supporter
        item: Item = "stockpile_floor" if kind == "stockpiled" else "floor"
        is_in_price = supporter == buyer and kind != "stockpiled"
        if self.floor is not None and kind != "released" and not is_in_price:
            words = self._against("保底价", "floor", self.floor)
            yield self._line(item, max(NOUGHT, self.floor - self.capped), supporter, seller, words)
        if kind != "stockpiled":
            yield from self._upside()

    def _upside(self) -> Iterator[Line]:
        upside = self.commitment.upside
        if upside is None:
            return
        strike = escalated(self.commitment, upside.strike_fen_per_tonne, self.movement.day)
        above = max(NOUGHT, self.capped - strike) * upside.share_ppm / PPM
        words = self._against("分成起点", "strike", strike, is_above=True)
        share = percent(upside.share_ppm)
        told = Words(f"({words.zh}) × {share}", f"({words.en}) × {share}")
        yield self._line("upside", above, self.commitment.seller, self.commitment.supporter, told)

    def _adjusted(self) -> Line:
        buyer, seller = self.commitment.buyer, self.commitment.seller
        payer, payee = (buyer, seller) if self.adjustment >= 0 else (seller, buyer)
        tested = ", ".join(f"{one.name} {percent(one.ppm)}" for one in self.movement.contents)
        words = Words(f"按质量条款调整：{tested}", f"adjusted by the quality clauses: {tested}")
        return self._line("quality", abs(self.adjustment), payer, payee, words)

    def _sale_words(self) -> Words:
        currency, price, formula = self.commitment.currency, self.priced.fen_per_tonne, self.priced.formula
        shown = price_text(price, currency)
        if self.paid == price:
            return Words(f"{formula.zh} = {shown}", f"{formula.en} = {shown}")
        limit = Words("封顶价", "ceiling") if self.paid < price else Words("保底价", "floor")
        at = price_text(self.paid, currency)
        return Words(f"{formula.zh} = {shown}，按{limit.zh} {at}", f"{formula.en} = {shown}, {limit.en} {at} holds")

    def _against(self, zh: str, en: str, level: Fraction, *, is_above: bool = False) -> Words:
        """A level less the price, or the price less the level, in words."""
        at, shown = (price_text(one, self.commitment.currency) for one in (level, self.capped))
        price = Words(f"{self.priced.formula.zh} {shown}", f"{self.priced.formula.en} {shown}")
        level_ = Words(f"{zh} {at}", f"{en} {at}")
        one, other = (price, level_) if is_above else (level_, price)
        return Words(f"{one.zh} − {other.zh}", f"{one.en} − {other.en}")

    def _line(self, item: Item, fen_per_tonne: Fraction, payer: str, payee: str, formula: Words) -> Line:
        return line_of(item, self.mass_mg, fen_per_tonne, (payer, payee), formula, movement=self.movement.id)


def default_lines(commitment: Commitment, found: Volumes) -> Iterator[Line]:
    """What is owed for what did not move: by the seller to the buyer (the guarantor where there is none), and back."""
    default, seller = commitment.default, commitment.seller
    waiting = commitment.buyer or commitment.supporter
    price = Fraction(default.not_delivered_fen_per_tonne)
    words = Words("少于最低数量、卖方未交付的部分", "short of the minimum, not delivered")
    yield line_of("not_delivered", found.seller_short_mg, price, (seller, waiting), words)
    if commitment.buyer and not default.is_take_or_pay:
        price = Fraction(default.not_taken_fen_per_tonne)
        words = Words("少于最低数量、买方未提取的部分", "short of the minimum, not taken")
        yield line_of("not_taken", found.buyer_short_mg, price, (commitment.buyer, seller), words)


def line_of(
    item: Item, mass_mg: int, fen_per_tonne: Fraction, parties: Parties, formula: Words, *, movement: str = ""
) -> Line:
    """A line: mass times price, rounded half-even once.

    Args:
        item: what it is for.
        mass_mg: to which the price applies.
        fen_per_tonne: exact, from nought up.
        parties: payer and payee.
        formula: of the price, in words.
        movement: id of the delivery; empty for the whole period.
    """
    fen = to_fen(fen_per_tonne * mass_mg / MG_PER_TONNE)
    return Line(
        item=item, movement=movement, mass_mg=mass_mg, fen_per_tonne=fen_per_tonne, fen=fen, payer=parties[0],
        payee=parties[1], formula=formula,
    )  # fmt: skip
