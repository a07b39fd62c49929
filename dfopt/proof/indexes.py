"""Package indexes that would grow old: an index is used as it was refreshed, however long ago.

Where a copy stands between the step that refreshes an index and a step that installs from it, an
edit of a source runs the second one again and not the first: one day the index names packages that
are no longer to be had. The image of a first build is the same, but not those of later ones.
"""

from __future__ import annotations

from dfopt.builder.operations import CopyAction, Exec
from dfopt.knowledge.indexes import may_consume
from dfopt.proof.chains import chain_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from dfopt.builder.operations import Operation
    from dfopt.knowledge.behaviour import Behaviour


def copies_behind_refreshes(
    root: Operation | None, behaviour_of: Callable[[Exec], Behaviour | None]
) -> int:
    """Count the copies that stand between a refreshed index and a step that uses it.

    A copy counts once for each such step. ``behaviour_of`` returns None for a process that is not
    known.
    """
    total = 0
    #: The copies since each index was refreshed.
    copies: dict[str, int] = {}
    for step in chain_of(root).steps:
        if isinstance(step.action, CopyAction):
            copies = {index: count + 1 for index, count in copies.items()}
        if not isinstance(step.operation, Exec):
            continue
        behaviour = behaviour_of(step.operation)
        if behaviour is not None:
            total += sum(copies.get(i, 0) for i in behaviour.consumes - behaviour.refreshes)
            copies |= dict.fromkeys(behaviour.refreshes, 0)
        elif step.statement is not None and may_consume(step.statement.lexed.original):
            total += max(copies.values(), default=0)
    return total
