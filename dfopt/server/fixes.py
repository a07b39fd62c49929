"""Code actions: which are offered, and what they do once they are chosen."""

from __future__ import annotations

from lsprotocol import types

from dfopt.server.actions import edits_of, offers
from dfopt.server.scheduling import ContentModifiedError
from dfopt.terms import Position, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dfopt.server.actions import Offer
    from dfopt.server.core import Server
    from dfopt.server.positions import Positions


async def code_action(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction] | None:
    """Offer rewrites, and comments that keep rules off."""
    uri = params.text_document.uri
    analysis = await ls.analysis(uri)
    if analysis is None:
        return None
    version = ls.version_of(uri)
    positions = ls.positions(analysis)
    first, last = positions.lines(params.range)
    where = Span(Position(first, 1), Position(last, 1))
    kinds = params.context.only
    only = None if kinds is None else [str(getattr(kind, "value", kind)) for kind in kinds]
    found = []
    for offer in offers(analysis, where, only):
        action = types.CodeAction(offer.title, offer.kind)
        action.diagnostics = _about(offer, params.context.diagnostics, positions)
        if ls.client.resolves_actions and offer.change is not None:
            action.data = {"uri": uri, "version": version, "change": offer.change}
        else:
            edits = await ls.analyses.work(edits_of, offer, analysis, positions)
            if not edits:
                continue
            action.edit = ls.client.edit_of(uri, version, edits)
        found.append(action)
    return found


async def code_action_resolve(ls: Server, params: types.CodeAction) -> types.CodeAction:
    """Work out the edits of a rewrite that was offered.

    Raises:
        ContentModifiedError: the document is another one since.
    """
    data = params.data
    if not isinstance(data, dict):
        return params
    uri = str(data.get("uri"))
    analysis = await ls.analysis(uri)
    result = analysis.result if analysis is not None else None
    number, version = data.get("change"), data.get("version")
    if (
        analysis is None
        or result is None
        or ls.version_of(uri) != version
        or not isinstance(number, int)
        or not 0 <= number < len(result.changes)
    ):
        raise ContentModifiedError
    for offer in offers(analysis, result.changes[number].before, None):
        if offer.change == number:
            positions = ls.positions(analysis)
            edits = await ls.analyses.work(edits_of, offer, analysis, positions)
            params.edit = ls.client.edit_of(uri, version, edits)
    return params


def _about(
    offer: Offer, diagnostics: Sequence[types.Diagnostic], positions: Positions
) -> list[types.Diagnostic] | None:
    """Return the diagnostics that an action is about."""
    found = [
        d
        for d in diagnostics
        if d.code == offer.rule and positions.line_of(d.range.start) == offer.span.start.line
    ]
    return found or None
