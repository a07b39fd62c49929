"""The rule ``sink-arg``."""

from __future__ import annotations

from dfopt.effects.effects import commutes
from dfopt.effects.order import predecessors_known
from dfopt.knowledge.behaviour import Behaviour
from dfopt.passes.ordering import LIMITS, assumptions_of, gain_of, inverted, volatile_variables
from dfopt.passes.proposal import Draft, Proposal, Refusal
from dfopt.passes.wording import what
from dfopt.syntax.nodes import Run, variables_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dfopt.effects.commands import StageCommands
    from dfopt.effects.effects import Effects
    from dfopt.passes.proposal import Source
    from dfopt.syntax.nodes import Statement
    from dfopt.syntax.stages import Stage


def sink_arg(source: Source) -> Iterator[Proposal | Refusal]:
    """Move build arguments that change with every build below the steps that do not read them.

    ## What it does

    Moves an ARG whose name says that its value is another one at each build (`VERSION`,
    `GIT_COMMIT`, `BUILD_DATE`, ...), and an ENV that takes its value, below RUNs that do not read
    it.

    ## Why

    With `--build-arg GIT_COMMIT=...` every RUN below the ARG runs again at each build, whether it
    reads the argument or not: all builders take the arguments in force for a part of the step.

    ## Safe because

    dfopt knows which variables the commands of the RUN read, and the argument is none of them. What
    that knowledge rests on is named with each change.

    ## Not when

    - one of the RUN's commands is not known, or runs code of packages that may read any variable
      (an installation that compiles, a script of the project);
    - the RUN, or another instruction that would be crossed, uses the argument;
    - another ARG or ENV of the same name would be crossed, or one that the ARG itself expands;
    - the name does not say that it is volatile, or the gain is below the thresholds of `reorder`.

    ## Example

    ```dockerfile
    FROM debian:12
    ARG GIT_COMMIT
    RUN apt-get update && apt-get install -y curl
    LABEL commit=$GIT_COMMIT
    ```

    becomes

    ```dockerfile
    FROM debian:12
    RUN apt-get update && apt-get install -y curl
    ARG GIT_COMMIT
    LABEL commit=$GIT_COMMIT
    ```
    """
    for stage in source.stages:
        statements = stage.statements
        volatile = volatile_variables(source, statements)
        if not volatile or len(statements) > LIMITS.steps:
            continue
        first = min(statements.index(statement) for statement in volatile)
        if not any(isinstance(statement, Run) for statement in statements[first:]):
            continue
        commands = source.commands(stage)
        if commands is not None:
            yield from _stage(source, stage, commands, volatile)


def _stage(
    source: Source, stage: Stage, commands: StageCommands, volatile: set[Statement]
) -> Iterator[Proposal | Refusal]:
    statements = stage.statements
    effects = [source.effects(statement) for statement in statements]
    fixed = source.fixed(statements)
    masks = predecessors_known(statements, effects, fixed, commands, sinking=volatile)
    order = _sunk(statements, masks, volatile)
    gain = gain_of(source, statements, order)
    if order == statements or isinstance(gain, str):
        yield from _refusals(stage, commands, volatile - source.untouchable, effects)
        return
    pairs = inverted(statements, order)
    runs = [statements[other] for _, other in pairs if isinstance(statements[other], Run)]
    movers = [s for s in statements if s in volatile and _has_moved(s, statements, pairs)]
    drafts = []
    for mover in movers:
        index = statements.index(mover)
        crossed = [statements[b] for a, b in pairs if a == index and statements[b] in runs]
        title = f"move {what(mover)} below {what(crossed[-1])}"
        reason = f"another value of it no longer runs {what(crossed[0])} again"
        drafts.append(Draft(title, reason, (mover,), mover, gain.part(len(movers))))
    assumptions = assumptions_of(runs, commands, files=False)
    yield Proposal(tuple(drafts), {}, order, "known-commands", assumptions)


def _sunk(
    statements: tuple[Statement, ...], masks: Sequence[int], volatile: set[Statement]
) -> tuple[Statement, ...]:
    """Return the order in which the volatile ones stand below the last RUN that they may cross."""
    place = {statement: index for index, statement in enumerate(statements)}
    order = list(statements)
    for statement in reversed(statements):
        if statement not in volatile:
            continue
        start = order.index(statement)
        last = start
        for index in range(start + 1, len(order)):
            below = place[order[index]]
            if masks[below] >> place[statement] & 1:
                break
            if isinstance(order[index], Run):
                last = index
        order.insert(last, order.pop(start))
    return tuple(order)


def _has_moved(
    statement: Statement, statements: tuple[Statement, ...], pairs: Sequence[tuple[int, int]]
) -> bool:
    index = statements.index(statement)
    return any(a == index and isinstance(statements[b], Run) for a, b in pairs)


def _refusals(
    stage: Stage, commands: StageCommands, volatile: set[Statement], effects: Sequence[Effects]
) -> Iterator[Refusal]:
    """Say of the first volatile argument what stands below it and is in the way."""
    if not volatile:
        return
    place = min(map(stage.statements.index, volatile))
    argument = stage.statements[place]
    names = list(variables_of(argument))
    in_the_way: Statement | None = None
    reason = ""
    for below, statement in enumerate(stage.statements[place + 1 :], place + 1):
        if not isinstance(statement, Run):
            if statement not in volatile and commutes(effects[place], effects[below]):
                in_the_way = in_the_way or statement
            continue
        behaviour = commands.behaviour(statement)
        if not isinstance(behaviour, Behaviour):
            reason = f"{what(statement)} may read it: {behaviour.reason}"
            break
        if read := [name for name in names if behaviour.reads_variable(name)]:
            reason = f"{what(statement)} may read {read[0]}"
            break
        if in_the_way is not None:
            reason = f"{what(in_the_way)} has to stay below it"
            break
    if reason:
        reason = f"{what(argument)} makes what is below it run at each build; {reason}"
        yield Refusal(reason, argument)
