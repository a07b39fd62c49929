"""Rewrites that are more than another order, as named equations on chains.

Each takes a chain to a shorter one that makes the same file system, and checks its conditions on
the chain alone. Two chains are compared after all equations have been applied to both.

* ``mkdir-again``: a WORKDIR makes a directory that an earlier WORKDIR has made, and no process has
  run since: nothing can have removed it, and making it again changes neither owner nor mode.
* ``mkdir-on-the-way``: a WORKDIR makes a directory, and the next step makes one below it, for the
  same owner with the same mode: the second makes the first on its way.
"""

from __future__ import annotations

from dfopt.builder.operations import Exec, MakeDirectory
from dfopt.proof.chains import Chain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dfopt.proof.chains import Step


def simplified(chain: Chain) -> Chain:
    """Return the chain with the equations applied as long as one fits."""
    steps: list[Step] = []
    made: set[object] = set()
    for step in chain.steps:
        action = step.action
        if isinstance(step.operation, Exec) or (action is None):
            made.clear()
        if isinstance(action, MakeDirectory) and action.parents and type(action.path) is str:
            path = action.path.rstrip("/")
            if path in made:
                continue
            made.update(_with_ancestors(path))
            if steps and _is_on_the_way(steps[-1].action, action):
                steps.pop()
        steps.append(step)
    return Chain(chain.base, tuple(steps))


def _with_ancestors(path: str) -> list[str]:
    parts = path.split("/")
    if ".." in parts:
        return [path]
    return ["/".join(parts[:length]) for length in range(2, len(parts) + 1)]


def _is_on_the_way(earlier: object, later: MakeDirectory) -> bool:
    return (
        isinstance(earlier, MakeDirectory)
        and earlier.parents
        and (earlier.owner, earlier.mode) == (later.owner, later.mode)
        and type(earlier.path) is str
        and type(later.path) is str
        and ".." not in later.path.split("/")
        and later.path.startswith(earlier.path.rstrip("/") + "/")
    )
