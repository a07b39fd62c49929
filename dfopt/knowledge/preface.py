"""Commands that only set the shell up, and may be said again in a second shell.

A script that is cut in two says them in front of both parts. That is the same if each comes to the
same both times, whatever the first part has done in between: what they depend on is named, and who
cuts has to see to it that the first part leaves it alone.
"""

from __future__ import annotations

from dfopt.knowledge.state import SET_BY_OTHERS, STARTS_SHELL
from dfopt.lazy import regex
from dfopt.shell.nodes import Literal, Parameter, Simple, Substitution

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final

    from dfopt.knowledge.expansion import Expansion
    from dfopt.shell.nodes import Pipeline, Word

#: Commands that say for what machine all is made: they come to the same at any time.
_PURE: Final = frozenset(
    (
        ("uname", "-m"), ("uname", "-s"), ("arch",), ("dpkg", "--print-architecture"),
        ("apk", "--print-arch"),
    )
)  # fmt: skip
#: Where such a command is found, and what it reads: with all that lies there.
_PROGRAMS: Final = frozenset(
    (
        "/bin/", "/sbin/", "/usr/bin/", "/usr/sbin/", "/usr/local/bin/", "/usr/local/sbin/",
        "/etc/apk/", "/etc/dpkg/", "/lib/", "/usr/lib/", "/var/lib/dpkg/",
    )
)  # fmt: skip
#: What nobody may set that way: it matters to the shell itself, or to where programs are found.
_OF_SHELL: Final = regex(r"CDPATH|ENV|GLOBIGNORE|EXECIGNORE|POSIX.*|LD_.*|GLIBC_.*|TMOUT")
#: Those of the variables set by others that are the same in two shells.
_LASTING: Final = frozenset(("HOME", "PATH", "PWD"))
_EXPORT: Final = regex(r"([A-Za-z_][A-Za-z0-9_]*)(?:=|$)")


def said_again(pipeline: Pipeline, state: Expansion) -> frozenset[str] | None:
    """Return the paths on which it rests that a command comes to the same when it is said again.

    Of those that end in a slash it rests on all that lies there, too. None where it may not be said
    again.

    Args:
        pipeline: the command.
        state: the shell behind it.
    """
    command = pipeline.commands[0]
    if pipeline.negated or len(pipeline.commands) > 1 or not isinstance(command, Simple):
        return None
    if command.redirections or (command.words and command.assignments):
        return None
    if command.words:
        name = command.words[0].literal
        if name == "cd" and len(command.words) == 2:
            return _directory(command.words[1], state)
        if name == "export" and len(command.words) > 1:
            return frozenset() if all(map(_is_exported, command.words[1:])) else None
        return None
    rests_on: frozenset[str] = frozenset()
    for assignment in command.assignments:
        found = _value(assignment.value) if _may_be_set(assignment.name) else None
        if found is None:
            return None
        rests_on |= found
    if not rests_on:
        return rests_on
    path = state.variables.get("PATH", "")
    if path is None or not all(each.startswith("/") for each in path.split(":") if path):
        return None
    return rests_on | {f"{each.rstrip('/')}/" for each in path.split(":") if path}


def leaves(rests_on: str, written: Iterable[str]) -> bool:
    """Tell whether what is written leaves a path alone that a command rests on."""
    for tree in written:
        if f"{rests_on.rstrip('/')}/".startswith(f"{tree.rstrip('/')}/"):
            return False
        if rests_on.endswith("/") and tree.startswith(rests_on):
            return False
    return True


def _directory(word: Word, state: Expansion) -> frozenset[str] | None:
    """Return the directory that ``cd`` goes to."""
    if word.has_tilde or word.has_pattern or state.directory is None or _value(word) is None:
        return None
    text = state.text(word)
    if text is None or ".." in text:
        return None
    return frozenset((state.directory,)) - {"/"}


def _may_be_set(name: str) -> bool:
    return not any(each.fullmatch(name) for each in (SET_BY_OTHERS, STARTS_SHELL, _OF_SHELL))


def _is_exported(word: Word) -> bool:
    """Tell whether an argument of ``export`` is a name, or one with a value that stays one word.

    Of a command in it no one would see that it fails: it might be installed in between.
    """
    first = word.parts[0] if word.parts else None
    match = _EXPORT.match(first.text) if isinstance(first, Literal) else None
    if match is None or word.has_tilde or word.has_pattern or not _may_be_set(match[1]):
        return False
    return all(
        isinstance(part, Literal) or (isinstance(part, Parameter) and part.quoted)
        for part in word.parts
    ) and (_value(word) is not None)


def _value(word: Word) -> frozenset[str] | None:
    """Return on which paths the value of a word rests; None where it may be another one later."""
    rests_on: frozenset[str] = frozenset()
    if word.has_tilde:
        return None
    for part in word.parts:
        found: frozenset[str] | None = None
        if isinstance(part, Literal):
            found = frozenset()
        elif isinstance(part, Parameter):
            found = _parameter(part)
        elif isinstance(part, Substitution) and _is_pure(part):
            found = _PROGRAMS
        if found is None:
            return None
        rests_on |= found
    return rests_on


def _parameter(part: Parameter) -> frozenset[str] | None:
    name = part.name
    if not (name[0].isalpha() or name[0] == "_") or part.operator not in ("", "-", ":-"):
        return None
    if SET_BY_OTHERS.fullmatch(name) and name not in _LASTING:
        return None
    return frozenset() if part.operand is None else _value(part.operand)


def _is_pure(part: Substitution) -> bool:
    if len(part.body.items) != 1:
        return False
    item, separator = part.body.items[0]
    command = item.first.commands[0]
    return (
        separator == ""
        and not item.rest
        and len(item.first.commands) == 1
        and not item.first.negated
        and isinstance(command, Simple)
        and not command.redirections
        and not command.assignments
        and tuple(word.literal for word in command.words) in _PURE
    )
