r"""Between dfopt's positions and those of the protocol.

dfopt counts lines that end in a line feed, and columns in code points from 1. The protocol counts
from 0, ends a line at ``\n``, ``\r\n`` or ``\r`` alone, and counts columns in the units that
client and server have agreed on: those of UTF-8, UTF-16 or UTF-32.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from lsprotocol import types

from dfopt.terms import Position, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_LINE_END = re.compile(r"\r\n|\n|\r")


def _utf16(text: str) -> int:
    return len(text) if text.isascii() else sum(2 if c > "\uffff" else 1 for c in text)


def _utf8(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


_UNITS: dict[str, Callable[[str], int]] = {"utf-8": _utf8, "utf-16": _utf16, "utf-32": len}


class Positions:
    """Translates positions in one text."""

    def __init__(self, text: str, encoding: str = "utf-16") -> None:
        """Take the text, and the name of the protocol's unit of columns."""
        self._text = text
        self._units = _UNITS[encoding]
        #: Where lines begin and where they end without their line end, as the protocol has them.
        ends = [match.span() for match in _LINE_END.finditer(text)]
        self._starts = [0, *(end for _, end in ends)]
        self._ends = [*(start for start, _ in ends), len(text)]
        self._own_starts = self._starts
        if text.count("\n") != len(ends):
            self._own_starts = [0, *(m.end() for m in re.finditer("\n", text))]

    def offset_of(self, position: Position) -> int:
        """Return the index in the text of one of dfopt's positions."""
        index = position.line - 1
        if index >= len(self._own_starts):
            return len(self._text)
        return min(self._own_starts[index] + position.column - 1, len(self._text))

    def at(self, offset: int) -> types.Position:
        """Return the protocol's position of an index in the text."""
        line = bisect_right(self._starts, offset) - 1
        return types.Position(line, self._units(self._text[self._starts[line] : offset]))

    def range(self, span: Span) -> types.Range:
        """Return a span as the protocol's range."""
        return types.Range(
            self.at(self.offset_of(span.start)),
            self.at(self.offset_of(span.end)),
        )

    def first_line(self, span: Span) -> types.Range:
        """Return the range of the part of a span that is on its first line."""
        start = self.at(self.offset_of(span.start))
        end = min(self.offset_of(span.end), self._ends[start.line])
        return types.Range(start, self.at(end))

    def index(self, position: types.Position) -> int:
        """Return the index in the text of a position from the client.

        A line that does not exist is the end of the text, a column beyond a line is its end.
        """
        if position.line >= len(self._starts):
            return len(self._text)
        start, end = self._starts[position.line], self._ends[position.line]
        line = self._text[start:end]
        if line.isascii():
            return min(start + position.character, end)
        left = position.character
        for number, character in enumerate(line):
            left -= self._units(character)
            if left < 0:
                return start + number
        return end

    def line_of(self, position: types.Position) -> int:
        """Return the number of dfopt's line, from 1, that a position of the client is on."""
        return bisect_right(self._own_starts, self.index(position))

    def lines(self, where: types.Range) -> tuple[int, int]:
        """Return dfopt's first and last line, from 1, of a range of the client.

        A range that ends at the start of a line does not mean that line.
        """
        first, last = self.line_of(where.start), self.line_of(where.end)
        if last > first and where.end.character == 0:
            last -= 1
        return first, last
