"""What COPY takes, beyond what is recorded from BuildKit, and the keys of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfopt.context.keys import content_key
from dfopt.context.match import copy, transferred
from dfopt.context.patterns import has_wildcards, name_matcher
from dfopt.context.tree import Entry, Tree
from dfopt.errors import ContextError


def link(target):
    return Entry("", "symlink", 0o777, len(target), target)


TREE = Tree.of_files(
    {
        "package.json": "{}",
        "src/a.py": "a",
        "src/b.txt": "b",
        "src/sub/c.py": "c",
        "deps": link("src/sub"),
        "out": link("../../etc"),
        "loop": link("loop"),
        "unknown": link(""),
    }
)


def key(tree, *sources, **options):
    return content_key(tree, copy(tree, sources, "/d/", **options).selections)


def test_where_files_arrive():
    copied = copy(TREE, ["package.json", "src"], "/app/")
    assert copied.tree == {
        "app": "",
        "app/package.json": "package.json",
        "app/a.py": "src/a.py",
        "app/b.txt": "src/b.txt",
        "app/sub": "",
        "app/sub/c.py": "src/sub/c.py",
    }
    assert copied.taken == ("package.json", "src/a.py", "src/b.txt", "src/sub/c.py")
    assert not copied.problem
    assert not copied.missing


def test_links_are_followed_inside_the_context():
    assert copy(TREE, ["deps"], "/d/").taken == ("src/sub/c.py",)
    assert copy(TREE, ["out/passwd"], "/d/").problem.startswith("lstat /etc/passwd")
    for source in ("loop", "unknown", "loop/x"):
        copied = copy(TREE, [source], "/d/")
        assert copied.problem
        assert copied.taken == ()


@pytest.mark.parametrize(
    ("sources", "options", "missing"),
    [
        (["nope", "src"], {}, ("nope",)),
        (["nope*"], {}, ()),
        (["src/nope"], {"parents": True}, ("src/nope",)),
        (["src/./a.py"], {"parents": True}, ()),
        (["SRC"], {}, ("SRC",)),
        (["src/a.py/x"], {}, ("src/a.py/x",)),
    ],
)
def test_missing_sources_are_named(sources, options, missing):
    assert copy(TREE, sources, "/d/", **options).missing == missing


@pytest.mark.parametrize("options", [{"exclude": ["["]}, {"parents": True}])
def test_a_bad_pattern_is_a_problem(options):
    copied = copy(TREE, ["src", "["], "/d/", **options)
    assert copied.problem
    assert copied.tree == {}


def test_a_key_changes_with_content_mode_and_name():
    tree = Tree.of_files({"d/a": "1", "d/b/c": "2", "d/l": link("a"), "e": "3"})
    changed = {
        "content": {"d/a": "x", "d/b/c": "2", "d/l": link("a")},
        "name": {"d/z": "1", "d/b/c": "2", "d/l": link("a")},
        "target": {"d/a": "1", "d/b/c": "2", "d/l": link("b")},
        "link": {"d/a": "1", "d/b/c": "2", "d/l": "a"},
        "less": {"d/a": "1", "d/b/c": "2"},
        "more": {"d/a": "1", "d/b/c": "2", "d/l": link("a"), "d/e/": ""},
        "directory": {
            "d/a": "1",
            "d/b/c": "2",
            "d/l": link("a"),
            "d/b": Entry("", "directory", 0o700),
        },
        "itself": {"d/a": "1", "d/b/c": "2", "d/l": link("a"), "d": Entry("", "directory", 0o700)},
    }
    keys = {name: key(Tree.of_files(files), "d") for name, files in changed.items()}
    keys["same"] = key(tree, "d")
    assert len(set(keys.values())) == len(keys)
    mode = Tree([*tree.entries.values(), Entry("d/a", "file", 0o755, 1)], tree._open)
    assert key(mode, "d") not in keys.values()


def test_a_key_does_not_change_with_what_is_not_copied():
    tree = Tree.of_files({"d/a": "1", "d/b/c": "2", "e": "3"})
    other = Tree.of_files({"d/a": "1", "d/b/c": "2", "e": "4", "f": ""})
    assert key(tree, "d") == key(other, "d")
    assert key(tree, "d", exclude=["b"]) == key(Tree.of_files({"d/a": "1"}), "d")
    moved = Tree.of_files({"x/d/a": "1", "x/d/b/c": "2"})
    assert key(moved, "x/d") == key(tree, "d")
    renamed = Tree.of_files({"c/a": "1", "c/b/c": "2"})
    assert key(renamed, "c") != key(tree, "d")


def test_times_do_not_count(tmp_path):
    import os

    (tmp_path / "f").write_text("x")
    before = key(Tree.from_directory(tmp_path), "f")
    os.utime(tmp_path / "f", (1, 1))
    assert key(Tree.from_directory(tmp_path), "f") == before
    (tmp_path / "f").chmod(0o700)
    assert key(Tree.from_directory(tmp_path), "f") != before


def test_there_is_no_key_of_what_is_not_known(tmp_path):
    assert key(TREE, "nope") is None
    assert key(Tree.of_files({"d/pipe": Entry("", "other")}), "d") is None
    assert key(TREE, ".") is None  # a link with an unknown target
    gone = Tree.from_listing(tmp_path, [("gone", 0o100644), ("sub", 0o160000), ("d/x", 0o120000)])
    assert [key(gone, source) for source in ("gone", "sub", "d", ".")] == [None] * 4


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("*", "a", True),
        ("*", "a/b", False),
        ("a*b*c", "axbxbc", True),
        ("a*b*c", "axb/c", False),
        ("*a/b*c", "xa/bxc", True),
        ("*ab", "aab", True),
        ("[a-c]", "b", True),
        ("[c-a]", "b", False),
        ("[^c-a]", "b", True),
        ("[^a-c]", "b", False),
        ("[^a]", "/", True),
        ("[!a]", "!", True),
        ("[\\]]", "]", True),
        ("\\*", "*", True),
        ("\\*", "a", False),
        ("?", "/", False),
        ("**", "ab", True),
        ("a", "A", False),
        ("a", "a\n", False),
    ],
)
def test_names(pattern, path, expected):
    assert name_matcher(pattern)(path) is expected


@pytest.mark.parametrize("pattern", ["[", "[a", "[]a]", "[a-]", "[-a]", "\\", "a[", "[^]a]", "[\\"])
def test_bad_names(pattern):
    with pytest.raises(ContextError):
        name_matcher(pattern)


def slowly(pattern: str, path: str) -> bool:
    """Match stars and question marks by trying everything."""
    if not pattern:
        return not path
    if pattern[0] == "*":
        return slowly(pattern[1:], path) or bool(
            path and path[0] != "/" and slowly(pattern, path[1:])
        )
    return bool(path) and (
        (pattern[0] == "?" and path[0] != "/") or pattern[0] == path[0]
    ) and slowly(pattern[1:], path[1:])  # fmt: skip


@given(st.text("ab*?/", max_size=7), st.text("ab/", max_size=7))
def test_names_against_all_ways(pattern, path):
    assert name_matcher(pattern)(path) == slowly(pattern, path)


def test_names_that_would_take_for_ever():
    assert not name_matcher("*a" * 30 + "b")("a" * 5000)


@pytest.mark.parametrize(
    ("text", "answer"), [("a\\*", False), ("a\\\\*", True), ("[", True), ("]", False)]
)
def test_wildcards(text, answer):
    assert has_wildcards(text) is answer


def test_what_is_sent():
    assert list(transferred(TREE, ["deps"]).entries) == ["deps", "src", "src/sub", "src/sub/c.py"]
    assert transferred(TREE, ["src", "."]) is TREE
    assert list(transferred(TREE, ["loop"]).entries) == ["loop"]
    assert transferred(TREE, []).entries == {}
