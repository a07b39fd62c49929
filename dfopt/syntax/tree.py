"""Print a syntax tree for people: the nodes with their tokens and what each of them owns."""

from __future__ import annotations

from dfopt.syntax.driver import Token
from dfopt.syntax.nodes import Dockerfile, Line, Section, Statement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dfopt.syntax.driver import Tree

_INDENT = "  "


def dump(dockerfile: Dockerfile) -> str:
    """Return the tree, one node a line, texts as Python string literals in ASCII."""
    return "\n".join(_file_lines(dockerfile)) + "\n"


def _file_lines(dockerfile: Dockerfile) -> Iterator[str]:
    yield f"Dockerfile escape={dockerfile.escape!a}" + "".join(
        f" {name}={value!a}"
        for name, value in (("syntax", dockerfile.syntax), ("check", dockerfile.check))
        if value is not None
    )
    if dockerfile.byte_order_mark:
        yield f"{_INDENT}byte order mark"
    for item in dockerfile.body:
        if isinstance(item, Section):
            yield f"{_INDENT}Section"
            yield from _trivia_lines(item.lines, 2)
        else:
            yield from _statement_lines(item)
    if dockerfile.trailer:
        yield f"{_INDENT}trailer"
        yield from _trivia_lines(dockerfile.trailer, 2)


def _trivia_lines(lines: tuple[Line, ...], depth: int) -> Iterator[str]:
    for line in lines:
        yield f"{_INDENT * depth}{line.kind} {line.raw!a}"


def _statement_lines(statement: Statement) -> Iterator[str]:
    yield f"{_INDENT}{type(statement).__name__}"
    yield from _trivia_lines(statement.leading, 2)
    for child in statement.children:
        yield from _part_lines(child, 2)
    if statement.trailing:
        yield f"{_INDENT * 2}trailing {statement.trailing!a}"


def _part_lines(part: Token | Tree, depth: int) -> Iterator[str]:
    if isinstance(part, Token):
        before = f"  before={part.before!a}" if part.before else ""
        value = f"  value={part.value!a}" if part.value != part.raw else ""
        yield f"{_INDENT * depth}{part.type} {part.raw!a}{value}{before}"
        return
    yield f"{_INDENT * depth}{part.name}"
    for child in part.children:
        yield from _part_lines(child, depth + 1)
