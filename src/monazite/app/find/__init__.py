"""One box that finds everything of a workspace, in Chinese, pinyin and English. See this folder's README."""

from monazite.app.find.finder import Finder
from monazite.app.find.kinds import Kind, kinds
from monazite.app.find.names import Item, NameIndex
from monazite.app.find.record import Answer, Group, Hit

__all__ = ["Answer", "Finder", "Group", "Hit", "Item", "Kind", "NameIndex", "kinds"]
