"""The texts of an image's history, which BuildKit prints with Go's ``fmt``."""

from __future__ import annotations

from dfopt.builder.values import Term, concatenate
from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Final

    from dfopt.builder.values import Value
    from dfopt.syntax.nodes import Statement


class HistoryEntry(Record):
    """A line of the history: what made it, and whether it made a layer.

    The ``statement`` of a trigger is no part of the file.
    """

    text: Value
    has_layer: bool
    statement: Statement


_ESCAPES: Final = {
    '"': '\\"',
    "\\": "\\\\",
    "\a": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\v": "\\v",
}


def quoted(text: str) -> str:
    """Return the text in double quotes, as ``%q`` prints it."""
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return '"' + "".join(map(_quoted_char, text)) + '"'


def _quoted_char(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char.isprintable():
        return char
    code = ord(char)
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def quoted_list(values: Sequence[Value]) -> Value:
    """Return the values as ``%q`` prints a list; unknown ones stay bare."""
    parts: list[Value] = ["["]
    for index, value in enumerate(values):
        parts.append(" " if index else "")
        parts.append(value if isinstance(value, Term) else quoted(value))
    return concatenate([*parts, "]"])


def plain_list(values: Sequence[Value]) -> Value:
    """Return the values as ``%v`` prints a list."""
    return concatenate(["[", *spaced(values), "]"])


def spaced(values: Sequence[Value]) -> list[Value]:
    """Return the values with a space between each two."""
    parts: list[Value] = []
    for value in values:
        if parts:
            parts.append(" ")
        parts.append(value)
    return parts


_UNITS: Final = ((1_000, "ns", 1), (1_000_000, "\u00b5s", 1_000), (1_000_000_000, "ms", 1_000_000))


def duration(nanoseconds: int) -> str:
    """Return a duration as Go's ``time.Duration`` prints itself, such as ``1m30s``."""
    if nanoseconds == 0:
        return "0s"
    sign, rest = ("-", -nanoseconds) if nanoseconds < 0 else ("", nanoseconds)
    for limit, unit, scale in _UNITS:
        if rest < limit:
            return f"{sign}{_decimal(rest, scale)}{unit}"
    minutes, rest = divmod(rest, 60_000_000_000)
    hours, minutes = divmod(minutes, 60)
    text = f"{_decimal(rest, 1_000_000_000)}s"
    if hours or minutes:
        text = f"{minutes}m{text}"
    if hours:
        text = f"{hours}h{text}"
    return sign + text


def _decimal(number: int, scale: int) -> str:
    """Return ``number / scale`` without zeros at its end; ``scale`` is a power of ten."""
    whole, fraction = divmod(number, scale)
    if not fraction:
        return str(whole)
    digits = str(fraction).rjust(len(str(scale)) - 1, "0").rstrip("0")
    return f"{whole}.{digits}"
