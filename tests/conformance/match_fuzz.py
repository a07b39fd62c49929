"""Compare what COPY takes of a context with results recorded from BuildKit and fsutil."""

from __future__ import annotations

from typing import Any

from dfopt.context.ignore import Ignore
from dfopt.context.match import copy, follow_paths, transferred
from dfopt.context.tree import Tree
from dfopt.errors import ContextError, ExpansionError
from dfopt.syntax.parser import parse_statement
from dfopt.syntax.words import expand
from tests.conformance.contexts import listing, tree_of


def check(row: dict[str, Any]) -> str | None:
    """Return how a COPY comes out differently, None if it is reproduced.

    A row holds ``dockerfile``, ``flags``, ``dest``, ``dockerignore``, ``tree``, and what came of
    it: ``followpaths``, ``synced`` (what a build is sent), ``matched`` (the contents taken, of
    links ``-> target``), ``dest_tree`` (path: content, of directories nothing), ``error``. The text
    of an error is not compared.
    """
    try:
        words = parse_statement(row["dockerfile"].partition("\n")[2], "\\").arguments
        sources = [expand(word, {}, "\\").text for word in words[:-1]]
    except ExpansionError as error:
        return None if row["error"] else f"refused: {error}"
    if follow_paths(sources) != row["followpaths"]:
        return f"asks for {follow_paths(sources)}, expected {row['followpaths']}"
    visible = Ignore(row["dockerignore"]).visible(tree_of(row["tree"]))
    try:
        sent = transferred(visible, sources)
    except ContextError as error:
        return None if row["error"] else f"refused: {error}"
    if listing(sent) != sorted(row["synced"]):
        return f"sent {listing(sent)}, expected {row['synced']}"
    # What is not sent makes no difference to what is copied.
    return _check_copy(row, sources, sent) or _check_copy(row, sources, visible)


def _check_copy(row: dict[str, Any], sources: list[str], tree: Tree) -> str | None:
    values = [flag.partition("=")[2] for flag in row["flags"] if flag.startswith("--exclude=")]
    copied = copy(
        tree,
        sources,
        f"/{row['dest']}",
        exclude=values,
        parents="--parents" in row["flags"],
    )
    if bool(copied.problem) != bool(row["error"]):
        return f"problem {copied.problem!r}, expected {row['error']!r}"
    taken = sorted({_content(tree, path) for path in copied.taken})
    if taken != sorted(row["matched"]):
        return f"takes {taken}, expected {row['matched']}"
    result = {
        path if source else f"{path}/": _content(tree, source)
        for path, source in copied.tree.items()
    }
    return None if result == row["dest_tree"] else f"tree {result}, expected {row['dest_tree']}"


def _content(tree: Tree, path: str) -> str:
    entry = tree.lookup(path)
    return f"-> {entry.target}" if entry is not None and entry.kind == "symlink" else path
