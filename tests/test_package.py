"""The wheel and the sdist hold all that is needed; the wheel runs the demo where nothing of the checkout is."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = ROOT / "src"
LEFT_OUT = {"__pycache__"}
BUILDERS = ("build", "hatchling")


def run(*command: str | Path, folder: Path) -> str:
    """Run a program; its output, standard error included."""
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the sdist, built without a network."""
    missing = [name for name in BUILDERS if find_spec(name) is None]
    if missing:
        pytest.skip(f"needs {' and '.join(missing)}: pip install '.[dev]'")
    folder = tmp_path_factory.mktemp("package")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, folder=folder)
    return folder


def wheel_in(folder: Path) -> Path:
    """The wheel of a folder."""
    return next(folder.glob("*.whl"))


def packaged() -> set[str]:
    """Every file of the package in the checkout: code, tables, templates, wording, samples."""
    files = (path for path in (SOURCES / "monazite").rglob("*") if path.is_file())
    return {path.relative_to(SOURCES).as_posix() for path in files if not LEFT_OUT & set(path.parts)}


def test_the_wheel_holds_every_file_of_the_package_and_nothing_else(built: Path) -> None:
    names = set(zipfile.ZipFile(wheel_in(built)).namelist())
    built_how = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"][
        "wheel"
    ]
    assert packaged() | set(built_how.get("force-include", {}).values()) == {
        name for name in names if ".dist-info/" not in name
    }
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_the_sdist_holds_what_building_and_testing_needs(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {f"src/{name}" for name in packaged()} <= names
    assert {"pyproject.toml", "LICENSE", "Makefile", "README.md", "tests/test_package.py", "docs/conf.py"} <= names


def test_the_wheel_runs_the_demo_in_a_clean_environment(built: Path, tmp_path: Path) -> None:
    home = tmp_path / "clean"
    venv.create(home, symlinks=True)
    python = home / "bin" / "python"
    site = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", folder=tmp_path).strip())
    (site / "dependencies.pth").write_text(f"{sysconfig.get_path('purelib')}\n", "utf-8")  # its own .pth are not read
    install: list[str | Path] = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "--quiet",
        "--no-index",
        "--no-deps",
    ]
    run(*install, wheel_in(built), folder=tmp_path)
    where = run(python, "-c", "import monazite; print(monazite.__file__)", folder=tmp_path)
    assert Path(where.strip()).is_relative_to(home)
    said = run(home / "bin" / "monazite", "--lang", "en", "demo", "--small", "--no-serve", folder=tmp_path)
    assert "the audit passed without a difference" in said
