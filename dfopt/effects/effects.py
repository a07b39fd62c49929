"""Reads and writes of an instruction, over named resources; and what may change places.

A resource is a string: ``env:NAME``, ``label:NAME``, ``config:Cmd``, ``cwd``, ``user``, ``shell``,
``filesystem`` and so on. Two instructions may change places when neither writes what the other
reads or writes. The tables make that the exact commutation matrix of BuildKit's builder: a swap
that they allow gives the same image configuration and the same build graph.

``env`` stands for the whole environment with its order: every ENV and ARG writes it and every RUN
reads it, so these never change places with each other.
"""

from __future__ import annotations

from dfopt.errors import ExpansionError
from dfopt.record import Record
from dfopt.syntax.nodes import (
    Arg,
    Assignment,
    Cmd,
    Entrypoint,
    Env,
    Label,
    Run,
    Transfer,
    Unparsed,
    Workdir,
)
from dfopt.syntax.words import expand, has_required, references

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from dfopt.builder.portability import Target
    from dfopt.syntax.nodes import Statement

#: Read or written by what may touch anything; it conflicts with every other resource.
EVERYTHING: Final = "everything"

#: The configuration key that each metadata instruction overwrites.
_CONFIG_KEYS: Final = {
    "CMD": "config:Cmd",
    "ENTRYPOINT": "config:Entrypoint",
    "HEALTHCHECK": "config:Healthcheck",
    "STOPSIGNAL": "config:StopSignal",
    "MAINTAINER": "config:Author",
    "USER": "user",
    "SHELL": "shell",
    "ONBUILD": "onbuild",
}

#: Build arguments that reach further than the environment (BuildKit's ``nonEnvArgs`` and the
#: clamping of file times), whatever instruction they stand above.
_FAR_REACHING: Final = ("SOURCE_DATE_EPOCH",)


class Effects(Record):
    """The resources that one instruction reads and writes."""

    reads: frozenset[str]
    writes: frozenset[str]


def effects_of(statement: Statement, escape: str, target: Target) -> Effects:
    """Return the effects of an instruction for the builders of ``target``.

    ``escape`` is the file's escape token, which word expansion obeys.
    """
    if isinstance(statement, Unparsed) or statement.kind == "FROM":
        return Effects(frozenset((EVERYTHING,)), frozenset((EVERYTHING,)))
    try:
        reads = set(_variables(statement, escape))
        writes = set(_keys(statement, escape))
    except ExpansionError:
        # The build fails here; let nothing move past a place that decides how far it gets.
        return Effects(frozenset((EVERYTHING,)), frozenset((EVERYTHING,)))
    _add_state(statement, reads, writes)
    if target.portable:
        _add_disagreements(statement, reads, writes)
    return Effects(frozenset(reads), frozenset(writes))


def expanded_words(statement: Statement) -> tuple[str, ...]:
    """Return the words of an instruction that BuildKit expands before it takes effect.

    Source: ``SupportsSingleWordExpansion`` and ``dispatch*`` in BuildKit's dockerfile2llb.
    """
    if isinstance(statement, Assignment):
        return tuple(word for pair in statement.pairs for word in (pair.key, pair.value))
    if isinstance(statement, Arg):
        return tuple(default for _, default in statement.declarations if default is not None)
    if isinstance(statement, Transfer):
        flags = [statement.flag(name) for name in ("chown", "chmod", "checksum")]
        return (*statement.arguments, *(flag for flag in flags if flag))
    if isinstance(statement, Run):
        return tuple(flag for flag in statement.flags if flag.startswith("--mount"))
    if statement.kind in ("USER", "WORKDIR", "STOPSIGNAL", "VOLUME", "EXPOSE"):
        return statement.arguments
    return ()


def _variables(statement: Statement, escape: str) -> Iterator[str]:
    """Yield the environment names that expanding the instruction may read."""
    if isinstance(statement, Transfer) and "$" in (statement.flag("from") or ""):
        # BuildKit refuses it, buildah expands it.
        yield EVERYTHING
    for word in expanded_words(statement):
        if "$" not in word:
            # Still to be parsed: an open quote is an error of the build.
            if "'" in word or '"' in word:
                references(word, escape)
            continue
        for name in references(word, escape):
            yield f"env:{name.casefold()}"
        if has_required(word, escape):
            # Whether the build fails here depends on everything before it.
            yield EVERYTHING
    # Of several with one name BuildKit copies the last body for each, expanded as each asks for.
    expanded = {heredoc.name for heredoc in statement.heredocs if heredoc.expand}
    for heredoc in statement.heredocs:
        if isinstance(statement, Transfer) and heredoc.name in expanded:
            for name in references(heredoc.content, process_quotes=False):
                yield f"env:{name.casefold()}"


def _keys(statement: Statement, escape: str) -> Iterator[str]:
    """Yield the environment and label names that the instruction sets."""
    if isinstance(statement, Env | Arg):
        yield "env"
        words = statement.arguments[::3] if isinstance(statement, Env) else ()
        names = [name for name, _ in statement.declarations] if isinstance(statement, Arg) else []
        for word in words:
            if "$" in word:
                yield EVERYTHING
                return
            names.append(expand(word, {}, escape).text)
        for name in names:
            yield f"env:{name.casefold()}"
            if "$" in name:
                # A build argument's name is only expanded by the classic builder and kaniko.
                yield EVERYTHING
            if name in _FAR_REACHING or name.startswith("BUILDKIT_"):
                yield EVERYTHING
    elif isinstance(statement, Label):
        for pair in statement.pairs:
            yield EVERYTHING if "$" in pair.key else f"label:{expand(pair.key, {}, escape).text}"


def _add_state(statement: Statement, reads: set[str], writes: set[str]) -> None:
    """Add what is neither a variable nor a label."""
    key = _CONFIG_KEYS.get(statement.kind)
    if key:
        writes.add(key)
    if isinstance(statement, Run | Cmd | Entrypoint) and not statement.is_exec_form:
        reads.add("shell")
    if isinstance(statement, Run):
        reads |= {"env", "user", "cwd", "filesystem"}
        writes.add("filesystem")
    elif isinstance(statement, Workdir):
        # The directory is made, and belongs to the user in force.
        reads |= {"cwd", "user"}
        writes |= {"cwd", "filesystem"}
    elif isinstance(statement, Transfer):
        reads |= {"cwd", "filesystem"}
        writes.add("filesystem")


def _add_disagreements(statement: Statement, reads: set[str], writes: set[str]) -> None:
    """Add what makes builders disagree about an order that is exact in BuildKit."""
    if statement.kind == "VOLUME":
        # Others discard or skip what a RUN leaves below a volume, or make its directory.
        reads.add("filesystem")
    if isinstance(statement, Transfer):
        # buildah makes a WORKDIR's directory when the next step needs it, for the user in force.
        reads.add("user")
    if isinstance(statement, Cmd) and statement.is_exec_form and not statement.arguments:
        # The classic builder does not count ``CMD []`` as a CMD when an ENTRYPOINT follows.
        writes.add("config:Entrypoint")


def commutes(first: Effects, second: Effects) -> str | None:
    """Return None where two instructions may change places, else the resource in the way."""
    for one, other in ((first, second), (second, first)):
        if EVERYTHING in one.reads or EVERYTHING in one.writes:
            return EVERYTHING
        conflict = one.writes & (other.reads | other.writes)
        if conflict:
            return min(conflict)
    return None
