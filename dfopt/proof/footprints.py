"""Which paths a step touches, and whether two steps may change places for sure.

The rules lean to the safe side: a process writes everything, an unknown path is every path, two
steps that touch the same path, one above or one below the other, are in order. Making a directory
is a write with an owner and a mode: two steps that would make the same missing parents may only
change places if they make them alike. Who is called by a name is looked up in the image.
"""

from __future__ import annotations

from dfopt.builder.operations import CopyAction, MakeDirectory, MakeFile
from dfopt.knowledge.places import APPLICATION, EXISTING, TOP
from dfopt.knowledge.start_programs import is_start_program
from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from dfopt.builder.operations import Action, Owner
    from dfopt.builder.placements import Placement
    from dfopt.builder.values import Value
    from dfopt.knowledge.behaviour import Behaviour, Circumstances

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

#: Directories that are an application's by custom, as components.
_FRESH: Final = tuple(tuple(path.strip("/").split("/")) for path in APPLICATION)

#: The links of usual images at the top: merged ``/usr``, ``/var/run``, and directories that are
#: one on some distributions.
_MERGED: Final = frozenset(
    (name,) for name in ("bin", "sbin", "lib", "lib32", "lib64", "libx32")
)  # fmt: skip
_RUN: Final[dict[Path, Path]] = {("var", "run"): ("run",), ("var", "lock"): ("run", "lock")}
_ONE: Final[dict[Path, Path]] = {
    ("usr", "sbin"): ("usr", "bin"), ("usr", "lib32"): ("usr", "lib"),
    ("usr", "lib64"): ("usr", "lib"), ("usr", "libx32"): ("usr", "lib"),
}  # fmt: skip

#: Directories that every usual image has, and that nobody makes on the way to a file.
_THERE: Final = frozenset(tuple(path.strip("/").split("/")) for path in EXISTING)

_PATTERN: Final = frozenset("*?[\\")

#: Where the names of users and groups are looked up.
_NAMES: Final = (("etc", "passwd"), ("etc", "group"))

#: What a directory is made with where nobody says anything else: root's, mode 0755.
_PLAIN: Final = ("root", 0o755)


class Footprint(Record):
    """The paths that an action touches, as tuples of components.

    ``trees`` are paths below which it writes, ``parents`` the directories that it makes if they are
    missing, ``made_as`` owner and mode of those, ``reads`` the paths of the image that it looks at.
    ``ways`` are the paths that a symbolic link elsewhere could turn. A ``bounded`` one may be led
    anywhere by variables of its image: only directories of an application are out of its reach.
    What a copy (``is_copy``) puts at its destination itself is no link: it follows its sources.
    ``contents`` are those of ``trees`` that are directories of which it only fills the inside,
    ``straight`` those at which it leaves no link, ``linkless`` those below which it leaves none.
    Below those that are ``hollow`` nothing comes to be, in those in ``homes`` nothing but names
    that begin with a dot. ``needs`` are the directories that have to be there for what it does,
    ``enters`` those that it goes to, ``missing`` those of ``parents`` that may not be there (None:
    all). It ``scans`` directories for what only those copies bring that are known file by file
    (``is_placed``).
    What ``leaves_start_programs`` may change places with one that ``is_start_program``: the copy
    of a single file of that kind (the assumption ``packages.leave-start-programs``).
    """

    trees: tuple[Path, ...]
    parents: frozenset[Path]
    made_as: object
    reads: tuple[Path, ...]
    ways: tuple[Path, ...] | None = None
    bounded: bool = False
    is_copy: bool = False
    contents: tuple[Path, ...] = ()
    straight: tuple[Path, ...] = ()
    linkless: tuple[Path, ...] = ()
    hollow: tuple[Path, ...] = ()
    homes: tuple[Path, ...] = ()
    needs: frozenset[Path] = frozenset()
    missing: frozenset[Path] | None = None
    is_start_program: bool = False
    leaves_start_programs: bool = False
    enters: tuple[Path, ...] = ()
    scans: tuple[Path, ...] = ()
    is_placed: bool = False

    def touches(self, path: Path, *, spares: bool = False) -> bool:
        """Tell whether it may write at, above or below a path; a directory there is nothing.

        ``spares`` tells that to alter what is there is nothing either: as long as nothing has been
        copied there.
        """
        for tree in self.trees:
            if _overlap(tree, path) and not (spares and self._spares(tree, path)):
                return True
        return any(parent[: len(path)] == path and parent != path for parent in self.parents)

    def _spares(self, tree: Path, path: Path) -> bool:
        """Tell whether what it does to one of its trees brings nothing to a path, nor below it."""
        if path[: len(tree)] != tree:
            return False
        return tree in self.hollow or (tree in self.homes and _has_no_dot(tree, path))


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
    return Footprint((path,), _ancestors(path), made_as, reads, is_copy=True)


def known_footprint(action: Action, placement: Placement | None) -> Footprint | None:
    """Return what an action touches, given what usual images and the build context hold.

    Links in the directories of the system lead to directories of the system, and there are none
    in those of an application (the assumption ``base.fresh-directories``).
    """
    if isinstance(action, CopyAction) and placement is not None and action.unpack:
        # A directory, or it would be no placement: nothing is unpacked.
        action = action.with_changes(unpack=False)
    if placement is not None and not placement.is_directory and not placement.renames:
        name = placement.source.rpartition("/")[2]
        if not _PATTERN.intersection(name) and isinstance(action, CopyAction):
            whole = f"{placement.destination.rstrip('/')}/{name}"
            action = action.with_changes(destination=whole)
    file = placement.file if placement is not None else None
    if file is not None and isinstance(action, CopyAction) and is_start_program(file):
        program = _canonical(_parts(file) or ())
        reads = () if is_numeric(action.owner) else _NAMES
        return Footprint(
            (program,), _ancestors(program), action, reads, is_copy=True, is_start_program=True
        )  # fmt: skip
    found = footprint(action)
    if found is not None and placement is not None and placement.is_whole:
        # The directory itself is made as on the way to a file, if it is missing.
        parents = found.parents | set(found.trees)
        return found.with_changes(parents=parents, contents=found.trees)
    if found is not None:
        return found
    if isinstance(action, CopyAction) and action.unpack:
        return None
    path = _parts(action.destination if isinstance(action, CopyAction) else action.path)
    if not path or ".." in path:
        return None
    made_as = action
    if path[0] in TOP:
        return Footprint(tuple((name,) for name in TOP), frozenset(), made_as, _NAMES, ())
    if is_fresh(path):
        return Footprint((path,), _ancestors(path), made_as, _NAMES)
    return None


def footprint_of_process(
    behaviour: Behaviour, circumstances: Circumstances, user: Value, *, leaves: bool = False
) -> Footprint:
    """Return what a process touches, as which ``user`` it runs.

    ``leaves`` tells that it leaves start programs alone.
    """
    written = behaviour.writes | behaviour.outputs
    writes = _known_parts(written)
    makes = _known_parts(behaviour.makes)
    reads = _known_parts(behaviour.reads | behaviour.files | behaviour.absent)
    parents = frozenset(path[:end] for path in makes for end in range(1, len(path) + 1))
    made_as = _PLAIN if circumstances.user == "root" else ("process", user)
    enters = _known_parts(behaviour.enters)
    ways = tuple(
        path for path in (*writes, *reads, *parents, *enters) if path and path[0] not in TOP
    )
    bounded = not circumstances.is_base_known
    own = (*writes, *reads)
    needs = frozenset(path[:end] for path in own for end in range(1, len(path)))
    needs |= {path[:end] for path in enters for end in range(1, len(path) + 1)}
    needs -= parents
    return Footprint(
        writes,
        parents,
        made_as,
        reads,
        ways,
        bounded,
        straight=_part(behaviour.straight, written),
        linkless=_part(behaviour.linkless, written),
        hollow=_part(behaviour.hollow - behaviour.outputs, written),
        homes=_part(behaviour.homes - behaviour.outputs, written),
        enters=enters,
        # What may lie at the top is told by name.
        scans=_known_parts(behaviour.scans - {"/"}),
        needs=needs - _THERE,
        leaves_start_programs=leaves,
    )


def _known_parts(paths: frozenset[str]) -> tuple[Path, ...]:
    return tuple(sorted(_canonical(_parts(path) or ()) for path in paths))


def _part(paths: frozenset[str], whole: frozenset[str]) -> tuple[Path, ...]:
    """Return those of some trees that none of the rest of all trees is the same as."""
    others = set(_known_parts(whole - paths))
    return tuple(path for path in _known_parts(paths) if path not in others)


def _has_no_dot(home: Path, path: Path) -> bool:
    """Tell whether a path lies below a home, and in nothing there that begins with a dot."""
    inner = path[len(home) : len(home) + 1]
    return path[: len(home)] == home and bool(inner) and not inner[0].startswith(".")


def _parts(path: object) -> Path | None:
    if type(path) is not str or not path.startswith("/") or "\\" in path or ":" in path:
        return None
    return tuple(part for part in path.casefold().split("/") if part not in ("", "."))


def _canonical(path: Path) -> Path:
    """Return a path with the links of usual images followed."""
    if path[:1] in _MERGED:
        path = ("usr", *path)
    if path[:2] in _RUN:
        path = (*_RUN[path[:2]], *path[2:])
    if path[:2] in _ONE:
        path = (*_ONE[path[:2]], *path[2:])
    return path


def is_fresh(path: Path) -> bool:
    """Tell whether a path lies in a directory that is an application's by custom."""
    return any(path[: len(root)] == root for root in _FRESH)


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
    if one.is_start_program and other.leaves_start_programs:
        return _NAMES[0] not in one.reads
    if other.is_start_program and one.leaves_start_programs:
        return _NAMES[0] not in other.reads
    if any(_overlap(a, b) for a in one.trees for b in (*other.trees, *other.reads)):
        return False
    if any(_overlap(a, b) for a in one.reads for b in other.trees):
        return False
    for a, b in ((one, other), (other, one)):
        if any(replaces(b, path) for path in a.enters):
            return False
        if not b.is_placed and any(_overlap(tree, path) for path in a.scans for tree in b.trees):
            return False
    if one.parents & other.parents and one.made_as != other.made_as:
        return False
    for a, b in ((one, other), (other, one)):
        if a.needs & (b.parents if b.missing is None else b.missing):
            return False
    if not (_is_out_of_reach(one, other) and _is_out_of_reach(other, one)):
        return False
    return not _reaches(one, other) and not _reaches(other, one)


def replaces(one: Footprint, directory: Path) -> bool:
    """Tell whether one makes, takes away or turns a directory: it writes there, or above."""
    return any(
        directory[: len(tree)] == tree and not (directory == tree and tree in one.contents)
        for tree in one.trees
    )


def _is_out_of_reach(one: Footprint, other: Footprint) -> bool:
    """Tell whether variables that nobody knows cannot lead one action to what the other writes."""
    if not one.bounded:
        return True
    known = [root[:length] for root in _FRESH for length in range(1, len(root))]
    return all(is_fresh(tree) for tree in other.trees) and all(
        is_fresh(parent) or parent in known for parent in other.parents
    )


def _reaches(one: Footprint, other: Footprint) -> bool:
    """Tell whether one writes at or above a directory that the other makes."""
    return any(replaces(one, parent) for parent in other.parents)


def leads_through(tree: Footprint, path: Footprint) -> bool:
    """Tell whether what one action has put somewhere may turn the way of another.

    A directory that is copied may hold a symbolic link at any path below its destination.
    """
    if tree.leaves_start_programs and path.is_start_program:
        return False
    ways = path.ways
    if ways is None:
        ways = (*path.trees, *path.parents, *path.reads)
    return any(_turns(tree, root, way) for root in tree.trees for way in ways)


def writes_through(tree: Footprint, path: Footprint) -> bool:
    """Tell whether what one action has put somewhere may turn the way of what another writes.

    Links in the directories of the system lead to directories of the system.
    """
    return any(
        _turns(tree, root, way)
        for root in tree.trees
        if root and root[0] not in TOP
        for way in (*path.trees, *path.parents)
    )


def _turns(tree: Footprint, root: Path, way: Path) -> bool:
    """Tell whether a link on a way may come from one of the trees that an action has written."""
    return (
        way[: len(root)] == root
        and root not in tree.linkless
        and not (way == root and (tree.is_copy or root in tree.straight))
        and not (root in tree.homes and _has_no_dot(root, way))
    )
