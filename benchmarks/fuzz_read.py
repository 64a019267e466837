"""Coverage-guided fuzzing of the whole reading path with atheris, by hand.

``python benchmarks/fuzz_read.py CORPUS -max_total_time=3600``, CORPUS a folder of papers to start from.

atheris is no dependency of the project: install it in an environment of its own. What a run finds
becomes a case of ``tests/read/test_found_by_fuzzing.py``. The property: any bytes give documents or problems, never
an exception, and every quote is exact.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["monazite"]):
    from monazite.read.load import load
    from monazite.read.pipeline import read_document


def read_any_bytes(data: bytes) -> None:
    """Read the bytes; a broken promise raises."""
    loaded = load(data, "fuzz")
    for document in loaded.documents:
        for fact in read_document(document).facts:
            if fact.field is not None:
                quoted = document.source[fact.start : fact.end]
            else:
                offset = document.file_offset or 0
                quoted = document.source[fact.start - offset : fact.end - offset]
            if quoted != fact.quote:
                raise AssertionError(f"quote {fact.quote!r} stands as {quoted!r}")


if __name__ == "__main__":
    atheris.Setup(sys.argv, read_any_bytes)
    atheris.Fuzz()
