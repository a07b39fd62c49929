"""Where files of the build context come to lie in the image.

A :class:`Placement` is one source of a COPY or ADD: it maps context paths to image paths, both for
the files there are and for those that may come to be: a rewrite has to hold for later builds too.
:class:`Placed` is what several of them have put into an image, seen from a command that runs after.

Source: ``dispatchCopy`` of BuildKit's ``dockerfile2llb``, ``file.docopy``.
"""

from __future__ import annotations

from dfopt.builder.operations import ContextSource, CopyAction
from dfopt.lazy import regex
from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Final

    from dfopt.builder.operations import Action
    from dfopt.context.context import Context
    from dfopt.context.tree import Entry

_WILDCARD: Final = regex(r"[*?\[\\]")
#: What a mode has to be for a directory to be the same whether a COPY makes or copies it.
_PLAIN_MODE: Final = 0o755


class Placement(Record):
    """One source of a COPY out of the build context.

    ``source`` is the source's path in the context, without slashes at its ends; ``destination``
    the image path of what it brings: of a directory (``is_directory``) its contents, of a file or
    of the files that a wildcard matches they themselves, by name, below ``destination``; with
    ``renames`` the one file becomes ``destination`` itself, or comes below it, by name, where that
    is a directory already.
    """

    action: CopyAction
    context: Context
    source: str
    destination: str
    is_directory: bool
    renames: bool

    @property
    def is_whole(self) -> bool:
        """Whether it takes the whole context: of that directory itself nothing is copied."""
        return self.is_directory and not self.source

    @property
    def file(self) -> str | None:
        """The image path of the one file that it brings; None where it is not one for sure."""
        entry = None if _WILDCARD.search(self.source) else self.context.visible.lookup(self.source)
        if entry is None or entry.kind != "file":
            return None
        if self.renames:
            return self.destination
        return f"{self.destination.rstrip('/')}/{self.source.rpartition('/')[2]}"

    def origins(self, path: str) -> tuple[str, ...] | None:
        """Return the context paths that this may bring to an image path, now or later.

        None where that cannot be told; nothing where nothing can come to lie there.
        """
        if self.renames:
            return (self.source,) if path == self.destination else ()
        rest = _below(path, self.destination)
        if rest is None:
            return ()
        if self.is_directory:
            return (_joined(self.source, rest),)
        directory, _, pattern = self.source.rpartition("/")
        name, slash, _ = rest.partition("/")
        if not _WILDCARD.search(pattern):
            return (self.source,) if name == pattern and not slash else ()
        if not _matches(pattern, name):
            # A directory that the wildcard matches would be flattened.
            return None if any(self._matched_directories()) else ()
        return None if slash else (_joined(directory, name),)

    def _matched(self) -> Iterator[Entry]:
        """Yield what the source takes today."""
        tree = self.context.visible
        directory, _, pattern = self.source.rpartition("/")
        if not _WILDCARD.search(pattern):
            entry = tree.lookup(self.source)
            if entry is not None:
                yield entry
            return
        for entry in tree.children(directory):
            if _matches(pattern, entry.path.rpartition("/")[2]):
                yield entry

    def _matched_directories(self) -> Iterator[Entry]:
        return (entry for entry in self._matched() if entry.kind != "file")

    def entry(self, path: str) -> Entry | None:
        """Return the entry of the context that may lie at an image path after this copy."""
        if self.is_directory and path == self.destination:
            return self.context.visible.lookup(self.source)
        inside = _joined(self.destination, self.source.rpartition("/")[2])
        origins = (self.source,) if self.renames and path == inside else self.origins(path)
        for origin in origins or ():
            entry = self.context.visible.lookup(origin)
            if entry is not None:
                return entry
        return None

    def names(self, path: str) -> Iterator[str]:
        """Yield the names that this has put directly below an image path."""
        tree = self.context.visible
        if self.is_directory:
            rest = _below(path, self.destination) if path != self.destination else ""
            if rest is not None:
                for entry in tree.children(_joined(self.source, rest)):
                    yield entry.path.rpartition("/")[2]
        elif path == self.destination:
            for entry in self._matched():
                yield entry.path.rpartition("/")[2]
        name = _below(self.destination, path)
        if name:
            yield name.partition("/")[0]

    def contents(self, count: int, size: int) -> Iterator[bytes]:
        """Yield what the first ``count`` files begin with that this brings, ``size`` bytes each."""
        tree = self.context.visible
        for entry in self._matched():
            if entry.kind == "directory":
                files = [each.path for each in tree.below(entry.path) if each.kind != "directory"]
            else:
                files = [entry.path]
            for path in files[:count]:
                target = tree.resolve(path)
                content = tree.read(target) if target is not None else None
                if content is not None:
                    yield content[:size]

    def at(self, path: str) -> Iterator[bytes]:
        """Yield the content of the file that this brings to an image path, if it is one."""
        entry = self.entry(path)
        tree = self.context.visible
        target = tree.resolve(entry.path) if entry is not None else None
        content = tree.read(target) if target is not None else None
        if content is not None:
            yield content

    def is_kept_away(self, path: str) -> bool:
        """Tell whether nothing at or below an image path can come by this copy, ever."""
        if self.renames or not self.is_directory:
            if _within(self.destination, path) or path == self.destination:
                return False
            rest = _below(path, self.destination)
            if rest is None or self.renames:
                return not _within(path, self.destination)
            top = _joined(self.destination, rest.partition("/")[0])
            found = self.origins(top)
            if found is None:
                return False
            return all(self.context.ignore.guaranteed(origin) for origin in found)
        if path == self.destination or _within(self.destination, path):
            return False
        rest = _below(path, self.destination)
        return rest is None or self.context.ignore.guaranteed(_joined(self.source, rest))

    def leads_straight(self, path: str) -> bool:
        """Tell whether this brings no symbolic link to an image path, nor to one above it."""
        while path.strip("/"):
            entry = self.entry(path)
            if entry is not None and entry.kind == "symlink":
                return False
            path = path.rstrip("/").rpartition("/")[0]
        return True

    def includes(self, other: Placement) -> bool:
        """Tell whether all that ``other`` brings, now or later, comes by this copy too, the same.

        The directories on the way have to be plain: made by a COPY they belong to root with mode
        0755, copied they are what they are in the context.
        """
        one, two = self.action, other.action
        if not self.is_directory or (one.owner, one.mode) != (two.owner, two.mode):
            return False
        if one.exclude or two.exclude or other.is_directory or any(other._matched_directories()):
            return False
        directory = other.source.rpartition("/")[0]
        if self.source and directory != self.source and not _within(directory, self.source):
            return False
        rest = directory[len(self.source) :].strip("/")
        place = _joined(self.destination, rest)
        if other.renames:
            place = _joined(place, other.source.rpartition("/")[2])
        return place == other.destination and self._is_plain(directory)

    def brings_plain(self, path: str) -> bool:
        """Tell whether a path below the destination surely gets a directory of root's, mode 0755.

        So do those on the way to it.
        """
        rest = _below(path, self.destination)
        if (
            not self.is_directory
            or rest is None
            or (self.action.owner, self.action.mode) != (None, None)
        ):
            return False
        return self._is_plain(_joined(self.source, rest))

    def _is_plain(self, directory: str) -> bool:
        """Tell whether the directories from the source down to ``directory`` are plain."""
        while directory != self.source:
            entry = self.context.visible.lookup(directory)
            if entry is None or entry.kind != "directory" or entry.mode != _PLAIN_MODE:
                return False
            directory = directory.rpartition("/")[0]
        return True


class Placed:
    """What copies have put into an image (:class:`~dfopt.knowledge.behaviour.Files`).

    ``placements`` are the copies so far, ``is_fresh`` tells whether nothing but them can have put
    anything at or below an image path.
    """

    def __init__(self, placements: Sequence[Placement], is_fresh: Callable[[str], bool]) -> None:
        """Take the copies in their order."""
        self.placements = placements
        self.is_fresh = is_fresh

    def _entry(self, path: str) -> tuple[Placement, Entry] | None:
        for placement in reversed(self.placements):
            entry = placement.entry(path)
            if entry is not None:
                return placement, entry
        return None

    def read(self, path: str) -> bytes | None:
        """Return the content of the file at an image path; None if no copy has put one there."""
        found = self._entry(path)
        if found is None:
            return None
        placement, entry = found
        tree = placement.context.visible
        if entry.kind == "symlink":
            # Only a link that stays among what was copied with it.
            target = tree.resolve(entry.path)
            if not placement.is_directory or target is None:
                return None
            return tree.read(target) if _is_in(target, placement.source) else None
        return tree.read(entry.path)

    def children(self, path: str) -> tuple[str, ...]:
        """Return the names directly below an image path that copies have put there."""
        names = {name for placement in self.placements for name in placement.names(path)}
        return tuple(sorted(names))

    def mode(self, path: str) -> int | None:
        """Return the permission bits of what is at an image path; None if nothing is."""
        found = self._entry(path)
        if found is None:
            return None
        placement, entry = found
        mode = placement.action.mode
        return mode if isinstance(mode, int) else entry.mode

    def is_known(self, path: str) -> bool:
        """Tell whether what is at, and below, an image path has surely come from copies.

        Of a copy that leaves something out (``--exclude``) nobody knows what it has brought.
        """
        return self.is_fresh(path) and all(
            not placement.action.exclude and placement.context.visible.knows(origin)
            for placement in self.placements
            for origin in placement.origins(path) or ()
        )

    def is_untracked(self, path: str) -> bool:
        """Tell whether copies would have put a file at an image path if git tracked it."""
        return self._entry(path) is None and any(
            placement.context.is_untracked(origin)
            for placement in self.placements
            for origin in placement.origins(path) or ()
        )

    def is_excluded(self, path: str) -> bool:
        """Tell whether .dockerignore keeps everything at and below an image path away."""
        return all(placement.is_kept_away(path) for placement in self.placements)


def placement(action: Action | None, context: Context) -> Placement | None:
    """Return what an action places, if it copies from the build context and all is known."""
    if not isinstance(action, CopyAction) or not isinstance(action.source, ContextSource):
        return None
    path, destination = action.path, action.destination
    if type(path) is not str or type(destination) is not str or not action.is_tree:
        return None
    if action.include or action.required or "\\" in destination or not destination.startswith("/"):
        return None
    source = path.strip("/")
    is_inside = destination.endswith(("/", "/."))
    place = "/" + destination.removesuffix("/.").strip("/")
    directory, _, name = source.rpartition("/")
    if _WILDCARD.search(directory):
        return None
    found = Placement(action, context, source, place, False, False)
    if _WILDCARD.search(name):
        # Into a directory, or the one match could become the destination itself.
        known = is_inside and not any(found._matched_directories())
        return found if known and not action.unpack else None
    entry = context.visible.lookup(source)
    if entry is None or not context.visible.knows(source):
        return None
    if entry.kind == "directory":
        return found.with_changes(is_directory=True)
    if entry.kind != "file" or action.unpack:
        return None
    return found if is_inside else found.with_changes(renames=True)


def links(action: CopyAction, context: Context) -> Iterator[tuple[int, str]]:
    """Yield the symbolic links that a copy out of the context may bring, with what they say.

    Each comes with the number of directories of the copy that it lies in.
    """
    if not isinstance(action.source, ContextSource):
        return
    found = placement(action, context)
    start = found.source if found is not None and found.is_directory else ""
    for entry in context.visible.below(start):
        if entry.kind == "symlink":
            is_in = found is not None and found.is_directory
            yield entry.path[len(start) :].strip("/").count("/") if is_in else 0, entry.target


def _joined(directory: str, name: str) -> str:
    if not name:
        return directory
    return f"{directory.rstrip('/')}/{name}" if directory else name


def _within(path: str, directory: str) -> bool:
    """Tell whether a path is below a directory."""
    return path != directory and path.startswith(directory.rstrip("/") + "/")


def _is_in(path: str, directory: str) -> bool:
    return not directory or path == directory or path.startswith(directory + "/")


def _below(path: str, directory: str) -> str | None:
    """Return the way from a directory to a path below it; None if it is not below."""
    return path[len(directory.rstrip("/")) + 1 :] if _within(path, directory) else None


def _matches(pattern: str, name: str) -> bool:
    from dfopt.context.patterns import name_matcher
    from dfopt.errors import ContextError

    try:
        return name_matcher(pattern)(name)
    except ContextError:
        return False
