"""The rule ``reorder``."""

from __future__ import annotations

from dfopt.cost.engines import chains
from dfopt.cost.planner import Limits, plan
from dfopt.cost.steps import facts_of
from dfopt.effects.effects import EVERYTHING, commutes
from dfopt.effects.graph import predecessors
from dfopt.passes.proposal import Draft, Proposal, Refusal
from dfopt.passes.wording import what
from dfopt.syntax.edits import moved

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Final

    from dfopt.cost.planner import Plan
    from dfopt.passes.proposal import Source
    from dfopt.syntax.nodes import Statement
    from dfopt.syntax.stages import Stage

_LIMITS = Limits()

#: What people expect at the end, and dfopt above the sources; other settings that could be there.
_COMMANDS: Final = ("CMD", "ENTRYPOINT")
_SETTINGS: Final = ("EXPOSE", "HEALTHCHECK", "LABEL", "STOPSIGNAL", "USER", "VOLUME")

#: Why two instructions keep their order, by the resource over which they conflict.
_CONFLICTS: Final = {
    EVERYTHING: "a build may fail at one of them, and where it does is part of what it does",
    "filesystem": "builders disagree about what lies below a volume",
    "shell": "it is a shell form",
    "user": "with buildah the user in force decides who owns a WORKDIR's directory",
}


def reorder(source: Source) -> Iterator[Proposal | Refusal]:
    """Move stable instructions above volatile ones.

    ## What it does

    Changes the order of instructions inside a stage where that makes rebuilds cheaper: what seldom
    changes, or costs much, goes above what changes often.

    ## Why

    A build cache runs a step again when anything above it changed. Each order has an expected cost
    (the seconds of every step times the chance that something up to it changed), and the best
    allowed order is found exactly. The classic builder and buildah check every instruction this
    way, CMD and LABEL too. kaniko caches RUN alone, but any edited instruction above a RUN makes
    that run again. In BuildKit CMD, LABEL and the like are free, so there they stay.

    ## Safe because

    Two instructions change places only where neither writes what the other reads or writes, so the
    image's configuration, its layers and their cache keys stay the same. Where builders disagree
    about an order it stays as it is, unless one builder is named.

    ## Not when

    - an ENV or ARG would cross a RUN, another ENV or ARG, or an instruction that expands its value;
    - a shell form would cross a SHELL;
    - RUN, COPY, ADD and WORKDIR would cross each other;
    - the gain is below 0.02 seconds per rebuild, or below 5 % of the stage's cost: each move makes
      a diff that somebody has to read;
    - a comment above holds `check=` and an empty line parts it from the instruction, or a
      `# dfopt:` pragma says so.

    ## Example

    ```dockerfile
    FROM node
    WORKDIR /app
    COPY app.js .
    CMD ["node", "app.js"]
    ```

    becomes

    ```dockerfile
    FROM node
    WORKDIR /app
    CMD ["node", "app.js"]
    COPY app.js .
    ```
    """
    for stage in source.stages:
        if len(stage.statements) > 1:
            yield from _stage(source, stage)


def _stage(source: Source, stage: Stage) -> Iterator[Proposal | Refusal]:
    statements = stage.statements
    if len(statements) > _LIMITS.steps:
        reason = f"the stage has more than {_LIMITS.steps} instructions, its order is kept"
        yield Refusal(reason, stage.origin)
        return
    effects = [source.effects(statement) for statement in statements]
    facts = facts_of(statements, effects, source.profile)
    objective, guards = chains(facts, source.target.engine)
    fixed = source.fixed(statements)
    masks = predecessors(effects, fixed)
    result = plan(objective, masks, guards=guards)
    if result.refused:
        yield from _refusals(source, stage, result, masks)
        return
    order = tuple(statements[index] for index in result.order)
    yield Proposal(tuple(_drafts(statements, order, result)), {}, order)


def _drafts(
    statements: tuple[Statement, ...], order: tuple[Statement, ...], result: Plan
) -> Iterator[Draft]:
    movers = moved(statements, order)
    gain = result.gain.part(len(movers))
    old = {statement: index for index, statement in enumerate(statements)}
    new = {statement: index for index, statement in enumerate(order)}
    for mover in movers:
        upwards = new[mover] < old[mover]
        crossed = [
            s for s in statements
            if s is not mover and (new[s] < new[mover]) != (old[s] < old[mover])
        ]  # fmt: skip
        if not crossed:
            continue
        neighbour = (
            min(crossed, key=new.__getitem__) if upwards else max(crossed, key=new.__getitem__)
        )
        names = f"{mover.kind} {'above' if upwards else 'below'} {neighbour.kind}"
        volatile = neighbour if upwards else mover
        spared = mover if upwards else neighbour
        reason = f"a change of what {volatile.kind} takes no longer runs {spared.kind} again"
        if volatile.kind not in ("COPY", "ADD"):
            reason = f"a change of {volatile.kind} no longer runs {spared.kind} again"
        yield Draft(f"move {names}", reason, (mover,), mover, gain)


def _refusals(
    source: Source, stage: Stage, result: Plan, masks: Sequence[int]
) -> Iterator[Refusal]:
    """Say of the stage's last command, which people expect to move, why it stays.

    Of other settings it is said where the copy directly above is what they may not cross.
    """
    if result.states > _LIMITS.states:
        yield Refusal(f"{result.refused}, the order is kept", stage.origin)
        return
    copy: int | None = None
    for place, statement in enumerate(stage.statements):
        if statement.kind in ("COPY", "ADD"):
            copy = place
        if copy is None or statement.kind not in (*_COMMANDS, *_SETTINGS):
            continue
        if not source.target.portable:
            if statement.kind in _COMMANDS:
                reason = "it is no step of its own in BuildKit and costs nothing there"
                yield Refusal(f"{statement.kind} stays: {reason}", statement)
            continue
        nearest = masks[place].bit_length() - 1
        if statement.kind in _COMMANDS:
            reason = result.refused
            if nearest >= copy:
                reason = _in_the_way(source, stage.statements[nearest], statement)
            yield Refusal(f"{statement.kind} stays: {reason}", statement)
        elif nearest == copy:
            reason = _in_the_way(source, stage.statements[nearest], statement)
            yield Refusal(f"{statement.kind} stays: {reason}", statement)


def _in_the_way(source: Source, above: Statement, statement: Statement) -> str:
    """Say why an instruction may not cross the one that holds it."""
    if statement in source.untouchable:
        return "a pragma, or a continuation at its end, keeps it in its place"
    if above in source.untouchable:
        return f"a pragma, or a continuation at its end, keeps {what(above)} in its place"
    resource = commutes(source.effects(above), source.effects(statement)) or ""
    reason = _CONFLICTS.get(resource, "one of them sets what the other uses")
    return f"{what(above)} has to stay above it: {reason}"
