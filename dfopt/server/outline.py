"""Document symbols and folding, by stage."""

from __future__ import annotations

from lsprotocol import types

from dfopt.report.escape import printable
from dfopt.syntax.stages import stages_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dfopt.server.analysis import Analysis
    from dfopt.server.positions import Positions
    from dfopt.syntax.nodes import Statement
    from dfopt.terms import Span

_KINDS = {
    "ADD": types.SymbolKind.File,
    "ARG": types.SymbolKind.Variable,
    "COPY": types.SymbolKind.File,
    "ENV": types.SymbolKind.Variable,
    "RUN": types.SymbolKind.Function,
}
_LONGEST = 60


def symbols(analysis: Analysis, positions: Positions) -> list[types.DocumentSymbol]:
    """Return the stages with their instructions; global arguments stand before them."""
    places = analysis.spans()
    stages = stages_of(analysis.dockerfile)
    inside = {s for stage in stages for s in (stage.origin, *stage.statements)}
    found = [
        _symbol(statement, places[statement], positions)
        for statement in analysis.dockerfile.statements
        if statement not in inside
    ]
    for stage in stages:
        members = [_symbol(s, places[s], positions) for s in stage.statements]
        origin = positions.range(places[stage.origin])
        last = places[(stage.origin, *stage.statements)[-1]]
        found.append(
            types.DocumentSymbol(
                printable(stage.name or f"stage {stage.index}"),
                types.SymbolKind.Namespace,
                types.Range(origin.start, positions.range(last).end),
                origin,
                detail=_short(stage.base),
                children=members,
            )
        )
    return found


def foldings(analysis: Analysis, positions: Positions) -> list[types.FoldingRange]:
    """Return what can be folded: stages, instructions of several lines, blocks of comments."""
    places = analysis.spans()
    found = []
    for stage in stages_of(analysis.dockerfile):
        start = positions.range(places[stage.origin]).start.line
        last = places[(stage.origin, *stage.statements)[-1]]
        found.append(_folding(start, positions.range(last).end.line, "region"))
    for span in places.values():
        where = positions.range(span)
        found.append(_folding(where.start.line, where.end.line, None))
    found += [_folding(first, last, "comment") for first, last in _comment_blocks(analysis)]
    return [folding for folding in found if folding.start_line < folding.end_line]


def _folding(first: int, last: int, kind: str | None) -> types.FoldingRange:
    return types.FoldingRange(first, last, kind=kind)


def _comment_blocks(analysis: Analysis) -> Iterator[tuple[int, int]]:
    """Yield the first and the last line, from 0, of comments that follow each other."""
    inside = {
        line
        for span in analysis.spans().values()
        for line in range(span.start.line - 1, span.end.line)
    }
    first: int | None = None
    lines = analysis.text.split("\n")
    for number, line in enumerate([*lines, ""]):
        is_comment = line.lstrip().startswith("#") and number not in inside
        if is_comment and first is None:
            first = number
        elif not is_comment and first is not None:
            yield first, number - 1
            first = None


def _symbol(statement: Statement, span: Span, positions: Positions) -> types.DocumentSymbol:
    words = " ".join(statement.lexed.original.split())
    where = positions.range(span)
    return types.DocumentSymbol(
        _short(words) or statement.kind or "?",
        _KINDS.get(statement.kind, types.SymbolKind.Property),
        where,
        where,
    )


def _short(text: str) -> str:
    shown = printable(text)
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 3]}..."
