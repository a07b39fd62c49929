"""Cache mounts that make no difference to any image.

The equation ``cache-mount``: a process of which an installer is known, with a cache mount at the
directory in which that installer keeps its downloads, is the same process without that mount, as
far as images are concerned. For the content of the directory is in no image, and nothing looks at
it. That is so if

* no image is made of the stage, nor of one that starts from it
  (:func:`dfopt.builder.inner.inner_stages`, the assumption ``build.last-stage-only``);
* the process does the same with whatever cache (:mod:`dfopt.knowledge.caches`), and all else in it
  is known to leave the cache alone;
* so does every other step above and below it, down to the image: nothing is in the directory that
  the mount would hide, and nothing is missing in it afterwards;
* nothing is copied or mounted from the stage that lies at, above or below what is around the cache,
  and no link of the build context, and none that a process makes, leads there;
* the mount is a plain one: its own id, no owner, no source, shared as the installer needs it, and
  the only ones of that id in the file are such mounts too;
* the frontend that the file names knows mounts.
"""

from __future__ import annotations

from dfopt.builder.build import Built
from dfopt.builder.inner import inner_stages, lineage, takes_mounts
from dfopt.builder.operations import (
    CopyAction,
    Exec,
    FileOperation,
    ImageSource,
    MakeDirectory,
    Merge,
    MountPoint,
    UnknownMount,
    topological,
)
from dfopt.builder.placements import links
from dfopt.knowledge.behaviour import Unknown
from dfopt.knowledge.caches import leads_to, touches

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Final

    from dfopt.builder.commands import Commands
    from dfopt.builder.operations import Action, Operation
    from dfopt.context.context import Context
    from dfopt.knowledge.behaviour import Files
    from dfopt.knowledge.installers import Cache
    from dfopt.syntax.nodes import Dockerfile, Statement

#: A larger graph than this is compared with its mounts as they are.
_MAX_OPERATIONS: Final = 512


def droppable(
    dockerfile: Dockerfile,
    outcomes: Sequence[object],
    commands: Commands,
    files_of: Callable[[Exec], Files | None],
    context: Context | None,
) -> dict[Statement, frozenset[str]]:
    """Return the targets of the mounts that make no difference, by instruction.

    Args:
        dockerfile: the file.
        outcomes: what its stages come to, in their order.
        commands: what is known of commands.
        files_of: what copies have put into the image that a process starts from.
        context: the build context, None where nothing is known of it; it says which stages are
            known to be built by their names.
    """
    built = [outcome for outcome in outcomes if isinstance(outcome, Built)]
    if len(built) < len(outcomes) or dockerfile.escape != "\\" or not takes_mounts(dockerfile):
        return {}
    inner = inner_stages(dockerfile, context.targets if context is not None else ())
    if not inner:
        return {}
    return _Graph(built, inner, commands, files_of, context).droppable()


class _Graph:
    """All operations of a file."""

    def __init__(
        self,
        built: Sequence[Built],
        inner: frozenset[int],
        commands: Commands,
        files_of: Callable[[Exec], Files | None],
        context: Context | None,
    ) -> None:
        self.context = context
        self.built = built
        self.inner = inner
        self.commands = commands
        self.files_of = files_of
        found = {id(op): op for stage in built for op in topological(stage.root)}
        self.operations = list(found.values())
        self.processes = [op for op in self.operations if isinstance(op, Exec)]
        self._below: dict[int, frozenset[int]] = {}
        self._links: dict[int, list[tuple[int, str]]] = {}

    def droppable(self) -> dict[Statement, frozenset[str]]:
        if len(self.operations) > _MAX_OPERATIONS:
            return {}
        mounts = [(op, mount) for op in self.processes for mount in op.mounts]
        if any(isinstance(mount, UnknownMount) for _, mount in mounts):
            return {}
        good: dict[str, set[Statement]] = {}
        bad: set[object] = set()
        for process, mount in mounts:
            if not isinstance(mount, MountPoint) or mount.type != "cache":
                continue
            if type(mount.name) is not str:
                return {}
            if self._is_indifferent(process, mount) and process.statement is not None:
                good.setdefault(str(mount.target), set()).add(process.statement)
            else:
                bad.add(mount.name)
        found: dict[Statement, set[str]] = {}
        for target, statements in good.items():
            if _name(target) not in bad:
                for statement in statements:
                    found.setdefault(statement, set()).add(target)
        return {statement: frozenset(targets) for statement, targets in found.items()}

    def _is_indifferent(self, process: Exec, mount: MountPoint) -> bool:
        """Tell whether a process, and every image, is the same without a mount."""
        if not all(_is_plain(each) for each in process.mounts):
            return False
        if process.network or process.security or process.secrets:
            return False
        holders = [stage.stage.index for stage in self.built if self._is_on(stage.root, process)]
        own = [
            each.stage.index for each in self.built if process.statement in each.stage.statements
        ]
        if len(own) != 1 or not self.inner.issuperset((*own, *holders)):
            return False
        use = self.commands.cache_use(process, self.files_of(process))
        if use is None or isinstance(use, Unknown):
            return False
        cache = next((each for each in use.caches if each.target == mount.target), None)
        if cache is None or cache.sharing != mount.sharing:
            return False
        return isinstance(lineage(process)[-1], ImageSource) and all(
            self._is_apart(operation, process, cache) for operation in self.operations
        )

    def _is_on(self, operation: Operation | None, process: Operation) -> bool:
        """Tell whether an operation is another one, or on top of it."""
        if operation is None:
            return False
        if id(operation) not in self._below:
            self._below[id(operation)] = frozenset(id(each) for each in lineage(operation))
        return id(process) in self._below[id(operation)]

    def _is_apart(self, operation: Operation, process: Exec, cache: Cache) -> bool:
        """Tell whether an operation has nothing to do with the cache of a process."""
        if isinstance(operation, Merge):
            return not any(self._is_on(layer, process) for layer in operation.layers)
        if isinstance(operation, FileOperation):
            for action in operation.actions:
                if isinstance(action, CopyAction) and self._brings_link(action, cache):
                    return False
                if isinstance(action, CopyAction) and self._is_on(action.source, process):
                    path = self.commands.resolved(action.path)
                    if path is None or action.include or _may_take(path, cache):
                        return False
        if isinstance(operation, Exec):
            for mount in operation.mounts:
                assert isinstance(mount, MountPoint)
                if self._is_on(mount.source, process):
                    path = self.commands.resolved(mount.selector)
                    if not path or _may_take(path, cache):
                        return False
        is_neighbour = self._is_on(operation, process) or self._is_on(process, operation)
        if operation is process or not is_neighbour:
            return True
        if isinstance(operation, Exec):
            if operation.security or operation.secrets:
                return False
            found = self.commands.apart(operation, self.files_of(operation), cache.around)
            return not isinstance(found, Unknown) and all(
                self._is_elsewhere(mount.target, cache)
                for mount in operation.mounts
                if isinstance(mount, MountPoint)
            )
        if isinstance(operation, FileOperation):
            return all(self._leaves_alone(action, cache) for action in operation.actions)
        return isinstance(operation, ImageSource)

    def _brings_link(self, action: CopyAction, cache: Cache) -> bool:
        """Tell whether a copy brings a symbolic link that may lead to what is around a cache."""
        if self.context is None:
            return False
        if id(action) not in self._links:
            path = self.commands.resolved(action.path)
            place = self.commands.resolved(action.destination)
            known = action.with_changes(
                path=action.path if path is None else path,
                destination=action.destination if place is None else place,
            )
            self._links[id(action)] = list(links(known, self.context))
        return any(leads_to(text, deep, cache.around) for deep, text in self._links[id(action)])

    def _is_elsewhere(self, target: object, cache: Cache) -> bool:
        return type(target) is str and not touches(target, cache.around)

    def _leaves_alone(self, action: Action, cache: Cache) -> bool:
        if isinstance(action, CopyAction):
            path = self.commands.resolved(action.destination)
            return path is not None and not touches(path, cache.around)
        path = self.commands.resolved(action.path)
        if path is None or ".." in path.split("/"):
            return False
        place = path.rstrip("/") + "/"
        if isinstance(action, MakeDirectory):
            # One above is there, or is made as the mount would make it.
            return not any(place.startswith(each + "/") for each in cache.around)
        return not touches(path, cache.around)


def _name(target: str) -> str:
    """Return what identifies the cache of a mount without an id."""
    return f"/{target}"


def _is_plain(mount: object) -> bool:
    return (
        isinstance(mount, MountPoint)
        and mount.type == "cache"
        and mount.source is None
        and mount.selector == ""
        and not mount.read_only
        and type(mount.target) is str
        and mount.name == _name(mount.target)
    )


def _may_take(path: str, cache: Cache) -> bool:
    """Tell whether a source of a COPY, or of a mount, may be a part of what is around a cache."""
    for start, char in enumerate(path):
        if char in "*?[\\":
            path = path[:start].rpartition("/")[0]
            break
    path = "/" + path.strip("/")
    return ".." in path.split("/") or bool(touches(path, cache.around))
