"""``python -m pip``: what Python finds in the working directory before pip leaves it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import dfopt
from dfopt.knowledge.behaviour import Behaviour, Circumstances, Unknown
from dfopt.knowledge.manifests import python

_ENVIRONMENT: dict[str, str | None] = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/root"}


def behaviour(directory: str | None, *words: str) -> Behaviour | Unknown:
    here = Circumstances(directory, "root", _ENVIRONMENT, is_base_known=True)
    return python.behaviour(("python", "-m", "pip", *words), here)


@pytest.fixture(scope="module")
def python_with_pip() -> str:
    if subprocess.run(
        [sys.executable, "-E", "-m", "pip", "--version"], capture_output=True
    ).returncode:
        pytest.skip("pip is not installed beside the interpreter")
    return sys.executable


def test_every_module_is_known_that_is_imported_while_the_directory_counts(
    python_with_pip: str, tmp_path: Path
) -> None:
    told = subprocess.run(
        [python_with_pip, "-E", "-v", "-m", "pip", "--version"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
    ).stderr
    names = re.findall(r"^import '(\w+)", told, re.MULTILINE)
    before_pip = names[names.index("runpy") + 1 : names.index("pip")]
    for name in {*before_pip, "pip", "runpy"}:
        found = behaviour("/", "install", "flask")
        assert isinstance(found, Behaviour)
        assert {f"/{name}", f"/{name}.py"} <= found.reads, name


def test_a_pip_of_the_directory_is_found_first(python_with_pip: str, tmp_path: Path) -> None:
    command = [python_with_pip, "-E", "-m", "pip", "--version"]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True).returncode == 0
    (tmp_path / "pip.py").write_text("import os\nos._exit(99)\n")
    assert subprocess.run(command, cwd=tmp_path, capture_output=True).returncode == 99


def test_nothing_else_of_the_directory_is_found_then(python_with_pip: str, tmp_path: Path) -> None:
    for name in ("optparse", "json", "html", "zipapp", "requests"):
        (tmp_path / f"{name}.py").write_text("import os\nos._exit(99)\n")
    command = [python_with_pip, "-E", "-m", "pip", "list"]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True).returncode == 0


def test_the_directory_is_read_where_nobody_knows_what_lies_there() -> None:
    found = behaviour("/app", "install", "flask")
    assert isinstance(found, Behaviour)
    assert "/app" in found.reads
    assert found.uses_directory


def test_it_is_not_known_what_it_does_where_the_directory_is_not_known() -> None:
    assert isinstance(behaviour(None, "install", "flask"), Unknown)


def test_what_is_not_known_of_pip_is_not_known_here() -> None:
    assert isinstance(behaviour("/", "install", "."), Unknown)
    assert isinstance(behaviour("/", "install", "--target=x", "flask"), Unknown)
    assert isinstance(behaviour("/", "wheel", "flask"), Unknown)


CUT = "FROM python:3.12\nCOPY . /app\nRUN pip install poetry==1.8.3 && poetry install\n"


def test_a_run_is_cut_only_where_files_of_pip_are_taken_to_have_one_name() -> None:
    name = "pip.files-have-one-name"
    result = dfopt.optimize(CUT, config=dfopt.Config(engine="buildkit"))
    assert [change.rule for change in result.changes if name in change.assumptions] == ["split-run"]
    denied = dfopt.Config(engine="buildkit", deny_assumptions=(name,))
    assert dfopt.optimize(CUT, config=denied).text == CUT


@pytest.mark.parametrize(
    ("run", "parts", "is_same"),
    [
        ("pip install a && make", ("pip install a", "make"), True),
        ("python -m pip install a && make", ("python -m pip install a", "make"), True),
        ("pip install a > /dev/null && make", ("pip install a > /dev/null", "make"), True),
        ("apk add git && pip install a && make", ("apk add git && pip install a", "make"), False),
        ("pip install a > /usr/x && make", ("pip install a > /usr/x", "make"), False),
        ("pip install a && make || true", ("pip install a", "make || true"), False),
        ("npm i -g a && make", ("npm i -g a", "make"), False),
    ],
)
def test_the_checker_knows_what_may_be_cut_behind_pip(
    run: str, parts: tuple[str, str], is_same: bool
) -> None:
    first, second = parts
    before = f"FROM python:3.12\nRUN {run}\n"
    after = f"FROM python:3.12\nRUN {first}\nRUN {second}\n"
    assert bool(dfopt.equivalent(before, after, safety="known-commands")) is is_same
