"""The hooks, run by pre-commit from a local repository of dfopt."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
import yaml

from dfopt.config import DEFAULT_INCLUDE
from dfopt.workspace.discovery import NOT_DOCKERFILES
from tests.cli.samples import CHANGED, CHANGES, STAYS, WRONG
from tests.editors.conftest import ROOT, missing
from tests.test_packaging import copy_sources

MANIFEST = ROOT / ".pre-commit-hooks.yaml"
HOOKS = {hook["id"]: hook for hook in yaml.safe_load(MANIFEST.read_text())}
PAGE = (ROOT / "docs" / "editors.md").read_text()

NAMES = [
    *("Dockerfile", "Containerfile", "web.Dockerfile", "x.dockerfile", "Dockerfile.dev"),
    *("Containerfile.prod", "Dockerfile.a.b", ".dockerfile", "Dockerfile.", "dockerfile"),
    *("Dockerfiles", "MyDockerfile", "Dockerfile-dev", "x.containerfile", "dockerfile.py"),
    *("x.DOCKERFILE", "Dockerfile.dockerignore", "x.dockerfile.dockerignore", "Dockerfile.in"),
    *("Dockerfile.j2", "Dockerfile.jinja", "Dockerfile.jinja2", "Dockerfile.jinja.dockerfile"),
    *("Dockerfile.tmpl", "Dockerfile.tpl", "Dockerfile.template", "Dockerfile.erb"),
    *("Dockerfile.mustache", "Dockerfile.bak", "Dockerfile.orig", "Dockerfile.bakery", "main"),
]


@pytest.mark.parametrize("hook", HOOKS.values(), ids=HOOKS)
@pytest.mark.parametrize("folder", ["", "a/b/", "x.j2/", "Dockerfile/", "Dockerfile.d/"])
def test_the_hooks_take_the_names_that_a_walk_takes(hook, folder):
    taken = [name for name in NAMES if re.search(hook["files"], folder + name)]
    assert taken == [
        name
        for name in NAMES
        if any(fnmatchcase(name, glob) for glob in DEFAULT_INCLUDE)
        and not any(fnmatchcase(name, glob) for glob in NOT_DOCKERFILES)
    ]
    assert 8 < len(taken) < len(NAMES)


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=300
    )


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    done = run(folder, "git", *identity, *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Where pre-commit keeps its environments, and git no settings of this machine."""
    folder = tmp_path_factory.mktemp("pre-commit")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PRE_COMMIT_HOME", str(folder))
        patch.setenv("GIT_CONFIG_GLOBAL", str(folder / "gitconfig"))
        patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        for name in ("PYTHONPATH", "GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "SKIP"):
            patch.delenv(name, raising=False)
        yield folder


@pytest.fixture(scope="module")
def hooks(tmp_path_factory, home) -> tuple[Path, str]:
    """A repository of dfopt, and a commit of it."""
    folder = copy_sources(tmp_path_factory.mktemp("repository") / "dfopt")
    shutil.copy(MANIFEST, folder)
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "dfopt")
    return folder, git(folder, "rev-parse", "HEAD")


class Project:
    """A git repository that uses the hooks as the page on editors says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, files: dict[str, str]) -> None:
        for name, text in files.items():
            (self.folder / name).write_text(text)
        git(self.folder, "add", "-A")

    def read(self, name: str) -> str:
        return (self.folder / name).read_text()

    def configure(self, before: str, after: str) -> None:
        name = ".pre-commit-config.yaml"
        config = self.read(name)
        assert config.count(before) == 1
        (self.folder / name).write_text(config.replace(before, after))

    def pre_commit(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return run(self.folder, sys.executable, "-m", "pre_commit", *arguments)


@pytest.fixture(scope="module")
def installed(tmp_path_factory, hooks) -> str:
    """The configuration of the page on editors; the environment of the hooks is made."""
    (config,) = re.findall(r"^```yaml\n(repos:.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    folder, commit = hooks
    config = re.sub(r"repo: .*", f"repo: {folder}", config)
    config = re.sub(r"rev: .*", f"rev: {commit}", config)
    project = tmp_path_factory.mktemp("first")
    (project / ".pre-commit-config.yaml").write_text(config)
    git(project, "init", "-q")
    done = Project(project).pre_commit("install-hooks")
    said = done.stdout + done.stderr
    if done.returncode and re.search(r"connection|resolution|No matching distribution", said):
        missing(f"pre-commit cannot install: no package index ({said.strip()[-200:]})")
    assert done.returncode == 0, said
    return config


@pytest.fixture
def project(tmp_path, installed) -> Project:
    git(tmp_path, "init", "-q")
    (tmp_path / ".pre-commit-config.yaml").write_text(installed)
    return Project(tmp_path)


def test_the_manifest_is_valid(home):
    done = run(ROOT, sys.executable, "-m", "pre_commit", "validate-manifest", str(MANIFEST))
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_a_commit_is_stopped_until_the_file_is_rewritten(project):
    assert project.pre_commit("install").returncode == 0
    project.add({"x.dockerfile": CHANGES, "notes.md": CHANGES, "Containerfile.dev": STAYS})
    commit = ("git", "-c", "user.name=a", "-c", "user.email=a@b.org", "commit", "-m", "first")
    done = run(project.folder, *commit)
    assert done.returncode == 1
    assert "files were modified by this hook" in done.stderr
    assert project.read("x.dockerfile") == CHANGED
    assert project.read("notes.md") == CHANGES
    assert project.read("Containerfile.dev") == STAYS
    git(project.folder, "add", "-A")
    done = run(project.folder, *commit)
    assert done.returncode == 0, done.stderr
    assert "HEAD" in git(project.folder, "log", "--decorate", "-1")


def test_a_file_that_is_wrong_is_left_alone_and_said(project):
    project.add({"Dockerfile": WRONG, "web.Dockerfile": CHANGES})
    done = project.pre_commit("run")
    assert done.returncode == 1
    assert "Dockerfile:3:1: error" in done.stdout
    assert project.read("Dockerfile") == WRONG
    assert project.read("web.Dockerfile") == CHANGED


def test_checking_shows_the_diff_and_writes_nothing(project):
    project.configure("- id: dfopt", "- id: dfopt-check")
    project.add({"Dockerfile": CHANGES})
    done = project.pre_commit("run")
    assert done.returncode == 1
    assert '+ENV TARGET="blog.sixeyed.com" \\' in done.stdout
    assert "1 file would change" in done.stdout
    assert project.read("Dockerfile") == CHANGES
    project.add({"Dockerfile": CHANGED})
    done = project.pre_commit("run")
    assert done.returncode == 0, done.stdout
    assert "Passed" in done.stdout


def test_options_go_to_the_program(project):
    project.configure("- id: dfopt", "- id: dfopt\n        args: [--ignore=coalesce-env]")
    project.add({"Dockerfile": CHANGES})
    done = project.pre_commit("run")
    assert done.returncode == 0, done.stdout
    assert "Passed" in done.stdout
    assert project.read("Dockerfile") == CHANGES


def test_nothing_to_do(project):
    project.add({"main.py": ""})
    done = project.pre_commit("run", "--all-files")
    assert done.returncode == 0
    assert "no files to check" in done.stdout
