"""What a step touches: paths, and how two of them relate."""

from __future__ import annotations

from dfopt.knowledge.places import APPLICATION, EXISTING, TOP, overlap
from dfopt.record import Record
from dfopt.syntax.nodes import Run, Transfer, Workdir

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from dfopt.builder.operations import CopyAction
    from dfopt.builder.placements import Placement
    from dfopt.syntax.nodes import Statement

#: Parts of a path that may be links wherever they stand.
_LINKS: Final = frozenset(("bin", "sbin", "lib", "lib32", "lib64", "run", "lock", "tmp"))


class Territory(Record):
    """The paths that a step touches: trees it writes, directories it makes on the way, and how.

    ``plain`` means that directories are made for root with mode 0755. ``bounded`` means that
    variables nobody knows may lead it anywhere but into an application's directories. Of those of
    ``writes`` that are among ``makes`` a copy writes the inside only. Below those that are
    ``hollow`` nothing comes to be, in those in ``homes`` only names that begin with a dot. A
    process ``enters`` directories that have to be there.
    """

    reads: frozenset[str]
    writes: frozenset[str]
    makes: frozenset[str]
    plain: bool
    bounded: bool = False
    is_process: bool = False
    hollow: frozenset[str] = frozenset()
    homes: frozenset[str] = frozenset()
    enters: frozenset[str] = frozenset()

    def fills(self, path: str, *, is_before_copies: bool) -> bool:
        """Tell whether a step may put anything at or below a path; a directory there is nothing.

        Where something has been copied already (not ``is_before_copies``), what it does to that
        counts as well.
        """
        if any(made.startswith(path.rstrip("/") + "/") for made in self.makes):
            return True
        met = [tree for tree in self.writes if overlap(path, tree)]
        return bool(met) and not (is_before_copies and all(self._is_bare(t, path) for t in met))

    def _is_bare(self, tree: str, path: str) -> bool:
        """Tell whether nothing comes to be at or below a path by a tree that is written."""
        if tree in self.hollow:
            return path == tree or path.startswith(f"{tree}/")
        return tree in self.homes and goes_past_dots(path, tree)


def touches_files(statement: Statement) -> bool:
    """Tell whether an instruction touches files while the image is built."""
    return isinstance(statement, Run | Transfer | Workdir)


def trees_of(action: CopyAction, one: Placement | None) -> Iterator[str]:
    """Yield the paths, with all below them, that a copy writes; ``one`` is what it takes."""
    destination = str(action.destination)
    path = "/" + destination.removesuffix("/.").strip("/")
    if one is not None and not one.is_directory and not one.renames:
        name = one.source.rpartition("/")[2]
        if not any(char in name for char in "*?[\\"):
            yield f"{path.rstrip('/')}/{name}"
            return
    yield path


def leads_straight(path: str) -> bool:
    """Tell whether no link of usual images is on the way, and nothing of the system there."""
    if "\\" in path or ":" in path or "//" in path:
        return False
    parts = path.casefold().strip("/").split("/")
    if ".." in parts or parts == [""]:
        return False
    if is_application(path):
        return True
    return _LINKS.isdisjoint(parts)


def is_system(territory: Territory) -> bool:
    """Tell whether a step writes into the directories of the system."""
    return any(path.strip("/").partition("/")[0] in TOP for path in territory.writes)


def is_application(path: str) -> bool:
    """Tell whether a path lies in a directory that is an application's by custom."""
    return any(path == root or path.startswith(root + "/") for root in APPLICATION)


def goes_past_dots(path: str, home: str) -> bool:
    """Tell whether a path lies below a home, and in nothing there that begins with a dot."""
    return path.startswith(f"{home}/") and not path.startswith(f"{home}/.")


def _parent(path: str) -> str:
    return path.rpartition("/")[0] or "/"


def parents_of(path: str) -> Iterator[str]:
    """Yield the directories above a path but for the root, from the nearest on."""
    while (path := _parent(path)) != "/":
        yield path


def needs_of(territory: Territory) -> frozenset[str]:
    """Return the directories that have to be there for what a process does."""
    if not territory.is_process:
        return frozenset()
    found = set(territory.enters)
    for path in (*territory.writes, *territory.reads, *territory.enters):
        parent = _parent(path)
        while parent not in ("/", ""):
            found.add(parent)
            parent = _parent(parent)
    made = {each for each in found if any(m.startswith(f"{each}/") for m in territory.makes)}
    return frozenset(found - made - territory.makes - EXISTING)


def share_parents(one: str, other: str) -> bool:
    """Tell whether both would make a directory, or one on the way to it, that may be missing."""
    return one != "/" and other != "/" and one.split("/")[1] == other.split("/")[1]
