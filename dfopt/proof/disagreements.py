"""What a rewrite may not touch where several builders count.

Builders disagree about the meaning of some orders and forms (classic builder, buildah, kaniko
against BuildKit). For each of them a file has a *trace*: the facts on which the other builders'
results hang. A rewrite passes only if the traces of both files are the same.
"""

from __future__ import annotations

import re

from dfopt.builder.operations import MakeDirectory
from dfopt.errors import ExpansionError
from dfopt.proof.chains import chain_of
from dfopt.syntax.flags import parse_count, parse_duration
from dfopt.syntax.nodes import (
    Arg,
    Cmd,
    Entrypoint,
    Healthcheck,
    Transfer,
    Workdir,
    variables_of,
)
from dfopt.syntax.words import references

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dfopt.builder.operations import Operation
    from dfopt.proof.chains import Chain, Step
    from dfopt.syntax.nodes import Statement
    from dfopt.syntax.stages import Stage

    Trace = dict[str, object]


def trace(
    stage: Stage,
    root: Operation | None,
    step_key: Callable[[Step], int],
    makes_plainly: Callable[[Step, Step], bool] | None = None,
    takes_something: Callable[[Statement], bool] | None = None,
) -> Trace:
    """Return the facts about a stage, by a description of what the builders disagree about.

    ``root`` is the last operation of the stage, ``step_key`` numbers steps by what they do.
    ``makes_plainly`` tells whether a step surely makes the directory of a WORKDIR, for root and as
    a WORKDIR would; which of several such steps is the first does not matter. ``takes_something``
    tells whether a COPY or ADD surely takes a file, whatever its wildcards match.
    """
    statements = stage.statements
    chain = chain_of(root, own=set(statements))
    steps = chain.steps
    keys = {id(step): step_key(step) for step in steps}
    return {
        "the place of VOLUME among the steps": _volumes(statements, steps, keys),
        "ARG or ENV of one name": assignments(statements),
        "an ARG that reads another one of the same instruction": _argument_references(statements),
        "an empty CMD beside an ENTRYPOINT": _empty_commands(statements),
        "the times of a HEALTHCHECK": _health_times(statements),
        "the first step after a WORKDIR": _lazy_directories(statements, chain, keys, makes_plainly),
        "the form of CMD or ENTRYPOINT": _forms(statements),
        "several sources for a destination without a slash": _gathered(statements),
        "a wildcard that may match nothing": _wildcards(statements, takes_something),
    }


def _volumes(
    statements: Sequence[Statement], steps: Sequence[Step], keys: dict[int, int]
) -> object:
    """Pair each step with the volumes above it: others discard what a RUN leaves below them."""
    if not any(statement.kind == "VOLUME" for statement in statements):
        return ()
    above: dict[Statement, frozenset[str]] = {}
    volumes: set[str] = set()
    for statement in statements:
        if statement.kind == "VOLUME":
            volumes.update(statement.arguments)
        above[statement] = frozenset(volumes)
    facts: dict[object, int] = {}
    for step in steps:
        assert step.statement is not None
        fact = (keys[id(step)], above[step.statement])
        facts[fact] = facts.get(fact, 0) + 1
    return facts


def assignments(statements: Sequence[Statement]) -> object:
    """List the assignments of a name by both ENV and ARG: other builders let ENV win."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for statement in statements:
        for name in variables_of(statement):
            # Windows images compare names without case.
            groups.setdefault(name.casefold(), []).append((statement.kind, name))
    return {
        name: tuple(group)
        for name, group in groups.items()
        if len({kind for kind, _ in group}) > 1 or len({exact for _, exact in group}) > 1
    }


def _argument_references(statements: Sequence[Statement]) -> object:
    """List what ARG declarations read of their own instruction: others expand it up front."""
    facts = []
    for statement in statements:
        if isinstance(statement, Arg) and len(statement.declarations) > 1:
            seen: set[str] = set()
            for name, default in statement.declarations:
                try:
                    read = references(default or "")
                except ExpansionError:
                    read = frozenset()
                if read & seen:
                    facts.append((name, read & seen))
                seen.add(name)
    return facts


def _empty_commands(statements: Sequence[Statement]) -> object:
    """Return what the command comes to in the classic builder, which does not count an empty CMD.

    There an ENTRYPOINT resets the command unless a CMD that is not empty stands above it.
    """
    found = ""
    is_set = has_empty = False
    for statement in statements:
        if isinstance(statement, Cmd):
            is_empty = statement.is_exec_form and not statement.arguments
            found = "empty" if is_empty else "command"
            is_set, has_empty = is_set or not is_empty, has_empty or is_empty
        elif isinstance(statement, Entrypoint) and not is_set:
            found = "reset"
    return found if has_empty else ""


def _health_times(statements: Sequence[Statement]) -> object:
    """Return the flags of all health checks that the classic builder adds up.

    There one that is not given, or is 0, keeps the value of the image of the step before.
    """
    times: dict[str, int] = {}
    for statement in statements:
        if isinstance(statement, Healthcheck):
            for flag in statement.flags:
                name, _, value = flag[2:].partition("=")
                read = parse_count if name == "retries" else parse_duration
                if number := read(value or "0"):
                    times[name] = number
    return times


def _forms(statements: Sequence[Statement]) -> object:
    """Return the forms in which the commands that count are written: buildah ignores SHELL there.

    An exec form that spells the shell out is not the shell form to every builder.
    """
    last: dict[str, object] = {}
    shell = ""
    for statement in statements:
        if statement.kind == "SHELL":
            shell = "SHELL"
        if isinstance(statement, Cmd | Entrypoint):
            form = "exec" if statement.is_exec_form else f"{shell} shell"
            last[statement.kind] = form
    return last


def _gathered(statements: Sequence[Statement]) -> object:
    """List copies that the classic builder refuses where they bring more than one file."""
    facts = []
    for statement in statements:
        if isinstance(statement, Transfer):
            *sources, destination = statement.arguments
            is_directory = destination == "." or destination.endswith(("/", "/."))
            if not is_directory and (len(sources) > 1 or re.search("[*?[]", sources[0])):
                facts.append((statement.kind, statement.arguments))
    return facts


def _wildcards(
    statements: Sequence[Statement], takes_something: Callable[[Statement], bool] | None
) -> object:
    """List copies with a wildcard: where nothing matches, what else there is counts in classic."""
    return sorted(
        statement.arguments
        for statement in statements
        if isinstance(statement, Transfer)
        and any(re.search("[*?[]", source) for source in statement.arguments[:-1])
        and not (takes_something is not None and takes_something(statement))
    )


def _lazy_directories(
    statements: Sequence[Statement],
    chain: Chain,
    keys: dict[int, int],
    makes_plainly: Callable[[Step, Step], bool] | None,
) -> object:
    """Pair each WORKDIR with the step after it: buildah makes the directory as late as that.

    The last WORKDIR of a stage is paired with the first step of a stage that starts from it.
    """
    steps = chain.steps
    users: dict[Statement, tuple[str, ...]] = {}
    user: tuple[str, ...] = ()
    for statement in statements:
        if statement.kind == "USER":
            user = statement.arguments
        users[statement] = user
    facts: list[object] = []
    if steps and chain.base is not None and isinstance(chain.base.statement, Workdir):
        first = steps[0]
        assert first.statement is not None
        facts.append((None, keys[id(first)], users[first.statement]))
    for index, step in enumerate(steps):
        if isinstance(step.statement, Workdir) and isinstance(step.action, MakeDirectory):
            following = steps[index + 1] if index + 1 < len(steps) else None
            if following is not None and keys[id(following)] == keys[id(step)]:
                # The same again: what follows that one makes the directory.
                continue
            if following is None or following.statement is None:
                facts.append((keys[id(step)], None, user))
            elif makes_plainly is not None and makes_plainly(following, step):
                facts.append((keys[id(step)], "plain"))
            else:
                facts.append((keys[id(step)], keys[id(following)], users[following.statement]))
    return facts
