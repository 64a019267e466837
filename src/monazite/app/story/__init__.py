"""The story of a month for a buyer of magnets, as data: sentences whose every number says where it comes from."""

from monazite.app.story.record import ChangeOf, Chapter, Coded, Mass, Named, Part, Percent, Price, Sentence, Story
from monazite.app.story.tell import story
from monazite.app.story.words import sentence_words

__all__ = [
    "ChangeOf", "Chapter", "Coded", "Mass", "Named", "Part", "Percent", "Price", "Sentence", "Story", "sentence_words",
    "story",
]  # fmt: skip
