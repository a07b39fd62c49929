"""Change a tree: replace instructions, put them in another order, and say where they stand.

Nothing here knows why. Two promises hold for every change: text that is not named stays byte for
byte, and the file ends as it ended (with or without its last newline).
"""

from __future__ import annotations

from dfopt.syntax.nodes import Dockerfile, Line, Section, Statement
from dfopt.terms import Position, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Item = Statement | Section


def applied(
    dockerfile: Dockerfile,
    replacements: Mapping[Statement, tuple[Statement, ...]],
    orders: Sequence[Sequence[Statement]] = (),
) -> tuple[Dockerfile, dict[Statement, Statement]]:
    """Return the changed file, and the statements that got another newline by the way.

    Each statement named in ``replacements`` is replaced by others, or by none; the blank lines
    above one that nothing replaces stay if they part what is around it. Then each of
    ``orders``, the statements of one contiguous run, are put in that order. A section header stays
    in front of the statement it stood in front of, unless that one moved: then it stands in front
    of the next one that did not.
    """
    body = _replaced(dockerfile, replacements)
    if orders:
        body = _reordered(body, orders)
    trailer = dockerfile.trailer
    while isinstance(header := body[-1], Section):
        # Nothing follows the header any more: these are comments at the end of the file.
        trailer = (*header.lines, *trailer)
        body.pop()
    while trailer and not dockerfile.trailer and trailer[-1].kind == "blank":
        trailer = trailer[:-1]
    renewed, trailer = _keep_end(dockerfile, body, trailer)
    return dockerfile.with_changes(body=tuple(body), trailer=trailer), renewed


def _replaced(
    dockerfile: Dockerfile, replacements: Mapping[Statement, tuple[Statement, ...]]
) -> list[Item]:
    body: list[Item] = []
    gap: tuple[Line, ...] = ()
    is_part = False
    for item in dockerfile.body:
        found: tuple[Item, ...] = (item,)
        if isinstance(item, Statement) and item in replacements:
            found = replacements[item]
            if not found and not is_part:
                gap = gap or _blank_lines(item)
            # What is removed behind a replaced statement has become a part of that.
            is_part = is_part or bool(found)
        else:
            is_part = False
        if found and gap and not _blank_lines(found[0]):
            body.append(Section(gap))
        if found:
            gap = ()
        body += found
    return body


def _blank_lines(item: Item) -> tuple[Line, ...]:
    """Return the blank lines that an item begins with."""
    lines = item.lines if isinstance(item, Section) else item.leading
    count = next((i for i, line in enumerate(lines) if line.kind != "blank"), len(lines))
    return lines[:count]


def _reordered(body: list[Item], orders: Sequence[Sequence[Statement]]) -> list[Item]:
    order_of = {statement: order for order in orders for statement in order}
    result: list[Item] = []
    run: list[Item] = []
    left = 0
    for item in body:
        run.append(item)
        if isinstance(item, Section):
            continue
        order = order_of.get(item)
        if order is None:
            result += run
            run = []
            continue
        left = (left or len(order)) - 1
        if not left:
            result += _run_in_order(run, order)
            run = []
    return result + run


def _run_in_order(run: Sequence[Item], order: Sequence[Statement]) -> list[Item]:
    """Return a run, with the headers in front of and between its statements, in another order."""
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
    result: list[Item] = []
    for statement in order:
        result += headers.get(statement, ())
        result.append(statement)
    return result + pending


def _keep_end(
    dockerfile: Dockerfile, body: list[Item], trailer: tuple[Line, ...]
) -> tuple[dict[Statement, Statement], tuple[Line, ...]]:
    """See to the newlines in ``body`` where something else has become the end of the file."""
    last = dockerfile.body[-1]
    if dockerfile.trailer or str(last).endswith("\n") or (body[-1] is last and not trailer):
        return {}, trailer
    renewed: dict[Statement, Statement] = {}
    newline = newline_of(dockerfile)
    for index, item in enumerate(body):
        if not isinstance(item, Statement):
            continue
        trailing = item.trailing
        if index == len(body) - 1 and not trailer:
            trailing = trailing.rstrip("\r\n")
        elif not trailing.endswith("\n"):
            trailing += newline
        if trailing != item.trailing:
            renewed[item] = item.with_changes(trailing=trailing)
            body[index] = renewed[item]
    if trailer:
        end = trailer[-1].with_changes(raw=trailer[-1].raw.rstrip("\r\n"))
        trailer = (*trailer[:-1], end)
    return renewed, trailer


#: What stays where it is when metadata could be said to have moved as well.
_STEPS = ("RUN", "COPY", "ADD", "WORKDIR")


def moved(before: Sequence[Statement], after: Sequence[Statement]) -> tuple[Statement, ...]:
    """Return the fewest statements that must move to make ``after`` of ``before``, in new order.

    Where steps and metadata have changed places the metadata counts as moved, however much it is.
    Of a RUN and a COPY it is the RUN: people think of an installation as what goes up.
    """
    index = {statement: i for i, statement in enumerate(before)}
    ranks = [index[statement] for statement in after]
    # The heaviest increasing subsequence stays; a step weighs more than all metadata together.
    weights = [
        2 if s.kind not in _STEPS else 2 * len(after) + 2 + (s.kind in ("COPY", "ADD"))
        for s in after
    ]
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
    for item in dockerfile.body:
        if isinstance(item, Statement) and item.trailing.endswith("\n"):
            return "\r\n" if item.trailing.endswith("\r\n") else "\n"
    return "\n"


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
