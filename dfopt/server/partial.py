"""Rewrite a part of a file and nothing else.

A part of the edits of a whole rewrite may not be safe by itself. So the file is optimized once
more with a ``# dfopt: pin`` above every instruction outside of the part, and those comments are
taken out again: what is left was proven like any other rewrite.
"""

from __future__ import annotations

from dfopt.syntax.edits import newline_of, spans

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Final

    from dfopt.result import Result
    from dfopt.server.analysis import Analysis
    from dfopt.terms import Change, Span

_BYTE_ORDER_MARK: Final = "\ufeff"


def rewritten_lines(analysis: Analysis, first: int, last: int) -> str | None:
    """Return the text with the rewrites that touch only instructions within some lines.

    Args:
        analysis: the document.
        first: the first line, counted from 1.
        last: the last one.

    Returns:
        None where there is nothing to rewrite.
    """
    result = _optimized(
        analysis, lambda span: first <= span.start.line and span.end.line <= last, ()
    )
    return None if result is None else result[1]


def rewritten_change(analysis: Analysis, change: Change) -> tuple[str, bool] | None:
    """Return the text with one change of the analysis, and whether it came alone.

    Where it cannot be made alone, all rewrites of its rule come with it, else all of the file.
    """
    whole = analysis.rewrite
    if whole is None:
        return None
    for select, free in (
        ((change.rule,), _free_for(change, whole)),
        ((change.rule,), lambda _: True),
    ):
        found = _optimized(analysis, free, select)
        if found is not None and any(c.title == change.title for c in found[0].changes):
            return found[1], len(found[0].changes) == 1
    return whole.text, len(whole.changes) == 1


def _free_for(change: Change, whole: Result) -> Callable[[Span], bool]:
    """Tell which instructions a change may touch: all that no other change is about."""
    others = [c.before for c in whole.changes if c is not change and c.before != change.before]

    def free(span: Span) -> bool:
        if _overlap(span, change.before):
            return True
        return not any(_overlap(span, other) for other in others)

    return free


def _overlap(one: Span, other: Span) -> bool:
    return one.start.line <= other.end.line and other.start.line <= one.end.line


def _optimized(
    analysis: Analysis, free: Callable[[Span], bool], select: tuple[str, ...]
) -> tuple[Result, str] | None:
    """Optimize with all but some instructions pinned; None where nothing changes."""
    inputs = analysis.inputs
    if inputs is None or analysis.rewrite is None:
        return None
    marker = _marker(analysis)
    places = spans(analysis.dockerfile)
    pinned = {span.start.line for span in places.values() if not free(span)}
    text = _marked(analysis.text, pinned, marker)
    config = inputs.config.with_changes(select=select) if select else inputs.config
    result = inputs.optimized(text, analysis.path, config)
    if result.refused or not result.changed or result.text.count(marker) != len(pinned):
        return None
    plain = result.text.replace(marker, "")
    return None if plain == analysis.text else (result, plain)


def _marker(analysis: Analysis) -> str:
    """Return a line that pins the next instruction and is not in the text."""
    newline = newline_of(analysis.dockerfile)
    spaces = " "
    while f"# dfopt:{spaces}pin" in analysis.text:
        spaces += " "
    return f"# dfopt:{spaces}pin{newline}"


def _marked(text: str, lines: set[int], marker: str) -> str:
    """Put the marker above lines, which are counted from 1."""
    mark = text[: text.startswith(_BYTE_ORDER_MARK)]
    pieces = [mark]
    for number, line in enumerate(text[len(mark) :].split("\n"), 1):
        if number > 1:
            pieces.append("\n")
        if number in lines:
            pieces.append(marker)
        pieces.append(line)
    return "".join(pieces)
