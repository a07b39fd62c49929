"""What a client shows of a document, and asks for: diagnostics, hovers, hints, its outline."""

from __future__ import annotations

from lsprotocol import types

from dfopt.server.hints import inlay_hints
from dfopt.server.hover import hover_text
from dfopt.server.outline import foldings, symbols

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dfopt.server.analysis import Analysis
    from dfopt.server.core import Server


async def diagnostic(
    ls: Server, params: types.DocumentDiagnosticParams
) -> types.DocumentDiagnosticReport:
    """Return the diagnostics to a client that asks for them."""
    uri = params.text_document.uri
    analysis = await ls.analysis(uri)
    items = [] if analysis is None else await ls.diagnostics(uri, analysis)
    identity = f"{hash(repr(items)):x}"
    if params.previous_result_id == identity:
        return types.RelatedUnchangedDocumentDiagnosticReport(identity)
    return types.RelatedFullDocumentDiagnosticReport(items, result_id=identity)


def no_diagnostics(_: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
    """Return a report of nothing; the protocol does not let a server answer with null here."""
    return types.RelatedFullDocumentDiagnosticReport([])


async def hover(ls: Server, params: types.HoverParams) -> types.Hover | None:
    """Explain the instruction at a position."""
    analysis = await ls.analysis(params.text_document.uri)
    if analysis is None:
        return None
    line = ls.positions(analysis).line_of(params.position)
    markdown = ls.client.shows_markdown
    text = await ls.analyses.work(_hover_text, analysis, line, markdown)
    if text is None:
        return None
    kind = types.MarkupKind.Markdown if markdown else types.MarkupKind.PlainText
    return types.Hover(types.MarkupContent(kind, text))


def _hover_text(analysis: Analysis, line: int, markdown: bool) -> str | None:
    return hover_text(analysis, line, markdown=markdown)


async def inlay_hint(ls: Server, params: types.InlayHintParams) -> list[types.InlayHint] | None:
    """Say behind steps how often they run again."""
    uri = params.text_document.uri
    settings = await ls.settings_of(uri)
    if not settings.inlay_hints:
        return None
    analysis = await ls.analysis(uri)
    if analysis is None:
        return None
    positions = ls.positions(analysis)
    first, last = positions.line_of(params.range.start), positions.line_of(params.range.end)
    return await ls.analyses.work(inlay_hints, analysis, positions, first, last)


async def document_symbol(
    ls: Server, params: types.DocumentSymbolParams
) -> list[types.DocumentSymbol] | None:
    """Return the stages and their instructions."""
    analysis = await ls.analysis(params.text_document.uri)
    return None if analysis is None else symbols(analysis, ls.positions(analysis))


async def folding_range(
    ls: Server, params: types.FoldingRangeParams
) -> list[types.FoldingRange] | None:
    """Return what can be folded."""
    analysis = await ls.analysis(params.text_document.uri)
    return None if analysis is None else foldings(analysis, ls.positions(analysis))
