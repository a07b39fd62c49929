"""What tells the server of a change: the greeting, documents, settings and files."""

from __future__ import annotations

import os

from lsprotocol import types
from pygls.uris import to_fs_path

from dfopt.server.settings import SECTION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dfopt.server.core import Server


async def initialize(ls: Server, params: types.InitializeParams) -> None:
    """Read the settings that come with the greeting."""
    ls.start()
    options = params.initialization_options
    ls.folders.configure(options.get("settings", options) if isinstance(options, dict) else None)


async def initialized(ls: Server, _: types.InitializedParams) -> None:
    """Ask to be told of changes, and for the settings."""
    ls.client.watch_files_and_settings()
    await ls.ask_settings()


async def shutdown(ls: Server, _: None) -> None:
    """Note that the client says goodbye."""
    ls.was_shut_down = True


async def did_open(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
    """Look at a document that was opened."""
    ls.look(params.text_document.uri)


async def did_change(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
    """Look at a document that was changed, once it rests."""
    ls.analyses.outdate(params.text_document.uri)
    ls.schedule(params.text_document.uri)


async def did_save(ls: Server, _: types.DidSaveTextDocumentParams) -> None:
    """Take what was saved for a file event where the client sends none."""
    if not ls.client.watches:
        ls.folders.renew()
        ls.look_again()


async def did_close(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
    """Forget a document."""
    uri = params.text_document.uri
    ls.unschedule(uri)
    ls.analyses.outdate(uri)
    if not ls.client.pulls:
        ls.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))


async def did_change_configuration(ls: Server, params: types.DidChangeConfigurationParams) -> None:
    """Take new settings."""
    if ls.client.tells_settings:
        await ls.ask_settings()
    elif isinstance(params.settings, dict):
        ls.folders.configure(params.settings.get(SECTION, params.settings))
    ls.look_again(refresh=True)


async def did_change_watched_files(ls: Server, params: types.DidChangeWatchedFilesParams) -> None:
    """Read again what depends on files that have changed."""
    for event in params.changes:
        path = to_fs_path(event.uri)
        changed = event.type == types.FileChangeType.Changed
        if path and ls.folders.depend_on(os.path.normpath(path), changed=changed):
            ls.folders.renew()
            ls.look_again(refresh=True)
            return


async def did_change_workspace_folders(
    ls: Server, _: types.DidChangeWorkspaceFoldersParams
) -> None:
    """Ask for the settings of new folders."""
    await ls.ask_settings()
    ls.look_again(refresh=True)
