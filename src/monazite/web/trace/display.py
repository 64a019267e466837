"""How the pages of trace write masses, shares, parties and codes: whole milligrams as tonnes, kilograms or grams."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from monazite.core import Words
from monazite.core.mass import MG_PER_GRAM, MG_PER_KILOGRAM, MG_PER_TONNE
from monazite.plan.book import BOOK
from monazite.reference import regions
from monazite.trace.permits import StoredParty, parties
from monazite.web.display import MINUS, Display
from monazite.web.words import known

if TYPE_CHECKING:
    from monazite.app import Workspace
    from monazite.web.page import Page

UNITS = ((MG_PER_TONNE, "t"), (MG_PER_KILOGRAM, "kg"), (MG_PER_GRAM, "g"))
TONNE_DIGITS = 3
"""Digits behind the point of tonnes, as the monthly report has them: to the kilogram."""
FEW, MANY = 10, 100
PPM = 1_000_000
SHORT_MONTH = len("2022-08")
LEAST_PPM, ALMOST_PPM = 100, 999_499
"""Shares below and above which a percentage with few digits would read as nothing or as all."""


@dataclass(frozen=True, slots=True)
class TraceDisplay(Display):
    """Writes what a page of trace shows.

    Args:
        parties: every party by its id.
    """

    parties: Mapping[str, StoredParty] = field(default_factory=dict)

    def tonnes_of(self, mg: int | None) -> str:
        """Milligrams as tonnes to the kilogram, without the unit, for columns that name it.

        >>> from monazite.web.preferences import Preferences
        >>> TraceDisplay("en", Preferences()).tonnes_of(-37332493493679)
        '−37,332.493'
        """
        if mg is None:
            return ""
        return _written(Decimal(mg) / MG_PER_TONNE, TONNE_DIGITS)

    def kilograms_of(self, mg: int | None) -> str:
        """Milligrams as kilograms to the gram, without the unit, for columns that name it.

        >>> from monazite.web.preferences import Preferences
        >>> show = TraceDisplay("en", Preferences())
        >>> show.kilograms_of(1_234_567_890), show.kilograms_of(12)
        ('1,234.568', '<0.001')
        """
        if mg is None:
            return ""
        if 0 < mg < MG_PER_GRAM // 2:
            return "<0.001"
        return _written(Decimal(mg) / MG_PER_KILOGRAM, TONNE_DIGITS)

    def mass_exact(self, mg: int) -> str:
        """Milligrams as kilograms with all digits and the unit.

        >>> from monazite.web.preferences import Preferences
        >>> TraceDisplay("en", Preferences()).mass_exact(79_651_811)
        '79.651811 kg'
        """
        return f"{self.number(Decimal(mg) / MG_PER_KILOGRAM)} kg"

    def share_of(self, ppm: int) -> str:
        """A share in millionths as a percentage; never rounded to all or nothing where it is neither.

        >>> from monazite.web.preferences import Preferences
        >>> show = TraceDisplay("en", Preferences())
        >>> [show.share_of(ppm) for ppm in (0, 3, 1_234, 152_869, 999_999, 1_000_000)]
        ['0%', '<0.01%', '0.12%', '15.3%', '>99.9%', '100%']
        """
        if ppm in {0, PPM}:
            return f"{100 * ppm // PPM}%"
        if 0 < ppm < LEAST_PPM:
            return "<0.01%"
        if ALMOST_PPM < ppm < PPM:
            return ">99.9%"
        share = Decimal(ppm * 100) / PPM
        return f"{_written(share, 1 if abs(share) >= 1 else 2)}%"

    def decimal(self, value: float, digits: int = 2) -> str:
        """A number that was worked out, with so many digits behind the point."""
        return _written(Decimal(value), digits)

    def mass(self, mg: int) -> str:
        """Milligrams in the unit that suits them, in three or four digits, with the unit.

        >>> from monazite.web.preferences import Preferences
        >>> show = TraceDisplay("en", Preferences())
        >>> show.mass(37332493493679), show.mass(2_450_000), show.mass(0)
        ('37,332 t', '2.45 kg', '0')
        """
        if mg == 0:
            return "0"
        size, unit = next((one for one in UNITS if abs(mg) >= one[0]), (1, "mg"))
        amount = Decimal(mg) / size
        digits = 0 if size == 1 or abs(amount) >= MANY else 1 if abs(amount) >= FEW else 2
        return f"{_written(amount, digits)} {unit}"

    def percent(self, part: int, whole: int) -> str:
        """A share as a percentage with one digit; empty where there is no whole."""
        return f"{_written(Decimal(100 * part) / whole, 1)}%" if whole else ""

    def ppm(self, ppm: int) -> str:
        """Millionths as a percentage, all digits."""
        return f"{self.number(Decimal(ppm * 100) / PPM)}%"

    def ppm_short(self, ppm: int) -> str:
        """Millionths as a percentage with one digit, also beyond the whole."""
        return f"{_written(Decimal(ppm * 100) / PPM, 1)}%"

    def short_month(self, period: str) -> str:
        """A period for the axis of a chart: month and year without words, or as it is named.

        >>> from monazite.web.preferences import Preferences
        >>> TraceDisplay("en", Preferences()).short_month("2022-08")
        '22-08'
        """
        return period[2:] if len(period) == SHORT_MONTH else period

    def words(self, words: Words) -> str:
        """Words of a room in the language of the page."""
        return words.in_language(self.language)

    def party(self, key: str | None) -> str:
        """The name of a party in the page's language; its id where it is not registered."""
        found = self.parties.get(key or "")
        if found is None:
            return key or ""
        return (found.name_en if self.language == "en" else None) or found.name_zh

    def is_simulated(self, key: str | None) -> bool:
        """Whether a party is invented."""
        found = self.parties.get(key or "")
        return found is not None and found.is_simulated

    def coded(self, group: str, code: str | None) -> str:
        """The words of a code of the trade, such as a stage or a class; the code itself where there are none."""
        return known(self.language, f"{group}.{code}", code) if code else ""

    def act(self, kind: str) -> str:
        """The name of a kind of entry."""
        found = BOOK.kinds.get(kind)
        return self.words(found.label) if found else kind

    def country(self, code: str) -> str:
        """A country by its code of two letters, or the code where it is not known."""
        found = next((one for one in regions() if one.kind == "country" and one.code == code), None)
        return self.region(found.key) if found else code

    def entry_page(self, number: int) -> str:
        """The page of an entry of the journal."""
        return f"/trace/log/entries/{number}"

    def day_or_dash(self, day: date | None) -> str:
        """A day, or a dash."""
        return self.day(day) or "—"


def _written(amount: Decimal, digits: int) -> str:
    return f"{amount:,.{digits}f}".replace("-", MINUS)


def trace_display(page: Page, known_parties: Iterable[StoredParty] = ()) -> TraceDisplay:
    """The display of a page of trace, with the names of parties."""
    shared: dict[str, Any] = {one.name: getattr(page.display, one.name) for one in fields(Display)}
    return TraceDisplay(**shared, parties={party.id: party for party in known_parties})


def named_display(page: Page) -> TraceDisplay:
    """The display of a page of trace that knows every party of the workspace."""
    return trace_display(page, all_parties(page.workspace))


def all_parties(workspace: Workspace) -> tuple[StoredParty, ...]:
    """Every party that is registered."""
    with workspace.reading() as connection:
        return parties(connection)
