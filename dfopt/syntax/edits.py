"""Change a tree: replace instructions, put them in another order, and say where they stand.

Nothing here knows why. Two promises hold for every change: text that is not named stays byte for
byte, and the file ends as it ended (with or without its last newline).
"""

from __future__ import annotations

from dfopt.syntax.nodes import Dockerfile, Section, Statement
from dfopt.terms import Position, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Item = Statement | Section


def replaced(
    dockerfile: Dockerfile, replacements: Mapping[Statement, tuple[Statement, ...]]
) -> Dockerfile:
    """Return the file with each named statement replaced by others, or by none."""
    body: list[Item] = []
    for item in dockerfile.body:
        if isinstance(item, Statement) and item in replacements:
            body += replacements[item]
        else:
            body.append(item)
    return _with_body(dockerfile, body)


def reordered(dockerfile: Dockerfile, order: Sequence[Statement]) -> Dockerfile:
    """Return the file with the statements of ``order``, one contiguous run, in that order.

    A section header stays in front of the statement it stood in front of, unless that one moved:
    then it stands in front of the next one that did not.
    """
    members = set(order)
    positions = [i for i, item in enumerate(dockerfile.body) if item in members]
    first, end = positions[0], positions[-1] + 1
    while first and isinstance(dockerfile.body[first - 1], Section):
        first -= 1
    run = dockerfile.body[first:end]
    statements = [item for item in run if isinstance(item, Statement)]
    stay = set(statements) - set(moved(statements, order))
    pending: list[Section] = []
    headers: dict[Statement, list[Section]] = {}
    for item in run:
        if isinstance(item, Section):
            pending.append(item)
        elif item in stay:
            headers[item] = pending
            pending = []
    body: list[Item] = list(dockerfile.body[:first])
    for statement in order:
        body += headers.get(statement, ())
        body.append(statement)
    body += pending
    body += dockerfile.body[end:]
    return _with_body(dockerfile, body)


#: What stays where it is when either of two instructions could be said to have moved.
_STEPS = ("RUN", "COPY", "ADD", "WORKDIR")


def moved(before: Sequence[Statement], after: Sequence[Statement]) -> tuple[Statement, ...]:
    """Return the fewest statements that must move to make ``after`` of ``before``, in new order.

    Of two that have changed places the metadata counts as moved, not the step.
    """
    index = {statement: i for i, statement in enumerate(before)}
    ranks = [index[statement] for statement in after]
    # The heaviest increasing subsequence stays; a step weighs a little more than anything else.
    weights = [len(after) + 1 + (s.kind in _STEPS) for s in after]
    best: list[int] = []
    previous: list[int] = []
    for place, rank in enumerate(ranks):
        earlier = [p for p in range(place) if ranks[p] < rank]
        parent = max(earlier, key=best.__getitem__, default=-1)
        previous.append(parent)
        best.append(weights[place] + (best[parent] if parent >= 0 else 0))
    kept = set()
    place = max(range(len(best)), key=best.__getitem__, default=-1)
    while place >= 0:
        kept.add(place)
        place = previous[place]
    return tuple(statement for place, statement in enumerate(after) if place not in kept)


def newline_of(dockerfile: Dockerfile) -> str:
    """Return the newline that the first instruction ends with, a line feed if there is none."""
    for statement in dockerfile.statements:
        if statement.trailing.endswith("\n"):
            return "\r\n" if statement.trailing.endswith("\r\n") else "\n"
    return "\n"


def _with_body(dockerfile: Dockerfile, body: list[Item]) -> Dockerfile:
    """Set the body, and see to the newlines where another statement has become the last one."""
    ends_open = not str(dockerfile.body[-1]).endswith("\n")
    if ends_open and body[-1] is not dockerfile.body[-1]:
        newline = newline_of(dockerfile)
        for i, item in enumerate(body):
            if isinstance(item, Statement) and not item.trailing.endswith("\n"):
                body[i] = item.with_changes(trailing=item.trailing + newline)
        last = body[-1]
        if isinstance(last, Statement):
            body[-1] = last.with_changes(trailing=last.trailing.rstrip("\r\n"))
    return dockerfile.with_changes(body=tuple(body))


def spans(dockerfile: Dockerfile) -> dict[Statement, Span]:
    """Return where each statement stands: from its keyword to its last token's end."""
    line = 1
    found = {}
    for item in dockerfile.body:
        if isinstance(item, Section):
            line += str(item).count("\n")
            continue
        line += sum(part.raw.count("\n") for part in item.leading)
        text = item.text
        content = text[: len(text) - len(item.trailing)]
        skipped = len(next(item.tokens()).before)
        start = _advance(line, text[:skipped])
        found[item] = Span(start, _advance(line, content))
        line += text.count("\n")
    return found


def _advance(line: int, text: str) -> Position:
    """Return the position behind ``text``, which begins at the start of ``line``."""
    return Position(line + text.count("\n"), len(text) - text.rfind("\n"))
