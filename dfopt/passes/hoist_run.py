"""The rule ``hoist-run``."""

from __future__ import annotations

from dfopt.effects.order import hindrance
from dfopt.knowledge.behaviour import Unknown
from dfopt.knowledge.start_programs import ASSUMPTION as START_PROGRAMS
from dfopt.lazy import regex
from dfopt.passes.ordering import (
    LIMITS,
    assumptions_of,
    inverted,
    plan_with_commands,
    runs_behind_copies,
)
from dfopt.passes.proposal import Draft, Proposal, Refusal
from dfopt.passes.wording import what
from dfopt.syntax.edits import moved
from dfopt.syntax.nodes import Run, Transfer
from dfopt.terms import Gain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from dfopt.cost.planner import Plan
    from dfopt.effects.commands import StageCommands
    from dfopt.passes.proposal import Source
    from dfopt.syntax.nodes import Statement
    from dfopt.syntax.stages import Stage

#: What looks like the installation of packages, in a RUN that is not understood.
_INSTALLS: Final = regex(
    r"\b(?:apt|apt-get|aptitude|yum|dnf|microdnf|tdnf|zypper|apk|pip3?|npm|gem)\s"
    r"(?:[^&|;]*\s)?(?:install|add|in|build-?dep)\b"
)


def hoist_run(source: Source) -> Iterator[Proposal | Refusal]:
    """Move the installation of packages and tools above the COPY of the sources.

    ## What it does

    Moves a RUN above a COPY or ADD that has nothing to do with it: `apt-get install`, `apk add`,
    `pip install` of packages by name, `npm install -g`, `useradd`, `mkdir -p`, ...

    ## Why

    Every edit of a source file changes the COPY, and everything below it runs again. An install
    step above it stays in the cache.

    ## Safe because

    dfopt knows which files and variables the command reads and writes, and the COPY writes none of
    them, nor a directory above or below. What that knowledge rests on is named with each change
    (`dfopt rule --assumptions` lists all) and can be denied in the configuration.

    ## Not when

    - the command is not known, or one of its options is not, or an argument is only known at build
      time;
    - the COPY writes into a directory that the command may read: `/etc`, `/usr`, the home
      directory, a directory in PATH or in another variable that holds a path; but a single script
      to start with (`/usr/local/bin/docker-entrypoint.sh`) is nothing to packages of a
      distribution;
    - a command that may have done anything stands above: it may have made a symbolic link;
    - it refreshes a package index for a step that stays behind: that index would grow old;
    - with builders other than BuildKit: a WORKDIR's directory would be made by another step for
      another user, or a VOLUME is near;
    - the gain is below the thresholds of `reorder`.

    ## Example

    ```dockerfile
    FROM debian:12
    COPY . /app
    RUN apt-get update && apt-get install -y curl
    ```

    becomes

    ```dockerfile
    FROM debian:12
    RUN apt-get update && apt-get install -y curl
    COPY . /app
    ```
    """
    for stage in source.stages:
        runs = runs_behind_copies(stage.statements)
        if not runs or len(stage.statements) > LIMITS.steps:
            continue
        commands = source.commands(stage)
        if commands is not None:
            yield from _stage(source, stage, commands)


def _stage(source: Source, stage: Stage, commands: StageCommands) -> Iterator[Proposal | Refusal]:
    statements = stage.statements
    result = plan_with_commands(source, stage, commands)
    if result is None or result.refused:
        yield from _refusals(source, stage, commands)
        return
    order = tuple(statements[index] for index in result.order)
    drafts, runs, files = _drafts(statements, order, result)
    if not runs:
        return
    assumptions = assumptions_of(runs, commands, files=files)
    if any(
        commands.leaves_start_programs(statements[one], statements[other])
        for one, other in inverted(statements, order)
    ):
        assumptions = tuple(sorted({*assumptions, START_PROGRAMS, "context.as-seen"}))
    yield Proposal(drafts, {}, order, "known-commands", assumptions)


def _drafts(
    statements: tuple[Statement, ...], order: tuple[Statement, ...], result: Plan
) -> tuple[tuple[Draft, ...], list[Statement], bool]:
    """Return the account of an order, the RUNs that it concerns, and whether files matter."""
    pairs = inverted(statements, order)
    runs: list[Statement] = [
        statement
        for index, statement in enumerate(statements)
        if isinstance(statement, Run) and any(index in pair for pair in pairs)
    ]
    files = any(
        isinstance(statements[one], Run | Transfer)
        and isinstance(statements[other], Run | Transfer)
        for one, other in pairs
    )
    movers = moved(statements, order)
    # Metadata that moves along gains next to nothing.
    paying = [mover for mover in movers if isinstance(mover, Run | Transfer)] or movers
    gain = result.gain.part(len(paying))
    place = {statement: index for index, statement in enumerate(order)}
    drafts = []
    for mover in movers:
        index = statements.index(mover)
        crossed = [statements[a if b == index else b] for a, b in pairs if index in (a, b)]
        if not crossed:
            continue
        below = [other for other in crossed if place[other] > place[mover]]
        neighbour = min(below or crossed, key=place.__getitem__)
        part = gain if mover in paying else Gain()
        drafts.append(_draft(mover, neighbour, upwards=bool(below), gain=part))
    return tuple(drafts), runs, files


def _draft(mover: Statement, neighbour: Statement, *, upwards: bool, gain: Gain) -> Draft:
    spared, volatile = (mover, neighbour) if upwards else (neighbour, mover)
    title = f"move {mover.kind} {'above' if upwards else 'below'} {neighbour.kind}"
    if isinstance(spared, Run):
        title = f"move {what(mover)} {'above' if upwards else 'below'} {what(neighbour)}"
    reason = f"a change of what {what(volatile)} takes no longer runs {what(spared)} again"
    if not isinstance(volatile, Transfer):
        reason = f"a change of {what(volatile)} no longer runs {what(spared)} again"
    return Draft(title, reason, (mover,), mover, gain)


def _refusals(source: Source, stage: Stage, commands: StageCommands) -> Iterator[Refusal]:
    """Say of the first expensive RUN behind a COPY what keeps it there."""
    statements = stage.statements
    is_first = True
    for run in runs_behind_copies(statements):
        if run in source.untouchable:
            continue
        behaviour = commands.behaviour(run)
        copies = [s for s in statements[: statements.index(run)] if isinstance(s, Transfer)]
        if isinstance(behaviour, Unknown):
            # Of an installation from the project's manifests split-copy speaks.
            if not behaviour.is_install and _INSTALLS.search(run.lexed.original):
                yield Refusal(_stays(run, copies[-1], behaviour.reason), run)
            return
        if behaviour.files:
            return
        clashes = ((copy, reason) for copy in copies if (reason := commands.clash(copy, run)))
        copy, reason = next(clashes, (copies[-1], ""))
        if is_first and not reason:
            third, reason = hindrance(statements, copies[-1], run, commands)
            reason = f"{what(third)} {reason}" if third is not None else reason
        if reason:
            yield Refusal(_stays(run, copy, reason), run)
            return
        is_first = False


def _stays(run: Statement, copy: Statement, reason: str) -> str:
    return f"{what(run)} stays below {what(copy)}: {reason}"
