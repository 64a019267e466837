"""Commands run within the test, and what they print."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from monazite.cli.run import run
from monazite.core.words import Language


class Shell:
    """Runs commands in one folder and keeps what they print."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.capture = capture
        self.out = self.err = ""

    def __call__(self, *arguments: str, language: Language = "en") -> int:
        code = run([*arguments], language)
        self.out, self.err = self.capture.readouterr()
        return code

    def objects(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]
