"""cli: the command line, `monazite`. See this room's README."""

from monazite.cli.run import main

__all__ = ["main"]
