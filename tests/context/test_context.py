"""Contexts of trees and directories, and the ignore rules that hold for them."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from dfopt import optimize
from dfopt.context.context import GUESSED, Context, context_of
from dfopt.context.tree import Entry, Tree
from dfopt.errors import ContextError


def git(directory, *arguments):
    subprocess.run(["git", "-C", directory, *arguments], check=True, capture_output=True)


def write(root, **files):
    for name, text in files.items():
        path = root / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def seen(context):
    return [path for path, entry in context.visible.entries.items() if entry.kind != "directory"]


def test_rules_of_a_dockerfile_go_first():
    files = {"a": "", "b": "", ".dockerignore": "a\n.*", "x/Dockerfile.dockerignore": "b\n.*\nx"}
    assert seen(Context.of(Tree.of_files(files), "x/Dockerfile")) == ["a"]
    assert seen(Context.of(Tree.of_files(files), "Dockerfile")) == [
        "b",
        "x/Dockerfile.dockerignore",
    ]
    assert seen(Context.of(Tree.of_files(files))) == ["b", "x/Dockerfile.dockerignore"]


def test_empty_rules_of_a_dockerfile_go_first_too():
    files = {"a": "", ".dockerignore": "a", "Dockerfile.dockerignore": ""}
    assert "a" in seen(Context.of(Tree.of_files(files), "Dockerfile"))


def test_the_dockerfile_and_the_rules_are_like_other_files():
    files = {"Dockerfile": "", ".dockerignore": "x"}
    assert seen(Context.of(Tree.of_files(files), "Dockerfile")) == [".dockerignore", "Dockerfile"]


def test_rules_behind_a_link():
    link = Entry("", "symlink", target="rules")
    assert seen(Context.of(Tree.of_files({".dockerignore": link, "rules": "*"}))) == []


@pytest.mark.parametrize(
    "rules", ["[", "a\nx\\q*", "*\nx\\q*", Entry("", "directory"), Entry("", "other")]
)
def test_rules_that_cannot_be_used(rules):
    with pytest.raises(ContextError, match=r"^\.dockerignore: "):
        Context.of(Tree.of_files({".dockerignore": rules}))


def test_only_a_guess_is_an_assumption():
    assert Context.of(Tree.of_files({}), origin="guessed").assumptions == (GUESSED,)
    assert Context.of(Tree.of_files({}), origin="compose").assumptions == ()


def test_a_guarantee_knows_files():
    context = Context.of(
        Tree.of_files({"README.md": "", ".dockerignore": "*.md\n**/target\n!README.md\n!NEWS.md"})
    )
    assert not context.guaranteed_everywhere("target")
    context = Context.of(
        Tree.of_files({"README.md": "", ".dockerignore": "*.md\n**/target\n!README.md"})
    )
    assert context.guaranteed_everywhere("target")
    assert context.guaranteed("a/target")
    assert not context.guaranteed("a")


def test_a_directory(tmp_path):
    write(tmp_path, a="", node_modules__m="", **{".dockerignore": "node_modules"})
    context = Context.of(tmp_path, tmp_path / "Dockerfile")
    assert seen(context) == [".dockerignore", "a"]
    # Not even looked into.
    assert "node_modules/m" not in context.tree.entries
    assert context.directory == str(tmp_path)
    assert context.notes == ()


def test_rules_beside_a_dockerfile_in_a_subdirectory(tmp_path):
    write(tmp_path, a="", docker__Dockerfile="", **{"docker__Dockerfile.dockerignore": "docker"})
    assert seen(Context.of(tmp_path, tmp_path / "docker" / "Dockerfile")) == ["a"]


def test_rules_beside_a_dockerfile_outside(tmp_path):
    write(tmp_path, app__a="", app__b="", **{"docker__Dockerfile.dockerignore": "a"})
    context = Context.of(tmp_path / "app", tmp_path / "docker" / "Dockerfile")
    assert seen(context) == ["b"]
    assert seen(Context.of(tmp_path / "app", tmp_path / "none" / "Dockerfile")) == ["a", "b"]


@pytest.mark.parametrize("name", ["nowhere", "file"])
def test_no_directory(tmp_path, name):
    (tmp_path / "file").touch()
    with pytest.raises(ContextError):
        Context.of(tmp_path / name)


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")
class TestRepository:
    """In a repository only what is tracked counts."""

    def test_untracked_files_do_not_count(self, tmp_path):
        write(tmp_path, app__a="", app__b="", **{"app__.dockerignore": "a", "app__.npmrc": "x"})
        git(tmp_path, "init", "-q")
        git(tmp_path, "add", "app/a", "app/b")
        # Neither do rules that the next clone will not have.
        assert seen(Context.of(tmp_path / "app", tmp_path / "app" / "Dockerfile")) == ["a", "b"]
        git(tmp_path, "add", "app/.dockerignore")
        context = Context.of(tmp_path / "app", tmp_path / "app" / "Dockerfile")
        assert seen(context) == [".dockerignore", "b"]
        assert context.notes == ()

    def test_a_file_that_is_not_tracked_is_known_to_be_so(self, tmp_path):
        write(tmp_path, a="", b="", c="", x__d="", **{".dockerignore": "c"})
        (tmp_path / "e").symlink_to("b")
        (tmp_path / "f").symlink_to("x")
        git(tmp_path, "init", "-q")
        git(tmp_path, "add", "a", ".dockerignore")
        context = Context.of(tmp_path)
        names = (
            "a",
            "b",
            "c",
            "x",
            "x/d",
            "e",
            "f/d",
            "missing",
            "../b",
            "x/../b",
            "./b",
            "",
            "/b",
        )
        assert [name for name in names if context.is_untracked(name)] == ["b", "x/d"]
        git(tmp_path, "add", "b")
        assert not Context.of(tmp_path).is_untracked("b")
        assert not Context.of(Tree.of_files({"a": ""})).is_untracked("b")

    def test_an_index_that_is_not_understood_is_said(self, tmp_path):
        write(tmp_path, a="", b="")
        git(tmp_path, "init", "-q")
        git(tmp_path, "add", "a")
        git(tmp_path, "update-index", "--split-index")
        context = Context.of(tmp_path)
        assert {"a", "b"} <= set(seen(context))
        assert len(context.notes) == 1

    def test_a_directory_must_exist(self, tmp_path):
        git(tmp_path, "init", "-q")
        (tmp_path / "a").touch()
        git(tmp_path, "add", "a")
        for name in ("nowhere", "a"):
            with pytest.raises(ContextError):
                Context.of(os.path.join(tmp_path, name))


def test_what_is_no_build_context_is_refused() -> None:
    with pytest.raises(ContextError, match="a build context is a path or a Tree, not int"):
        context_of(7)  # type: ignore[arg-type]
    with pytest.raises(ContextError, match="not list"):
        optimize("FROM a\nCOPY . /app\nRUN pip install flask\n", context=["."])  # type: ignore[arg-type]
