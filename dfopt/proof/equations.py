"""Rewrites that are more than another order, as named equations on chains of file steps.

Each takes a chain to a shorter one that makes the same file system, and checks its conditions on
the chain alone. Two chains are compared after all equations have been applied to both.

* ``mkdir-again``: a WORKDIR makes a directory that an earlier WORKDIR has made, and since then
  nothing has run or been unpacked that could have removed it: making it again changes neither owner
  nor mode. The owner's name, if it is one, is known to be found: the earlier one had the same.
* ``mkdir-on-the-way``: a WORKDIR makes a directory, and the next step makes one below it, for the
  same owner with the same mode: the second makes the first on its way.
"""

from __future__ import annotations

from dfopt.builder.operations import CopyAction, MakeDirectory
from dfopt.proof.chains import Chain
from dfopt.proof.footprints import is_numeric, may_change_names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dfopt.builder.operations import Owner
    from dfopt.proof.chains import Step


def simplified(chain: Chain) -> Chain:
    """Return a chain of file steps with the equations applied as long as one fits."""
    if not any(isinstance(step.action, MakeDirectory) for step in chain.steps):
        return chain
    steps: list[Step] = []
    made: set[str] = set()
    found: set[Owner | None] = set()
    for step in chain.steps:
        action = step.action
        if isinstance(action, MakeDirectory) and action.parents and type(action.path) is str:
            path = action.path.rstrip("/")
            if path in made and (is_numeric(action.owner) or action.owner in found):
                continue
            made.update(_with_ancestors(path))
            found.add(action.owner)
            if steps and _is_on_the_way(steps[-1].action, action):
                steps.pop()
        elif action is None or may_change_names(action):
            found.clear()
        if action is None or (isinstance(action, CopyAction) and action.unpack):
            # A process or an archive may replace a directory by a file or a link.
            made.clear()
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
