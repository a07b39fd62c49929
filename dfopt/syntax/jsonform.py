"""The exec form: when does Go's ``encoding/json`` take a text as an array of strings.

BuildKit's ``parseJSON`` unmarshals the whole rest of the line. A text that is no JSON falls back to
the shell form without a word; an array that holds anything but strings is an error. Python's
``json`` differs (NaN, lone surrogates, recursion depth), and importing it would cost more than this
module.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_BLANK: Final = r"[ \t\r\n]*+"
_STRING: Final = r'"(?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+"'
_NUMBER: Final = r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?"

_STRING_ARRAY: Final = re.compile(
    rf"{_BLANK}\[{_BLANK}(?:{_STRING}{_BLANK}(?:,{_BLANK}{_STRING}{_BLANK})*+)?\]{_BLANK}"
)
_STRING_TOKEN: Final = re.compile(_STRING)
_JSON_TOKEN: Final = (
    rf"{_BLANK}(?:(?P<open>[\[{{])|(?P<close>[\]}}])|(?P<punct>[,:])"
    rf"|(?P<string>{_STRING})|(?P<number>{_NUMBER})|(?P<word>true|false|null))"
)
_ESCAPE: Final = r"(?s)\\(?:u([0-9a-fA-F]{4})|(.))"
_SIMPLE_ESCAPES: Final = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}

#: ``encoding/json`` refuses deeper nesting.
_MAX_DEPTH: Final = 10_000


def string_spans(text: str, start: int, end: int) -> list[tuple[int, int]] | None:
    """Return where the strings of a JSON array of strings stand in ``text[start:end]``.

    The spans include the quotes. None means that the text is no such array.
    """
    if not _STRING_ARRAY.fullmatch(text, start, end):
        return None
    return [match.span() for match in _STRING_TOKEN.finditer(text, start, end)]


def is_json_array(text: str) -> bool:
    """Tell whether ``text`` is a JSON array, whatever it holds.

    Source: Go's ``encoding/json`` as used by BuildKit's ``parseJSON``.
    """
    pattern = re.compile(_JSON_TOKEN)
    position = 0
    closers: list[str] = []
    state = "value"
    while state != "done":
        match = pattern.match(text, position)
        if match is None:
            return False
        position = match.end()
        next_state = _advance(state, match, closers)
        if next_state is None:
            return False
        state = next_state
    return not text[position:].strip(" \t\r\n") and text.lstrip(" \t\r\n").startswith("[")


def _advance(state: str, match: re.Match[str], closers: list[str]) -> str | None:
    """Return the state after one token, or None where the token may not stand there."""
    kind = match.lastgroup
    token = match.group(kind or 0)
    wants_value = state in ("value", "first-value")
    if kind == "open" and wants_value and len(closers) < _MAX_DEPTH:
        closers.append("]" if token == "[" else "}")
        return "first-value" if token == "[" else "first-key"
    if kind == "close" and state in ("first-value", "first-key", "after") and closers:
        return _after(closers) if closers.pop() == token else None
    if kind == "string" and state in ("key", "first-key"):
        return "colon"
    if kind == "number" and wants_value and _overflows(token):
        return None
    if kind in ("string", "number", "word") and wants_value:
        return _after(closers)
    if token == ":" and state == "colon":
        return "value"
    if token == "," and state == "after":
        return "value" if closers[-1] == "]" else "key"
    return None


def _after(closers: list[str]) -> str:
    return "after" if closers else "done"


def _overflows(number: str) -> bool:
    """Tell whether Go's float64 cannot hold the number, which makes the text no JSON to it."""
    return float(number) in (float("inf"), float("-inf"))


def decode(string: str) -> str:
    """Return the value of a JSON string with its quotes; lone surrogates become U+FFFD as in Go."""
    body = string[1:-1]
    if "\\" not in body:
        return body
    decoded = re.sub(_ESCAPE, _decode_escape, body)
    try:
        decoded.encode()
    except UnicodeEncodeError:
        return _join_surrogates(body)
    return decoded


def _decode_escape(match: re.Match[str]) -> str:
    code, simple = match.groups()
    return chr(int(code, 16)) if code else _SIMPLE_ESCAPES.get(simple, simple)


_PAIR: Final = r"(?is)\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})|\\u(d[89a-f][0-9a-f]{2})|(\\.)"


def _join_surrogates(body: str) -> str:
    """Decode a body that has surrogate escapes: pairs make one character, lone ones U+FFFD."""

    def replace(match: re.Match[str]) -> str:
        high, low, lone, other = match.groups()
        if high:
            return chr(0x10000 + ((int(high, 16) - 0xD800) << 10) + (int(low, 16) - 0xDC00))
        return "\ufffd" if lone else other

    return re.sub(_ESCAPE, _decode_escape, re.sub(_PAIR, replace, body))
