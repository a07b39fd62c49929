"""Compare ``.dockerignore`` rules with results recorded from patternmatcher and fsutil."""

from __future__ import annotations

from typing import Any

from dfopt.context.ignore import Ignore, read_patterns
from dfopt.errors import ContextError
from tests.conformance.contexts import listing, tree_of


def check(row: dict[str, Any]) -> str | None:
    """Return how the rules of a row come out differently, None if they are reproduced.

    A row holds ``text``, ``read`` (the patterns), ``tree`` and either ``error`` and ``sync_error``
    or ``paths`` (each with whether the patterns match it or a directory above) and ``synced``
    (what a build sees). The text of an error is not compared.
    """
    if read_patterns(row["text"]) != row["read"]:
        return f"read {read_patterns(row['text'])}, expected {row['read']}"
    tree = tree_of(row["tree"])
    try:
        ignore = Ignore(row["text"])
        actual = listing(ignore.visible(tree))
        paths = {path: matches_or_parent_matches(ignore, path) for path in tree.entries}
    except ContextError as error:
        return None if row["error"] or row["sync_error"] else f"refused: {error}"
    if row["error"] or row["sync_error"]:
        return f"accepted, expected {row['error'] or row['sync_error']}"
    if actual != sorted(row["synced"]):
        return f"seen: {sorted(set(actual) ^ set(row['synced']))} differ"
    wrong = [path for path, excluded in row["paths"].items() if paths[path] != excluded]
    if wrong:
        return f"matched differently: {wrong}"
    for path in tree.entries:
        if ignore.guaranteed(path) and any(
            seen.rstrip("/") == path or seen.startswith(f"{path}/") for seen in row["synced"]
        ):
            return f"{path} is said to be excluded for sure, and is seen"
    return None


def matches_or_parent_matches(ignore: Ignore, path: str) -> bool:
    """Match as ``MatchesOrParentMatches`` does: every pattern against every directory above."""
    parts = path.split("/")
    whole = ["/".join(parts[:end]) for end in range(1, len(parts) + 1)]
    excluded = False
    for pattern in ignore.rules.patterns:
        if pattern.negated == excluded and any(map(pattern.matches, reversed(whole))):
            excluded = not pattern.negated
    return excluded
