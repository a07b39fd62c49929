"""Put layers on top of each other: the file system that a container starts with."""

from __future__ import annotations

import posixpath

from dfopt.builds.errors import BuildsError
from dfopt.builds.layers import Entry, HardLink
from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dfopt.builds.layers import Layer


class RootFileSystem(Record):
    """The merged file system: its entries by path, and the files that have several names.

    ``links`` gives for such a name the first of the names of its file, in the order of text.
    """

    entries: dict[str, Entry]
    links: dict[str, str]


class _Merger:
    """The file system so far; a file with several names is one number in ``files``."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self.files: dict[str, int] = {}
        self._count = 0

    def add(self, layer: Layer) -> None:
        self._hide(layer)
        replaced = {
            path
            for path, entry in layer.entries
            if (isinstance(entry, HardLink) or entry.kind != "directory")
            and path in self.entries
            and self.entries[path].kind == "directory"
        }
        self._drop(replaced, itself=False)
        for path, entry in layer.entries:
            self._put(path, entry)

    def _put(self, path: str, entry: Entry | HardLink) -> None:
        if isinstance(entry, Entry):
            self.entries[path] = entry
            self.files.pop(path, None)
            return
        target = entry.target
        if target not in self.entries:
            raise BuildsError(f"/{path} is a hard link to /{target}, which is not there")
        if target not in self.files:
            self.files[target] = self._count
            self._count += 1
        self.entries[path] = self.entries[target]
        self.files[path] = self.files[target]

    def _hide(self, layer: Layer) -> None:
        self._drop(layer.removed, itself=True)
        self._drop(layer.opaque, itself=False)

    def _drop(self, tops: Iterable[str], *, itself: bool) -> None:
        """Remove what is inside the given paths, in one pass over all paths."""
        roots = set(tops)
        if not roots:
            return
        doomed = [
            path
            for path in self.entries
            if (itself and path in roots) or any(above in roots for above in _parents(path))
        ]
        for path in doomed:
            del self.entries[path]
            self.files.pop(path, None)


def merge(layers: Iterable[Layer]) -> RootFileSystem:
    """Merge layers, the lowest first.

    Raises:
        BuildsError: a hard link leads nowhere.
    """
    merger = _Merger()
    for layer in layers:
        merger.add(layer)
    names: dict[int, list[str]] = {}
    for path, number in merger.files.items():
        names.setdefault(number, []).append(path)
    links = {path: min(group) for group in names.values() if len(group) > 1 for path in group}
    return RootFileSystem(merger.entries, links)


def _parents(path: str) -> Iterable[str]:
    """Yield the directories above a path, the root (empty) last."""
    while path:
        path = posixpath.dirname(path)
        yield path
