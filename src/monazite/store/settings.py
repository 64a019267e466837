"""The settings of a workspace: ``settings.toml``, which a person may edit."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from monazite.core.errors import ProblemError
from monazite.core.words import Language
from monazite.store.atomic import whole_file
from monazite.store.likeness import nearest
from monazite.store.problems import said

SETTINGS_FILE = "settings.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of one workspace.

    Args:
        language: of the pages, for readers who have chosen none; None to follow their browser.
        jobs: processes that read papers; None for one for each core.
        key: path of the file with the log's signing key, relative to the workspace; None for ``log.key`` in it.
    """

    language: Language | None = None
    jobs: int | None = None
    key: str | None = None


def load_settings(directory: Path) -> Settings:
    """The settings of a workspace; defaults where its file is missing.

    Raises:
        ProblemError: for a file that is no TOML, an unknown setting (it names the nearest) or a wrong value.
    """
    path = directory / SETTINGS_FILE
    try:
        values = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProblemError(said("monazite.store", "setting-wrong", path, wanted="TOML", found=error)) from error
    known = [field.name for field in fields(Settings)]
    for name, value in values.items():
        if name not in known:
            wrong = said("monazite.store", "setting-unknown", path, found=name, nearest=nearest(name, known))
            raise ProblemError(wrong)
        _check(path, name, value)
    return Settings(**values)


WANTED: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "language": ("language = zh | en", lambda value: value in ("zh", "en")),
    "jobs": ("jobs >= 1", lambda value: type(value) is int and value >= 1),
    "key": ('key = "log.key"', lambda value: isinstance(value, str) and value.isprintable() and value != ""),
}
"""By setting, what it wants and whether a value is that."""


def _check(path: Path, name: str, value: Any) -> None:
    wanted, is_right = WANTED[name]
    if not is_right(value):
        raise ProblemError(said("monazite.store", "setting-wrong", path, wanted=wanted, found=value))


def write_settings(directory: Path, settings: Settings) -> None:
    """Write the settings file of a workspace, with unset ones as comments."""
    lines = ["# monazite: settings of this workspace / 本工作区的设置"]
    lines.append(f'language = "{settings.language}"' if settings.language else '# language = "zh"   # zh | en')
    lines.append(
        f"jobs = {settings.jobs}" if settings.jobs else "# jobs = 2   # processes that read papers / 并行进程数"
    )
    key = f"key = {json.dumps(settings.key, ensure_ascii=False)}"  # what JSON escapes, TOML reads alike
    lines.append(key if settings.key else '# key = "log.key"   # signs the journal\'s checkpoints / 日志签名密钥文件')
    with whole_file(directory / SETTINGS_FILE) as file:
        file.write(("\n".join(lines) + "\n").encode())
