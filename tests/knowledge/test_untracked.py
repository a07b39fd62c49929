"""Manifests that are there, but that git does not track: the refusal says so."""

from __future__ import annotations

import shutil
from pathlib import Path
from subprocess import run

import pytest

import dfopt

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")

MANIFESTS = {
    "npm ci": ("node:22", "package.json", "package-lock.json"),
    "yarn install --frozen-lockfile": ("node:22", "yarn.lock", "package.json"),
    "pip install -r requirements.txt": ("python:3.12", "requirements.txt"),
    "pip install --group dev": ("python:3.12", "pyproject.toml"),
    "uv sync --locked": ("python:3.12", "pyproject.toml", "uv.lock"),
    "go mod download": ("golang:1.24", "go.mod"),
    "composer install --no-scripts --no-autoloader --no-plugins": (
        "composer:2",
        "composer.json",
        "composer.lock",
    ),
    "bundle install --frozen": ("ruby:3.3", "Gemfile", "Gemfile.lock"),
}
CONTENTS = {
    "package.json": '{"name": "a", "version": "1.0.0"}',
    "pyproject.toml": '[project]\nname = "a"\nversion = "1"\n',
    "go.mod": "module a\n",
    "composer.json": "{}",
    "Gemfile": 'source "https://rubygems.org"\n',
}


def said(directory: Path, image: str, command: str) -> str:
    text = f"FROM {image}\nWORKDIR /app\nCOPY . .\nRUN {command}\n"
    result = dfopt.optimize(text, context=directory, config=dfopt.Config(engine="buildkit"))
    return " ".join(each.reason for each in result.blocked)


@pytest.mark.parametrize("command", MANIFESTS)
def test_each_manifest_that_is_not_tracked(command: str, tmp_path: Path) -> None:
    image, *names = MANIFESTS[command]
    run(["git", "init", "-q", tmp_path], check=True)
    (tmp_path / "Dockerfile").touch()
    run(["git", "-C", tmp_path, "add", "Dockerfile"], check=True)
    for name in names:
        (tmp_path / name).write_text(CONTENTS.get(name, ""))
    for name in names:
        found = said(tmp_path, image, command)
        assert f"{name} is not tracked by git" in found, found
        run(["git", "-C", tmp_path, "add", name], check=True)
    assert "tracked" not in said(tmp_path, image, command)


def test_what_is_excluded_or_absent_is_not_said_to_be_untracked(tmp_path: Path) -> None:
    run(["git", "init", "-q", tmp_path], check=True)
    assert "there is no requirements.txt" in said(
        tmp_path, "python:3.12", "pip install -r requirements.txt"
    )
    (tmp_path / ".dockerignore").write_text("requirements.txt\n")
    (tmp_path / "requirements.txt").touch()
    run(["git", "-C", tmp_path, "add", ".dockerignore"], check=True)
    assert "there is no requirements.txt" in said(
        tmp_path, "python:3.12", "pip install -r requirements.txt"
    )
