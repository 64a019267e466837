"""From what a thing may be called to its one key: the alias maps that products, organisations and regions share."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from monazite.core.errors import InternalError


def alias_map(entries: Iterable[tuple[str, Iterable[str]]]) -> Mapping[str, str]:
    """Every name, as printed and folded, to its key.

    Args:
        entries: pairs of a key and its other names; the key is a name of itself.

    Raises:
        InternalError: when one name would lead to two keys.
    """
    found: dict[str, str] = {}
    for key, names in entries:
        for name in (key, *names):
            for form in (name, folded(name)):
                if found.setdefault(form, key) != key:
                    raise InternalError(f"the name {form!r} leads to {found[form]!r} and to {key!r}")
    return MappingProxyType(found)


def folded(name: str) -> str:
    """A name made comparable: full-width forms narrowed, Latin letters lowered.

    >>> folded("ＬＥＤ荧光粉")
    'led荧光粉'
    """
    return unicodedata.normalize("NFKC", name).casefold()
