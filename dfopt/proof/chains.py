"""The file system of a stage as a chain of steps on top of a base."""

from __future__ import annotations

from dfopt.builder.operations import Exec, FileOperation, Merge
from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from dfopt.builder.operations import Action, Operation
    from dfopt.syntax.nodes import Statement


class Step(Record):
    """One link of a chain.

    ``operation`` is the operation less its root; ``action`` is set where it is one action on files.
    ``statement`` is the instruction that it comes from.
    """

    operation: Operation
    action: Action | None
    statement: Statement | None


class Chain(Record):
    """A base (None: empty) and the steps on top of it, the first one first."""

    base: Operation | None
    steps: tuple[Step, ...]


def chain_of(
    root: Operation | None,
    own: Collection[Statement] | None = None,
    *,
    through_merges: bool = True,
) -> Chain:
    """Return the chain that ends in ``root``; only its end that comes from ``own``, if given.

    A merge is a step on the lowest of its layers, or the base if not ``through_merges``.

    A COPY of several sources is as many steps, one after the other, as BuildKit runs them
    (``file.docopy``).
    """
    steps: list[Step] = []
    operation = root
    while True:
        if own is not None and (operation is None or operation.statement not in own):
            return Chain(operation, tuple(reversed(steps)))
        if isinstance(operation, Exec):
            steps.append(Step(operation.with_changes(root=None), None, operation.statement))
            operation = operation.root
        elif isinstance(operation, FileOperation):
            _add_actions(steps, operation)
            operation = operation.base
        elif isinstance(operation, Merge) and through_merges:
            first, *rest = operation.layers
            alone_merge = operation.with_changes(layers=tuple(rest))
            steps.append(Step(alone_merge, None, operation.statement))
            operation = first
        else:
            return Chain(operation, tuple(reversed(steps)))


def file_steps(root: Operation) -> Chain:
    """Return the steps on files that ``root`` ends with, on top of whatever is no such step."""
    steps: list[Step] = []
    operation: Operation | None = root
    while isinstance(operation, FileOperation):
        _add_actions(steps, operation)
        operation = operation.base
    return Chain(operation, tuple(reversed(steps)))


def _add_actions(steps: list[Step], operation: FileOperation) -> None:
    """Add the actions of an operation, the last one first."""
    statement = operation.statement
    for action in reversed(operation.actions):
        steps.append(Step(FileOperation(statement, None, (action,)), action, statement))
