"""The extension for VS Code: what it declares is what the server knows, and its own tests."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess

import pytest

from dfopt.server.settings import EditorSettings
from dfopt.terms import ENGINES, SAFETY_LEVELS
from tests.editors.conftest import PAGE, ROOT

FOLDER = ROOT / "editors" / "vscode"
MANIFEST = json.loads((FOLDER / "package.json").read_text())
SETTINGS = {
    name.removeprefix("dfopt."): setting
    for name, setting in MANIFEST["contributes"]["configuration"]["properties"].items()
}
#: What is for the extension itself and not for the server.
OWN = {"enable", "path", "interpreter", "trace.server"}


def camel(name: str) -> str:
    return re.sub(r"_(.)", lambda found: found[1].upper(), name)


def test_the_extension_has_the_settings_of_the_server():
    fields = {
        camel(name): getattr(EditorSettings(), name) for name in EditorSettings.__annotations__
    }
    assert SETTINGS.keys() - OWN == fields.keys()
    assert SETTINGS.keys() >= OWN
    for name, default in fields.items():
        said = SETTINGS[name]["default"]
        # What is empty in an editor is not set.
        assert (said or None) == (default or None), name


def test_defaults_of_the_extension_are_taken_by_the_server():
    sent = {name: setting["default"] for name, setting in SETTINGS.items()}
    assert EditorSettings.of(sent) == (EditorSettings(), [])


def test_choices():
    assert SETTINGS["engine"]["enum"] == ["", *ENGINES]
    assert SETTINGS["safety"]["enum"] == ["", *SAFETY_LEVELS]


def test_the_page_on_editors_has_the_settings():
    (section,) = re.findall(r"^## Settings\n(.*?)^## ", PAGE.read_text(), re.DOTALL | re.MULTILINE)
    assert set(re.findall(r"`dfopt\.(\w+)`", section)) == SETTINGS.keys() - OWN


def test_commands_that_are_declared_exist():
    source = (FOLDER / "src" / "extension.ts").read_text()
    registered = re.findall(r'registerCommand\("([^"]+)"', source)
    declared = [command["command"] for command in MANIFEST["contributes"]["commands"]]
    assert sorted(registered) == sorted(declared)
    readme = (FOLDER / "README.md").read_text()
    assert [name for name in declared if f"`{name}`" not in readme] == []


def test_types_and_the_search_for_dfopt(tmp_path):
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed")
    left_out = shutil.ignore_patterns("node_modules", "dist*", "e2e*")
    folder = shutil.copytree(FOLDER, tmp_path / "vscode", ignore=left_out)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [npm, *arguments],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
            env={**os.environ, "CI": "true"},
        )

    done = run("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1")
    if re.search(r"ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|network", done.stderr):
        pytest.skip(f"npm reaches no registry: {done.stderr.strip()[:200]}")
    assert done.returncode == 0, done.stderr
    for script in ("check", "test"):
        done = run("run", script)
        assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^# pass [1-9]", done.stdout, re.MULTILINE), done.stdout
