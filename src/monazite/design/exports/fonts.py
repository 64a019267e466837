"""Which font a text of a data sheet is set in; none is embedded, every viewer has both or stands in for them."""

from __future__ import annotations

CHINESE = "STSong-Light"
"""A font of Adobe's GB1 collection."""
LATIN = "Helvetica"
"""One of the standard fourteen; it has the characters of Windows-1252."""


def set_in(text: str) -> tuple[str, str]:
    """The font of a text, and the text with the characters that this font has.

    >>> set_in("20 °C"), set_in("150 °C，磁导系数 1")
    (('Helvetica', '20 °C'), ('STSong-Light', '150 ℃，磁导系数 1'))
    """
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return CHINESE, text.replace("°C", "℃").replace("µ", "μ")
    return LATIN, text
