"""Which paths of a context the sources of a COPY or ADD take, and what they hold."""

from __future__ import annotations

from dfopt.context.patterns import PatternList, has_wildcards, name_matcher
from dfopt.errors import ContextError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from dfopt.builder.operations import CopyAction
    from dfopt.context.tree import Entry, Tree
    from dfopt.syntax.nodes import Statement


class Selection:
    """The paths that some sources stand for: each with everything below it."""

    def __init__(
        self, sources: Iterable[str], exclude: Iterable[str] = (), tree: Tree | None = None
    ) -> None:
        """Read the sources.

        A source is matched part by part as Go's ``filepath.Match`` does; it takes what it matches
        and all below. One that cannot be read takes everything: rather too much than too little.

        Args:
            sources: as in the instruction, expanded; URLs are passed over.
            exclude: the patterns of ``--exclude``.
            tree: where sources that lead through symbolic links are looked up.
        """
        self._whole = False
        self._literal: list[str] = []
        self._patterns: list[list[Callable[[str], bool]]] = []
        for source in sources:
            if "://" not in source:
                self._add(source, tree)
        try:
            self._exclude = PatternList(list(exclude))
        except ContextError:
            self._exclude = PatternList([])

    def _add(self, source: str, tree: Tree | None) -> None:
        parts = [part for part in source.split("/") if part not in ("", ".")]
        if not parts or ".." in parts or "$" in source:
            self._whole = True
            return
        path = "/".join(parts)
        if has_wildcards(path):
            try:
                self._patterns.append([name_matcher(part) for part in parts])
            except ContextError:
                self._whole = True
            return
        self._literal.append(path)
        real = tree.resolve(path) if tree is not None else path
        if real is not None and real != path:
            self._whole = self._whole or not real
            self._literal.append(real)

    def takes(self, path: str) -> bool:
        """Tell whether a path is among those taken."""
        if not (self._whole or self._is_below(path) or self._is_matched(path)):
            return False
        return not (self._exclude.patterns and self._is_excluded(path))

    def _is_below(self, path: str) -> bool:
        return any(
            path.startswith(source) and path[len(source) : len(source) + 1] in ("", "/")
            for source in self._literal
        )

    def _is_matched(self, path: str) -> bool:
        if not self._patterns:
            return False
        parts = path.split("/")
        return any(
            len(matchers) <= len(parts)
            and all(matches(part) for matches, part in zip(matchers, parts))
            for matchers in self._patterns
        )

    def _is_excluded(self, path: str) -> bool:
        return self._exclude.match(path)[0]


def selection_of(statement: Statement, tree: Tree | None = None) -> Selection | None:
    """Return what an instruction takes from the context; None if nothing."""
    from dfopt.cost.steps import observable_sources

    sources = [s for s in observable_sources(statement) if not s.startswith("--from=")]
    if not sources:
        return None
    exclude = [
        flag[len("--exclude=") :] for flag in statement.flags if flag.startswith("--exclude=")
    ]
    return Selection(sources, exclude, tree)


class Files:
    """The files of a context as they enter keys (``Taken`` of :mod:`dfopt.cost.keys`)."""

    def __init__(self, tree: Tree, content: Callable[[Entry], tuple[object, object]]) -> None:
        """Take the tree that a build sees.

        Args:
            tree: the files.
            content: returns something that is equal for equal files, and the owner of a file;
                time stamps may not enter.
        """
        self._tree = tree
        self._content = content
        self._known: dict[tuple[object, ...], object] = {}

    def __call__(self, action: CopyAction | str, owners: bool) -> object:
        """Return something that is equal for equal files."""
        if isinstance(action, str):
            path, exclude = action, tuple[str, ...]()
        else:
            path, exclude = action.path if isinstance(action.path, str) else "", action.exclude
            if action.include:
                # A pattern below the path: COPY --parents.
                path = "/".join([path, *[p for p in action.include[:1] if isinstance(p, str)]])
        key = path, exclude, owners
        if key not in self._known:
            self._known[key] = tuple(self._taken(path, exclude, owners))
        return self._known[key]

    def _taken(self, path: str, exclude: Iterable[str], owners: bool) -> Iterator[object]:
        selection = Selection([path], exclude, self._tree)
        base = "/".join([part for part in path.split("/") if part not in ("", ".")])
        for entry in self._tree.entries.values():
            if selection.takes(entry.path):
                content, owner = self._content(entry)
                name = entry.path.removeprefix(base)
                yield (name, content, owner) if owners else (name, content)
