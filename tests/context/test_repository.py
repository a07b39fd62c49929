"""The tracked files, read from git's index, are those that git itself lists."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from dfopt.context.repository import repository_root, tracked
from dfopt.context.tree import Tree

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")


def git(directory, *arguments):
    identity = ("-c", "user.name=x", "-c", "user.email=x@example.com")
    options = (*identity, "-c", "protocol.file.allow=always")
    done = subprocess.run(
        ["git", "-C", directory, *options, *arguments], check=True, capture_output=True
    )
    return done.stdout


def listed(directory):
    found = {}
    for line in git(directory, "ls-files", "--stage", "-z").split(b"\0")[:-1]:
        fields, _, path = line.partition(b"\t")
        found[os.fsdecode(path)] = int(fields.split()[0], 8)
    return found


def agree(directory):
    mine = tracked(os.fspath(directory))
    assert mine is not None
    assert len(dict(mine)) == len(mine)
    assert dict(mine) == listed(directory)
    return dict(mine)


def tracked_tree(directory):
    tree = Tree.from_tracked(directory)
    assert tree is not None
    return tree


@pytest.fixture
def repository(tmp_path):
    root = tmp_path / "repository"
    (root / "src" / "deep").mkdir(parents=True)
    git(root, "init", "-q")
    for number in range(40):
        (root / "src" / "deep" / f"file{number}.py").write_text(f"{number}\n")
    for name in ("a", "README.md", "src/x", "src-more", "é", "sp ace", "new\nline", "x" * 200):
        (root / name).write_text(name)
    (root / "run").write_text("#!/bin/sh\n")
    (root / "run").chmod(0o755)
    (root / "link").symlink_to("src/x")
    git(root, "add", ".")
    (root / "untracked").write_text("")
    return root


@pytest.mark.parametrize("version", ["2", "3", "4"])
def test_versions(repository, version):
    (repository / "intended").write_text("")
    git(repository, "add", "--intent-to-add", "intended")
    git(repository, "update-index", "--index-version", version)
    git(repository, "update-index", "--skip-worktree", "a")
    git(repository, "update-index", "--assume-unchanged", "README.md")
    found = agree(repository)
    assert found["run"] == 0o100755
    assert found["link"] == 0o120000
    assert "intended" in found
    assert "untracked" not in found
    assert agree(repository / "src")["deep/file7.py"] == 0o100644


def test_a_directory_of_the_same_beginning_is_another(repository):
    assert "x" in agree(repository / "src")
    assert not any(path.startswith("-") for path in agree(repository / "src"))


def test_extensions_are_passed_over(repository):
    git(repository, "commit", "-qm", "x")
    git(repository, "update-index", "--untracked-cache")
    git(repository, "status")
    git(repository, "read-tree", "HEAD")
    agree(repository)


def test_a_conflict_is_listed_once(repository):
    git(repository, "commit", "-qm", "x")
    git(repository, "checkout", "-qb", "other")
    (repository / "a").write_text("other")
    git(repository, "commit", "-qam", "other")
    git(repository, "checkout", "-q", "-")
    (repository / "a").write_text("mine")
    git(repository, "commit", "-qam", "mine")
    with pytest.raises(subprocess.CalledProcessError):
        git(repository, "merge", "other")
    assert "a" in agree(repository)


def test_a_linked_work_tree(repository, tmp_path):
    git(repository, "commit", "-qm", "x")
    git(repository, "worktree", "add", "-q", tmp_path / "second")
    (tmp_path / "second" / "more").write_text("")
    git(tmp_path / "second", "add", "more")
    assert "more" in agree(tmp_path / "second")
    assert "more" not in agree(repository)


def test_a_submodule_is_a_directory_of_unknown_content(repository, tmp_path):
    git(repository, "commit", "-qm", "x")
    outer = tmp_path / "outer"
    outer.mkdir()
    git(outer, "init", "-q")
    git(outer, "submodule", "add", "-q", repository, "inner")
    assert agree(outer)["inner"] == 0o160000
    tree = tracked_tree(outer)
    assert tree.entries["inner"].kind == "directory"
    assert not tree.knows("inner/src")
    assert "src/x" in agree(outer / "inner")


def test_sha256(tmp_path):
    git(tmp_path, "init", "-q", "--object-format=sha256")
    (tmp_path / "a").write_text("a")
    git(tmp_path, "add", "a")
    assert agree(tmp_path) == {"a": 0o100644}


def test_an_empty_index(tmp_path):
    git(tmp_path, "init", "-q")
    assert tracked(str(tmp_path)) is None
    (tmp_path / "a").write_text("")
    git(tmp_path, "add", "a")
    git(tmp_path, "rm", "-q", "--cached", "a")
    assert agree(tmp_path) == {}


def test_a_split_index_is_not_understood(repository):
    git(repository, "update-index", "--split-index")
    assert tracked(str(repository)) is None
    assert Tree.from_tracked(repository) is None


def test_a_sparse_index_is_not_understood(repository):
    git(repository, "commit", "-qm", "x")
    git(repository, "sparse-checkout", "set", "--cone", "--sparse-index", "none")
    assert tracked(str(repository)) is None
    git(repository, "sparse-checkout", "reapply", "--no-sparse-index")
    assert "src/x" in agree(repository)
    # Not on the disk, but tracked.
    assert not (repository / "src").exists()
    assert tracked_tree(repository).read("src/x") is None


def test_an_index_of_another_place_is_not_taken(repository, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    git(repository, "config", "core.worktree", str(tmp_path / "elsewhere"))
    assert tracked(str(repository)) is None


def test_no_repository(tmp_path):
    if repository_root(str(tmp_path)) is not None:
        pytest.skip("the temporary directory lies in a repository")
    assert tracked(str(tmp_path)) is None
    assert Tree.from_tracked(tmp_path) is None


@pytest.mark.parametrize("content", [b"", b"gitdir: nowhere\n", b"nonsense", b"gitdir: \0"])
def test_a_git_file_that_leads_nowhere(tmp_path, content):
    (tmp_path / ".git").write_bytes(content)
    assert tracked(str(tmp_path)) is None


def test_a_damaged_index_is_not_believed(repository):
    path = repository / ".git" / "index"
    whole = path.read_bytes()
    expected = agree(repository)
    for cut in range(0, len(whole), 67):
        path.write_bytes(whole[:cut])
        assert tracked(str(repository)) is None
    for place in range(0, len(whole) - 20, 17):
        path.write_bytes(whole[:place] + b"\xff" + whole[place + 1 :])
        found = tracked(str(repository))
        # Times, hashes and single letters may be wrong unseen; what is there may not.
        assert found is None or len(dict(found)) in (len(expected), len(expected) - 1)


@pytest.mark.parametrize("path", [b"../x", b"/etc/x", b"a/../x", b"a//x", b"./x", b"..", b"a/.."])
def test_a_path_out_of_the_work_tree_is_not_believed(tmp_path, path):
    git(tmp_path, "init", "-q")
    entry = bytes(24) + (0o100644).to_bytes(4, "big") + bytes(32) + len(path).to_bytes(2, "big")
    entry += path + bytes(8 - (62 + len(path)) % 8)
    data = b"DIRC" + (2).to_bytes(4, "big") + (1).to_bytes(4, "big") + entry + bytes(20)
    (tmp_path / ".git" / "index").write_bytes(data)
    assert tracked(str(tmp_path)) is None
    (tmp_path / ".git" / "index").write_bytes(data.replace(path, b"z" * len(path)))
    assert tracked(str(tmp_path)) == [("z" * len(path), 0o100644)]


def test_contents_are_those_on_the_disk(repository):
    (repository / "a").write_text("changed")
    (repository / "README.md").unlink()
    tree = tracked_tree(repository)
    assert tree.read("a") == b"changed"
    assert tree.lookup("README.md") is not None
    assert tree.read("README.md") is None
    assert tree.entries["link"].target == "src/x"
    assert tree.entries["run"].mode == 0o755
    assert tree.lookup("untracked") is None
