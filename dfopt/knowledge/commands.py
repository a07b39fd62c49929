"""What a script does: the tables of ``tools/`` applied to the shell's tree.

A walk (:mod:`dfopt.knowledge.walk`) keeps what the shell keeps (the working directory, variables
whose values are known), adds up what each command reads and writes, and gives up at the first thing
it does not know: an option that no table names, a value that decides about a path and is only known
at build time, a construct that changes the shell itself.
"""

from __future__ import annotations

import re

from dfopt.knowledge.behaviour import Behaviour, Unknown
from dfopt.knowledge.places import SYSTEM
from dfopt.knowledge.preface import said_again
from dfopt.knowledge.unknown import UnknownError
from dfopt.knowledge.walk import Walk
from dfopt.lazy import regex
from dfopt.record import Record
from dfopt.shell.nodes import AndOr, Group, Parameter, Simple, Substitution, commands

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Final

    from dfopt.knowledge.behaviour import Circumstances
    from dfopt.knowledge.tables import Table
    from dfopt.shell.nodes import Pipeline, Script, Span, Word

#: Commands that end the shell, or leave something in it that no variable shows.
_STATEFUL: Final = frozenset(
    (
        "exit", "return", "set", "umask", "trap", "exec", "eval", ".", "source", "export",
        "readonly", "local", "declare", "typeset", "shopt", "ulimit", "alias", "unalias", "hash",
        "cd", "pushd", "popd", "read", "shift", "unset", "wait", "break", "continue",
    )
)  # fmt: skip
#: Variables by which a command sees those in front of it.
_TRACES: Final = frozenset(
    ("_", "!", "PIPESTATUS", "OLDPWD", "SECONDS", "LINENO", "BASH_COMMAND", "RANDOM", "DIRSTACK")
)
_EARLY: Final = regex(r"\s-[uxo]*e|errexit")


class Piece(Record):
    """A command at the top of ``a && b && c``.

    ``span`` counts characters of the script's text; ``prefix`` is what has to stand in front of it
    if it is to stand in a script of its own. A piece that ``sets_state`` leaves something in the
    shell for those behind it. One that ``is_pip`` is a call of pip and nothing else.

    One that only sets the shell up can be said again in front of a part that is cut off:
    ``rests_on`` are the paths that have to be left alone until then, those that end in a slash with
    all that lies there (of others it is None).
    One that ``adds_packages`` is a call of pip or ``uv pip`` that installs packages: it deletes
    nothing but what it replaces.
    """

    span: Span
    behaviour: Behaviour | Unknown
    sets_state: bool
    prefix: str
    is_pip: bool = False
    rests_on: frozenset[str] | None = None
    adds_packages: bool = False


def behaviour_of(
    script: Script, circumstances: Circumstances, tools: Sequence[Table] = ()
) -> Behaviour | Unknown:
    """Return what a script reads and writes.

    Args:
        script: the script, as the shell reads it.
        circumstances: where it runs.
        tools: further tables, the user's own; they come before those of dfopt.
    """
    if script.opaque is not None:
        return Unknown(script.opaque.reason)
    walk = Walk(circumstances, tools)
    walk.ends_early = "e" in script.options
    try:
        walk.starts(script.dialect)
        walk.list(script.body)
    except UnknownError as error:
        return error.unknown
    return walk.account.behaviour()


def pieces(
    script: Script, circumstances: Circumstances, tools: Sequence[Table] = ()
) -> tuple[Piece, ...] | Unknown:
    """Return the commands of a script that is one list of ``&&`` to its end.

    ``set -e`` and the like may stand in front: then ``;`` and a new line are the same as ``&&``,
    and each piece gets it as its prefix.
    """
    if script.opaque is not None:
        return Unknown(script.opaque.reason)
    if any(separator == "&" for _, separator in script.body.items):
        return Unknown("a command runs in the background")
    if _leaves_traces(script):
        return Unknown("a command looks at what those in front of it left in the shell")
    prefix, lists = _without_set(script)
    fails_early = "e" in script.options or _EARLY.search(prefix) is not None
    if len(lists) > 1 and not fails_early:
        return Unknown("it is several lists of commands")
    walk = Walk(circumstances, tools)
    walk.ends_early = fails_early
    try:
        walk.starts(script.dialect)
    except UnknownError as error:
        return error.unknown
    found: list[Piece] = []
    for item in lists:
        if any(operator != "&&" for operator, _ in item.rest):
            return Unknown("what fails in it may be tolerated")
        if item.rest and (item is not lists[-1] or any(p.rests_on is None for p in found)):
            # Under ``set -e`` a failure inside of ``a && b`` is tolerated but for the last one.
            return Unknown("what fails in it may be tolerated")
        for pipeline in item.pipelines:
            if pipeline.negated:
                return Unknown("what fails in it may be tolerated")
            if "<<" in script.text[pipeline.span[0] : pipeline.span[1]]:
                return Unknown("a here-document is not cut")
            found.append(_piece(pipeline, walk, prefix))
    return tuple(found)


def turned_by(piece: Piece) -> frozenset[str]:
    """Return the trees in which a known command may turn what is said again to something else.

    Packages of the distribution leave what says for what machine they are made as it is.
    """
    assert isinstance(piece.behaviour, Behaviour)
    written = piece.behaviour.writes | piece.behaviour.outputs
    if written.issuperset(SYSTEM) and not piece.is_pip:
        written -= frozenset(SYSTEM)
    return written


def preface(pieces: Sequence[Piece]) -> int:
    """Return how many of the first pieces are said again in front of each part of a script."""
    count = 0
    while count < len(pieces) - 1 and pieces[count].rests_on is not None:
        count += 1
    return count


def simple_commands(
    script: Script, pieces: Sequence[Piece]
) -> Iterator[tuple[Simple | None, Piece]]:
    """Yield each piece with its command, None where that is a pipeline or more than simple."""
    pipelines = {
        pipeline.span: pipeline for item, _ in script.body.items for pipeline in item.pipelines
    }
    for piece in pieces:
        pipeline = pipelines.get(piece.span)
        command = pipeline.commands[0] if pipeline and len(pipeline.commands) == 1 else None
        yield (command if isinstance(command, Simple) else None), piece


def _leaves_traces(script: Script) -> bool:
    return any(parameter.name in _TRACES for parameter in _parameters(script.body))


def _parameters(node: object) -> Iterator[Parameter]:
    pending = [node]
    while pending:
        each = pending.pop()
        if isinstance(each, Parameter):
            yield each
        if isinstance(each, Record):
            pending += [getattr(each, name) for name in type(each)._fields]
        elif isinstance(each, tuple):
            pending += each


def _without_set(script: Script) -> tuple[str, list[AndOr]]:
    """Return the ``set`` that a script begins with, as a prefix, and the lists behind it."""
    lists = [item for item, _ in script.body.items]
    prefix = ""
    if lists:
        first = lists[0].first
        command = first.commands[0]
        is_alone = len(first.commands) == 1 and not first.negated
        if is_alone and isinstance(command, Simple) and _is_set(command):
            prefix = script.text[command.span[0] : command.span[1]].strip() + "; "
            rest = lists[0].rest
            if not rest:
                lists = lists[1:]
            elif all(operator == "&&" for operator, _ in rest):
                start = rest[0][1]
                lists[0] = AndOr(start, rest[1:], (start.span[0], lists[0].span[1]))
    return prefix, lists


def _is_set(command: Simple) -> bool:
    """Tell whether a command is ``set`` with options that hold for what follows."""
    words = [word.literal or "" for word in command.words]
    return (
        words[:1] == ["set"]
        and len(words) > 1
        and not command.redirections
        and not command.assignments
        and all(
            re.fullmatch(r"-[euxo]+|pipefail|errexit|nounset|xtrace", word) for word in words[1:]
        )
    )


def _piece(pipeline: Pipeline, walk: Walk, prefix: str) -> Piece:
    """Return one piece; what it leaves in the shell is seen by the next one."""
    rests_on = None
    own = walk.fork()
    behaviour: Behaviour | Unknown
    try:
        own.pipeline(pipeline)
        behaviour = own.account.behaviour()
        state = not own.is_where(walk) or _is_stateful(pipeline)
        rests_on = said_again(pipeline, own)
        walk.follow(own)
    except UnknownError as error:
        behaviour = error.unknown
        state = True
    return Piece(
        pipeline.span, behaviour, state, prefix, _is_pip(pipeline), rests_on, _adds(pipeline, walk)
    )


def _is_pip(pipeline: Pipeline) -> bool:
    """Tell whether a pipeline is one call of pip and nothing else."""
    command = pipeline.commands[0]
    if len(pipeline.commands) > 1 or not isinstance(command, Simple) or command.assignments:
        return False
    words = [word.literal for word in command.words[:3]]
    name = (words[0] or "").rpartition("/")[2]
    if name not in ("pip", "pip3") and (
        name not in ("python", "python3") or words[1:] != ["-m", "pip"]
    ):
        return False
    if any(isinstance(part, Substitution) for word in command.words for part in word.parts):
        return False
    return all(each.target.literal == "/dev/null" for each in command.redirections)


def _adds(pipeline: Pipeline, walk: Walk) -> bool:
    """Tell whether a pipeline is one call of ``pip install`` or ``uv pip install``."""
    command = pipeline.commands[0]
    if len(pipeline.commands) > 1 or not isinstance(command, Simple):
        return False
    found: Sequence[Word] = command.words
    if found and found[0].literal is None:
        # A variable may hold the command.
        found = walk.fork().split(found)
    words = [word.literal for word in found[:4]]
    if words[:2] == ["uv", "pip"]:
        return words[2:3] == ["install"]
    if words[1:3] == ["-m", "pip"]:
        words = ["pip", *words[3:]]
    return _is_pip(pipeline) and words[1:2] == ["install"]


def _is_stateful(pipeline: Pipeline) -> bool:
    """Tell whether a command of a pipeline may leave something in the shell."""
    for command in pipeline.commands:
        if isinstance(command, Group) and command.subshell:
            continue
        for each in commands(command):
            words = [word.literal for word in each.words]
            while words[:1] == ["command"]:
                words.pop(0)
            if not words or words[0] in (*_STATEFUL, None):
                return True
    return False
