"""Formatting: what ``dfopt --write`` would write, as edits.

It runs no program and asks no network, and reads no file that was read before. There are no edits
for a file that cannot be used as it is, and a line in the log says why.
"""

from __future__ import annotations

from lsprotocol import types

from dfopt.server.edits import protocol_edits, text_edits
from dfopt.server.partial import rewritten_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dfopt.server.analysis import Analysis
    from dfopt.server.core import Server
    from dfopt.server.positions import Positions


async def formatting(
    ls: Server, params: types.DocumentFormattingParams
) -> list[types.TextEdit] | None:
    """Return the edits that ``dfopt --write`` would make."""
    return await all_edits(ls, params.text_document.uri)


async def will_save_wait_until(
    ls: Server, params: types.WillSaveTextDocumentParams
) -> list[types.TextEdit] | None:
    """Do as formatting does, if the settings say so."""
    uri = params.text_document.uri
    settings = await ls.settings_of(uri)
    return await all_edits(ls, uri) if settings.fix_on_save else None


async def range_formatting(
    ls: Server, params: types.DocumentRangeFormattingParams
) -> list[types.TextEdit] | None:
    """Return the edits that touch only instructions within the range."""
    analysis = await _usable(ls, params.text_document.uri)
    if analysis is None:
        return None
    positions = ls.positions(analysis)
    first, last = positions.lines(params.range)
    return await ls.analyses.work(_line_edits, analysis, positions, first, last)


async def all_edits(ls: Server, uri: str) -> list[types.TextEdit] | None:
    """Return all edits of a document; None where it cannot be used as it is."""
    analysis = await _usable(ls, uri)
    return None if analysis is None else protocol_edits(analysis.edits, ls.positions(analysis))


async def _usable(ls: Server, uri: str) -> Analysis | None:
    analysis = await ls.analysis(uri)
    if analysis is not None and analysis.failure:
        ls.client.say(f"{analysis.path}: left as it is: {analysis.failure}")
        return None
    if analysis is not None and analysis.result is None:
        ls.client.say(f"{analysis.path}: left as it is: excluded, or a template by its name")
    return analysis


def _line_edits(
    analysis: Analysis, positions: Positions, first: int, last: int
) -> list[types.TextEdit]:
    text = rewritten_lines(analysis, first, last)
    return [] if text is None else text_edits(analysis.text, text, positions)
