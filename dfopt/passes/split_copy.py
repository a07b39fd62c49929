"""The rule ``split-copy``."""

from __future__ import annotations

from dfopt.builder.placements import Placement
from dfopt.builder.portability import MOST_LAYERS
from dfopt.cost.priors import run_seconds
from dfopt.cost.steps import takes_directory
from dfopt.effects.manifests import Obstacle, needs
from dfopt.effects.order import predecessors_known
from dfopt.knowledge.behaviour import Behaviour, Unknown
from dfopt.passes.ordering import LIMITS, assumptions_of, gain_of, volatile_variables
from dfopt.passes.proposal import Draft, Proposal, Refusal
from dfopt.passes.wording import what
from dfopt.syntax.edits import newline_of
from dfopt.syntax.nodes import Run, Transfer
from dfopt.syntax.parser import parse_statement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from typing import Final

    from dfopt.effects.commands import StageCommands
    from dfopt.effects.manifests import Need
    from dfopt.passes.proposal import Source
    from dfopt.syntax.nodes import Statement
    from dfopt.syntax.stages import Stage

#: Of a step that takes less time (seconds) nothing is said where commands are not looked at.
_WORTH_A_WORD: Final = 3.0


def split_copy(source: Source) -> Iterator[Proposal | Refusal]:
    """Copy a package manager's manifests before the install step, the sources after it.

    ## What it does

    Where an install step (`npm ci`, `pip install -r`, `go mod download`, ...) stands behind a COPY
    of a whole directory, it copies the files that the install step reads, directly in front of it,
    and moves the COPY below it. Manifests that are copied already are not copied again. An ARG
    above that changes with each build (see `sink-arg`) moves below the install step too.

    ## Why

    Every edit of any source file changes that COPY, and so runs the whole install again. With the
    manifests copied first, the install runs again only when they change. This is where most of
    the time is won: seconds to minutes at each rebuild, with every builder.

    ## Safe because

    dfopt looks into the build context and knows which files the install step reads, which
    directories it writes, and that no script of the project runs while it installs. Configuration
    files that may come to be are copied as well if they exist (`.npmr[c]` matches `.npmrc` or
    nothing). What all this rests on is named with each change.

    ## Not when

    - the build context is not known: name it with `--context` or in the configuration;
    - the directory that the install step writes (`node_modules`, `vendor`, `.venv`, ...) is not
      excluded by `.dockerignore`: that it is absent today is not enough;
    - the install step runs scripts of the project, or may rewrite its lock file;
    - a command between the COPY and the install step needs the sources;
    - a manifest is a link, or lies in a directory with unusual permissions.

    ## Example

    With a `package.json`, a `package-lock.json` and a `.dockerignore` that excludes
    `**/node_modules` and `.npmrc`

    ```dockerfile
    FROM node:20
    WORKDIR /app
    COPY . .
    RUN npm ci
    ```

    becomes

    ```dockerfile
    FROM node:20
    WORKDIR /app
    COPY package-lock.json package.json ./
    RUN npm ci
    COPY . .
    ```
    """
    for stage in source.stages:
        if len(stage.statements) > LIMITS.steps or not _is_candidate(stage):
            continue
        commands = source.commands(stage)
        if commands is not None:
            yield from _first(source, stage, commands)
        elif source.knowledge is None:
            yield from _not_looked_at(source, stage)


def _not_looked_at(source: Source, stage: Stage) -> Iterator[Refusal]:
    """Say of the first step that takes its time what the safety level keeps dfopt from."""
    copied = False
    for statement in stage.statements:
        copied = copied or takes_directory(statement)
        if (
            copied
            and isinstance(statement, Run)
            and statement not in source.untouchable
            and run_seconds(statement.script) >= _WORTH_A_WORD
        ):
            yield _refusal(statement, "only the safety level known-commands looks at commands")
            return


def _is_candidate(stage: Stage) -> bool:
    copied = False
    for statement in stage.statements:
        copied = copied or takes_directory(statement)
        if copied and isinstance(statement, Run):
            return True
    return False


def _first(source: Source, stage: Stage, commands: StageCommands) -> Iterator[Proposal | Refusal]:
    """Yield the first split of a stage; the next one is found in the next round."""
    for index, run in enumerate(stage.statements):
        if not isinstance(run, Run) or run in source.untouchable:
            continue
        if not any(map(takes_directory, stage.statements[:index])):
            continue
        behaviour = commands.behaviour(run)
        if isinstance(behaviour, Unknown):
            if behaviour.is_install:
                advice = f": {behaviour.suggestion}" if behaviour.suggestion else ""
                yield _refusal(run, behaviour.reason + advice)
            continue
        if not behaviour.files:
            continue
        found = _split(source, stage, commands, index, behaviour)
        if found is not None:
            yield found
        if isinstance(found, Proposal):
            return


def _refusal(run: Statement, why: str) -> Refusal:
    return Refusal(f"every source edit runs {what(run)} again; {why}", run)


def _copies_before(statements: Sequence[Statement]) -> list[Transfer]:
    return [
        statement
        for statement in statements
        if isinstance(statement, Transfer) and statement.flag("from") is None
    ]


def _split(
    source: Source, stage: Stage, commands: StageCommands, index: int, behaviour: Behaviour
) -> Proposal | Refusal | None:
    statements = stage.statements
    run = statements[index]
    if commands.context is None:
        return _refusal(run, "blocked: needs the build context")
    if behaviour.verdict != "safe":
        return _refusal(run, f"{behaviour.verdict}: a person has to decide")
    late: list[Statement] = []
    early: list[Placement] = []
    needed: list[tuple[Statement, Placement, tuple[Need, ...]]] = []
    for copy in _copies_before(statements[:index]):
        if not commands.clash(copy, run):
            continue
        placements = commands.placements(copy)
        if placements is None:
            return _refusal(run, f"blocked: it is not known what {what(copy)} takes")
        if not any(each.is_directory for each in placements):
            early += placements
            continue
        if copy in source.untouchable:
            return _refusal(run, f"blocked: a pragma keeps {what(copy)} where it is")
        if source.target.portable and copy.flag("chown") not in (None, "root", "0"):
            reason = "builders disagree about who owns the directories on the way to a single file"
            return _refusal(run, f"blocked: {what(copy)}: {reason}")
        for each in placements:
            found = needs(behaviour, each, early, commands.made_above(copy, run))
            if isinstance(found, Obstacle):
                opaque = _opaque(statements[statements.index(copy) : index], commands)
                reason = opaque or f"{what(copy)}: {found.reason}"
                return _refusal(run, f"blocked: {reason}")
            needed.append((copy, each, found))
        late.append(copy)
    if not late:
        return None
    return _proposal(source, stage, commands, index, late, needed)


def _opaque(between: Sequence[Statement], commands: StageCommands) -> str:
    """Say which RUN between a copy and an installation may do anything with files; or nothing."""
    for statement in between:
        behaviour = commands.behaviour(statement) if isinstance(statement, Run) else None
        if isinstance(behaviour, Unknown):
            return f"{what(statement)} stands between: {behaviour.reason}"
    return ""


def _proposal(
    source: Source,
    stage: Stage,
    commands: StageCommands,
    index: int,
    late: list[Statement],
    needed: list[tuple[Statement, Placement, tuple[Need, ...]]],
) -> Proposal | Refusal | None:
    statements = stage.statements
    run = statements[index]
    effects = [source.effects(statement) for statement in statements]
    fixed = source.fixed(statements)
    sinking = volatile_variables(source, statements[:index])
    masks = predecessors_known(statements, effects, fixed, commands, sinking)
    # What depends on the copies moves down with them.
    below = 0
    for place, statement in enumerate(statements[:index]):
        if statement in late or masks[place] & below:
            below |= 1 << place
    for place in range(index):
        if below >> place & 1 and statements[place] not in late and masks[index] >> place & 1:
            between = what(statements[place])
            return _refusal(run, f"blocked: {between} stands between and needs the sources")
    copies = _manifest_copies(source, commands, run, needed)
    if isinstance(copies, str):
        return _refusal(run, f"blocked: {copies}")
    if len(commands.order) + len(copies) > MOST_LAYERS:
        reason = "the image might get more layers than the classic builder can make"
        return _refusal(run, f"blocked: {reason}")
    moved = [statements[place] for place in range(index) if below >> place & 1]
    stay = [statements[place] for place in range(index) if not below >> place & 1]
    sunk: list[Statement] = []
    if not any("$" in copy.text for copy in copies):
        sunk = _sunk(statements, run, stay, masks, sinking)
    first = statements.index(sunk[0]) if sunk else index
    crossed = statements[first:index]
    stay = [statement for statement in stay if statement not in sunk]
    moved = [*sunk, *moved]
    order = (*stay, *copies, run, *moved, *statements[index + 1 :])
    gain = gain_of(source, statements, order)
    if isinstance(gain, str):
        return _refusal(run, gain)
    words = [need.origin for _, _, found in needed for need in found if need.exists]
    title = f"copy {', '.join(words)} before {what(run)}, the sources after it"
    if not words:
        title = f"move {what(run)} above {what(late[0])}"
    reason = f"a source edit no longer runs {what(run)} again, only a change of what it reads does"
    part = gain.part(1 + len(sunk))
    drafts = [Draft(title, reason, (run,), run, part)]
    for each in sunk:
        title = f"move {what(each)} below {what(run)}"
        reason = f"another value of it no longer runs {what(run)} again"
        drafts.append(Draft(title, reason, (each,), each, part))
    replacements: dict[Statement, tuple[Statement, ...]] = {}
    if copies:
        replacements = {run: (*copies, run)}
    return Proposal(
        tuple(drafts),
        replacements,
        order,
        "known-commands",
        _assumptions([run, *(s for s in (*moved, *crossed) if isinstance(s, Run))], commands),
    )


def _sunk(
    statements: Sequence[Statement],
    run: Statement,
    stay: Sequence[Statement],
    masks: Sequence[int],
    sinking: Collection[Statement],
) -> list[Statement]:
    """Return those of ``sinking`` that may go from what stays above a RUN to below it.

    They are variables whose values change with each build: below them the RUN gains nothing.
    """
    found: list[Statement] = []
    below = 1 << statements.index(run)
    for statement in reversed(stay):
        place = statements.index(statement)
        needed = any(
            below >> other & 1 and masks[other] >> place & 1 for other in range(place, len(masks))
        )
        if statement in sinking and not needed:
            found.insert(0, statement)
        else:
            below |= 1 << place
    return found


def _assumptions(runs: list[Statement], commands: StageCommands) -> tuple[str, ...]:
    names = set(assumptions_of(runs, commands, files=True))
    if commands.context is not None and commands.context.origin == "guessed":
        names.add("context.guessed")
    return tuple(sorted(names))


def _manifest_copies(
    source: Source,
    commands: StageCommands,
    run: Statement,
    needed: list[tuple[Statement, Placement, tuple[Need, ...]]],
) -> list[Statement] | str:
    """Return the new COPY instructions, one for each directory; or why there can be none."""
    copies = []
    for copy, placement, found in needed:
        directories: dict[str, list[Need]] = {}
        for need in found:
            directories.setdefault(need.directory, []).append(need)
        for directory, members in directories.items():
            if not any(need.exists for need in members):
                names = ", ".join(need.origin for need in members)
                return f"{names} may come to be: exclude it by .dockerignore if it is not wanted"
            destination = _destination(commands, copy, run, placement)
            if directory:
                destination += directory + "/"
            copies.append(_copy(source, copy, members, destination))
    return copies


def _destination(
    commands: StageCommands, copy: Statement, run: Statement, placement: Placement
) -> str:
    """Return the destination word, with a slash at its end, as it reads in front of the RUN."""
    word = copy.arguments[-1]
    same = commands.directory(copy) == commands.directory(run)
    if "$" in word or '"' in word or not (same or word.startswith("/")):
        word = placement.destination
    return "./" if word in (".", "./") else word.removesuffix("/.").rstrip("/") + "/"


def _copy(source: Source, copy: Statement, members: list[Need], destination: str) -> Statement:
    keyword = next(copy.tokens()).raw
    keyword = "copy" if keyword.islower() else "COPY"
    flags = [flag for flag in copy.flags if flag.startswith(("--chown=", "--chmod="))]
    members = sorted(members, key=lambda need: not need.exists)
    words = [keyword, *flags, *(need.word for need in members), destination]
    text = " ".join(words) + newline_of(source.dockerfile)
    return parse_statement(text, source.dockerfile.escape)
