"""The limits of docs/style.md, held by a test: what the gate enforces is what the repository looks like."""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "monazite"
FILE_LINES = 600
FUNCTION_LINES = 70
MEDIAN_LINES = 10
NINE_IN_TEN_LINES = 25
TRACKED_FILE_BYTES = 1_000_000
MACHINE_PATH = re.compile(r"/(?:home|root|work|Users)/[A-Za-z]")
COMES_WITH = {"starlette": "fastapi", "pydantic": "fastapi", "markupsafe": "jinja2"}
"""Modules that a dependency brings and hands out as its own face."""
PEERS = {"atheris", "pymerkle"}
"""What a benchmark compares with or runs under where somebody installed it."""
NOT_IMPORTED = {
    "python-multipart", "xstatic-d3",  # FastAPI loads the first, resources the second
    "flodym", "dynamic-stock-model",  # imported by name, where they are installed
    "pytest-cov", "ruff", "mypy", "import-linter", "build", "hatchling",  # programs and plugins
    "furo", "myst-parser", "sphinx",  # named in docs/conf.py
}  # fmt: skip
"""Dependencies that no import statement of ours names, and why."""
LEFT_FOR_LATER = re.compile(r"\b(?:TODO|FIXME|XXX)\b|raise NotImplementedError")


def python_files(*folders: Path) -> list[Path]:
    """Every Python file below the folders."""
    return sorted(path for folder in folders for path in folder.rglob("*.py"))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Name and length in lines of every function of a file, its docstring not counted."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
            docstring = (first.end_lineno or 0) - first.lineno + 1 if documented else 0
            yield (
                f"{path.relative_to(ROOT)}:{node.lineno} {node.name}",
                (node.end_lineno or 0) - node.lineno + 1 - docstring,
            )


def tracked_files() -> list[Path]:
    """Every file git knows, or will know: what a clone holds."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],  # noqa: S607  git is where PATH says
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    return [path for line in listed.stdout.splitlines() if (path := ROOT / line).is_file()]


def test_no_file_is_long() -> None:
    long = {path.relative_to(ROOT): count for path in python_files(PACKAGE, ROOT / "tests", ROOT / "benchmarks")
            if (count := len(path.read_text("utf-8").splitlines())) > FILE_LINES}  # fmt: skip
    assert not long


def test_no_function_is_long() -> None:
    long = {name: lines for path in python_files(PACKAGE) for name, lines in functions(path) if lines > FUNCTION_LINES}
    assert not long


def test_functions_are_short_on_the_whole() -> None:
    lengths = sorted(lines for path in python_files(PACKAGE) for _, lines in functions(path))
    assert statistics.median(lengths) <= MEDIAN_LINES
    assert lengths[int(len(lengths) * 0.9)] <= NINE_IN_TEN_LINES


def test_every_room_has_a_readme() -> None:
    rooms = [path for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"]
    assert not [room.name for room in rooms if not (room / "README.md").is_file()]


def test_nothing_is_left_for_later() -> None:
    found = [f"{path.relative_to(ROOT)}: {line.strip()}" for path in python_files(PACKAGE)
             for line in path.read_text("utf-8").splitlines() if LEFT_FOR_LATER.search(line)]  # fmt: skip
    assert not found


def test_no_path_of_one_machine() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked_files()
        if path != Path(__file__) and path.suffix not in {".png", ".pdf"}
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1)
        if MACHINE_PATH.search(line)
    ]
    assert not found


def test_no_tracked_file_is_large() -> None:
    assert not [path.name for path in tracked_files() if path.stat().st_size > TRACKED_FILE_BYTES]


def normal(name: str) -> str:
    """A distribution's name as PyPI compares names."""
    return re.sub(r"[-_.]+", "-", name).lower()


@cache
def imported(*folders: Path) -> set[str]:
    """Top-level modules of others that the files below the folders import."""
    found: set[str] = set()
    for path in python_files(*folders):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {one.name.partition(".")[0] for one in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.add((node.module or "").partition(".")[0])
    ours = {"monazite", "tests", "benchmarks", *(path.stem for folder in folders for path in folder.rglob("*.py"))}
    return found - ours - set(sys.stdlib_module_names) - {"_typeshed"}  # only a type checker sees that one


def declared(*extras: str) -> set[str]:
    """Distributions of pyproject.toml: what always comes, and that of the extras."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lines = [*project["dependencies"], *(line for one in extras for line in project["optional-dependencies"][one])]
    return {normal(re.split(r"[\[<>=!~; ]", line, maxsplit=1)[0]) for line in lines}


@cache
def installed() -> Mapping[str, list[str]]:
    """Distributions by the modules they bring; reads every one that is installed."""
    return packages_distributions()


def providers(module: str) -> set[str]:
    """Distributions that bring a module; its own name where it is not installed."""
    return {normal(one) for one in installed().get(module, [COMES_WITH.get(module, module)])} | {
        COMES_WITH.get(module, "")
    }


def test_no_dependency_is_missing() -> None:
    rooms = {(PACKAGE,): declared(), (ROOT / "tests", ROOT / "benchmarks"): declared("test") | PEERS}
    missing = {module for folders, known in rooms.items() for module in imported(*folders)
               if not providers(module) & known}  # fmt: skip
    assert not missing


def test_no_dependency_is_unused() -> None:
    used = {one for module in imported(PACKAGE) for one in providers(module)}
    tested = {one for module in imported(ROOT / "tests", ROOT / "benchmarks") for one in providers(module)}
    assert declared() - used == {"websockets"} | NOT_IMPORTED & declared()  # uvicorn loads it, a test speaks it
    assert declared("test", "dev", "docs") - used - tested == NOT_IMPORTED
