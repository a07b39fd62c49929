"""The package as it is built: its generated tables, and the same bytes each time."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("dfopt", "grammar", "pyproject.toml", "hatch_build.py", "README.md", "LICENSE")
TABLES = "dfopt/syntax/_tables.py"


def copy_sources(target: Path) -> Path:
    """Copy what the build reads, without anything generated."""
    target.mkdir()
    unwanted = shutil.ignore_patterns("_tables.py", "__pycache__")
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, target / name, ignore=unwanted)
        else:
            shutil.copy(ROOT / name, target / name)
    shutil.copy(ROOT / ".gitignore", target)
    return target


def build(source: Path, kind: str, hash_seed: str) -> Path:
    """Build the package with another order of Python's sets; return the file that was made."""
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "SOURCE_DATE_EPOCH": "1700000000"}
    command = [sys.executable, "-m", "hatchling", "build", "--target", kind]
    subprocess.run(command, cwd=source, env=environment, check=True, capture_output=True)
    (made,) = (source / "dist").glob("*.whl" if kind == "wheel" else "*.tar.gz")
    return made


@pytest.fixture(scope="module")
def wheels(tmp_path_factory) -> list[Path]:
    folder = tmp_path_factory.mktemp("build")
    return [build(copy_sources(folder / seed), "wheel", seed) for seed in ("1", "2")]


def test_wheels_are_the_same_byte_for_byte(wheels):
    first, second = (wheel.read_bytes() for wheel in wheels)
    assert first == second


def test_the_wheel_holds_the_package_and_its_tables(wheels):
    with zipfile.ZipFile(wheels[0]) as wheel:
        names = set(wheel.namelist())
        tables = wheel.read(TABLES)
    assert {"dfopt/py.typed", "dfopt/version.py"} <= names
    assert not [name for name in names if name.startswith(("grammar/", "tests/", "examples/"))]
    namespace: dict[str, object] = {}
    exec(tables, namespace)
    assert namespace["STATES"]


def test_a_wheel_of_the_source_distribution_is_the_same_wheel(wheels, tmp_path):
    archive = build(copy_sources(tmp_path / "source"), "sdist", "3")
    with tarfile.open(archive) as sdist:
        # The filter that newer versions warn about the lack of came only with 3.11.4.
        sdist.extraction_filter = getattr(tarfile, "data_filter", None)
        sdist.extractall(tmp_path)
    (unpacked,) = tmp_path.glob("dfopt-*")
    with zipfile.ZipFile(wheels[0]) as wheel:
        assert (unpacked / TABLES).read_bytes() == wheel.read(TABLES)
    assert build(unpacked, "wheel", "4").read_bytes() == wheels[0].read_bytes()
