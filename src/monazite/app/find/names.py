"""Names in memory: which things are called so, in Chinese, in Latin letters, or in pinyin; built once, asked often."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise

from monazite.app.find.kinds import NOTHING
from monazite.app.find.readings import RUNS, Readings, is_read, readings, typed
from monazite.app.read.names import as_compared
from monazite.core import Words
from monazite.store import folded

EXACT_ID, WHOLE, BEGINS, INSIDE, LOOSE = range(5)
"""How well a name fits: an id, a whole name, its beginning, a word or syllables in it, letters or initials in it."""
SHORT = 3
"""Letters from which a Latin word is found inside another one, and initials inside a name."""
LONGEST_TYPED = 64
"""Letters of a word that is read as pinyin."""


@dataclass(frozen=True, slots=True)
class Item:
    """A thing with names.

    Args:
        id: by which its page knows it.
        title: what it is called.
        note: more of it.
        within: what its id is only known within; empty where there is none.
        names: further ones, such as aliases.
        about: what it has to do with, such as its region; found by it, but never as if it were called so.
    """

    id: str
    title: Words
    note: Words = NOTHING
    within: str = ""
    names: tuple[str, ...] = ()
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a query.

    Args:
        raw: as typed.
        text: as it is compared.
        letters: as pinyin, empty where it is none.
    """

    raw: str
    text: str
    letters: str

    @classmethod
    def of(cls, raw: str) -> Word:
        """A word as people type it."""
        text = compared(raw)
        letters = typed(text.replace(" ", ""))
        return cls(raw, text, letters if 1 < len(letters) <= LONGEST_TYPED else "")


def compared(text: str) -> str:
    """A text as it is compared: no case, no width, simplified characters, single spaces."""
    return " ".join(folded(text, as_compared).split())


@dataclass(frozen=True)
class NameIndex:
    """Things by their names.

    Args:
        items: in the order in which equals are shown.
    """

    items: tuple[Item, ...]

    @cached_property
    def by_id(self) -> dict[str, Item]:
        """Each by its id."""
        return {item.id: item for item in self.items}

    @cached_property
    def _blob(self) -> _Blob:
        return _Blob(self.items)

    @cached_property
    def _sounds(self) -> _Sounds:
        return _Sounds(self._blob)

    def fits(self, word: Word) -> dict[int, int]:
        """Which items a word fits, by their places, and how well; less is better."""
        best: dict[int, int] = {}
        for place, fit in (*self._blob.fits(word.text), *(self._sounds.fits(word.letters) if word.letters else ())):
            if fit < best.get(place, LOOSE + 1):
                best[place] = fit
        return best


class _Blob:
    """All names as one text, a name a line: looking through it takes microseconds."""

    def __init__(self, items: Iterable[Item]) -> None:
        self.names: list[str] = []
        self.owners: list[int] = []
        self.best: list[int] = []
        for place, item in enumerate(items):
            for name, best in _names_of(item).items():
                self.names.append(name)
                self.owners.append(place)
                self.best.append(best)
        self.text = "\n" + "\n".join(self.names) + "\n"
        self.starts: list[int] = []
        at = 1
        for name in self.names:
            self.starts.append(at)
            at += len(name) + 1

    def fits(self, word: str) -> Iterator[tuple[int, int]]:
        """Places of items and how well each fits, an item more than once where several of its names do."""
        at = self.text.find(word)
        while at >= 0:
            number = bisect_right(self.starts, at) - 1
            fit = self._fit(number, at - self.starts[number], word)
            if fit is not None:
                yield self.owners[number], max(fit, self.best[number])
            at = self.text.find(word, at + 1)

    def _fit(self, number: int, at: int, word: str) -> int | None:
        name = self.names[number]
        if at == 0:
            return EXACT_ID if len(name) == len(word) else BEGINS
        if not _is_latin(word[0]) or not _is_latin(name[at - 1]):
            return INSIDE
        return LOOSE if len(word) >= SHORT else None


def _names_of(item: Item) -> dict[str, int]:
    """Names as they are compared, each with the best fit it can be."""
    own = [
        (EXACT_ID, item.id),
        *((WHOLE, one) for one in (*item.title, *item.names)),
        *((INSIDE, one) for one in item.about),
    ]
    return {compared(name): best for best, name in reversed(own) if name}


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


Place = tuple[int, int]
"""Number of a run and of a character in it."""


class _Sounds:
    """The runs of Chinese characters of all names by how they are typed: a beginning of a syllable leads to few."""

    def __init__(self, blob: _Blob) -> None:
        self.runs: list[Readings] = []
        self.owners: list[int] = []
        self.best: list[int] = []
        self.by_beginning: defaultdict[str, list[Place]] = defaultdict(list)
        self.by_initials: defaultdict[str, list[Place]] = defaultdict(list)
        for name, owner, best in zip(blob.names, blob.owners, blob.best, strict=True):
            for run in RUNS.findall(name):
                self._add(readings(run), owner, best)

    def _add(self, run: Readings, owner: int, best: int) -> None:
        number = len(self.runs)
        self.runs.append(run)
        self.owners.append(owner)
        self.best.append(best)
        for at, syllables in enumerate(run):
            for beginning in _cut(syllables, 2):
                self.by_beginning[beginning].append((number, at))
        for at, (first, second) in enumerate(pairwise(_cut(syllables, 1) for syllables in run)):
            for pair in _pairs(first, second):
                self.by_initials[pair].append((number, at))

    def fits(self, letters: str) -> Iterator[tuple[int, int]]:
        """As of `_Blob`, for letters of pinyin: whole syllables, the last cut short, or initials."""
        for beginning in {letters[:2], letters[:1]}:
            yield from self._found(self.by_beginning.get(beginning, ()), letters, is_read, WHOLE)
        yield from self._found(self.by_initials.get(letters[:2], ()), letters, _begin, BEGINS)

    def _found(
        self, places: Iterable[Place], letters: str, reads: Callable[[Readings, int, str], int | None], whole: int
    ) -> Iterator[tuple[int, int]]:
        for number, at in places:
            run = self.runs[number]
            if at and len(letters) < SHORT:
                continue
            end = reads(run, at, letters)
            if end is not None:
                fit = whole + (2 if at else int(end < len(run)))
                yield self.owners[number], max(fit, self.best[number])


@cache
def _cut(syllables: frozenset[str], letters: int) -> frozenset[str]:
    return frozenset(syllable[:letters] for syllable in syllables)


@cache
def _pairs(first: frozenset[str], second: frozenset[str]) -> tuple[str, ...]:
    return tuple(one + other for one in first for other in second)


def _begin(run: Readings, at: int, letters: str) -> int | None:
    """Whether letters are the initials of the characters of a run from one on; the place after the last of them."""
    end = at + len(letters)
    if end > len(run):
        return None
    fits = (any(one[0] == letter for one in syllables) for letter, syllables in zip(letters, run[at:end], strict=True))
    return end if all(fits) else None
