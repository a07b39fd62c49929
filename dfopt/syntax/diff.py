"""The difference between two texts: as edits, and as a patch."""

from __future__ import annotations

from dfopt.syntax.lines import split_lines, utf8
from dfopt.terms import Edit, Position, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    Block = tuple[int, int, int, int]

#: Where more lines than these are added and removed, the texts are not compared any further: the
#: work grows with the square of it.
MOST_EDITS: Final = 1000


def blocks(before: list[str], after: list[str]) -> list[Block]:
    """Return the differing blocks of two lists of lines, as half-open ranges ``i1 i2 j1 j2``.

    As few lines as possible differ, as long as there are not more than :data:`MOST_EDITS` of them.
    """
    shorter = min(len(before), len(after))
    head = 0
    while head < shorter and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < shorter - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    found: list[Block] = []
    i = j = 0
    for start, other, length in (*_common(old, new), (len(old), len(new), 0)):
        if i < start or j < other:
            found.append((head + i, head + start, head + j, head + other))
        i, j = start + length, other + length
    return found


def _common(old: list[str], new: list[str]) -> list[tuple[int, int, int]]:
    """Return runs of common lines, in order: where they start in both, and how long they are.

    The greedy algorithm of Eugene W. Myers, "An O(ND) Difference Algorithm and Its Variations"
    (1986): quick where little differs, however often a line is repeated.
    """
    furthest = {1: 0}
    rounds: list[dict[int, int]] = []
    for edits in range(min(len(old) + len(new), MOST_EDITS) + 1):
        rounds.append(dict(furthest))
        for diagonal in range(-edits, edits + 1, 2):
            i = _reached(furthest, diagonal)
            j = i - diagonal
            while i < len(old) and j < len(new) and old[i] == new[j]:
                i, j = i + 1, j + 1
            furthest[diagonal] = i
            if i == len(old) and j == len(new):
                return _walked_back(rounds, i, j)
    return []


def _adds(furthest: dict[int, int], diagonal: int) -> bool:
    """Tell whether a diagonal is best reached by adding a line, not by removing one."""
    return furthest.get(diagonal - 1, -1) < furthest.get(diagonal + 1, -1)


def _reached(furthest: dict[int, int], diagonal: int) -> int:
    """Return how far into the old lines one more edit leads on a diagonal."""
    if _adds(furthest, diagonal):
        return furthest[diagonal + 1]
    return furthest[diagonal - 1] + 1


def _walked_back(rounds: list[dict[int, int]], i: int, j: int) -> list[tuple[int, int, int]]:
    """Return the common runs on the way to the end, from what each round began with."""
    runs = []
    for furthest in reversed(rounds):
        diagonal = i - j
        start = _reached(furthest, diagonal)
        if i > start:
            runs.append((start, start - diagonal, i - start))
        removed = not _adds(furthest, diagonal)
        i, j = start - removed, start - diagonal - (not removed)
    return runs[::-1]


def edits(before: str, after: str) -> tuple[Edit, ...]:
    """Return the whole-line edits that make ``after`` of ``before``: ascending, not overlapping."""
    old, new = split_lines(before), split_lines(after)
    found = []
    for i1, i2, j1, j2 in blocks(old, new):
        span = Span(_line_start(old, i1), _line_start(old, i2))
        found.append(Edit(span, "".join(new[j1:j2])))
    return tuple(found)


def _line_start(lines: list[str], index: int) -> Position:
    """Return the start of a line, or the end of a text that ends without a newline."""
    if index < len(lines) or not lines or lines[-1].endswith("\n"):
        return Position(index + 1, 1)
    return Position(len(lines), len(lines[-1]) + 1)


def unified_diff(before: str, after: str, name: str, context: int = 3) -> str:
    """Return a patch in the unified format that ``git apply`` takes; empty where nothing differs.

    ``name`` is the path relative to where the patch will be applied; ``context`` counts the lines
    shown around each difference.
    """
    if before == after:
        return ""
    old, new = split_lines(before), split_lines(after)
    output = [f"--- {_header('a/' + name)}\n", f"+++ {_header('b/' + name)}\n"]
    for hunk in _hunks(blocks(old, new), max(0, context)):
        output += _hunk_lines(hunk, old, new, max(0, context))
    return "".join(output)


def _hunks(found: list[Block], context: int) -> list[list[Block]]:
    """Put blocks together whose context touches."""
    hunks: list[list[Block]] = []
    for block in found:
        if hunks and block[0] - hunks[-1][-1][1] <= 2 * context:
            hunks[-1].append(block)
        else:
            hunks.append([block])
    return hunks


def _hunk_lines(hunk: list[Block], old: list[str], new: list[str], context: int) -> list[str]:
    start = max(0, hunk[0][0] - context)
    end = min(len(old), hunk[-1][1] + context)
    new_start = hunk[0][2] - (hunk[0][0] - start)
    new_end = hunk[-1][3] + (end - hunk[-1][1])
    lines = [f"@@ -{_range(start, end)} +{_range(new_start, new_end)} @@\n"]
    position = start
    for i1, i2, j1, j2 in hunk:
        lines += _marked(" ", old[position:i1])
        lines += _marked("-", old[i1:i2])
        lines += _marked("+", new[j1:j2])
        position = i2
    return lines + _marked(" ", old[position:end])


def _range(start: int, end: int) -> str:
    length = end - start
    if length == 1:
        return str(start + 1)
    return f"{start + 1 if length else start},{length}"


def _marked(mark: str, lines: list[str]) -> list[str]:
    return [
        mark + line if line.endswith("\n") else f"{mark}{line}\n\\ No newline at end of file\n"
        for line in lines
    ]


def _header(name: str) -> str:
    """Return a file name as git writes it: in quotes where it holds anything unusual."""
    raw = utf8(name)
    if all(32 <= byte < 127 and byte not in b'"\\' for byte in raw):
        # A tab ends the name for programs that would otherwise cut it at the space.
        return name + "\t" if " " in name else name
    escapes = {34: '\\"', 92: "\\\\", 9: "\\t", 10: "\\n", 13: "\\r"}
    quoted = [
        escapes.get(byte) or (chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}") for byte in raw
    ]
    return '"' + "".join(quoted) + '"'
