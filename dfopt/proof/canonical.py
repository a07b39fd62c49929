"""One form for all chains that surely make the same file system."""

from __future__ import annotations

from dfopt.builder.operations import (
    CopyAction,
    Exec,
    FileOperation,
    Merge,
    MountPoint,
    Operation,
    UnknownMount,
    topological,
)
from dfopt.proof.chains import chain_of
from dfopt.proof.equations import simplified
from dfopt.proof.footprints import disjoint, footprint, leads_through
from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Final

    from dfopt.proof.chains import Step
    from dfopt.proof.footprints import Footprint

#: A longer run of file steps than this is compared in the order in which it stands.
_MAX_RUN: Final = 200


class FileSystems:
    """Numbers file systems: the same number means surely the same content.

    Numbers are of use among those of one ``FileSystems``, which is asked about both builds.
    """

    def __init__(self) -> None:
        """Start with no file system known."""
        self._numbers: dict[int, int] = {}
        self._contents: dict[object, int] = {}
        self._kept: list[Operation] = []

    def of(self, root: Operation | None) -> int:
        """Return the number of the file system that an operation makes; 0 for an empty one."""
        if root is None:
            return 0
        if id(root) not in self._numbers:
            order = topological(root)
            needed = {id(source) for operation in order for source in _sources(operation)}
            for operation in order:
                if id(operation) in needed or operation is root:
                    self._number(operation)
        return self._numbers[id(root)]

    def _number(self, root: Operation) -> None:
        if id(root) in self._numbers:
            return
        chain = simplified(chain_of(root))
        base = chain.base
        content: object
        if base is root:
            content = self._part(root, is_root=True)
        else:
            if base is not None:
                self._number(base)
            keys = [self.step_key(step) for step in chain.steps]
            below = 0 if base is None else self._numbers[id(base)]
            content = (below, *_normal_order(chain.steps, keys))
        self._kept.append(root)  # or its id could come to mean another operation
        self._numbers[id(root)] = self._intern(content)

    def step_key(self, step: Step) -> int:
        """Return the number of what a step does, whatever it does it to."""
        return self._intern(self._part(step.operation, is_root=True))

    def _intern(self, content: object) -> int:
        return self._contents.setdefault(content, len(self._contents) + 1)

    def _part(self, value: object, *, is_root: bool = False) -> object:
        """Return what stands for a value in a content."""
        if isinstance(value, Operation) and not is_root:
            return ("file system", self._numbers[id(value)])
        if isinstance(value, Exec):
            # The order of variables is not an input that anything is known to depend on.
            fields = [f for f in type(value)._fields if f not in ("statement", "environment")]
            parts = tuple(self._part(getattr(value, field)) for field in fields)
            return (Exec, parts, frozenset(value.environment))
        if isinstance(value, Record) and not hasattr(value, "fingerprint"):
            fields = [field for field in type(value)._fields if field != "statement"]
            return (type(value), *[self._part(getattr(value, field)) for field in fields])
        if isinstance(value, tuple):
            return tuple([self._part(part) for part in value])
        return value


def _sources(operation: Operation) -> Iterator[Operation]:
    """Yield the operations whose file systems a step reads, its root left out."""
    if isinstance(operation, FileOperation):
        for action in operation.actions:
            if isinstance(action, CopyAction) and action.source is not None:
                yield action.source
    elif isinstance(operation, Exec):
        for mount in operation.mounts:
            if isinstance(mount, MountPoint | UnknownMount) and mount.source is not None:
                yield mount.source
    elif isinstance(operation, Merge):
        yield from operation.layers[1:]


def _normal_order(steps: Sequence[Step], keys: Sequence[int]) -> list[int]:
    """Return the keys in an order that is the same for all orders that make the same.

    Only file steps before the first process are put in order: a process may have made a symbolic
    link anywhere.
    """
    first = next((i for i, step in enumerate(steps) if step.action is None), len(steps))
    if not 1 < first <= _MAX_RUN:
        return list(keys)
    order = _least_order(steps[:first], keys)
    return [keys[i] for i in order] + list(keys[first:])


def _least_order(steps: Sequence[Step], keys: Sequence[int]) -> list[int]:
    """Return the allowed order with the smallest keys first."""
    prints = [known for step in steps if step.action and (known := footprint(step.action))]
    if len(prints) < len(steps):
        return list(range(len(steps)))
    turners = [_turners(way, prints) for way in prints]
    blockers = [0] * len(steps)
    for later in range(len(steps)):
        for earlier in range(later):
            others = (turners[earlier] | turners[later]) & ~(1 << earlier | 1 << later)
            if others or not disjoint(prints[earlier], prints[later]):
                blockers[later] |= 1 << earlier
    order: list[int] = []
    done = 0
    while len(order) < len(steps):
        ready = [
            i for i in range(len(steps)) if not done >> i & 1 and not blockers[i] & ~done
        ]  # fmt: skip
        chosen = min(ready, key=lambda i: (keys[i], i))
        order.append(chosen)
        done |= 1 << chosen
    return order


def _turners(way: Footprint, prints: Sequence[Footprint]) -> int:
    """Return a bitmask of the steps that may turn the way of one of them."""
    mask = 0
    for index, each in enumerate(prints):
        if leads_through(each, way):
            mask |= 1 << index
    return mask
