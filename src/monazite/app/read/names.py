"""What the search knows of words: every name of a subject or an organisation, and traditional script as simplified."""

from __future__ import annotations

from monazite.reference import organisation_named, product_named


def names_of(name: str) -> tuple[str, ...]:
    """The standard name, the English one, the aliases and the formula behind any name; empty when it is not known.

    >>> "dysprosium oxide" in names_of("氧化镝")
    True
    """
    if product := product_named(name):
        return (product.key, product.en, *product.aliases, *([product.formula] if product.formula else []))
    if organisation := organisation_named(name):
        return (organisation.key, organisation.en, *organisation.aliases)
    return ()


def as_compared(text: str) -> str:
    """A text with its traditional characters as simplified ones, as long as before, so that a search finds either."""
    from monazite.read.prose.vocabulary import simplified  # noqa: PLC0415  the reading rooms are large

    return simplified(text)
