import os
import subprocess

import pytest

from dfopt.workspace.discovery import NOT_DOCKERFILES, Found, Trouble, discover
from dfopt.workspace.settings import Settings


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A directory to work in, and a function that makes files in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))

    def make(*names, text="FROM a\n"):
        for name in names:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    return make


def git(*arguments):
    subprocess.run(["git", *arguments], check=True, capture_output=True)


def found(*paths):
    return [item.path for item in discover(paths, Settings()) if isinstance(item, Found)]


def troubles(*paths):
    return [item for item in discover(paths, Settings()) if isinstance(item, Trouble)]


NAMES = [
    "Containerfile",
    "Containerfile.ci",
    "Dockerfile",
    "Dockerfile.dev",
    "api.dockerfile",
    "sub/deep/Dockerfile",
    "web.Dockerfile",
]


def test_walk_takes_the_usual_names(tree):
    tree(*NAMES, "dockerfile.txt", "MyDockerfile", "Dockerfiles", "README.md")
    assert sorted(found(".")) == NAMES


def test_walk_leaves_out_templates_and_left_overs(tree):
    suffixes = [pattern.replace("jinja*", "jinja2").lstrip("*") for pattern in NOT_DOCKERFILES]
    tree("Dockerfile", *(f"Dockerfile{suffix}" for suffix in suffixes))
    assert found(".") == ["Dockerfile"]


def test_walk_does_not_take_temporary_files_of_a_killed_write(tree):
    tree("Dockerfile", ".Dockerfile.dfopt-0123456789ab.tmp", ".x.Dockerfile.dfopt-01.tmp")
    assert found(".") == ["Dockerfile"]


def test_named_files_are_taken_whatever_they_are_called(tree):
    tree("build.txt", "Dockerfile.j2")
    assert list(discover(["build.txt", "Dockerfile.j2"], Settings())) == [
        Found("build.txt", True),
        Found("Dockerfile.j2", True),
    ]


def test_walk_skips_directories_of_others(tree):
    tree("Dockerfile", "node_modules/x/Dockerfile", ".git/Dockerfile", "a/.venv/Dockerfile")
    assert found(".") == ["Dockerfile"]


def test_other_directory_names(tree):
    tree("sub/Dockerfile")
    assert found("sub") == ["sub/Dockerfile"]
    assert found("./sub/") == ["./sub/Dockerfile"]
    assert found(os.path.abspath("sub")) == [os.path.abspath("sub/Dockerfile")]


def test_one_file_is_found_once(tree):
    tree("Dockerfile", "sub/Dockerfile")
    os.symlink("Dockerfile", "Dockerfile.link")
    assert found(".", "sub", "Dockerfile", "./Dockerfile") == ["Dockerfile", "sub/Dockerfile"]


def test_a_named_file_is_named_even_if_the_walk_finds_it_first(tree):
    tree("Dockerfile", "sub/Dockerfile")
    assert list(discover([".", "sub/Dockerfile"], Settings())) == [
        Found("Dockerfile", False),
        Found("sub/Dockerfile", True),
    ]


def test_symbolic_links_to_directories_are_no_trap(tree):
    tree("a/Dockerfile")
    os.symlink("..", "a/loop")
    os.symlink("a", "b")
    os.symlink("dangling", "Dockerfile")
    assert found(".") == ["a/Dockerfile"]
    assert found("b") == ["b/Dockerfile"]


def test_missing_path(tree):
    (trouble,) = troubles("nope")
    assert (trouble.path, trouble.reason, trouble.fatal) == (
        "nope",
        "No such file or directory",
        True,
    )


def test_impossible_path(tree):
    (trouble,) = troubles("a\0b")
    assert trouble.fatal
    assert trouble.path == "a\0b"


def test_empty_directory_is_worth_a_word(tree):
    (trouble,) = troubles(".")
    assert (trouble.path, trouble.reason, trouble.fatal) == (".", "no Dockerfiles found", False)


def test_include_replaces_the_names_and_exclude_takes_away(tree):
    tree("Dockerfile", "docker/web", "docker/old/web", "vendor/docker/web")
    tree("dfopt.toml", text='include = ["docker/**", "web"]\nexclude = ["old", "vendor"]\n')
    assert found(".") == ["docker/web"]
    assert found("docker") == ["docker/web"]


def test_globs_start_at_the_configuration_file(tree):
    tree("a/docker/Dockerfile", "a/Dockerfile", "docker/Dockerfile")
    tree("dfopt.toml", text='exclude = ["docker/*"]\n')
    assert sorted(found(".")) == ["a/Dockerfile", "a/docker/Dockerfile"]
    assert sorted(found("a")) == ["a/Dockerfile", "a/docker/Dockerfile"]
    assert found("docker") == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_directory(tree):
    tree("Dockerfile", "secret/Dockerfile")
    os.chmod("secret", 0)
    try:
        assert found(".") == ["Dockerfile"]
        assert [trouble.fatal for trouble in troubles(".")] == [True]
    finally:
        os.chmod("secret", 0o755)


def test_git_says_what_is_ignored(tree):
    git("init", "-q")
    tree(
        "Dockerfile",
        "tracked/Dockerfile",
        "build/Dockerfile",
        "new/Dockerfile",
        "sub/out/Dockerfile",
    )
    tree(".gitignore", text="build/\ntracked/\n")
    tree("sub/.gitignore", text="out\n")
    git("add", "-f", "tracked/Dockerfile", "Dockerfile")
    assert found(".") == ["Dockerfile", "new/Dockerfile", "tracked/Dockerfile"]
    assert found("new") == ["new/Dockerfile"]


def test_deleted_but_tracked_files_are_not_there(tree):
    git("init", "-q")
    tree("Dockerfile", "Dockerfile.dev")
    git("add", ".")
    os.unlink("Dockerfile.dev")
    assert found(".") == ["Dockerfile"]


def test_an_ignored_directory_that_is_asked_for_is_walked(tree):
    git("init", "-q")
    tree("build/Dockerfile")
    tree(".gitignore", text="build/\n")
    assert found("build") == ["build/Dockerfile"]


def test_repositories_inside_keep_their_own_ignore_rules(tree):
    tree("a/Dockerfile", "a/build/Dockerfile", "b/Dockerfile")
    tree("a/.gitignore", text="build\n")
    git("init", "-q", "a")
    assert sorted(found(".")) == ["a/Dockerfile", "b/Dockerfile"]
    git("init", "-q")
    assert sorted(found(".")) == ["a/Dockerfile", "b/Dockerfile"]


def test_names_with_odd_characters(tree):
    git("init", "-q")
    names = ['a "b"\n/Dockerfile', "ä/Dockerfile", os.fsdecode(b"\xff/Dockerfile")]
    tree(*names)
    assert sorted(found(".")) == sorted(names)


def test_environment_of_a_git_hook_does_not_mislead(tree, monkeypatch):
    git("init", "-q")
    tree("sub/Dockerfile", "sub/out/Dockerfile")
    tree(".gitignore", text="out\n")
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    assert found("sub") == ["sub/Dockerfile"]


def test_listing_runs_no_command_of_the_repository(tree):
    git("init", "-q")
    tree("Dockerfile")
    tree("hook", text="#!/bin/sh\ntouch hooked\n")
    os.chmod("hook", 0o755)
    git("config", "core.fsmonitor", os.path.abspath("hook"))
    assert found(".") == ["Dockerfile"]
    assert not os.path.exists("hooked")


def test_without_git_the_walk_goes_on(tree, monkeypatch):
    git("init", "-q")
    tree("Dockerfile")
    monkeypatch.setenv("PATH", os.devnull)
    assert found(".") == ["Dockerfile"]


def test_a_broken_repository_is_walked_with_a_warning(tree):
    tree("Dockerfile")
    tree(".git", text="nonsense")
    assert found(".") == ["Dockerfile"]
    (trouble,) = troubles(".")
    assert not trouble.fatal
    assert "ignore files are not respected" in trouble.reason
