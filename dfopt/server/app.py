"""Which message is answered by what."""

from __future__ import annotations

import gc
import logging

from lsprotocol import types

from dfopt.server import commands, fixes, formatting, life, views
from dfopt.server.actions import FIX_ALL
from dfopt.server.core import Server
from dfopt.server.guard import guarded
from dfopt.server.scheduling import ContentModifiedError
from dfopt.server.settings import SECTION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_HANDLERS: dict[str, Callable[..., Any]] = {
    types.INITIALIZE: life.initialize,
    types.INITIALIZED: life.initialized,
    types.SHUTDOWN: life.shutdown,
    types.TEXT_DOCUMENT_DID_OPEN: life.did_open,
    types.TEXT_DOCUMENT_DID_CHANGE: life.did_change,
    types.TEXT_DOCUMENT_DID_SAVE: life.did_save,
    types.TEXT_DOCUMENT_DID_CLOSE: life.did_close,
    types.WORKSPACE_DID_CHANGE_CONFIGURATION: life.did_change_configuration,
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: life.did_change_watched_files,
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: life.did_change_workspace_folders,
    types.TEXT_DOCUMENT_FORMATTING: formatting.formatting,
    types.TEXT_DOCUMENT_RANGE_FORMATTING: formatting.range_formatting,
    types.TEXT_DOCUMENT_WILL_SAVE_WAIT_UNTIL: formatting.will_save_wait_until,
    types.TEXT_DOCUMENT_CODE_ACTION: fixes.code_action,
    types.CODE_ACTION_RESOLVE: fixes.code_action_resolve,
    types.TEXT_DOCUMENT_DIAGNOSTIC: views.diagnostic,
    types.TEXT_DOCUMENT_HOVER: views.hover,
    types.TEXT_DOCUMENT_INLAY_HINT: views.inlay_hint,
    types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: views.document_symbol,
    types.TEXT_DOCUMENT_FOLDING_RANGE: views.folding_range,
}

#: What the client is told about a method, beyond that it is there.
_OPTIONS: dict[str, Any] = {
    types.TEXT_DOCUMENT_CODE_ACTION: types.CodeActionOptions(
        [types.CodeActionKind.QuickFix, FIX_ALL]
    ),
    types.TEXT_DOCUMENT_DIAGNOSTIC: types.DiagnosticOptions(
        inter_file_dependencies=False, workspace_diagnostics=False, identifier=SECTION
    ),
}

#: What is answered in place of null where dfopt has failed.
_INSTEAD: dict[str, Callable[[Any], Any]] = {
    types.CODE_ACTION_RESOLVE: lambda action: action,
    types.TEXT_DOCUMENT_DIAGNOSTIC: views.no_diagnostics,
}


def make_server() -> Server:
    """Return a server with all its methods."""
    server = Server()
    for method, handler in _HANDLERS.items():
        instead = _INSTEAD.get(method, lambda _: None)
        server.feature(method, _OPTIONS.get(method))(guarded(handler, instead))
    server.command(commands.APPLY)(guarded(commands.apply_autofix))
    server.command(commands.DEBUG)(guarded(commands.print_debug_information))
    return server


def serve() -> int:
    """Serve on standard input and output until the client says goodbye.

    Returns:
        0, or 1 where the client went away without a word.
    """
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
    logging.getLogger("pygls.protocol.json_rpc").addFilter(_without_traces)
    server = make_server()
    # What was loaded stays to the end; without it a collection takes far less time.
    gc.freeze()
    server.start_io()
    server.analyses.close()
    return 0 if server.was_shut_down else 1


def _without_traces(record: logging.LogRecord) -> bool:
    """Keep what is no fault of anybody out of the log of the library."""
    found = record.exc_info[1] if record.exc_info else None
    return not isinstance(found, ContentModifiedError)
