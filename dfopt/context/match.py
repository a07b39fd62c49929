"""Which paths of a context a COPY or ADD takes, where they arrive, and the key of their contents.

The way of BuildKit: a source becomes one or several paths (``ResolveWildcards`` of fsutil), each is
followed through links inside the context, and what it stands for is copied with ``--exclude`` and
``--parents`` as patterns (``fsutil/copy``).
"""

from __future__ import annotations

from dfopt.context.patterns import PatternList, clean, has_wildcards, name_matcher
from dfopt.errors import ContextError
from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dfopt.context.patterns import Matched
    from dfopt.context.tree import Entry, Tree


class Selection(Record):
    """One file, link or directory that a source stands for, or that it does not find.

    ``name`` is the path that the source names and ``path`` the one behind its links. ``entry`` is
    what is there, None if nothing is. ``items`` are the paths below it that are taken, relative to
    it; for a file they are empty. ``problem`` says why nothing can be copied, ``searched`` that a
    pattern could not even be tried, so that no directory is made for it.
    """

    name: str
    path: str
    entry: Entry | None
    items: tuple[str, ...] = ()
    problem: str = ""
    searched: bool = False


class Copied(Record):
    """What becomes of one COPY or ADD on an empty file system.

    ``selections`` are what the sources stand for, in order. ``tree`` maps each path of the image,
    without the leading slash, to the path in the context that it comes from, ``""`` for a
    directory. ``missing`` are sources, written without wildcards, that are not there. ``problem``
    is the first reason for which the build stops; ``tree`` is what was copied until then.
    """

    selections: tuple[Selection, ...]
    tree: dict[str, str]
    missing: tuple[str, ...]
    problem: str

    @property
    def taken(self) -> tuple[str, ...]:
        """The files and links of the context that are read, each once, sorted."""
        found = set()
        for selection in self.selections:
            if selection.entry is not None and selection.entry.kind != "directory":
                found.add(selection.path)
            for item in selection.items:
                if not item.endswith("/"):
                    found.add(_join(selection.path, item))
        return tuple(sorted(found))


def copy(
    tree: Tree,
    sources: Sequence[str],
    destination: str,
    *,
    exclude: Sequence[str] = (),
    parents: bool = False,
) -> Copied:
    """Do a COPY onto an empty file system.

    Args:
        tree: what the build sees of the context.
        sources: the local sources, with variables and quotes resolved; no URL, no heredoc.
        destination: the absolute path; a slash at its end counts.
        exclude: the values of ``--exclude``.
        parents: whether ``--parents`` is given.
    """
    try:
        _check_sources(sources)
        chosen = [list(_select(tree, source, exclude, parents)) for source in sources]
    except ContextError as error:
        return Copied((), {}, (), str(error))
    selections = tuple(selection for group in chosen for selection in group)
    missing = [
        source
        for source, group in zip(sources, chosen)
        if not has_wildcards(source) and not _is_found(tree, source, group, parents)
    ]
    target = _Target()
    problem = ""
    try:
        for selection in selections:
            target.take(selection, destination)
    except ContextError as error:
        problem = str(error)
    return Copied(selections, target.files, tuple(missing), problem)


def transferred(tree: Tree, sources: Sequence[str]) -> Tree:
    """Return the part of a context that is sent to the builder for these sources.

    Args:
        tree: the context without what is ignored.
        sources: the sources of all steps of a build, as in :func:`copy`.

    Raises:
        ContextError: a source is no pattern that can be used.
    """
    patterns = follow_paths(sources)
    if patterns is None:
        return tree
    followed = _follow_links(tree, patterns)
    if followed is None:
        return tree
    rules = PatternList(followed)
    known: dict[str, tuple[bool, Matched]] = {"": (False, ())}
    for path in tree.entries:
        known[path] = rules.match(path, known[path.rpartition("/")[0]][1])
    return tree.restricted(path for path in tree.entries if known[path][0])


def follow_paths(sources: Iterable[str]) -> list[str] | None:
    """Return the paths that a build asks its client for; None for all of the context."""
    paths = {clean(f"/{source}") for source in sources}
    return None if "/" in paths else sorted(path[1:] for path in paths)


def _check_sources(sources: Sequence[str]) -> None:
    patterns = follow_paths(sources)
    if patterns is not None:
        PatternList(patterns)


def _select(tree: Tree, source: str, exclude: Sequence[str], parents: bool) -> Iterator[Selection]:
    """Yield what one source stands for.

    Raises:
        ContextError: a pattern of ``--exclude`` or ``--parents`` cannot be used.
    """
    include = None
    if parents:
        # Without "/./" the whole path is kept; with it, only what is behind.
        directory, pivot, pattern = source.partition("/./")
        if not pivot:
            directory, pattern = "/", source
        include = PatternList([clean(f"/{pattern}")[1:]])
        source = directory
    left_out = PatternList(exclude) if exclude else None
    for name in _resolve_wildcards(tree, clean(f"/{source}")[1:]):
        if isinstance(name, Selection):
            yield name
            continue
        path = tree.resolve(name)
        entry = None if path is None else tree.lookup(path)
        if path is None or entry is None:
            yield _absent(name, path)
            continue
        items: tuple[str, ...] = ()
        if entry.kind == "directory":
            items = tuple(_items(tree, path, include, left_out))
        yield Selection(name, path, entry, items)


def _is_found(tree: Tree, source: str, group: Sequence[Selection], parents: bool) -> bool:
    if not parents:
        return any(selection.entry for selection in group)
    path = tree.resolve(source, last=False)
    return path is not None and tree.lookup(path) is not None


def _absent(name: str, path: str | None, *, searched: bool = False) -> Selection:
    reason = "too many links" if path is None else f"lstat /{path}: no such file or directory"
    return Selection(name, path or name, None, (), reason, searched)


def _resolve_wildcards(tree: Tree, source: str) -> Iterator[str | Selection]:
    """Yield the paths that match, or a selection that says why there can be none."""
    parts = source.split("/")
    fixed = 0
    while fixed < len(parts) and not has_wildcards(parts[fixed]):
        fixed += 1
    name = "/".join(parts[:fixed])
    if fixed == len(parts):
        yield name
        return
    base = tree.resolve(name)
    if base is None or tree.lookup(base) is None:
        yield _absent(name, base, searched=True)
        return
    try:
        matches = name_matcher("/".join(parts[fixed:]))
    except ContextError:
        # BuildKit takes a match that fails for one that finds nothing.
        return
    todo = list(tree.children(base))[::-1]
    while todo:
        entry = todo.pop()
        if matches(entry.path[len(base) + 1 if base else 0 :]):
            yield entry.path
        elif entry.kind == "directory":
            todo += tree.children(entry.path)[::-1]


def _items(
    tree: Tree, directory: str, include: PatternList | None, exclude: PatternList | None
) -> Iterator[str]:
    """Yield what is copied of a directory, relative to the source; directories with a slash."""
    start = len(directory) + 1 if directory else 0
    todo: list[tuple[Entry, Matched, Matched]] = []
    todo += ((entry, (), ()) for entry in tree.children(directory)[::-1])
    while todo:
        entry, included, excluded = todo.pop()
        relative = entry.path[start:]
        take = True
        if include is not None:
            take, included = include.match(relative, included)
        if exclude is not None:
            drop, excluded = exclude.match(relative, excluded)
            take = take and not drop
        is_directory = entry.kind == "directory"
        if take:
            yield f"{relative}/" if is_directory else relative
        if is_directory:
            todo += ((below, included, excluded) for below in tree.children(entry.path)[::-1])


class _Target:
    """The file system that is copied to: paths, and where their contents come from."""

    def __init__(self) -> None:
        self.files: dict[str, str] = {}

    def take(self, selection: Selection, destination: str) -> None:
        """Copy one selection.

        Raises:
            ContextError: the build would stop here.
        """
        if selection.searched:
            raise ContextError(selection.problem)
        parent, _, last = destination.rpartition("/")
        self._make(destination if last in ("", ".") else parent)
        if selection.entry is None:
            raise ContextError(selection.problem)
        target = clean(f"/{destination}")[1:]
        if selection.entry.kind != "directory":
            if not target or self.files.get(target) == "":
                target = _join(target, selection.name.rpartition("/")[2])
            self._put(target, selection.path)
            return
        self._make(target)
        for item in selection.items:
            path = _join(target, item)
            if item.endswith("/"):
                self._make(path)
            else:
                self._put(path, _join(selection.path, item))

    def _make(self, path: str) -> None:
        parts = [part for part in path.split("/") if part not in ("", ".")]
        for end in range(1, len(parts) + 1):
            name = "/".join(parts[:end])
            if self.files.setdefault(name, ""):
                raise ContextError(f"cannot copy to non-directory: /{name}")

    def _put(self, path: str, source: str) -> None:
        self._make(path.rpartition("/")[0])
        if self.files.get(path) == "":
            raise ContextError(f"cannot replace to directory /{path} with file")
        self.files[path] = source


def _join(directory: str, path: str) -> str:
    path = path.removesuffix("/")
    return f"{directory}/{path}" if directory else path


def _follow_links(tree: Tree, patterns: Sequence[str]) -> list[str] | None:
    """Add the targets of links on the way to each path (``FollowLinks`` of fsutil)."""
    found: set[str] = set()
    todo = [clean(pattern) for pattern in patterns][::-1]
    while todo:
        parts = todo.pop().strip("/").split("/")
        for end in range(1, len(parts) + 1):
            current = "/".join(parts[:end])
            targets = _targets(tree, current)
            rest = "/".join(parts[end:])
            if rest and not targets:
                continue
            if current not in found:
                found.add(current)
                todo += [clean(f"/{target}/{rest}")[1:] or "." for target in targets][::-1]
            break
    if "." in found or "" in found:
        return None
    return sorted(found)


def _targets(tree: Tree, path: str) -> list[str]:
    """Return the targets of the links that a path or a pattern in its last part stands for."""
    parent, _, name = path.rpartition("/")
    entries: Iterable[Entry | None] = (tree.lookup(path),)
    if has_wildcards(name):
        try:
            matches = name_matcher(name)
        except ContextError:
            return []
        entries = (e for e in tree.children(parent) if matches(e.path.rpartition("/")[2]))
    targets = []
    for entry in entries:
        if entry is not None and entry.target:
            # An absolute target counts from the root of the context.
            base = "" if entry.target.startswith("/") else entry.path.rpartition("/")[0]
            targets.append(clean(f"/{base}/{entry.target}"))
    return targets
