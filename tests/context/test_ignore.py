"""What ``.dockerignore`` excludes, and what it excludes whatever the tree holds."""

from __future__ import annotations

import gzip
import itertools
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfopt.context.ignore import Ignore, read_patterns
from dfopt.context.tree import Entry, Tree
from dfopt.errors import ContextError
from tests.conformance.ignore_fuzz import matches_or_parent_matches


@pytest.mark.parametrize(
    ("text", "patterns"),
    [
        ("", []),
        ("\ufeff# comment\n  # no comment\r\n\n\t\n", ["# no comment"]),
        ("/a/./b/../c/\n! /d\n!\n//e", ["a/c", "!d", "!", "/e"]),
        ("a\x1c", ["a\x1c"]),
        ("a\u3000", ["a"]),
    ],
)
def test_reading(text, patterns):
    assert read_patterns(text) == [p.removeprefix("/") if p == "/e" else p for p in patterns]


@pytest.mark.parametrize("text", ["a" * 70000, "[", "a\\", "!", "[a-", "[]"])
def test_what_docker_refuses_is_refused(text):
    with pytest.raises(ContextError):
        Ignore(text)


@pytest.mark.parametrize("text", ["a\\q*", "a\\x*", "[b-a]", "[[:nothing:]]", "\\pL*", "\\Qa*"])
def test_some_patterns_fail_only_when_they_are_tried(text):
    ignore = Ignore(text)
    with pytest.raises(ContextError):
        ignore.excluded("a")


@pytest.mark.parametrize(
    ("text", "excluded", "seen"),
    [
        ("docs", ["docs", "docs/a"], ["a/docs", "docsx", "DOCS"]),
        ("**/docs", ["docs", "a/b/docs", "a/docs/b"], ["docsx", "xdocs", "a/xdocs"]),
        ("*.md\n!README.md", ["a.md"], ["README.md", "a/b.md"]),
        ("!README.md\n*.md", ["README.md"], []),
        ("a/**", ["a/b", "a/b/c"], ["a", "b/a/c"]),
        ("[!a]", ["!", "a"], ["b"]),
        ("[^a]", ["b"], ["a"]),
        ("a|b?", ["a", "xbx", "ax"], ["b"]),
        ("c^d?", [], ["c^d", "c^dx", "cd"]),
        ("a\\d", ["a7"], ["ad", "a\\d"]),
        ("\\*", ["*"], ["a"]),
        ("a.c", ["a.c"], ["abc"]),
    ],
)
def test_excluded(text, excluded, seen):
    ignore = Ignore(text)
    assert [path for path in excluded if not ignore.excluded(path)] == []
    assert [path for path in seen if ignore.excluded(path)] == []


def test_what_a_build_sees():
    tree = Tree.of_files({"a/b/c": "", "a/d": "", "e/": "", "l": Entry("", "symlink", target="a")})
    assert list(Ignore("*\n!a/b").visible(tree).entries) == ["a", "a/b", "a/b/c"]
    assert list(Ignore("a\ne").visible(tree).entries) == ["l"]
    assert Ignore("# nothing").visible(tree) is tree


def test_what_is_excluded_need_not_be_known():
    tree = Tree([Entry("a", "directory"), Entry("b", "directory")], lambda _: None, ["a", "b"])
    assert Ignore("a").visible(tree).unknown == {"b"}
    assert Ignore("a\n!a/x").visible(tree).unknown == {"a", "b"}


@pytest.mark.parametrize(
    ("text", "path", "answer"),
    [
        ("node_modules", "node_modules", True),
        ("node_modules/", "node_modules", True),
        ("/node_modules", "node_modules", True),
        ("**/node_modules", "web/node_modules", True),
        ("node_modules", "node_modules/m", True),
        ("*", "node_modules", True),
        ("*\n!src\n!package*.json", "node_modules", True),
        ("*\n!src\n**/node_modules", "src/node_modules", True),
        ("node_modules\n!*.json", "node_modules", True),
        ("!node_modules\nnode_modules", "node_modules", True),
        ("", "node_modules", False),
        ("node_modules", "web/node_modules", False),
        ("node_modules/*", "node_modules", False),
        ("node_modules/**", "node_modules", False),
        ("node_modules\n!node_modules", "node_modules", False),
        ("node_modules\n!node_modules/keep", "node_modules", False),
        ("node_modules\n!*/keep", "node_modules", False),
        ("node_modules\n!**/*.md", "node_modules", False),
        ("node_modules\n![m-o]*", "node_modules", False),
        ("*\n!*", "node_modules", False),
        ("*\n!src", "src/node_modules", False),
        ("src/node_modules\n!src", "src/node_modules", False),
        ("node_module", "node_modules", False),
        ("Node_Modules", "node_modules", False),
    ],
)
def test_guaranteed(text, path, answer):
    assert Ignore(text).guaranteed(path) is answer


@pytest.mark.parametrize(
    ("text", "name", "answer"),
    [
        ("**/node_modules", "node_modules", True),
        ("**/node_modules/", "node_modules", True),
        ("**/.*", ".venv", True),
        ("*", "node_modules", True),
        ("*\n!src\n!package.json\n**/node_modules", "node_modules", True),
        ("!src/**\n**/node_modules", "node_modules", True),
        ("*.md\n**/node_modules\n!README.md", "node_modules", True),
        ("", "node_modules", False),
        ("node_modules", "node_modules", False),
        ("*/node_modules", "node_modules", False),
        ("**/node_modules/**", "node_modules", False),
        ("*\n!src", "node_modules", False),
        ("**/node_modules\n!src", "node_modules", False),
        ("**/node_modules\n!CHANGES.md", "node_modules", False),
        ("**/node_modules\n!node_modules/x", "node_modules", False),
        ("*\n!**/*.md\n**/node_modules", "node_modules", False),
        ("*\n!node_modules/x\n**/node_modules", "node_modules", False),
        ("**/node_modules\n!**", "node_modules", False),
        ("**/a/node_modules", "a/node_modules", False),
        ("**/node_module?", "node_modules", True),
        ("**/[m-o]*", "node_modules", False),
    ],
)
def test_guaranteed_everywhere(text, name, answer):
    assert Ignore(text).guaranteed_everywhere(name, lambda p: p == "README.md") is answer


NAMES = ("a", "b", "ab")
PATHS = [
    "/".join(parts) for length in (1, 2, 3, 4) for parts in itertools.product(NAMES, repeat=length)
]
LINES = st.lists(
    st.builds(
        lambda negated, parts: ("!" if negated else "") + "/".join(parts),
        st.booleans(),
        st.lists(
            st.sampled_from([*NAMES, "*", "**", "a*", "?", "**b", "[a]"]), min_size=1, max_size=3
        ),
    ),
    min_size=1,
    max_size=4,
)


@given(LINES)
def test_a_guarantee_holds_for_every_path(lines):
    ignore = Ignore("\n".join(lines))
    seen = {
        path
        for path in PATHS
        if not (ignore.excluded(path) and matches_or_parent_matches(ignore, path))
    }
    for path in PATHS:
        if len(path.split("/")) < 4 and ignore.guaranteed(path):
            assert not [p for p in seen if f"{p}/".startswith(f"{path}/")], path
    for name in NAMES:
        if ignore.guaranteed_everywhere(name):
            assert not [p for p in seen if name in p.split("/")], name


def test_patterns_that_would_take_for_ever():
    path = "a" * 250 + "/" + "a/" * 20 + "c"
    for text in ("*a" * 30 + "*b", "**/a/" * 30 + "b", "**a" * 30 + "b|[a]^", "?**" * 30 + "b"):
        assert not Ignore(text).excluded(path)


def test_many_files_are_matched_quickly():
    files = {f"src/package{n // 20}/file{n}.py": "" for n in range(5000)}
    text = "\n".join(["**/node_modules", "*.md", "**/*.pyc", "!README.md", ".git", "**/dist/**"])
    assert len(Ignore(text).visible(Tree.of_files(files)).entries) == 5251


def test_real_rules_on_real_trees():
    directory = os.environ.get("DFOPT_CORPUS")
    if not directory or not Path(directory, "contexts.jsonl.gz").is_file():
        pytest.skip("DFOPT_CORPUS does not name a directory with a corpus")
    with gzip.open(Path(directory, "contexts.jsonl.gz"), "rt") as lines:
        trees = {row["id"]: row["tree"] for row in map(json.loads, lines)}
    count = 0
    with gzip.open(Path(directory, "projects.jsonl.gz"), "rt") as lines:
        for row in map(json.loads, lines):
            if row["dockerignore"] and row["context"] in trees:
                count += 1
                listing = [(path, int(mode, 8)) for mode, _, _, path in trees[row["context"]]]
                tree = Tree.from_listing(directory, listing, [path for path, _ in listing])
                ignore = Ignore(row["dockerignore"])
                visible = ignore.visible(tree)
                assert visible.entries.keys() <= tree.entries.keys()
                for path in tree.entries:
                    if ignore.guaranteed(path):
                        assert path not in visible.entries
    assert count > 50
