"""The key of what is copied: whether a COPY must run again depends on it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dfopt.context.match import Selection
    from dfopt.context.tree import Entry, Tree


def content_key(tree: Tree, selections: Iterable[Selection]) -> str | None:
    """Return a digest that changes exactly when BuildKit finds that the sources changed.

    It covers what ``contenthash`` covers: for each thing that is copied its name (relative to the
    source, of the source itself the last part), its kind, its permission bits, the target of a link
    and the content of a file. Owners are zero for files of a context, times do not count. The
    digest itself is not BuildKit's.

    Args:
        tree: what the build sees of the context.
        selections: what :func:`dfopt.context.match.copy` says of the sources.

    Returns:
        SHA-256 in hexadecimal; None if something that is copied is not there or cannot be read.
    """
    import hashlib

    whole = hashlib.sha256()
    for selection in selections:
        entry = selection.entry
        if entry is None or not tree.knows(selection.path):
            return None
        for name, found in _named(tree, selection, entry):
            content = tree.digest(found.path) if found.kind == "file" else ""
            unknown = found.kind == "other" or (found.kind == "symlink" and not found.target)
            if content is None or unknown:
                return None
            fields = (name, found.kind, f"{found.mode:o}", found.target, content)
            # No field can hold a NUL, so that no two lists of fields look the same.
            whole.update("\0".join((*fields, "")).encode("utf-8", "surrogateescape"))
    return whole.hexdigest()


def _named(tree: Tree, selection: Selection, entry: Entry) -> Iterator[tuple[str, Entry]]:
    name = selection.name.rpartition("/")[2]
    yield name, entry
    for item in selection.items:
        path = item.removesuffix("/")
        yield f"{name}/{path}", tree.entries[f"{selection.path}/{path}" if selection.path else path]
