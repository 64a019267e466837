"""Trade between the firms of a simulated year: who buys, the price, the invoice, shipment and arrival, and cash."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from monazite.ledger.record import Entry, Leg, Posted
from monazite.trace.lots import acts
from monazite.trace.lots.record import Part
from monazite.trace.reports.acts import invoice as register
from monazite.trace.reports.record import Invoice
from monazite.trace.simulate.beginning import bare, site_of
from monazite.trace.simulate.measure import Lot
from monazite.trace.simulate.tables import products
from monazite.trace.simulate.world import Line, World, details, groups_of, part

CNY = "money:CNY"
_DEPOSIT_STEP_FEN = 100_000_000_000
"""Firms pay in whole billions of yuan more than they need, so that deposits stay few."""
_TOGETHER = 2
"""Lots sold and shipped together."""
_UNINVOICED = 0.01
_SLIP_MONTH = 4
_UNINVOICED_MONTH = 3
"""By this month one sale at least goes without an invoice."""
ORE_PRICE_FEN_PER_KG = 3500
"""Estimate for ore products, tax included."""


def deliver(world: World, seller: str, lots: Sequence[Lot], buyers: Sequence[Line]) -> None:
    """Sell lots to the lines that have had least for their weight; they are shipped there and wait to be fed."""
    for together in groups_of(lots, _TOGETHER):
        key = together[0].weighed.product
        buyer = min(buyers, key=lambda line: world.given[key, line.id] / line.plan.weight)
        world.given[key, buyer.id] += sum(lot.kilograms for lot in together)
        if buyer.firm != seller:
            _sold(world, seller, buyer.firm, together)
            _moved(world, buyer.firm, together, seller)
        world.stock[buyer.id, "in"].extend(together)


def price_fen(lots: Sequence[Lot]) -> int:
    """Price of lots by the kilogram of their products."""
    known = _prices()
    return sum(lot.kilograms * known.get(lot.weighed.product, ORE_PRICE_FEN_PER_KG) for lot in lots)


def _sold(world: World, seller: str, buyer: str, lots: Sequence[Lot]) -> None:
    price = price_fen(lots)
    if world.cash[buyer] < price:
        _pay_in(world, buyer, price)
    parts = [part(lot) for lot in lots]
    is_uninvoiced = world.normals.chance(_UNINVOICED) or (world.month >= _UNINVOICED_MONTH and not world.has_uninvoiced)
    world.has_uninvoiced = world.has_uninvoiced or is_uninvoiced
    invoice = None if is_uninvoiced else _invoice(world, seller)
    if world.month >= _SLIP_MONTH and not world.has_slipped:
        _slip(world, seller, buyer, parts, price // 10)
    sold = world.emit(
        acts.sell(**world.said(seller), seller=seller, buyer=buyer, parts=parts, price_fen=price, invoice=invoice)
    )
    if invoice is not None and invoice not in world.invoices:
        world.invoices.add(invoice)
        paper = Invoice(number=invoice, seller=seller, buyer=buyer, day=sold.time[:10], amount_fen=price,
                        product=lots[0].weighed.product, simulated=True)  # fmt: skip
        world.emit(register(**bare(world, seller), invoice=paper))


def _slip(world: World, seller: str, buyer: str, parts: Sequence[Part], price: int) -> None:
    """Once a sale is entered at a wrong price and taken back; then it is entered as it was."""
    world.has_slipped = True
    wrong = world.emit(acts.sell(**world.said(seller), seller=seller, buyer=buyer, parts=parts, price_fen=price))
    world.emit(acts.reverse(**world.said(seller), posted=Posted(0, 0, wrong), reason="价格小数点错位（模拟）"))


def _invoice(world: World, seller: str) -> str:
    """A new number of an invoice; a firm that sells twice on one paper repeats the last."""
    is_repeated = seller == world.culprit and world.spends("double_use") and world.fraud
    if is_repeated and world.last_invoice and world.normals.chance(world.fraud.size / 100):  # type: ignore[union-attr]
        return world.last_invoice
    number = f"{world.year % 100}{world.submitted:010d}"
    if seller == world.culprit:
        world.last_invoice = number
    return number


def _pay_in(world: World, firm: str, price: int) -> None:
    amount = (price // _DEPOSIT_STEP_FEN + 1) * _DEPOSIT_STEP_FEN
    said = world.said(firm)
    legs = (Leg(f"bank/{firm}", CNY, -amount), Leg(f"cash/{firm}", CNY, amount))
    world.emit(Entry(said["id"], "deposit", said["time"], firm, legs, details({"purpose": "货款"})))


def _moved(world: World, firm: str, lots: Sequence[Lot], seller: str) -> None:
    parts = [part(lot) for lot in lots]
    origin, target = site_of(seller), site_of(firm)
    world.emit(acts.ship(**world.said(firm), firm=firm, parts=parts, from_site=origin, to_site=target))
    world.emit(acts.arrive(**world.said(firm), firm=firm, parts=parts, to_site=target))


@cache
def _prices() -> dict[str, int]:
    return {row.product: row.price_fen_per_kg for row in products()}
