"""The difference between two texts: as edits, and as a patch."""

from __future__ import annotations

from dfopt.syntax.lines import split_lines, utf8
from dfopt.terms import Edit, Position, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    Block = tuple[int, int, int, int]


def blocks(before: list[str], after: list[str]) -> list[Block]:
    """Return the differing blocks of two lists of lines, as half-open ranges ``i1 i2 j1 j2``."""
    from difflib import SequenceMatcher

    shorter = min(len(before), len(after))
    head = 0
    while head < shorter and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < shorter - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    matcher = SequenceMatcher(
        None, before[head : len(before) - tail], after[head : len(after) - tail], autojunk=False
    )
    return [
        (head + i1, head + i2, head + j1, head + j2)
        for tag, i1, i2, j1, j2 in matcher.get_opcodes()
        if tag != "equal"
    ]


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
