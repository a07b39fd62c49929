"""Trees as the recorded rows write them."""

from __future__ import annotations

from dfopt.context.tree import Entry, Tree


def tree_of(lines: list[str]) -> Tree:
    """Make a tree: ``a/b`` is a file, ``a/`` a directory, ``a -> b`` a link."""
    files: dict[str, str | Entry] = {}
    for line in lines:
        path, arrow, target = line.partition(" -> ")
        files[path] = Entry(path, "symlink", 0o777, len(target), target) if arrow else path
    return Tree.of_files(files)


def listing(tree: Tree) -> list[str]:
    """Return the paths of a tree, with a slash after directories, sorted."""
    return sorted(
        f"{path}/" if entry.kind == "directory" else path for path, entry in tree.entries.items()
    )
