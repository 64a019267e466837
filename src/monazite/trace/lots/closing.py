"""Acts that end or correct: export, consume, write off, confiscate, inventory, reverse, adjust."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Unpack

from monazite.core import ElementMass
from monazite.ledger.record import MATTER, Entry, Leg, Posted, Spread
from monazite.ledger.reversal import reversal_legs
from monazite.trace.book import BOOK
from monazite.trace.lots.record import Part
from monazite.trace.lots.said import Said, entry, names, taken
from monazite.trace.lots.weighing import total_of


def export(
    *,
    firm: str,
    parts: Sequence[Part],
    country: str,
    buyer: str,
    customs: str,
    licence_ids: Mapping[str, str] | str | None = None,
    end_user: str | None = None,
    **said: Unpack[Said],
) -> Entry:
    """Export (出口): matter goes abroad and, in the same entry, its controlled elements use their licences.

    Args:
        firm: the exporter.
        parts: what leaves.
        country: it goes to.
        buyer: abroad.
        customs: number of the declaration.
        licence_ids: by element, the licence that it uses; one id for all. Needed for elements under control on the day.
        end_user: who uses it.
        **said: who says what happened when (`Said`).
    """
    matter = total_of(part.matter for part in parts)
    controlled = controlled_elements(date.fromisoformat(said["time"][:10])) if licence_ids else ()
    legs = [*taken(parts, f"lot/{firm}"), Leg(f"abroad/{country}/{buyer}", MATTER, matter)]
    used: list[str] = []
    for element in controlled:
        licence = licence_ids if isinstance(licence_ids, str) else (licence_ids or {}).get(element)
        if licence and matter[element]:
            used.append(licence)
            unit = f"licence:{licence}:{element}"
            legs.append(Leg(f"licence/{firm}/{licence}", unit, -matter[element]))
            legs.append(Leg(f"exported/{firm}/{licence}", unit, matter[element]))
    details = {
        "lots": names(parts),
        "customs": customs,
        "country": country,
        "licences": list(dict.fromkeys(used)) or None,
        "end_user": end_user,
    }
    return entry("export", said, legs, details)


def consume(*, firm: str, parts: Sequence[Part], end_use: str, units: int = 0, **said: Unpack[Said]) -> Entry:
    """Consume by an end use (终端消费): lots leave the chain inside a product.

    Args:
        firm: that makes the product.
        parts: what goes into it.
        end_use: such as traction motors.
        units: pieces made.
        **said: who says what happened when (`Said`).
    """
    matter = total_of(part.matter for part in parts)
    legs = (*taken(parts, f"lot/{firm}"), Leg(f"sold/{end_use}/{firm}", MATTER, matter))
    return entry("consume", said, legs, {"lots": names(parts), "end_use": end_use, "units": units or None})


def write_off(*, firm: str, parts: Sequence[Part], cause: str, reason: str, **said: Unpack[Said]) -> Entry:
    """Write off (核销) what is lost.

    Args:
        firm: that held it.
        parts: what is lost.
        cause: in a word, part of the account's name.
        reason: what happened.
        **said: who says what happened when (`Said`).
    """
    matter = total_of(part.matter for part in parts)
    legs = (*taken(parts, f"lot/{firm}"), Leg(f"loss/{firm}/{cause}", MATTER, matter))
    return entry("write_off", said, legs, {"reason": reason, "lots": names(parts)})


def confiscate(
    *, firm: str, parts: Sequence[Part], authority: str, case: str, reason: str, **said: Unpack[Said]
) -> Entry:
    """Confiscate (没收) blocked matter."""
    matter = total_of(part.matter for part in parts)
    legs = (*taken(parts, f"blocked/{firm}"), Leg(f"confiscated/{authority}/{case}", MATTER, matter))
    return entry("confiscate", said, legs, {"lots": names(parts), "reason": reason})


def inventory(
    *,
    firm: str,
    line: str,
    period: str,
    measured: ElementMass,
    spread: Spread,
    book: ElementMass,
    **said: Unpack[Said],
) -> Entry:
    """Physical inventory (盘点) of a line: closes the period; book less measured is material unaccounted for (MUF).

    Args:
        firm: that runs the line.
        line: of the firm.
        period: month ``2022-08`` that it closes.
        measured: what is in the line.
        spread: its standard uncertainty, which replaces all before it.
        book: what the journal says is in the line.
        **said: who says what happened when (`Said`).
    """
    muf = book - measured
    legs = (
        Leg(f"line/{firm}/{line}", MATTER, -muf, replace(spread, is_reset=True)),
        Leg(f"unaccounted/{firm}/{line}", MATTER, muf),
    )
    return entry("inventory", said, legs, {"line": line, "period": period})


def reverse(*, posted: Posted, reason: str, **said: Unpack[Said]) -> Entry:
    """Take back an entry whose lots are still whole; a new entry then says it right.

    Args:
        posted: the entry as booked.
        reason: why.
        **said: who says what happened when (`Said`).
    """
    return entry("reverse", said, reversal_legs(posted.entry), {"reason": reason}, relates=posted.entry.id)


def adjust(
    *, posted: Posted, reason: str, legs: Sequence[Leg], stage: str | None = None, **said: Unpack[Said]
) -> Entry:
    """Adjust an entry whose lots have moved on: books the difference, names the entry and the reason.

    Args:
        posted: the entry as booked.
        reason: why.
        legs: the difference; of every unit they sum to zero.
        stage: mining or separation when the difference uses quota; None for none.
        **said: who says what happened when (`Said`).
    """
    return entry("adjust", said, legs, {"reason": reason, "stage": stage}, relates=posted.entry.id)


def controlled_elements(day: date) -> tuple[str, ...]:
    """The elements whose export needs a licence on a day, as the coupling rules say."""
    return tuple(
        element
        for rule in BOOK.couplings
        if rule.kind == "export" and (rule.since is None or rule.since <= day)
        if rule.until is None or day <= rule.until
        for element in rule.elements
    )
