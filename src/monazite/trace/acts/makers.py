"""From a draft to the builder of its act: which function of ``permits`` or ``lots`` says it, with which arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from typing import Any

from monazite.core import ElementMass, ProblemError
from monazite.ledger import MATTER, Entry, Leg, Posted, Spread
from monazite.store import said
from monazite.trace import claims, reports
from monazite.trace.acts.draft import PPM, Draft
from monazite.trace.acts.values import ROOM
from monazite.trace.corrections import stage_of, with_quota
from monazite.trace.lots import Part
from monazite.trace.lots import acts as lots
from monazite.trace.permits import acts as permits
from monazite.trace.permits.record import Application, Finding, Licence, Party, Permit, QuotaLine
from monazite.trace.reports import Invoice

Build = Callable[..., Entry]
"""Takes ``id``, ``time`` and ``actor`` by name."""


def _marked(draft: Draft) -> dict[str, Any]:
    return {"simulated": True} if draft.get("simulated") == "true" else {}


def _register(draft: Draft) -> Build:
    given = draft.given("name_zh", "name_en", "parent", "region", "stage")
    if draft.get("party_kind") == "line" and "stage" not in given:
        label = draft.act.field("stage").label
        draft.wrong("field-missing", "stage", zh=label.zh, en=label.en)
    party = Party(
        id=draft.get("party_id"), kind=draft.get("party_kind"), since=draft.get("day"), **given, **_marked(draft)
    )
    return partial(permits.register, party=party)


def _permit(draft: Draft) -> Build:
    given = draft.given("party", "number", "valid_from", "valid_until")
    said = {"id": draft.get("permit_id"), "type": draft.get("permit_type"), "capacity_reo_mg": draft.get("capacity")}
    return partial(permits.permit, permit=Permit(**given, **said, **_marked(draft)))


def _finding(draft: Draft) -> Build:
    given = draft.given("party", "ground", "since", "until")
    said = {"id": draft.get("finding_id"), "reason": draft.get("finding_reason")}
    return partial(permits.finding, finding=Finding(**given, **said, **_marked(draft)))


def _quota_lines(draft: Draft) -> list[QuotaLine]:
    return [
        QuotaLine(
            party=line["party"], stage=line["stage"], klass=line["klass"],
            reo_mg=line["change"] if "change" in line else line["reo"], of_which=line.get("of_which"),
        )
        for line in draft.members["lines"]
    ]  # fmt: skip


def _issue(draft: Draft) -> Build:
    given = draft.given("authority", "year", "batch", "notice", "fact")
    return partial(permits.issue, lines=_quota_lines(draft), **given, **_marked(draft))


def _split(draft: Draft) -> Build:
    given = draft.given("group", "year", "batch")
    return partial(permits.split, lines=_quota_lines(draft), **given, **_marked(draft))


def _amend(draft: Draft) -> Build:
    given = draft.given("year", "batch", "authority", "reason")
    return partial(permits.amend, lines=_quota_lines(draft), **given, **_marked(draft))


def _lapse(draft: Draft) -> Build:
    party, year = draft.get("party"), draft.get("year")
    held = draft.view.balances(f"held/{party}")
    amounts = {
        unit: mg for unit, mg in held.items() if unit.startswith(f"quota:{year}:") and isinstance(mg, int) and mg
    }
    if not amounts:
        draft.wrong("act-quota-none", "party", found=party, year=year)
    return partial(permits.lapse, party=party, year=year, amounts=amounts, **_marked(draft))


def _penalty(draft: Draft) -> Build:
    return partial(
        permits.penalty, cut_ppm=draft.get("cut"), **draft.given("party", "year", "reason"), **_marked(draft)
    )


def _apply(draft: Draft) -> Build:
    given = draft.given("exporter", "end_user", "country", "product")
    masses = _sorted(draft.get("masses"))
    said = Application(id=draft.get("application"), masses_mg=masses, **given, **_marked(draft))
    return partial(permits.apply_licence, application=said)


def _grant(draft: Draft) -> Build:
    given = draft.given("exporter", "end_user", "country", "valid_until", "application", "number")
    masses = _sorted(draft.get("masses"))
    licence = Licence(id=draft.get("licence"), masses_mg=masses, **given, **_marked(draft))
    return partial(permits.grant_licence, authority=draft.get("authority"), licence=licence)


def _sorted(masses: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(masses.items()))


def _making(make: Build, *names: str) -> Callable[[Draft], Build]:
    """An act that says new lots."""
    return lambda draft: partial(make, lots=draft.lots(), **draft.given(*names), **_marked(draft))


def _moving(make: Build, role: str, *names: str) -> Callable[[Draft], Build]:
    """An act on parts of lots that the firm holds on accounts of a role."""
    return lambda draft: partial(
        make, parts=draft.parts(f"{role}/{draft.get('firm')}"), **draft.given("firm", *names), **_marked(draft)
    )


def _feed(draft: Draft) -> Build:
    parts = draft.parts(f"lot/{draft.get('firm')}", with_spread=True)
    return partial(lots.feed, parts=parts, **draft.given("firm", "line", "run", "stage"), **_marked(draft))


def _output(draft: Draft) -> Build:
    given = draft.given("firm", "line", "run", "stage", "klass", "quota_year", "exempt_reason")
    if "exempt_reo" in draft.single:
        given["exempt_reo_mg"] = draft.get("exempt_reo")
    return partial(
        lots.output, lots=draft.lots(), tailings=_aside(draft, "tailings", "tailings_site"),
        loss=_aside(draft, "loss", "loss_cause"), **given, **_marked(draft),
    )  # fmt: skip


def _aside(draft: Draft, name: str, where: str) -> tuple[str, ElementMass] | None:
    """Matter that goes aside, and where; one without the other is a Problem."""
    if name not in draft.single and where not in draft.single:
        return None
    for needed in (name, where):
        if needed not in draft.single:
            label = draft.act.field(needed).label
            draft.wrong("field-missing", needed, zh=label.zh, en=label.en)
            return None
    return draft.get(where), ElementMass.of(draft.get(name))


def _divide(draft: Draft) -> Build:
    firm, lot = draft.get("firm"), draft.get("lot")
    whole = draft.left(lot, f"lot/{firm}")
    rest, children = whole, []
    for index, child in enumerate(draft.members["children"]):
        matter = draft.share(lot, whole, child.get("amount"), index) if child.get("amount") else rest
        rest = rest - matter
        draft.new("child", child["child"], index)
        children.append(Part(child["child"], matter))
    if whole and any(amount < 0 for _, amount in rest.parts):
        draft.wrong("act-lot-over", "amount", found=lot)
    return partial(lots.divide, firm=firm, lot=lot, children=children, **_marked(draft))


def _blend(draft: Draft) -> Build:
    made = draft.lots()
    if len(made) > 1:
        draft.wrong("field-repeated", "new_lot", 1, found=made[1].id)
    parts = draft.parts(f"lot/{draft.get('firm')}")
    return partial(lots.blend, firm=draft.get("firm"), parts=parts, lot=made[0] if made else "", **_marked(draft))


def _sell(draft: Draft) -> Build:
    parts = draft.parts(f"lot/{draft.get('seller')}")
    is_paid = draft.get("paid") != "false"
    given = draft.given("seller", "buyer", "invoice") | {"price_fen": draft.get("price"), "is_paid": is_paid}
    return partial(lots.sell, parts=parts, **given, **_marked(draft))


def _arrive(draft: Draft) -> Build:
    firm = draft.get("firm")
    parts = draft.parts(f"transit/{firm}")
    received = None
    if "received" in draft.single:
        received = _received(draft, parts)
    given = draft.given("firm", "to_site")
    return partial(lots.arrive, parts=parts, received=received, **given, **_marked(draft))


def _received(draft: Draft, parts: list[Part]) -> ElementMass:
    """What arrived: the same share of every element as the net mass received is of the net mass sent."""
    sent = sum((part.matter for part in parts), ElementMass())
    nets = [draft.view.net_left_mg(part.lot, part.matter) for part in parts]
    net = sum((one for one in nets if one is not None), Fraction(0))
    if not net or None in nets:
        draft.wrong("act-lot-unweighed", "received", found=parts[0].lot if parts else "")
        return sent
    return sent.scaled(Fraction(draft.get("received")) / net)


def _export(draft: Draft) -> Build:
    given = draft.given("firm", "country", "buyer", "customs", "end_user")
    parts = draft.parts(f"lot/{draft.get('firm')}")
    return partial(lots.export, parts=parts, licence_ids=_licences(draft), **given, **_marked(draft))


def _licences(draft: Draft) -> dict[str, str] | str | None:
    """One licence, or one for each element: ``Dy=LIC-1 Tb=LIC-2``."""
    text: str = draft.get("licences") or ""
    if "=" not in text:
        return text or None
    return dict(part.split("=", 1) for part in text.replace(",", " ").replace(";", " ").split() if "=" in part)


def _inventory(draft: Draft) -> Build:
    firm, line = draft.get("firm"), draft.get("line")
    measured = ElementMass.of(draft.get("measured"))
    random_ppm = draft.get("random")
    shared_ppm, instrument = draft.get("shared"), draft.get("instrument")
    if shared_ppm and not instrument:
        label = draft.act.field("instrument").label
        draft.wrong("field-missing", "instrument", zh=label.zh, en=label.en)
    spread = Spread(
        _of_each(measured, random_ppm),
        ((_instrument(instrument), _of_each(measured, shared_ppm)),) if shared_ppm and instrument else (),
        is_reset=True,
    )
    book = draft.view.matter(f"line/{firm}/{line}")
    given = draft.given("firm", "line", "period")
    return partial(lots.inventory, measured=measured, spread=spread, book=book, **given, **_marked(draft))


def _instrument(name: str) -> str:
    """As the lots name it: ``lab.LAB-1`` or ``scale.SC-1``; a laboratory when it is not said."""
    return name if name.startswith(("lab.", "scale.")) else f"lab.{name}"


def _of_each(matter: ElementMass, ppm: int) -> ElementMass:
    return ElementMass.of({symbol: round(amount * ppm / PPM) for symbol, amount in matter.parts})


def _release(draft: Draft) -> Build:
    given = draft.given("firm", "reason", "klass", "quota_year") | {"stage": draft.get("quota_stage")}
    return partial(lots.release, parts=draft.parts(f"blocked/{draft.get('firm')}"), **given, **_marked(draft))


def _money(kind: str, source: str, target: str) -> Callable[[Draft], Build]:
    """Money between a bank and the cash of a party."""

    def make(draft: Draft) -> Build:
        party, fen = draft.get("party"), draft.get("sum")
        legs = (Leg(f"{source}/{party}", "money:CNY", -fen), Leg(f"{target}/{party}", "money:CNY", fen))
        return partial(Entry, kind=kind, legs=legs, details={"purpose": draft.get("purpose"), **_marked(draft)})

    return make


def _invoice(draft: Draft) -> Build:
    given = draft.given("number", "seller", "buyer", "day", "product")
    said = Invoice(amount_fen=draft.get("sum"), reo_mg=draft.get("reo"), **given, **_marked(draft))
    return partial(reports.invoice, invoice=said)


def _inspection(draft: Draft) -> Build:
    names = [part["lot"] for part in draft.members["parts"]]
    for index, lot in enumerate(names):
        if draft.view.lot(lot) is None:
            draft.wrong("act-lot-unknown", "lot", index, found=lot)
    drawn_by = _posted(draft).entry.id if "entry" in draft.single else None
    return partial(reports.inspection, lots=names, drawn_by=drawn_by, **draft.given("result", "note"), **_marked(draft))


def _claiming(make: Build) -> Callable[[Draft], Build]:
    """Credits and claims: of each lot and source, how much of each element."""

    def build(draft: Draft) -> Build:
        of: dict[str, dict[str, ElementMass]] = {}
        for member in draft.members["credits"]:
            sources = of.setdefault(member["lot"], {})
            sources[member["source"]] = sources.get(member["source"], ElementMass()) + ElementMass.of(member["masses"])
        given = draft.given("party", "model", "boundary")
        if "factor" in draft.single:
            given["factor_ppm"] = draft.get("factor")
        return partial(make, lots=of, **given, **_marked(draft))

    return build


def _transfer(draft: Draft) -> Build:
    of: dict[str, ElementMass] = {}
    for member in draft.members["credits"]:
        of[member["source"]] = of.get(member["source"], ElementMass()) + ElementMass.of(member["masses"])
    given = draft.given("giver", "taker", "model")
    return partial(claims.transfer_credit, credits=of, **given, **_marked(draft))


def _posted(draft: Draft) -> Posted:
    """The entry that is named.

    Raises:
        ProblemError: when there is none.
    """
    posted = draft.view.posted(draft.get("entry"))
    if posted is None:
        raise ProblemError(said(ROOM, "act-entry-unknown", draft.place("entry"), found=draft.get("entry")))
    return posted


def _reverse(draft: Draft) -> Build:
    return partial(lots.reverse, posted=_posted(draft), reason=draft.get("reason"), **_marked(draft))


def _adjust(draft: Draft) -> Build:
    posted = _posted(draft)
    stage = draft.get("quota_stage") or stage_of(posted.entry)
    legs = with_quota(posted.entry, stage, [_leg(draft, one, index) for index, one in enumerate(draft.members["legs"])])
    return partial(lots.adjust, posted=posted, reason=draft.get("reason"), legs=legs, stage=stage, **_marked(draft))


def _leg(draft: Draft, member: dict[str, Any], index: int) -> Leg:
    amount, unit = member["leg_amount"], member["leg_unit"]
    if isinstance(amount, dict) is not (unit == MATTER):
        draft.wrong("field-leg", "leg_amount", index, found=amount, unit="kg")
        return Leg(member["account"], unit, 0)
    return Leg(member["account"], unit, ElementMass.of(amount) if isinstance(amount, dict) else amount)


MAKERS: Mapping[str, Callable[[Draft], Build]] = {
    "register": _register, "permit": _permit, "finding": _finding, "issue": _issue, "split": _split,
    "filing": lambda draft: partial(permits.filing, **draft.given("group", "year", "batch"), **_marked(draft)),
    "amend": _amend, "lapse": _lapse, "penalty": _penalty, "apply_licence": _apply, "grant_licence": _grant,
    "mine": _making(lots.mine, "firm", "permit", "site", "klass", "quota_year"),
    "import": _making(lots.import_lots, "firm", "country", "consignment", "klass"),
    "receive": _making(lots.receive, "firm", "supplier", "material"),
    "collect": _making(lots.collect, "firm", "origin", "collection", "stated_origin"),
    "feed": _feed, "output": _output, "divide": _divide, "blend": _blend, "sell": _sell,
    "ship": _moving(lots.ship, "lot", "from_site", "to_site", "carrier"), "arrive": _arrive, "export": _export,
    "consume": _moving(lots.consume, "lot", "end_use", "units"),
    "write_off": _moving(lots.write_off, "lot", "cause", "reason"), "inventory": _inventory,
    "found": _making(lots.found, "firm", "place", "reason", "klass"), "release": _release,
    "confiscate": _moving(lots.confiscate, "blocked", "authority", "case", "reason"),
    "offer": _moving(lots.offer, "lot"), "withdraw": _moving(lots.withdraw, "offered"),
    "pledge": _moving(lots.pledge, "lot", "lien"), "free": _moving(lots.free, "pledged", "lien"),
    "deposit": _money("deposit", "bank", "cash"), "pay_out": _money("withdraw", "cash", "bank"),
    "credit": _claiming(claims.credit), "transfer_credit": _transfer, "claim": _claiming(claims.claim),
    "invoice": _invoice, "inspection": _inspection, "reverse": _reverse, "adjust": _adjust,
}  # fmt: skip
