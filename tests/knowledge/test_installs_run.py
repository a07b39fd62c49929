"""The truth about splitting a COPY in front of an installation: npm and pip really run.

What dfopt splits comes to the same tree as the whole copy; what it refuses because it would fail
in silence really differs, which is why it is refused. Source of the cases: measurements with npm.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

import dfopt
from dfopt.context.tree import Tree
from dfopt.syntax.nodes import Copy

NPM = shutil.which("npm")
PACKAGE = {"name": "app", "version": "1.0.0", "dependencies": {"is-number": "7.0.0"}}


def online(*command: str) -> bool:
    try:
        return not subprocess.run(command, capture_output=True, timeout=60).returncode
    except (OSError, subprocess.TimeoutExpired):
        return False


@pytest.fixture(scope="session")
def npm() -> str:
    if NPM is None or not online(NPM, "view", "is-number@7.0.0", "version"):
        pytest.skip("npm is not here, or does not reach its registry")
    return NPM


@pytest.fixture(scope="session")
def pip(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    command = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    target = tmp_path_factory.mktemp("probe")
    if not online(*command, "download", "--no-deps", "-q", "-d", str(target), "six==1.16.0"):
        pytest.skip("pip is not here, or does not reach its index")
    return command


class Case(NamedTuple):
    """A project: its files, more or less than the plain one, and whether a split is the same."""

    name: str
    files: dict[str, str]
    package: dict[str, object] | None = None
    splits: bool = False
    differs: bool = False


IGNORE = "**/node_modules\n.npmrc\n"
CASES = (
    Case("plain", {}, splits=True),
    Case("sources", {"src/a.js": "1\n", "README.md": "x\n"}, splits=True),
    Case("npmrc", {".dockerignore": "**/node_modules\n"}, splits=True),
    Case("other scripts", {}, {"scripts": {"build": "node x.js", "test": "y"}}, splits=True),
    Case(
        "a script that looks for the sources",
        {"src/a.js": "1\n"},
        {"scripts": {"postinstall": "node -e \"require('fs').existsSync('src')&&"
                                    "require('fs').writeFileSync('node_modules/made','')\""}},
        differs=True,
    ),
    Case("a script of the project", {"x.js": "1\n"}, {"scripts": {"postinstall": "node x.js"}}),
    Case("prepare", {"x.js": "1\n"}, {"scripts": {"prepare": "node x.js"}}),
    Case("dependencies", {"x.js": "1\n"}, {"scripts": {"dependencies": "node x.js"}}),
    Case(
        "modules of the host",
        {".dockerignore": ".npmrc\n", "node_modules/is-number/extra.js": "1\n"},
        differs=True,
    ),
    Case("modules that may come", {".dockerignore": ".npmrc\n"}),
    Case(
        "workspaces",
        {"packages/b/package.json": '{"name": "b", "version": "1.0.0"}\n'},
        {"workspaces": ["packages/*"]},
        differs=True,
    ),
)  # fmt: skip


def listing(directory: Path) -> dict[str, str]:
    """Return every path below a directory with its mode and content; times do not count."""
    found = {}
    for path in sorted(directory.rglob("*")):
        name = str(path.relative_to(directory))
        status = path.lstat()
        if path.is_symlink():
            found[name] = f"link {os.readlink(path)}"
        elif path.is_dir():
            found[name] = f"directory {status.st_mode:o}"
        else:
            found[name] = f"{status.st_mode:o} {hashlib.sha256(path.read_bytes()).hexdigest()}"
    # npm notes times of its own there.
    return {n: v for n, v in found.items() if n != "node_modules/.package-lock.json"}


def copy_all(source: Path, target: Path) -> None:
    """Copy what a build would see: here only modules can be ignored."""
    ignored = "node_modules" in (source / ".dockerignore").read_text()
    skip = shutil.ignore_patterns("node_modules") if ignored else None
    shutil.copytree(source, target, symlinks=True, dirs_exist_ok=True, ignore=skip)


def copy_manifests(source: Path, target: Path, patterns: list[str]) -> None:
    for pattern in patterns:
        for path in source.glob(pattern):
            place = target / path.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, place)


def early_sources(text: str) -> list[str]:
    """Return the sources of the copies in front of the first RUN."""
    found: list[str] = []
    for statement in dfopt.parse(text).statements:
        if statement.kind == "RUN":
            break
        if isinstance(statement, Copy):
            found += statement.sources
    return found


def installed(directory: Path, command: tuple[str, ...]) -> int:
    environment = {**os.environ, "npm_config_audit": "false", "npm_config_fund": "false"}
    run = subprocess.run(command, cwd=directory, capture_output=True, env=environment, timeout=120)
    return run.returncode


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_npm_ci(npm: str, case: Case, tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    files = {".dockerignore": IGNORE, **case.files}
    for name, text in files.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text)
    (project / "package.json").write_text(
        json.dumps(PACKAGE | (case.package or {}), indent=2) + "\n"
    )
    lock = (npm, "install", "--package-lock-only", "--ignore-scripts")
    assert installed(project, lock) == 0

    before = "FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci\n"
    result = dfopt.optimize(before, context=Tree.from_directory(project))
    assert result.changed == case.splits, result.explain()
    manifests = early_sources(result.text) if case.splits else ["package*.json"]

    whole, split = tmp_path / "whole", tmp_path / "split"
    copy_all(project, whole)
    assert installed(whole, (npm, "ci")) == 0
    split.mkdir()
    copy_manifests(project, split, manifests)
    code = installed(split, (npm, "ci"))
    copy_all(project, split)
    if case.splits:
        assert code == 0
        assert listing(split) == listing(whole)
    elif case.differs:
        assert code == 0, "this failure is silent"
        assert listing(split) != listing(whole)


REQUIREMENTS = (
    ({"requirements.txt": "six==1.16.0\n"}, True),
    ({"requirements.txt": "-r base.txt\n", "base.txt": "six==1.16.0\n"}, True),
    ({"requirements.txt": "-c limits.txt\nsix\n", "limits.txt": "six==1.16.0\n"}, True),
    ({"requirements.txt": "# none\nsix==1.16.0 ; python_version > '3'\n"}, True),
    ({"requirements.txt": "six==1.16.0\n-e .\n"}, False),
    ({"requirements.txt": "--find-links wheels\nsix\n"}, False),
    ({"requirements.txt": "./lib\n", "lib/setup.py": "\n"}, False),
    ({"requirements.txt": "-r missing.txt\n"}, False),
    ({"requirements.txt": "six==${VERSION}\n"}, False),
    ({"requirements.txt": "six # and \\\n-e .\n"}, True),
    ({"requirements.txt": "six==1.16.0\n# \\\n-e .\n"}, False),
    ({"requirements.txt": "six==1.16.0 # a\f-e .\n"}, False),
    ({"requirements.txt": "six==1.16.0 # a\u2028-e .\n"}, False),
    ({"requirements.txt": "six-1-py3-none-any.whl[extra]\n"}, False),
)  # fmt: skip


@pytest.mark.parametrize(("files", "splits"), REQUIREMENTS)
def test_pip_install(
    pip: tuple[str, ...], files: dict[str, str], splits: bool, tmp_path: Path
) -> None:
    project = tmp_path / "project"
    for name, text in {**files, "app.py": "1\n", ".dockerignore": "x\n"}.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text)
    before = "FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\n"
    result = dfopt.optimize(before, context=Tree.from_directory(project))
    assert result.changed == splits, result.explain()
    if not splits:
        return
    trees = []
    for name, patterns in (("whole", ["**/*"]), ("split", early_sources(result.text))):
        place = tmp_path / name
        (place / "app").mkdir(parents=True)
        copy_manifests(project, place / "app", [p for p in patterns if p != "."])
        command = (*pip, "install", "-q", "--no-compile", "-r", "requirements.txt")
        assert installed(place / "app", (*command, "--target", str(place / "site"))) == 0
        copy_all(project, place / "app")
        trees.append(listing(place))
    assert trees[0] == trees[1]
