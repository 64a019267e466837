"""The verb design: `verb.py` is its face, `workspace.design`."""
