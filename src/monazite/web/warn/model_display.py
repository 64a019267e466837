"""How the pages of models write numbers: so many digits as a model deserves, and the interval beside them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from monazite.core import Words, scaled_figure
from monazite.reference import element, product_named
from monazite.web.display import DASH, MINUS, Display

if TYPE_CHECKING:
    from monazite.warn.outlook import Amount
    from monazite.web.page import Page

WHOLE, TENTHS = 100, 10
"""Numbers from which no digit, and one digit, stands behind the point."""
FEN, YUAN_DIGITS, MILLION, BILLION = 100, 3, 10**6, 10**9
LEAST_SHARE = 0.0005


@dataclass(frozen=True, slots=True)
class ModelDisplay(Display):
    """Writes what a page of a model shows."""

    def words(self, words: Words) -> str:
        """Words of the reader's language."""
        return words.in_language(self.language)

    def figure(self, value: float | None) -> str:
        """A number that a model gave: three digits or its whole part, none for nought.

        >>> from monazite.web.preferences import Preferences
        >>> show = ModelDisplay("en", Preferences())
        >>> [show.figure(one) for one in (2588.4, -25.87, 0.714, 0.0, 1e-9, None)]
        ['2,588', '−25.9', '0.71', '0', '0', '']
        """
        if value is None:
            return ""
        digits = 0 if abs(value) >= WHOLE else 1 if abs(value) >= TENTHS else 2
        text = f"{value:,.{digits}f}".replace("-", MINUS)
        return "0" if not float(f"{value:.{digits}f}") else text

    def ends(self, one: Amount) -> str:
        """The interval of an amount, empty where none was drawn, or where it is a point."""
        if one.low is None or one.high is None or self.figure(one.low) == self.figure(one.high):
            return ""
        return f"{self.figure(one.low)}{DASH}{self.figure(one.high)}"

    def amount(self, one: Amount) -> str:
        """An amount with its interval.

        >>> from monazite.web.preferences import Preferences
        >>> from monazite.warn.outlook import Amount
        >>> ModelDisplay("en", Preferences()).amount(Amount(686.2, 213.0, 1653.4))
        '686 (213–1,653)'
        """
        return f"{self.figure(one.tonnes)} ({ends})" if (ends := self.ends(one)) else self.figure(one.tonnes)

    def percent_of(self, share: float | None, *, is_signed: bool = False) -> str:
        """A share as a percentage.

        >>> from monazite.web.preferences import Preferences
        >>> show = ModelDisplay("en", Preferences())
        >>> show.percent_of(0.2651), show.percent_of(0.034), show.percent_of(0.0001)
        ('27%', '3.4%', '<0.1%')
        >>> show.percent_of(-0.088, is_signed=True)
        '−9%'
        """
        if share is None:
            return ""
        if 0 < share < LEAST_SHARE and not is_signed:
            return "<0.1%"
        digits = 0 if abs(share) * 100 >= TENTHS or is_signed or not share else 1
        return f"{share * 100:{'+' if is_signed else ''}.{digits}f}%".replace("-", MINUS)

    def score(self, value: float | None) -> str:
        """An accuracy or a chance with three digits; a dash where it cannot be told."""
        return "—" if value is None else f"{value:.3f}"

    def yuan_of(self, fen: float) -> str:
        """Fen as yuan in three digits: in 万 and 亿 in Chinese, in millions and billions in English.

        >>> from monazite.web.preferences import Preferences
        >>> [ModelDisplay(language, Preferences()).yuan_of(2219070611492) for language in ("zh", "en")]
        ['222亿', '22.2 billion']
        """
        yuan = Decimal(f"{fen / FEN:.{YUAN_DIGITS}g}")
        if self.language == "zh":
            return scaled_figure(Decimal(round(yuan)), "zh").replace("-", MINUS)
        for size, word in ((BILLION, "billion"), (MILLION, "million")):
            if abs(yuan) >= size:
                return f"{(yuan / size).normalize():f} {word}".replace("-", MINUS)
        return f"{round(yuan):,}".replace("-", MINUS)

    def element(self, symbol: str) -> str:
        """An element by name and symbol."""
        found = element(symbol)
        return f"{found.zh} {symbol}" if self.language == "zh" else f"{found.en} {symbol}"

    def elements(self, symbols: Iterable[str]) -> str:
        """Elements by name and symbol, one after another."""
        return self.listed([self.element(one) for one in symbols])

    def product(self, name: str) -> str:
        """A product in the reader's language alone, where it has a name in it."""
        named = product_named(name) if self.language == "en" else None
        return named.en if named else name

    def listed(self, parts: list[str]) -> str:
        """Parts of a sentence, one after another."""
        return self.t("list.comma").join(parts)


def model_display(page: Page) -> ModelDisplay:
    """The display of a page of a model."""
    shared: dict[str, Any] = {one.name: getattr(page.display, one.name) for one in fields(Display)}
    return ModelDisplay(**shared)
