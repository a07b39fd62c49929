"""The flags of each instruction, and the values that flags take.

Which flags an instruction knows is data (:data:`FLAGS`); how flag words are read follows BuildKit's
``instructions.BFlags.Parse``; values are read as the Go functions it calls read them:
``time.ParseDuration``, ``strconv.ParseInt``, ``ParseUint`` and ``ParseBool``, and
``units.RAMInBytes`` of docker/go-units.
"""

from __future__ import annotations

import re

from dfopt.errors import DfoptError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Final, Literal

    FlagKind = Literal["text", "switch", "list"]
    FlagValue = str | bool | list[str]

#: What each instruction's flags take: ``text`` wants a value, ``switch`` is alone or has true or
#: false, ``list`` wants a value and may be repeated. An instruction that is not here has no flags.
FLAGS: Final[dict[str, dict[str, FlagKind]]] = {
    "FROM": {"platform": "text"},
    "RUN": {"mount": "list", "network": "text", "security": "text", "device": "list"},
    "COPY": {
        "from": "text",
        "chown": "text",
        "chmod": "text",
        "link": "switch",
        "parents": "switch",
        "exclude": "list",
    },
    "ADD": {
        "chown": "text",
        "chmod": "text",
        "checksum": "text",
        "link": "switch",
        "keep-git-dir": "switch",
        "unpack": "switch",
        "exclude": "list",
    },
    "HEALTHCHECK": {
        "interval": "text",
        "timeout": "text",
        "start-period": "text",
        "start-interval": "text",
        "retries": "text",
    },
}

#: BuildKit never looks at the flags of these (nor at those of ``HEALTHCHECK NONE``).
UNCHECKED: Final = frozenset({"ARG", "STOPSIGNAL"})

_MAX_SUGGESTION_DISTANCE: Final = 2
_MAX_QUOTED: Final = 60


class FlagError(DfoptError):
    """A flag word that BuildKit refuses; ``index`` is its place among the flag words."""

    def __init__(self, message: str, index: int) -> None:
        """Keep the message and the index (from 0) of the flag word."""
        super().__init__(message)
        self.index = index


class FlagValueError(DfoptError):
    """A value that its flag does not take, such as ``--interval=soon``."""


class Flags(dict[str, "str | bool | list[str]"]):
    """The flags that an instruction line gives, by name without the dashes.

    A flag that is not given is not a key, so ``--unpack=false`` and no ``--unpack`` differ.
    """

    def text(self, name: str, default: str = "") -> str:
        """Return the value of a ``text`` flag, or ``default`` if it is not given."""
        value = self.get(name, default)
        assert isinstance(value, str)
        return value

    def switch(self, name: str) -> bool:
        """Tell whether a ``switch`` flag is given and not false."""
        return self.get(name, False) is True

    def repeated(self, name: str) -> list[str]:
        """Return the values of a ``list`` flag in the order given; empty if it is not given."""
        value = self.get(name, [])
        assert isinstance(value, list)
        return value


def parse_flags(instruction: str, words: Sequence[str]) -> Flags:
    """Read the flag words of an instruction, as ``instructions.BFlags.Parse`` does.

    Args:
        instruction: the canonical name, such as ``COPY``.
        words: the flag words with quotes and escapes removed, such as ``--chown=1:1``.

    For the instructions in :data:`UNCHECKED` the result is empty whatever is given; the caller
    knows that the same holds for ``HEALTHCHECK NONE``.

    Raises:
        FlagError: a flag is unknown, given twice, lacks its value, or is a switch with a value that
            is neither true nor false.
    """
    found = Flags()
    if not words or instruction in UNCHECKED:
        return found
    kinds = FLAGS.get(instruction, {})
    for index, word in enumerate(words):
        if word == "--":
            break
        name, equals, value = word.removeprefix("--").partition("=")
        kind = kinds.get(name)
        if kind is None:
            raise FlagError(_unknown_flag(instruction, name, kinds), index)
        if name in found and kind != "list":
            raise FlagError(f"--{name} is given twice; {instruction} takes it once", index)
        if kind == "switch":
            found[name] = _switch(name, value, index, given=bool(equals))
        elif not equals:
            raise FlagError(f"--{name} wants a value: --{name}=...", index)
        elif kind == "list":
            found.setdefault(name, [])
            found.repeated(name).append(value)
        else:
            found[name] = value
    return found


def _switch(name: str, value: str, index: int, *, given: bool) -> bool:
    lowered = value.lower() if given else "true"
    if lowered not in ("true", "false"):
        got = quoted(value) if value else "nothing"
        raise FlagError(f"--{name}= wants true or false, not {got}", index)
    return lowered == "true"


def _unknown_flag(instruction: str, name: str, kinds: dict[str, FlagKind]) -> str:
    message = f"{instruction} has no flag {quoted('--' + name)}"
    nearest = closest(name, kinds)
    if nearest:
        return f"{message}; did you mean --{nearest}?"
    if kinds:
        return f"{message}; it takes {', '.join('--' + kind for kind in kinds)}"
    return f"{message}; it takes none"


def closest(word: str, options: Iterable[str]) -> str | None:
    """Return the option at most two edits from ``word`` in any letter case, or None.

    The nearest wins, then the first. A word that would have to be replaced whole has no closest.
    """
    lowered = word[: _MAX_QUOTED + 1].lower()
    best, best_distance = None, min(_MAX_SUGGESTION_DISTANCE + 1, len(lowered))
    for option in options:
        if abs(len(option) - len(lowered)) < best_distance:
            distance = _edit_distance(lowered, option.lower())
            if distance < best_distance:
                best, best_distance = option, distance
    return best


def _edit_distance(a: str, b: str) -> int:
    """Return how many characters to insert, delete or replace to get from ``a`` to ``b``."""
    row = list(range(len(b) + 1))
    for i, char in enumerate(a, 1):
        diagonal, row[0] = row[0], i
        for j, other in enumerate(b, 1):
            step = min(row[j] + 1, row[j - 1] + 1, diagonal + (char != other))
            diagonal, row[j] = row[j], step
    return row[-1]


def quoted(text: str) -> str:
    """Return ``text`` quoted for a message: shortened, its unprintable characters escaped."""
    return repr(text if len(text) <= _MAX_QUOTED else text[:_MAX_QUOTED] + "...")


def parse_bool(text: str) -> bool:
    """Read a truth value as Go's ``strconv.ParseBool``.

    Raises:
        FlagValueError: the text is none of the twelve spellings.
    """
    if text in ("1", "t", "T", "true", "TRUE", "True"):
        return True
    if text in ("0", "f", "F", "false", "FALSE", "False"):
        return False
    raise FlagValueError(f"{quoted(text)} is neither true nor false")


def parse_unsigned(text: str, base: Literal[8, 10]) -> int:
    """Read a whole number below 2**32 as Go's ``strconv.ParseUint(text, base, 32)``.

    Raises:
        FlagValueError: another character than a digit of the base, nothing, or too large.
    """
    digits = "[0-7]+" if base == 8 else "[0-9]+"
    number = text.lstrip("0") or "0"
    if not re.fullmatch(digits, text) or len(number) > 11 or int(number, base) >= 1 << 32:
        kind = "an octal number" if base == 8 else "a whole number"
        raise FlagValueError(f"{quoted(text)} is not {kind} below 2**32")
    return int(number, base)


def parse_count(text: str) -> int:
    """Read a number of retries: Go's ``strconv.ParseInt(text, 10, 32)``, not negative.

    Raises:
        FlagValueError: not a decimal number from 0 to 2**31 - 1.
    """
    match = re.fullmatch("([+-]?)0*([0-9]{1,10})", text)
    number = int(match[2]) if match else -1
    if match and match[1] == "-":
        number = -number
    if not 0 <= number < 1 << 31:
        raise FlagValueError(f"{quoted(text)} is not a whole number from 0 to 2147483647")
    return number


# Patterns that few files need are strings here: ``re`` compiles and keeps them at their first use.
_SIZE: Final = (
    r"([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r" ?(?:([kmgtpKMGTP])(?:[iI]?[bB])?|[bB])?"
)
_MAX_SIZE_TEXT: Final = 1000


def parse_size(text: str) -> int:
    """Read a size in bytes as ``units.RAMInBytes``: ``64m`` and ``64 MiB`` are 64 * 1024**2.

    Go also reads hexadecimal floating point numbers here; those are refused.

    Raises:
        FlagValueError: not a number with at most one unit, negative, or 2**63 and more.
    """
    match = re.fullmatch(_SIZE, text) if len(text) <= _MAX_SIZE_TEXT else None
    size = float(match[1]) if match else -1.0
    if match and match[2]:
        size *= 1024.0 ** (1 + "kmgtp".index(match[2].lower()))
    if not 0 <= size < 2.0**63:
        raise FlagValueError(f"{quoted(text)} is not a size such as 64m or 1g")
    return int(size)


_DURATION_PART: Final = r"([0-9]*)(?:\.([0-9]*))?([^0-9.]*)"
_LIMIT: Final = 1 << 63
_NANOSECONDS: Final = {
    "ns": 1,
    "us": 1_000,
    "\u00b5s": 1_000,  # micro sign
    "\u03bcs": 1_000,  # Greek letter mu
    "ms": 1_000_000,
    "s": 1_000_000_000,
    "m": 60_000_000_000,
    "h": 3_600_000_000_000,
}


def parse_duration(text: str) -> int:
    """Return the nanoseconds of a duration such as ``1m30s``, as Go's ``time.ParseDuration``.

    Raises:
        FlagValueError: not a duration, or one beyond 64 bits of nanoseconds.
    """
    negative = text[:1] == "-"
    rest = text[1:] if text[:1] in ("-", "+") else text
    if rest == "0":
        return 0
    read_part = re.compile(_DURATION_PART).match
    total, position = 0, 0
    while position < len(rest):
        match = read_part(rest, position)
        assert match is not None  # every part of the pattern may be empty
        part = _duration_part(match[1], match[2] or "", match[3])
        if part is None or total + part > _LIMIT:
            break
        total += part
        position = match.end()
    if not rest or position < len(rest) or total > (_LIMIT if negative else _LIMIT - 1):
        raise FlagValueError(f"{quoted(text)} is not a duration such as 30s or 1m30s")
    return -total if negative else total


def _duration_part(whole: str, fraction: str, unit: str) -> int | None:
    """Return the nanoseconds of one number and its unit, or None where Go refuses them."""
    scale = _NANOSECONDS.get(unit)
    digits = whole.lstrip("0") or "0"
    if scale is None or not (whole or fraction) or len(digits) > 19:
        return None
    number = int(digits)
    if number > _LIMIT or number > _LIMIT // scale:
        return None
    nanoseconds = number * scale + _fraction(fraction, scale)
    return nanoseconds if nanoseconds <= _LIMIT else None


def _fraction(digits: str, scale: int) -> int:
    """Return ``0.digits * scale`` in double precision, less the digits past 2**63, as Go does."""
    value, divisor = 0, 1.0
    for digit in digits:
        longer = value * 10 + int(digit)
        if value > (_LIMIT - 1) // 10 or longer > _LIMIT:
            break
        value, divisor = longer, divisor * 10
    return int(float(value) * (float(scale) / divisor)) if value else 0
