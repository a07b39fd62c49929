"""Scripts of sed, awk and jq: whether they only work on what they are given.

Sources: POSIX.1-2017, *sed* and *awk*; the manuals of GNU sed, gawk, mawk and busybox for what
they add (``e``, ``w /dev/stdout``, ``system``, ``@load``, pipes); the manual of jq.
"""

from __future__ import annotations

import re

from dfopt.lazy import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_ADDRESS: Final = regex(r"(?:\d+(?:~\d+)?|\$|\+\d+)")
_FLAGS: Final = regex(r"[gpIiMm0-9]*")
_AWK: Final = regex(
    r"[>|@]|\b(?:system|getline|close|fflush|include|load|ARGV|ARGC|FILENAME|ENVIRON|PROCINFO|"
    r"SYMTAB)\b"
)
_JQ: Final = regex(r"\b(?:env|ENV|include|import|input_filename|get_search_list)\b")
_AWK_OR: Final = regex(r"\|\||>=|\$?[A-Za-z0-9_]+\s*>\s*\d+(?=\s*[{&)]|$)")


def is_harmless_awk(script: str) -> bool:
    """Tell whether an awk program surely reads its operands alone, and writes nothing.

    Environment variables are more than its operands.
    """
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', '""', script)
    bare = re.sub(r"(?<=[~(,!&|{;])\s*/(?:[^/\\\n]|\\.)+/|^\s*/(?:[^/\\\n]|\\.)+/", " ", bare)
    return _AWK.search(_AWK_OR.sub(" ", bare)) is None


def is_harmless_jq(script: str) -> bool:
    """Tell whether a jq program surely reads its operands alone, and no environment variables."""
    return _JQ.search(script) is None


def is_harmless_sed(script: str) -> bool:
    """Tell whether a sed script surely reads and writes no file but its operands."""
    position = 0
    depth = 0
    while True:
        while position < len(script) and script[position] in " \t\n;":
            position += 1
        if position == len(script):
            return depth == 0
        found = _addresses(script, position)
        if found is None or found >= len(script):
            return False
        position, command = found + 1, script[found]
        if command == "{":
            depth += 1
            continue
        if command == "}":
            depth -= 1
            if depth < 0:
                return False
            continue
        if command in "dDpPqQgGhHnNxl=":
            pass
        elif command in "aic":
            # The text goes to the end of the line, and on where that ends in a backslash.
            while position < len(script) and script[position] != "\n":
                position += 2 if script[position] == "\\" else 1
            position = min(position, len(script))
            continue
        elif command in "sy" and position < len(script):
            after = _substitution(script, position, command)
            if after is None:
                return False
            position = after
        elif command == "b" and script[position : position + 1] in ("", ";", "\n", "}"):
            pass
        else:
            return False
        while position < len(script) and script[position] in " \t":
            position += 1
        if position < len(script) and script[position] not in ";\n}":
            return False


def _addresses(script: str, position: int) -> int | None:
    """Return where the command behind ``first,last!`` stands; None if that is not well-formed."""
    for number in range(2):
        if position < len(script) and script[position] in "/\\":
            if script[position] == "\\":
                position += 1
            end = _section(script, position + 1, script[position : position + 1])
            if end is None:
                return None
            position = end
            while position < len(script) and script[position] in "IM":
                position += 1
        else:
            match = _ADDRESS.match(script, position)
            if match is None:
                if number:
                    return None
                break
            position = match.end()
        while position < len(script) and script[position] == " ":
            position += 1
        if script[position : position + 1] != ",":
            break
        position += 1
        while position < len(script) and script[position] == " ":
            position += 1
    while position < len(script) and script[position] in "! ":
        position += 1
    return position


def _substitution(script: str, position: int, command: str) -> int | None:
    delimiter = script[position]
    if delimiter in "\\\n" or delimiter.isalnum():
        return None
    middle = _section(script, position + 1, delimiter)
    end = None if middle is None else _section(script, middle, delimiter)
    if end is None or command == "y":
        return end
    match = _FLAGS.match(script, end)
    assert match is not None
    return match.end()


def _section(script: str, position: int, delimiter: str) -> int | None:
    """Return where what ends at a delimiter is over; None if it does not end."""
    if not delimiter:
        return None
    while position < len(script):
        char = script[position]
        if char == "\\":
            position += 2
        elif char == delimiter:
            return position + 1
        elif char == "[" and delimiter not in "[]":
            # In a bracket the delimiter may stand for itself in some implementations, and ends the
            # section in others.
            end = re.compile(r"\[\^?\]?[^\]\n]*\]").match(script, position)
            if end is not None and delimiter in end[0]:
                return None
            position += 1
        else:
            position += 1
    return None
