"""One number for all graphs of operations that surely make the same file system."""

from __future__ import annotations

from dfopt.builder.operations import (
    CopyAction,
    Exec,
    FileOperation,
    ImageSource,
    Operation,
)
from dfopt.proof.chains import file_steps
from dfopt.proof.equations import simplified
from dfopt.proof.footprints import disjoint, footprint, leads_through
from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Final

    from dfopt.proof.chains import Chain, Step
    from dfopt.proof.footprints import Footprint
    from dfopt.syntax.nodes import Statement

#: A longer run of file steps than this is compared in the order in which it stands.
_MAX_RUN: Final = 64

_OUTSIDE_CONTENT: Final = ("statement", "fingerprint")


class FileSystems:
    """Numbers file systems: the same number means surely the same content.

    Numbers are of use among those of one ``FileSystems``, which is asked about both builds.
    """

    def __init__(self) -> None:
        """Start with no file system known."""
        self._numbers: dict[int, int] = {}
        self._contents: dict[object, int] = {}
        self._environments: dict[int, int] = {}
        self._kept: list[object] = []

    def of(self, root: Operation | None) -> int:
        """Return the number of the file system that an operation makes; 0 for an empty one."""
        if root is None:
            return 0
        if id(root) not in self._numbers:
            order = self._unknown_below(root)
            whole = self._whole(order, root)
            for operation in order:
                if id(operation) in whole and id(operation) not in self._numbers:
                    self._number(operation)
        return self._numbers[id(root)]

    def _unknown_below(self, root: Operation) -> list[Operation]:
        """Return the operations without a number that ``root`` needs, each after its inputs."""
        order: list[Operation] = []
        done: set[int] = set()
        known = self._numbers
        stack = [root]
        while stack:
            operation = stack[-1]
            pending = [op for op in operation.inputs if id(op) not in done and id(op) not in known]
            if id(operation) in done or not pending:
                if id(operation) not in done:
                    done.add(id(operation))
                    order.append(operation)
                stack.pop()
            else:
                stack += pending
        return order

    def _whole(self, order: Sequence[Operation], root: Operation) -> set[int]:
        """Return the operations of which the whole file system counts.

        The rest are steps on files with another such step on top.
        """
        found = {id(root)}
        for operation in order:
            if not isinstance(operation, FileOperation):
                found.add(id(operation))
                found.update([id(source) for source in operation.inputs])
                continue
            if not isinstance(operation.base, FileOperation | None):
                found.add(id(operation.base))
            for action in operation.actions:
                if isinstance(action, CopyAction) and action.source is not None:
                    found.add(id(action.source))
        return found

    def _number(self, root: Operation) -> None:
        content: object
        if isinstance(root, FileOperation):
            chain = simplified(file_steps(root))
            base = 0 if chain.base is None else self._numbers[id(chain.base)]
            keys = [self.step_key(step) for step in chain.steps]
            content = (base, *_normal_order(chain, keys))
        else:
            content = self._content(root)
        self._keep(root, content)

    def _keep(self, root: Operation, content: object) -> None:
        """Let an operation have the number of its content."""
        self._kept.append(root)  # or its id could come to mean another operation
        self._numbers[id(root)] = self._intern(content)

    def step_key(self, step: Step) -> int:
        """Return the number of what a step does, whatever it does it to."""
        return self._intern(self._content(step.operation))

    #: Whether a step surely makes the directory of a WORKDIR as a WORKDIR would; None: not known.
    makes_plainly: Callable[[Step, Step], bool] | None = None
    #: Whether a COPY or ADD surely takes a file, whatever its wildcards match; None: not known.
    takes_something: Callable[[Statement], bool] | None = None

    def _intern(self, content: object) -> int:
        return self._contents.setdefault(content, len(self._contents) + 1)

    def _content(self, record: Record) -> object:
        """Return what a record says, the instruction that it comes from left out."""
        parts: list[object] = [type(record)]
        for field in type(record)._fields:
            value = getattr(record, field)
            if field == "environment" and isinstance(record, Exec):
                parts.append(self._environment(value))
            elif field not in _OUTSIDE_CONTENT:
                parts.append(self._part(value))
        return tuple(parts)

    def _environment(self, entries: tuple[object, ...]) -> int:
        """Number variables; their order is not an input that anything is known to depend on."""
        if id(entries) not in self._environments:
            self._environments[id(entries)] = self._intern(frozenset(entries))
            self._kept.append(entries)
        return self._environments[id(entries)]

    def _part(self, value: object) -> object:
        """Return what stands for a value in a content."""
        if isinstance(value, Operation):
            return ("file system", self._numbers[id(value)])
        if isinstance(value, Record):
            # A term is compared by what it is made of.
            return value if hasattr(value, "fingerprint") else self._content(value)
        if isinstance(value, tuple):
            return tuple([self._part(part) for part in value])
        return value


def _normal_order(chain: Chain, keys: Sequence[int]) -> list[int]:
    """Return the keys in an order that is the same for all orders that make the same.

    Only steps on top of an image, or of nothing, are put in order: a process may have made a
    symbolic link anywhere.
    """
    steps = chain.steps
    if 1 < len(steps) <= _MAX_RUN and isinstance(chain.base, ImageSource | None):
        prints = [known for step in steps if step.action and (known := footprint(step.action))]
        if len(prints) == len(steps):
            return [keys[index] for index in least_order(prints, keys)]
    return list(keys)


def least_order(prints: Sequence[Footprint], keys: Sequence[int]) -> list[int]:
    """Return the allowed order of steps, given what they touch, with the smallest keys first.

    Two steps keep their order where a third may turn the way of one of them. A third that has to
    stay below one of the two is below both whenever they are neighbours, and turns nothing.
    """
    count = len(prints)
    turners = [_turners(way, prints) for way in prints]
    firm = [
        sum(1 << earlier for earlier in range(later) if not disjoint(prints[earlier], step))
        for later, step in enumerate(prints)
    ]
    blockers = list(firm)
    for later in range(count):
        for earlier in range(later):
            pair = 1 << earlier | 1 << later
            others = (turners[earlier] | turners[later]) & ~pair
            if any(others >> third & 1 and not firm[third] & pair for third in range(count)):
                blockers[later] |= 1 << earlier
    order: list[int] = []
    done = 0
    while len(order) < count:
        ready = [
            i for i in range(count) if not done >> i & 1 and not blockers[i] & ~done
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
