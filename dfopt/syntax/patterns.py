"""The patterns of ``${name#pattern}``, ``${name%pattern}`` and ``${name/pattern/text}``.

BuildKit turns them into Go regular expressions (``convertShellPatternToRegex``, ``shell/lex.go``).
Python's engine would backtrack without bound over some of them; these patterns are so simple
(``*`` and ``?``, neither of which matches a newline) that each part between two stars can be
sought from left to right without ever going back.
"""

from __future__ import annotations

import re

from dfopt.errors import ExpansionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Self

_REFERENCE = re.compile(r"\$(?:(\$)|\{(\w+)\}|(\w+))")
_TOKEN = re.compile(r"\\.|.", re.DOTALL)


class Pattern:
    """A glob of literal characters, ``?``, ``*`` and backslash escapes."""

    def __init__(self, text: str) -> None:
        """Compile the pattern.

        Raises:
            ExpansionError: a backslash escapes a character that has no need of it.
        """
        parts = [""]
        lengths = [0]
        for token in _tokens(text):
            if token == "*":
                parts.append("")
                lengths.append(0)
            else:
                parts[-1] += "." if token == "?" else re.escape(token[-1])
                lengths[-1] += 1
        self._parts = [(re.compile(p), n) for p, n in zip(parts, lengths, strict=True)]

    @classmethod
    def reversed(cls, text: str) -> Self:
        """Compile the pattern that matches reversed text, escapes staying in front."""
        return cls("".join(reversed(_TOKEN.findall(text))))

    def without_prefix(self, value: str, *, longest: bool) -> str:
        """Cut the shortest or longest prefix that matches off the value, if one does."""
        return value[max(0, self._end(value, 0, longest=longest)) :]

    def replace(self, value: str, replacement: str, *, everywhere: bool) -> str:
        """Replace the first or every longest match from the left.

        Replacing everywhere reads ``$`` in the replacement as Go's ``ReplaceAllString`` does:
        ``$0`` is the match, any other name nothing, ``$$`` one dollar.
        """
        if not everywhere:
            found = self._find(value, 0)
            if found is None:
                return value
            return value[: found[0]] + replacement + value[found[1] :]
        expand = _template(replacement)
        result = []
        copied = position = 0
        while position <= len(value) and (found := self._find(value, position)) is not None:
            start, end = found
            result.append(value[copied:start])
            # An empty match right behind the previous match does not count.
            if end > copied or start == 0:
                result.append(expand(value[start:end]))
            copied = end
            position = max(end, position + 1)
        return "".join([*result, value[copied:]])

    def _find(self, value: str, position: int) -> tuple[int, int] | None:
        """Return the leftmost match at or behind ``position``, as long as it can be."""
        first, length = self._parts[0]
        while (match := first.search(value, position)) is not None:
            end = self._end(value, match.start(), longest=True)
            if end >= 0:
                return match.start(), end
            # What failed from here fails from anywhere on this line.
            line_end = value.find("\n", match.end())
            if line_end < 0:
                return None
            position = max(match.start() + 1, line_end + 1 - length)
        return None

    def _end(self, value: str, start: int, *, longest: bool) -> int:
        """Return where the match that starts at ``start`` ends, or -1."""
        (first, _), *rest = self._parts
        match = first.match(value, start)
        for index, (part, length) in enumerate(rest, 1):
            if match is None:
                return -1
            position = match.end()
            line_end = value.find("\n", position)
            line_end = len(value) if line_end < 0 else line_end
            if longest and index == len(rest):
                candidates = range(line_end, position - 1, -1)
                ends = (part.match(value, begin) for begin in candidates)
                match = next((found for found in ends if found), None)
            else:
                match = part.search(value, position, line_end + length)
        return -1 if match is None else match.end()


def _tokens(text: str) -> Iterator[str]:
    """Yield ``*``, ``?`` and literal characters, the latter perhaps behind a backslash."""
    # Go's scanner drops a byte order mark at the start of its input.
    for token in _TOKEN.findall(text.removeprefix("\ufeff")):
        if token[0] == "\\" and token[1:] not in ("*", "?", "\\", "}", "/"):
            raise ExpansionError(f"the pattern {text!r} has an escape that means nothing: {token}")
        yield token


def _template(replacement: str) -> Callable[[str], str]:
    """Return the function from a match to its replacement."""

    def expand(matched: str) -> str:
        def value(reference: re.Match[str]) -> str:
            if reference[1]:
                return "$"
            return matched if "0" in (reference[2], reference[3]) else ""

        return _REFERENCE.sub(value, replacement)

    return expand
