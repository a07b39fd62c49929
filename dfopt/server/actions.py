"""Code actions: one rewrite, all of them, or a comment that keeps a rule off an instruction."""

from __future__ import annotations

from lsprotocol import types

from dfopt.record import Record
from dfopt.report.escape import printable
from dfopt.server.edits import protocol_edits, text_edits
from dfopt.server.partial import rewritten_change
from dfopt.syntax.edits import newline_of
from dfopt.terms import Position, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dfopt.server.analysis import Analysis
    from dfopt.server.positions import Positions
    from dfopt.terms import Change

FIX_ALL = "source.fixAll.dfopt"


class Offer(Record):
    """A code action before its edits are worked out; ``change`` is an index of the result's."""

    title: str
    kind: str
    rule: str
    span: Span
    change: int | None = None
    ignore: Span | None = None


def offers(analysis: Analysis, where: Span, only: Sequence[str] | None) -> Iterator[Offer]:
    """Yield what can be done about the instructions on some lines.

    Args:
        analysis: the document.
        where: the stretch of text that the editor asks about.
        only: the kinds wanted, those below them included; None for all.
    """
    result = analysis.result
    if result is None:
        return
    whole = Span(Position(1, 1), Position(1, 1))
    if analysis.rewrite is not None:
        if _is_wanted(FIX_ALL, only):
            count = len(result.changes)
            what = "the rewrite" if count == 1 else f"all {count} rewrites"
            yield Offer(f"dfopt: apply {what} of this file", FIX_ALL, "", whole)
        if _is_wanted(types.CodeActionKind.QuickFix, only):
            for number, change in enumerate(result.changes):
                if _touches(change.before, where):
                    title = f"dfopt: {printable(change.title)} ({_worth(change)})"
                    kind = types.CodeActionKind.QuickFix
                    yield Offer(title, kind, change.rule, change.before, change=number)
    if not _is_wanted(types.CodeActionKind.QuickFix, only) or result.refused:
        return
    places = [(change.rule, change.before) for change in result.changes]
    places += [(blocked.rule, blocked.span) for blocked in analysis.blocked]
    for rule, span in dict.fromkeys(places):
        if _touches(span, where):
            title = f"dfopt: ignore {rule} here"
            yield Offer(title, types.CodeActionKind.QuickFix, rule, span, ignore=span)


def edits_of(offer: Offer, analysis: Analysis, positions: Positions) -> list[types.TextEdit]:
    """Work out the edits of an offer; none where it has nothing to do."""
    if offer.ignore is not None:
        return _ignoring(offer.rule, offer.ignore, analysis, positions)
    if offer.change is None or analysis.result is None:
        return protocol_edits(analysis.edits, positions)
    found = rewritten_change(analysis, analysis.result.changes[offer.change])
    return [] if found is None else text_edits(analysis.text, found[0], positions)


def _is_wanted(kind: str, only: Sequence[str] | None) -> bool:
    return only is None or any(kind == k or kind.startswith(f"{k}.") or not k for k in only)


def _touches(span: Span, where: Span) -> bool:
    return span.start.line <= where.end.line and where.start.line <= span.end.line


def _worth(change: Change) -> str:
    if change.gain:
        return f"saves {change.gain:.2f} s per rebuild"
    return printable(change.reason.partition(";")[0])


def _ignoring(
    rule: str, span: Span, analysis: Analysis, positions: Positions
) -> list[types.TextEdit]:
    """Put a comment above each of the instructions that a finding is about."""
    newline = newline_of(analysis.dockerfile)
    kind = None
    found = []
    for statement, place in analysis.spans().items():
        if not span.start.line <= place.start.line <= span.end.line:
            continue
        # What a merge passes over on its way is not what it is about.
        kind = kind or statement.kind
        if statement.kind == kind:
            offset = positions.offset_of(Position(place.start.line, 1))
            if offset == 0 and analysis.dockerfile.byte_order_mark:
                offset = len(analysis.dockerfile.byte_order_mark)
            start = positions.at(offset)
            text = f"# dfopt: ignore={rule}{newline}"
            found.append(types.TextEdit(types.Range(start, start), text))
    return found
