"""Which paths a step touches, and whether two steps may change places for sure.

The rules lean to the safe side: a process writes everything, an unknown path is every path, two
steps that touch the same path, one above or one below the other, are in order. Making a directory
is a write with an owner and a mode: two steps that would make the same missing parents may only
change places if they make them alike. Who is called by a name is looked up in the image.
"""

from __future__ import annotations

from dfopt.builder.operations import CopyAction, MakeDirectory, MakeFile
from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from dfopt.builder.operations import Action, Owner

    Path = tuple[str, ...]

#: Directories that are links on usual images, or that processes and packages fill by themselves.
_UNCERTAIN: Final = frozenset(
    (
        "bin", "sbin", "lib", "lib32", "lib64", "libx32", "run", "lock", "tmp", "mail", "man",
        "proc", "sys", "certs", "pki", "ssl", "alternatives", "init.d", "rc.d", "crontabs",
    )
)  # fmt: skip

#: What is not a link, or the target of one, on usual images where ``/opt``, ``/home``, ``/srv`` and
#: others lead below ``/var``.
_VAR: Final = (("www",), ("log",), ("cache",))

#: Where the names of users and groups are looked up.
_NAMES: Final = (("etc", "passwd"), ("etc", "group"))

#: What a directory is made with where nobody says anything else: root's, mode 0755.
_PLAIN: Final = ("root", 0o755)


class Footprint(Record):
    """The paths that an action touches, as tuples of components.

    ``trees`` are paths below which it writes, ``parents`` the directories that it makes if they are
    missing, ``made_as`` owner and mode of those, ``reads`` the files of the image that it looks at.
    """

    trees: tuple[Path, ...]
    parents: frozenset[Path]
    made_as: object
    reads: tuple[Path, ...]


def footprint(action: Action) -> Footprint | None:
    """Return what an action touches; None where it may be anything."""
    if isinstance(action, MakeDirectory):
        path = _components(action.path)
        if path is None:
            return None
        made_as = _PLAIN if action.owner is None and action.mode == 0o755 else action
        reads = () if is_numeric(action.owner) else _NAMES
        if not action.parents:
            return Footprint((path,), frozenset(), made_as, reads)
        return Footprint((), _ancestors(path) | {path}, made_as, reads)
    if isinstance(action, MakeFile):
        path = _components(action.path)
        return None if path is None else Footprint((path,), _ancestors(path), _PLAIN, ())
    return _copy(action)


def _copy(action: CopyAction) -> Footprint | None:
    path = _components(action.destination)
    if path is None or action.unpack or not path:
        return None
    made_as = _PLAIN if action.owner is None and action.mode is None else action
    reads = () if is_numeric(action.owner) else _NAMES
    return Footprint((path,), _ancestors(path), made_as, reads)


def is_numeric(owner: Owner | None) -> bool:
    """Tell whether nothing has to be looked up to know the owner."""
    if owner is None:
        return True
    return isinstance(owner.user, int) and isinstance(owner.group, int | None)


def may_change_names(action: Action) -> bool:
    """Tell whether an action may change what the names of users and groups mean."""
    touched = footprint(action)
    return touched is None or any(_overlap(tree, name) for tree in touched.trees for name in _NAMES)


def _components(path: object) -> Path | None:
    """Return the components of an absolute path that leads where it says; None otherwise.

    Windows tells neither letter cases nor the two slashes apart, and has drives.
    """
    if type(path) is not str or not path.startswith("/") or "\\" in path or ":" in path:
        return None
    parts = tuple(part for part in path.casefold().split("/") if part not in ("", "."))
    if ".." in parts or not _UNCERTAIN.isdisjoint(parts):
        return None
    return None if parts[:1] == ("var",) and parts[1:2] not in _VAR else parts


def _ancestors(path: Path) -> frozenset[Path]:
    return frozenset(path[:length] for length in range(1, len(path)))


def _overlap(one: Path, other: Path) -> bool:
    """Tell whether two paths are equal or one is above the other."""
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def disjoint(one: Footprint, other: Footprint) -> bool:
    """Tell whether two actions may change places."""
    if any(_overlap(a, b) for a in one.trees for b in (*other.trees, *other.reads)):
        return False
    if any(_overlap(a, b) for a in one.reads for b in other.trees):
        return False
    if one.parents & other.parents and one.made_as != other.made_as:
        return False
    return not _reaches(one, other) and not _reaches(other, one)


def _reaches(one: Footprint, other: Footprint) -> bool:
    """Tell whether one writes at or above a directory that the other makes."""
    return any(parent[: len(tree)] == tree for tree in one.trees for parent in other.parents)


def leads_through(tree: Footprint, path: Footprint) -> bool:
    """Tell whether what one action has put somewhere may turn the way of another.

    A directory that is copied may hold a symbolic link at any path below its destination.
    """
    ways = (*path.trees, *path.parents, *path.reads)
    return any(way[: len(root)] == root for root in tree.trees for way in ways)
