"""The commands that an editor may run."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from dfopt.server.formatting import all_edits
from dfopt.server.scheduling import ContentModifiedError
from dfopt.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dfopt.server.core import Server

APPLY = "dfopt.applyAutofix"
DEBUG = "dfopt.printDebugInformation"


async def apply_autofix(ls: Server, document: Any) -> None:
    """Apply all rewrites of a document: ``{"uri": ..., "version": ...}``."""
    uri = _uri_of(document)
    version = ls.version_of(uri)
    try:
        edits = await all_edits(ls, uri)
    except ContentModifiedError:
        return
    if edits:
        edit = ls.client.edit_of(uri, version, edits)
        label = "dfopt: apply all rewrites"
        await ls.workspace_apply_edit_async(types.ApplyWorkspaceEditParams(edit, label))


async def print_debug_information(ls: Server, document: Any) -> str:
    """Return what the server knows about a document: version, settings, context, profile."""
    uri = _uri_of(document)
    settings = await ls.settings_of(uri)
    lines = [f"dfopt {__version__}", f"document: {uri}", f"settings: {settings}"]
    analysis = await ls.analysis(uri)
    if analysis is not None and analysis.failure:
        lines.append(f"error: {analysis.failure}")
    inputs = analysis.inputs if analysis is not None else None
    if inputs is not None:
        lines.append(f"configuration: {inputs.setting}")
        found = await ls.analyses.work(inputs.context) if inputs.context else None
        where = f"{found.directory} ({found.origin})" if found is not None else "unknown"
        lines.append(f"context: {where}")
        lines.append(f"profile: {'none' if inputs.profile is None else 'found'}")
    return "\n".join(lines)


def _uri_of(document: Any) -> str:
    return str(document.get("uri")) if isinstance(document, dict) else str(document)
