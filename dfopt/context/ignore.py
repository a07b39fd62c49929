"""``.dockerignore``: which paths of a context a build does not see.

Reading follows ``ignorefile.ReadAll``, matching ``moby/patternmatcher`` in the way a walk through
the context uses it (``fsutil``), where what matched a directory also holds for what is below.
"""

from __future__ import annotations

from dfopt.context.patterns import PatternList, clean, name_matcher
from dfopt.errors import ContextError
from dfopt.syntax.words import UNICODE_SPACES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from dfopt.context.patterns import Matched, Pattern
    from dfopt.context.tree import Tree

#: The longest line that Docker reads, in bytes (``bufio.MaxScanTokenSize``).
_LINE_LIMIT = 64 * 1024


def read_patterns(text: str) -> list[str]:
    """Return the patterns of a ``.dockerignore``, cleaned and relative to the context.

    Raises:
        ContextError: a line is too long for Docker.
    """
    patterns = []
    for line in text.removeprefix("\ufeff").split("\n"):
        if len(line.encode("utf-8", "surrogateescape")) >= _LINE_LIMIT:
            raise ContextError("a line of the ignore file is too long")
        if line.startswith("#"):
            continue
        pattern = line.strip(UNICODE_SPACES)
        negated = pattern.startswith("!")
        pattern = pattern[negated:].strip(UNICODE_SPACES)
        if pattern:
            pattern = clean(pattern)
            if len(pattern) > 1:
                pattern = pattern.removeprefix("/")
        elif not negated:
            continue
        patterns.append(f"!{pattern}" if negated else pattern)
    return patterns


class Ignore:
    """The rules of one ``.dockerignore``."""

    def __init__(self, text: str = "") -> None:
        """Read the text of the file.

        Raises:
            ContextError: Docker refuses it; some patterns show that only when they are tried.
        """
        self.rules = PatternList(read_patterns(text))
        self._known: dict[str, tuple[bool, Matched]] = {"": (False, ())}

    def check(self) -> None:
        """Try every pattern, so that none fails later.

        Raises:
            ContextError: a pattern cannot be used.
        """
        for pattern in self.rules.patterns:
            pattern.matches("")

    def excluded(self, path: str) -> bool:
        """Tell whether the rules exclude a path.

        A directory that is excluded is seen all the same if something in it is not.

        Raises:
            ContextError: a pattern cannot be used.
        """
        return self._match(path)[0]

    def _match(self, path: str) -> tuple[bool, Matched]:
        known = self._known.get(path)
        if known is not None:
            return known
        # From the deepest directory that was looked at, downwards.
        end = path.rfind("/")
        while end >= 0 and path[:end] not in self._known:
            end = path.rfind("/", 0, end)
        known = self._known[path[: max(end, 0)]]
        while end < len(path):
            end = path.find("/", end + 1)
            end = len(path) if end < 0 else end
            known = self._known[path[:end]] = self.rules.match(path[:end], known[1])
        return known

    def visible(self, tree: Tree) -> Tree:
        """Return the tree that the build sees.

        Raises:
            ContextError: a pattern cannot be used.
        """
        if not self.rules.patterns:
            return tree
        seen = []
        hidden: set[str] = set()
        for path, entry in tree.entries.items():
            if hidden and path.rpartition("/")[0] in hidden:
                if entry.kind == "directory":
                    hidden.add(path)
            elif not self.excluded(path):
                seen.append(path)
            elif entry.kind == "directory" and self.guaranteed(path):
                hidden.add(path)
        unknown = (path for path in tree.unknown if not (path and self.guaranteed(path)))
        return tree.restricted(seen, unknown)

    def guaranteed(self, directory: str) -> bool:
        """Tell whether everything at and below a path is excluded, whatever the tree holds.

        The answer is careful: it is True only if one pattern excludes the path and no later one
        with ``!`` could match the path, a directory above it, or anything below.
        """
        matched, hits = self._match(directory)
        patterns = self.rules.patterns
        deciding = [i for i, hit in enumerate(hits) if hit and not patterns[i].negated]
        if not matched or not deciding:
            return False
        later = patterns[deciding[-1] + 1 :]
        return not any(p.negated and _may_touch(p, directory) for p in later)

    def guaranteed_everywhere(
        self, name: str, is_file: Callable[[str], bool] = lambda _: False
    ) -> bool:
        """Tell whether everything called ``name``, in any directory, is excluded with its contents.

        As careful as :meth:`guaranteed`.

        Args:
            name: one part of a path, such as ``node_modules``.
            is_file: tells whether a path is known to be a file, in which nothing can be: without
                it ``!README.md`` might bring back ``README.md/node_modules``.
        """
        patterns = self.rules.patterns
        covering = [
            index
            for index, pattern in enumerate(patterns)
            if not pattern.negated and _covers(pattern, name)
        ]
        if not covering or "/" in name:
            return False
        for index, pattern in enumerate(patterns):
            if not pattern.negated:
                continue
            if _may_match_part(pattern, name):
                return False
            if index > covering[-1] and not (_is_literal(pattern.text) and is_file(pattern.text)):
                return False
        return True


def _covers(pattern: Pattern, name: str) -> bool:
    """Tell whether a pattern surely matches what is called ``name`` or a directory above it."""
    if pattern.text in ("*", "**"):
        return True
    matchers = _parts(pattern)
    if matchers is None or len(matchers) != 2 or matchers[0] is not None:
        return False
    return matchers[1] is not None and matchers[1](name)


def _is_literal(text: str) -> bool:
    return not set(text) & set("*?[\\")


def _parts(pattern: Pattern) -> list[Callable[[str], bool] | None] | None:
    """Return a matcher for each part of a pattern, None for ``**``; None if it is not so simple."""
    found: list[Callable[[str], bool] | None] = []
    for part in pattern.text.split("/"):
        if part == "**":
            found.append(None)
        elif "**" in part or set(part) & set("[]\\^|"):
            return None
        else:
            found.append(name_matcher(part))
    return found


def _may_touch(pattern: Pattern, directory: str) -> bool:
    """Tell whether a pattern could match a path, something above or something below it."""
    matchers = _parts(pattern)
    if matchers is None:
        return True
    for matcher, name in zip(matchers, directory.split("/")):
        if matcher is None:
            return True
        if not matcher(name):
            return False
    return True


def _may_match_part(pattern: Pattern, name: str) -> bool:
    """Tell whether a pattern could match a path of which one part is ``name``.

    A trailing ``**`` says nothing of its own: what it brings back below a directory called so, it
    brings back there as a whole, and that is the directory's own match.
    """
    matchers = _parts(pattern)
    if matchers is None or None in matchers[:-1]:
        return True
    return any(matcher(name) for matcher in matchers if matcher is not None)
