"""The tracked files of repositories, kept as long as git does not write their index again."""

from __future__ import annotations

import os

from dfopt.context.repository import index_stamp, repository_root, tracked
from dfopt.record import Record
from dfopt.workspace.contexts import listing_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dfopt.workspace.contexts import Listing


class _Kept(Record):
    stamp: tuple[int, ...] | None
    listing: Listing | None


class Listings:
    """Lists tracked files; git itself is run ahead of requests only, where its help is needed."""

    def __init__(self) -> None:
        self._kept: dict[str, _Kept] = {}

    def prepare(self, path: str) -> bool:
        """Learn what is tracked in the repository around a file; git may be run for that.

        Returns:
            Whether that is something else than requests were told before.
        """
        root = repository_root(os.path.dirname(path))
        if root is None:
            return False
        stamp = index_stamp(root)
        kept = self._kept.get(root)
        if kept is not None and kept.stamp == stamp:
            return False
        found = listing_of(root)
        self._kept[root] = _Kept(stamp, found)
        return kept is not None and kept.listing != found

    def of(self, root: str) -> Listing | None:
        """Return the tracked files of a repository; nothing is run for that.

        Where only git understands the index, they are those that it told last.
        """
        stamp = index_stamp(root)
        kept = self._kept.get(root)
        if kept is not None and kept.stamp == stamp:
            return kept.listing
        found = tracked(root)
        if found is None:
            return None if kept is None else kept.listing
        self._kept[root] = _Kept(stamp, found)
        return found
