r"""Physical lines, and how BuildKit joins them into logical lines.

The rules are those of BuildKit's ``parser.Parse``: lines end at ``\n`` alone; an instruction goes
on as long as a line ends in exactly one escape token (blanks may follow it); comment lines and
blank lines inside such a run vanish; a heredoc body follows its logical line and is read line by
line up to its terminator.

A :class:`LogicalLine` keeps a map back to the source, so that every piece of the joined text can be
traced to the raw text it came from, with the continuations and comments in between.
"""

from __future__ import annotations

from bisect import bisect_right

from dfopt.record import Record
from dfopt.syntax.words import UNICODE_SPACES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

#: ``bufio.MaxScanTokenSize`` less the newline: the longest physical line BuildKit reads, in bytes.
MAX_LINE_BYTES = 65_535


def split_lines(text: str) -> list[str]:
    """Return the physical lines of ``text``, each with its newline if it has one."""
    lines = [line + "\n" for line in text.split("\n")]
    last = lines.pop()[:-1]
    if last:
        lines.append(last)
    return lines


def without_newline(line: str) -> str:
    """Return the line less all carriage returns and newlines at its end (``trimNewline``)."""
    return line.rstrip("\r\n")


def is_comment(line: str) -> bool:
    """Tell whether the first character that is no space is ``#``."""
    return line.lstrip(UNICODE_SPACES).startswith("#")


def is_blank(line: str) -> bool:
    """Tell whether the line holds nothing but space."""
    return not line.strip(UNICODE_SPACES)


def is_too_long(line: str) -> bool:
    """Tell whether BuildKit's scanner gives up on this physical line."""
    length = len(line)
    if length * 4 <= MAX_LINE_BYTES:
        return False
    if length > MAX_LINE_BYTES + 1:
        return True
    raw = line[:-1] if line.endswith("\n") else line
    return len(utf8(raw)) > MAX_LINE_BYTES


def utf8(text: str) -> bytes:
    """Return the bytes of a text in which lone surrogates may stand for bytes that are no UTF-8.

    Other lone surrogates, which no file can hold, are encoded as they are.
    """
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def continuation_end(content: str, escape: str) -> int:
    """Return where the escape token that continues this line stands, or -1.

    One token continues, two or more do not: BuildKit's pattern wants another character before it.
    """
    stripped = content.rstrip(" \t")
    if not stripped.endswith(escape) or stripped[-2:-1] == escape:
        return -1
    return len(stripped) - 1


class LogicalLine(Record):
    """Physical lines joined to one instruction.

    ``text`` is the joined text; ``raw`` the source it was made of, newline included; ``segments``
    pairs each joined offset at which a new physical line begins with its offset in ``raw``.
    """

    text: str
    raw: str
    segments: tuple[tuple[int, int], ...]
    line_count: int
    empty_continuation: bool
    open_ended: bool

    def raw_offset(self, offset: int) -> int:
        """Return the offset in ``raw`` of the joined text's character at ``offset``."""
        segments = self.segments
        if len(segments) == 1:
            start, raw = segments[0]
        else:
            start, raw = segments[bisect_right(segments, (offset, len(self.raw))) - 1]
        return raw + offset - start


class Scanner:
    """A cursor over the physical lines of a file."""

    def __init__(self, lines: list[str], escape: str) -> None:
        """Start before the first of ``lines``; ``escape`` is the escape token in force."""
        self.lines = lines
        self.escape = escape
        self.index = 0

    def __bool__(self) -> bool:
        return self.index < len(self.lines)

    def peek(self) -> str:
        """Return the next physical line without taking it."""
        return self.lines[self.index]

    def take(self) -> str:
        """Take the next physical line."""
        self.index += 1
        return self.lines[self.index - 1]

    def logical_line(self) -> LogicalLine:
        """Take the physical lines of one instruction, heredoc bodies excluded."""
        first = self.index
        line = self.take()
        content = without_newline(line)
        indent = len(content) - len(content.lstrip(UNICODE_SPACES))
        cut = continuation_end(content[indent:], self.escape)
        if cut < 0:
            return LogicalLine(content[indent:], line, ((0, indent),), 1, False, False)
        parts = [content[indent : indent + cut]]
        segments = [(0, indent)]
        joined = cut
        consumed = len(line)
        empty = False
        for line in self._continuation_lines():
            content = without_newline(line)
            if is_blank(content):
                empty = True
            elif not is_comment(content):
                cut = continuation_end(content, self.escape)
                part = content if cut < 0 else content[:cut]
                segments.append((joined, consumed))
                parts.append(part)
                joined += len(part)
            consumed += len(line)
            if cut < 0:
                break
        raw = "".join(self.lines[first : self.index])
        count = self.index - first
        return LogicalLine("".join(parts), raw, _dense(segments), count, empty, cut >= 0)

    def _continuation_lines(self) -> Iterator[str]:
        while self.index < len(self.lines):
            yield self.take()

    def heredoc(self, name: str, *, chomp: bool) -> tuple[str, str | None]:
        """Take the body of a heredoc and its terminator line; None where the file ends first."""
        first = self.index
        while self.index < len(self.lines):
            line = self.take()
            content = without_newline(line)
            if (content.lstrip("\t") if chomp else content) == name:
                return "".join(self.lines[first : self.index - 1]), line
        return "".join(self.lines[first:]), None


def _dense(segments: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Drop segments that hold no character: the next one begins at the same joined offset."""
    following = [start for start, _ in segments[1:]]
    kept = [s for s, after in zip(segments, following) if s[0] != after]
    return (*kept, segments[-1])
