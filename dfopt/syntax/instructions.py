"""Is an instruction that the parser has read one that BuildKit takes?

BuildKit finds few errors while it splits the text into lines and arguments; most come from the next
layer, ``instructions.Parse``, which knows the instructions, their flags and how many arguments they
want. :func:`instruction_error` is that layer. What only shows once variables are expanded, such as
a bad port, belongs to the build itself and not here.
"""

from __future__ import annotations

import re

from dfopt.errors import ExpansionError
from dfopt.record import Record
from dfopt.syntax.flags import (
    UNCHECKED,
    FlagError,
    FlagValueError,
    closest,
    parse_count,
    parse_duration,
    parse_flags,
    quoted,
)
from dfopt.syntax.words import UNICODE_SPACES, expand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Final, Literal

#: The canonical names of the instructions.
INSTRUCTIONS: Final = (
    "ADD",
    "ARG",
    "CMD",
    "COPY",
    "ENTRYPOINT",
    "ENV",
    "EXPOSE",
    "FROM",
    "HEALTHCHECK",
    "LABEL",
    "MAINTAINER",
    "ONBUILD",
    "RUN",
    "SHELL",
    "STOPSIGNAL",
    "USER",
    "VOLUME",
    "WORKDIR",
)

_STAGE_NAME: Final = r"[a-z][a-z0-9\-_.]*"
_MIN_INTERVAL: Final = 1_000_000  # nanoseconds

_HEREDOC: Final = r"[0-9]*<<-?[\t\n\f\r ]*([^<]*)"


class ParsedLine(Record):
    """One instruction as the parser found it.

    ``keyword`` is as written; ``flags`` are the flag words with quotes and escapes removed, such as
    ``--chown=1:1``. ``arguments`` are BuildKit's: ENV and LABEL as triples of key, value and ``=``
    (empty in the form without it); the shell form of RUN, CMD and ENTRYPOINT as one string; the
    exec form (``json``) as its strings. ``trigger`` is the keyword behind ONBUILD.
    """

    keyword: str
    flags: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()
    json: bool = False
    trigger: str | None = None


class InstructionError(Record, compare=True):
    """Why BuildKit refuses an instruction, and which part of it is to blame.

    ``index`` counts from 0 among the ``flags`` or the ``arguments`` of the line; for the keyword it
    is 0.
    """

    message: str
    part: Literal["keyword", "flag", "argument"]
    index: int = 0


def canonical_name(keyword: str) -> str:
    """Return the instruction's name in capitals.

    BuildKit compares with Go's ``strings.ToLower``; capitals alone would take other letters for
    ASCII ones (a dotless ``i``, a long ``s``) and miss some that Go takes (the Kelvin sign).
    """
    if keyword.isascii():
        return keyword.upper()
    lowered = keyword.replace("\u0130", "i").lower()
    return lowered.upper() if lowered.isascii() else keyword


def instruction_error(line: ParsedLine, *, first_stage_seen: bool) -> InstructionError | None:
    """Return what is wrong with an instruction, or None.

    ``first_stage_seen`` says whether a FROM precedes the line: before it, only ARG may stand.

    The rules are those of ``instructions.Parse`` and ``ParseInstruction``. Of several errors in a
    line the leftmost kind is told: keyword, flags, arguments.
    """
    name = canonical_name(line.keyword)
    check = _ARGUMENT_CHECKS.get(name)
    if check is None:
        return _unknown_instruction(line.keyword)
    error = _flag_error(name, line) or check(name, line)
    if error is None and not first_stage_seen and name not in ("ARG", "FROM"):
        return _at_keyword(f"{name} wants a stage; only ARG may stand before the first FROM")
    return error


def _at_keyword(message: str) -> InstructionError:
    return InstructionError(message, "keyword", 0)


def _unknown_instruction(keyword: str) -> InstructionError:
    nearest = closest(keyword, INSTRUCTIONS)
    hint = f"; did you mean {nearest}?" if nearest else ""
    return _at_keyword(f"there is no instruction {quoted(keyword)}{hint}")


def _flag_error(name: str, line: ParsedLine) -> InstructionError | None:
    if not line.flags or name in UNCHECKED or (name == "HEALTHCHECK" and _is_none(line)):
        return None
    try:
        parse_flags(name, line.flags)
    except FlagError as error:
        return InstructionError(str(error), "flag", error.index)
    checks = _VALUE_CHECKS.get(name, {})
    for index, word in enumerate(line.flags):
        flag, _, value = word.partition("=")
        check = checks.get(flag)
        if check is None:
            continue
        try:
            check(value)
        except FlagValueError as error:
            return InstructionError(f"{flag}: {error}", "flag", index)
    return None


def _mount(value: str) -> None:
    from dfopt.syntax.mounts import check_mount

    check_mount(value)


def _device(value: str) -> None:
    from dfopt.syntax.mounts import parse_device

    parse_device(value)


def _network(value: str) -> None:
    if value not in ("default", "none", "host"):
        raise FlagValueError(f"default, none or host is wanted, not {quoted(value)}")


def _security(value: str) -> None:
    if value not in ("sandbox", "insecure"):
        raise FlagValueError(f"sandbox or insecure is wanted, not {quoted(value)}")


def _interval(value: str) -> None:
    if not value:
        return
    duration = parse_duration(value)
    if duration and duration < _MIN_INTERVAL:
        raise FlagValueError(f"0 or at least 1ms is wanted, not {quoted(value)}")


def _retries(value: str) -> None:
    if value:
        parse_count(value)


_VALUE_CHECKS: Final[dict[str, dict[str, Callable[[str], None]]]] = {
    "RUN": {
        "--mount": _mount,
        "--network": _network,
        "--security": _security,
        "--device": _device,
    },
    "HEALTHCHECK": {
        "--interval": _interval,
        "--timeout": _interval,
        "--start-period": _interval,
        "--start-interval": _interval,
        "--retries": _retries,
    },
}


def _anything(_name: str, _line: ParsedLine) -> InstructionError | None:
    """Accept any arguments, also none."""
    return None


def _at_least_one(name: str, line: ParsedLine) -> InstructionError | None:
    if line.arguments:
        return None
    return _at_keyword(f"{name} wants at least one argument")


def _exactly_one(name: str, line: ParsedLine) -> InstructionError | None:
    if len(line.arguments) == 1:
        return None
    return _at_keyword(f"{name} wants exactly one argument")


def _from(name: str, line: ParsedLine) -> InstructionError | None:
    words = line.arguments
    if not words:
        return _at_keyword(f"{name} wants an image or a stage")
    if len(words) == 1:
        return None
    if len(words) != 3 or words[1].casefold() != "as":
        index = min(len(words) - 1, 3) if words[1].casefold() == "as" else 1
        hint = "; a comment needs a line of its own" if words[index].startswith("#") else ""
        return InstructionError(
            f"{name} wants an image alone, or an image, AS and a stage name{hint}",
            "argument",
            index,
        )
    if not re.fullmatch(_STAGE_NAME, words[2].replace("\u0130", "i").lower()):
        return InstructionError(
            "a stage name wants a letter first, then letters, digits, '-', '_' or '.', "
            f"not {quoted(words[2])}",
            "argument",
            2,
        )
    return None


def _arg(name: str, line: ParsedLine) -> InstructionError | None:
    for index, word in enumerate(line.arguments):
        if word.startswith("="):
            return _blank_name(name, index)
    return _at_least_one(name, line)


def _pairs(name: str, line: ParsedLine) -> InstructionError | None:
    for index in range(0, len(line.arguments), 3):
        if not line.arguments[index]:
            return _blank_name(name, index)
    return _at_least_one(name, line)


def _blank_name(name: str, index: int) -> InstructionError:
    return InstructionError(f"{name} wants a name in front of '='", "argument", index)


def _copy(name: str, line: ParsedLine) -> InstructionError | None:
    if len(line.arguments) < 2:
        return _at_keyword(f"{name} wants at least one source and a destination")
    if is_heredoc(line.arguments[-1]):
        return InstructionError(
            f"the last argument of {name} is the destination, which cannot be a heredoc",
            "argument",
            len(line.arguments) - 1,
        )
    return None


def is_heredoc(word: str) -> bool:
    """Tell whether BuildKit takes an argument for a heredoc (``parser.ParseHeredoc``).

    What follows ``<<`` must be one word to the shell lexer, with and without its quotes.
    """
    match = re.fullmatch(_HEREDOC, word) if "<<" in word else None
    if match is None:
        return False
    name = match[1]
    try:
        unquoted = expand(name, {}, skip_unset=True).words
        raw = expand(name, {}, raw_quotes=True, raw_escapes=True, skip_unset=True).words
    except ExpansionError:
        return False
    return len(unquoted) == len(raw) == 1


def _volume(name: str, line: ParsedLine) -> InstructionError | None:
    for index, word in enumerate(line.arguments):
        if not word.strip(UNICODE_SPACES):
            return InstructionError(f"{name} wants paths that are not blank", "argument", index)
    return _at_least_one(name, line)


def _shell(name: str, line: ParsedLine) -> InstructionError | None:
    if not line.arguments:
        return _at_keyword(f'{name} wants at least one string, as in ["/bin/sh", "-c"]')
    if not line.json:
        return InstructionError(
            f'{name} wants a JSON array of strings, as in ["/bin/sh", "-c"]', "argument", 0
        )
    return None


def _is_none(line: ParsedLine) -> bool:
    return bool(line.arguments) and line.arguments[0].upper() == "NONE"


def _healthcheck(name: str, line: ParsedLine) -> InstructionError | None:
    if not line.arguments:
        return _at_keyword(f"{name} wants CMD and a command, or NONE")
    if _is_none(line):
        if len(line.arguments) > 1:
            return InstructionError(f"nothing may follow {name} NONE", "argument", 1)
        return None
    if line.arguments[0].upper() != "CMD":
        return InstructionError(
            f"{name} wants CMD or NONE, not {quoted(line.arguments[0])}", "argument", 0
        )
    if len(line.arguments) == 1:
        return InstructionError(f"{name} CMD wants a command", "argument", 0)
    return None


def _onbuild(name: str, line: ParsedLine) -> InstructionError | None:
    if line.trigger is None:
        return _at_keyword(f"{name} wants an instruction as its trigger")
    trigger = line.trigger.strip(UNICODE_SPACES).upper()
    if trigger in ("FROM", "MAINTAINER", "ONBUILD"):
        return InstructionError(f"{trigger} cannot be a trigger of {name}", "argument", 0)
    return None


_ARGUMENT_CHECKS: Final[dict[str, Callable[[str, ParsedLine], InstructionError | None]]] = {
    "ADD": _copy,
    "ARG": _arg,
    "CMD": _anything,
    "COPY": _copy,
    "ENTRYPOINT": _anything,
    "ENV": _pairs,
    "EXPOSE": _at_least_one,
    "FROM": _from,
    "HEALTHCHECK": _healthcheck,
    "LABEL": _pairs,
    "MAINTAINER": _exactly_one,
    "ONBUILD": _onbuild,
    "RUN": _anything,
    "SHELL": _shell,
    "STOPSIGNAL": _exactly_one,
    "USER": _exactly_one,
    "VOLUME": _volume,
    "WORKDIR": _exactly_one,
}
