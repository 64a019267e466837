"""Bytes to documents: format by content, clean view with the way back, blocks and tables. See this folder's README."""

from monazite.read.load.loading import Loaded, load, load_each, load_path

__all__ = ["Loaded", "load", "load_each", "load_path"]
