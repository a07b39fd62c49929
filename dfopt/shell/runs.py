"""From what a RUN hands to the system to the script that a shell reads."""

from __future__ import annotations

from dfopt.shell.nodes import AndOr, List, Literal, Opaque, Pipeline, Script, Simple, Word
from dfopt.shell.reader import NOTHING, read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Final

    from dfopt.shell.nodes import Dialect

_SHELLS: Final[dict[str, Dialect]] = {
    directory + name: "bash" if name == "bash" else "sh"
    for directory in ("", "/bin/", "/usr/bin/")
    for name in ("sh", "dash", "ash", "bash")
}
#: Options that change nothing about how a script reads.
_LETTERS: Final = frozenset("eux")
_NAMED: Final = frozenset(("pipefail", "errexit", "nounset", "xtrace"))


def script_of_arguments(arguments: Sequence[str]) -> Script:
    """Return what a process runs.

    Args:
        arguments: its argument vector: a shell with its options and the text of a script, or any
            other program, which then is a script of one command.
    """
    if not arguments:
        return Script("", NOTHING, "sh", frozenset(), Opaque("there is no command"))
    dialect = _SHELLS.get(arguments[0])
    if dialect is None:
        return _program(arguments)
    options, rest = _options(arguments[1:])
    if options is None or len(rest) != 1:
        return Script("", NOTHING, dialect, frozenset(), Opaque("the shell is called unusually"))
    return read(rest[0], dialect, options)


def _program(arguments: Sequence[str]) -> Script:
    words = tuple(Word((Literal(argument, True),)) for argument in arguments)
    text = " ".join(arguments)
    span = (0, len(text))
    pipeline = Pipeline((Simple((), words, (), span),), False, span)
    return Script(text, List(((AndOr(pipeline, (), span), ""),), span), "sh")


def _options(arguments: Sequence[str]) -> tuple[frozenset[str] | None, Sequence[str]]:
    """Return the options of a shell that is called with ``-c``, and what stands behind them."""
    options: set[str] = set()
    is_command = False
    index = 0
    while index < len(arguments) and arguments[index].startswith("-"):
        letters = arguments[index][1:]
        index += 1
        for letter in letters:
            if letter == "c":
                is_command = True
            elif letter == "o":
                name = arguments[index] if index < len(arguments) else ""
                index += 1
                if name not in _NAMED:
                    return None, ()
                options.add({"errexit": "e", "nounset": "u", "xtrace": "x"}.get(name, name))
            elif letter in _LETTERS:
                options.add(letter)
            else:
                return None, ()
    return (frozenset(options) if is_command else None), arguments[index:]
