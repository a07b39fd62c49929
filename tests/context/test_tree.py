"""Trees from memory and from the disk, also from disks that mean no good."""

from __future__ import annotations

import os
import sys

import pytest

from dfopt.context import tree as module
from dfopt.context.tree import Entry, Tree
from dfopt.errors import ContextError


def link(target):
    return Entry("", "symlink", 0o777, len(target), target)


def test_directories_above_are_added_and_come_first():
    tree = Tree.of_files({"b/c/d": "x", "b-": "", "a": "", "e/": ""})
    assert list(tree.entries) == ["a", "b", "b/c", "b/c/d", "b-", "e"]
    assert [tree.entries[path].kind for path in ("b", "b/c/d", "e")] == [
        "directory",
        "file",
        "directory",
    ]


def test_look_up():
    tree = Tree.of_files({"a/b": "text", "a/c": b"\xff"})
    assert tree.lookup("a/b") == Entry("a/b", "file", 0o644, 4)
    assert tree.lookup("") == Entry("", "directory", 0o755)
    assert [tree.lookup(path) for path in ("b", "a/b/", "A/b", "/a/b", ".")] == [None] * 5
    assert [entry.path for entry in tree.children("")] == ["a"]
    assert [entry.path for entry in tree.children("a")] == ["a/b", "a/c"]
    assert tree.children("a/b") == tree.children("nowhere") == ()
    assert [entry.path for entry in tree.below("")] == ["a", "a/b", "a/c"]


def test_reading():
    tree = Tree.of_files({"a/b": "text", "raw": b"\xff", "l": link("a/b")})
    assert tree.read("a/b") == b"text"
    assert tree.read("raw") == b"\xff"
    assert [tree.read(path) for path in ("a", "", "l", "nowhere")] == [None] * 4
    assert [tree.digest(path) for path in ("a", "l", "nowhere")] == [None] * 3
    assert tree.digest("raw") != tree.digest("a/b")


@pytest.mark.parametrize("path", ["/a", "../a", "a/../b", "a//b", "./a", "a/.", "", "/", "a\0b"])
def test_a_path_that_is_not_inside_is_refused(path):
    with pytest.raises(ContextError):
        Tree.of_files({path: ""})


@pytest.mark.parametrize("above", ["", link("/")])
def test_nothing_is_below_a_file_or_a_link(above):
    with pytest.raises(ContextError):
        Tree.of_files({"a": above, "a/b": ""})


def test_a_long_file_is_not_read(monkeypatch):
    monkeypatch.setattr(module, "READ_LIMIT", 3)
    tree = Tree.of_files({"three": "123", "four": "1234"})
    assert tree.read("three") == b"123"
    assert tree.read("four") is None
    assert tree.digest("four") is not None


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a/f", "a/f"),
        ("to-a/f", "a/f"),
        ("absolute", "a/f"),
        ("a/up/a/f", "a/f"),
        ("outside", "etc/passwd"),
        ("a/./../to-a//f", "a/f"),
        ("../../a", "a"),
        ("dangling/x", "nowhere/x"),
        ("loop", None),
        ("a/self/f", None),
        ("unknown/x", None),
        ("", ""),
    ],
)
def test_links_are_followed_inside_the_tree_alone(path, expected):
    tree = Tree.of_files(
        {
            "a/f": "",
            "to-a": link("a"),
            "absolute": link("/to-a/f"),
            "a/up": link(".."),
            "outside": link("../../../etc/passwd"),
            "dangling": link("nowhere"),
            "loop": link("pool"),
            "pool": link("loop"),
            "a/self": link("self"),
            "unknown": link(""),
        }
    )
    assert tree.resolve(path) == expected


def test_the_last_link_may_stay():
    tree = Tree.of_files({"d/f": "", "l": link("d"), "d/m": link("f")})
    assert tree.resolve("l/m", last=False) == "d/m"
    assert tree.resolve("l", last=False) == "l"


def test_what_is_unknown_is_not_taken_for_known():
    tree = Tree([Entry("a/b", "directory"), Entry("c", "file")], lambda _: None, ["a/b"])
    assert [tree.knows(path) for path in ("a/b", "a/b/x", "a", "")] == [False] * 4
    assert [tree.knows(path) for path in ("c", "a/bc", "a/c")] == [True] * 3


def test_a_restricted_tree_keeps_directories():
    tree = Tree.of_files({"a/b/c": "1", "a/d": "", "e": ""}).restricted(["a/b/c"])
    assert list(tree.entries) == ["a", "a/b", "a/b/c"]
    assert tree.read("a/b/c") == b"1"


def test_a_directory_is_read(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "run.sh").write_text("#!")
    (tmp_path / "a" / "run.sh").chmod(0o750)
    (tmp_path / "empty").mkdir(mode=0o700)
    (tmp_path / "l").symlink_to("a")
    tree = Tree.from_directory(tmp_path)
    assert list(tree.entries) == ["a", "a/run.sh", "empty", "l"]
    assert tree.entries["a/run.sh"] == Entry("a/run.sh", "file", 0o750, 2)
    assert tree.entries["l"].target == "a"
    assert tree.read("a/run.sh") == b"#!"
    assert not tree.unknown


def test_directories_can_be_left_out(tmp_path):
    (tmp_path / "node_modules" / "m").mkdir(parents=True)
    tree = Tree.from_directory(tmp_path, skip=lambda path: path == "node_modules")
    assert list(tree.entries) == ["node_modules"]


@pytest.mark.parametrize("name", ["nowhere", "file", "a\0b"])
def test_only_a_directory_can_be_read(tmp_path, name):
    (tmp_path / "file").touch()
    with pytest.raises(ContextError):
        Tree.from_directory(os.path.join(tmp_path, name))


def test_links_are_never_followed_on_the_disk(tmp_path):
    (tmp_path / "secret").write_text("secret")
    root = tmp_path / "root"
    (root / "d").mkdir(parents=True)
    (root / "d" / "loop").symlink_to("..")
    (root / "out").symlink_to(tmp_path)
    (root / "file").symlink_to(tmp_path / "secret")
    tree = Tree.from_directory(root)
    assert {path: e.kind for path, e in tree.entries.items()} == {
        "d": "directory",
        "d/loop": "symlink",
        "file": "symlink",
        "out": "symlink",
    }
    assert tree.read("file") is None
    assert tree.read("out/secret") is None


def test_what_becomes_a_link_later_is_not_followed(tmp_path):
    (tmp_path / "secret").write_text("secret")
    root = tmp_path / "root"
    (root / "d").mkdir(parents=True)
    (root / "d" / "secret").write_text("")
    (root / "f").write_text("")
    tree = Tree.from_directory(root)
    (root / "f").unlink()
    (root / "f").symlink_to("../secret")
    (root / "d").rename(tmp_path / "old")
    (root / "d").symlink_to("..")
    assert tree.read("f") is None
    assert tree.read("d/secret") is None


def test_a_tracked_path_through_a_link_is_not_followed(tmp_path):
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "inner").symlink_to("secret")
    root = tmp_path / "root"
    root.mkdir()
    (root / "d").symlink_to("..")
    tree = Tree.from_listing(root, [("d/secret", 0o100644), ("d/inner", 0o120000)])
    assert tree.read("d/secret") is None
    assert tree.entries["d/inner"].target == ""


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no FIFOs here")
def test_a_fifo_does_not_hang(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert Tree.from_directory(tmp_path).entries["pipe"].kind == "other"
    assert Tree.from_listing(tmp_path, [("pipe", 0o100644)]).read("pipe") is None


@pytest.mark.skipif(sys.platform != "linux", reason="only some file systems take such names")
def test_names_of_any_bytes(tmp_path):
    for name in (b"new\nline", b"caf\xe9", b"\\", b"sp ace", b"-"):
        with open(os.path.join(os.fsencode(tmp_path), name), "wb") as file:
            file.write(name)
    tree = Tree.from_directory(tmp_path)
    assert len(tree.entries) == 5
    assert all(tree.read(path) == os.fsencode(path) for path in tree.entries)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_what_may_not_be_read_is_unknown(tmp_path):
    (tmp_path / "f").write_text("x")
    (tmp_path / "f").chmod(0)
    (tmp_path / "d").mkdir()
    (tmp_path / "d").chmod(0)
    tree = Tree.from_directory(tmp_path)
    (tmp_path / "d").chmod(0o700)
    assert tree.read("f") is None
    assert tree.unknown == {"d"}


def test_a_file_that_is_gone_is_not_read(tmp_path):
    (tmp_path / "f").write_text("x")
    tree = Tree.from_directory(tmp_path)
    (tmp_path / "f").unlink()
    assert tree.read("f") is None
    assert tree.digest("f") is None


def test_a_walk_ends(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "ENTRY_LIMIT", 10)
    for number in range(20):
        (tmp_path / f"d{number}").mkdir()
        (tmp_path / f"d{number}" / "f").touch()
    tree = Tree.from_directory(tmp_path)
    assert len(tree.entries) == 20
    assert len(tree.unknown) == 20
    assert not tree.knows("d3/f")


def test_a_deep_tree():
    path = "/".join(["d"] * 3000)
    tree = Tree.of_files({f"{path}/f": "x"})
    assert sum(1 for _ in tree.below("")) == 3001
    assert tree.resolve(f"{path}/f") == f"{path}/f"
