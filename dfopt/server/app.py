"""The server itself: which method is answered by what.

Formatting is what ``dfopt --write`` would write, and pure: it reads no file, runs no program and
asks no network. Nothing that is wrong with a text or inside of dfopt reaches the client as an
error; there are no edits then, and a line in the log.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import os
import time
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from dfopt.server.actions import FIX_ALL, edits_of, offers
from dfopt.server.diagnostics import diagnostics_of
from dfopt.server.edits import text_edits
from dfopt.server.hints import inlay_hints
from dfopt.server.hover import hover_text
from dfopt.server.outline import foldings, symbols
from dfopt.server.partial import rewritten_lines
from dfopt.server.positions import Positions
from dfopt.server.scheduling import STALE, Analyses, ContentModifiedError, Surroundings
from dfopt.server.settings import SECTION, EditorSettings
from dfopt.terms import Position, Span
from dfopt.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine
    from typing import TypeVar

    from dfopt.server.actions import Offer
    from dfopt.server.analysis import Analysis

    P = TypeVar("P")
    R = TypeVar("R")

#: How long, in seconds, a document must rest before its diagnostics are sent.
REST = 0.2
#: How long, in seconds, the client's settings are waited for.
PATIENCE = 2.0


class Server(LanguageServer):
    """A language server for Dockerfiles."""

    def __init__(self) -> None:
        # Whole texts are asked for: the library applies edits by the lines of str.splitlines,
        # which ends lines at more characters than the protocol does.
        sync = types.TextDocumentSyncKind.Full
        super().__init__("dfopt", __version__, text_document_sync_kind=sync, max_workers=2)
        self.analyses = Analyses()
        self.was_shut_down = False
        self._defaults = EditorSettings()
        self._folders: dict[str, EditorSettings] = {}
        self._surroundings = self._new_surroundings()
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._configured: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    # What the client can do.

    def supports(self, *names: str) -> bool:
        """Tell whether the client has a capability; ``names`` lead to it."""
        value: Any = self.client_capabilities
        for name in names:
            value = getattr(value, name, None)
        return bool(value)

    @functools.cached_property
    def pulls(self) -> bool:
        """Whether the client asks for diagnostics itself."""
        return self.supports("text_document", "diagnostic")

    @functools.cached_property
    def watches(self) -> bool:
        """Whether the client tells when files change."""
        return self.supports("workspace", "did_change_watched_files", "dynamic_registration")

    # Settings and surroundings.

    def start(self, params: types.InitializeParams) -> None:
        """Take what the client says at the beginning."""
        self._loop = asyncio.get_running_loop()
        self._configured = asyncio.Event()
        options = params.initialization_options
        sent = options.get("settings", options) if isinstance(options, dict) else None
        self.configure_all(sent)

    def configure_all(self, sent: object) -> None:
        """Use the same settings everywhere."""
        self._defaults = self._read_settings(sent)
        self._folders = dict.fromkeys(self._folder_paths(), self._defaults)
        self.renew()

    async def ask_settings(self) -> None:
        """Ask the client for its settings, folder by folder."""
        if not self.supports("workspace", "configuration"):
            self.configure_all_known()
            return
        folders = list(self.workspace.folders.values())
        items = [types.ConfigurationItem(scope_uri=None, section=SECTION)]
        items += [types.ConfigurationItem(f.uri, SECTION) for f in folders]
        try:
            answers = await self.workspace_configuration_async(types.ConfigurationParams(items))
        except JsonRpcException as error:
            self.say(f"the client does not tell its settings: {error}")
            answers = []
        if len(answers) == len(items):
            default, *others = [
                self._defaults if answer is None else self._read_settings(answer)
                for answer in answers
            ]
            self._defaults = default
            paths = [to_fs_path(folder.uri) for folder in folders]
            self._folders = {
                os.path.normpath(path): settings
                for path, settings in zip(paths, others, strict=True)
                if path
            }
        self.configure_all_known()

    def configure_all_known(self) -> None:
        """Go on with the settings that are known."""
        if self._configured is not None:
            self._configured.set()
        self.renew()

    def renew(self) -> None:
        """Read everything around the documents anew, and look at them again."""
        for path in self._folder_paths():
            self._folders.setdefault(path, self._defaults)
        self._surroundings = self._new_surroundings()
        if self._configured is not None and self._configured.is_set():
            for uri in self.workspace.text_documents:
                self.schedule(uri)

    def take_file_events(self, changes: list[tuple[str, bool]]) -> None:
        """Renew the surroundings if one of the files counts.

        Args:
            changes: paths, and whether only the content changed.
        """
        contexts = self._surroundings.contexts
        if any(contexts.depends_on(path, changed=changed) for path, changed in changes):
            self.renew()
            self.refresh_views()

    def refresh_views(self) -> None:
        """Ask the client to ask again for what it shows."""
        if self.pulls and self.supports("workspace", "diagnostics", "refresh_support"):
            self.workspace_diagnostic_refresh(None)
        if self.supports("workspace", "inlay_hint", "refresh_support"):
            self.workspace_inlay_hint_refresh(None)

    def _read_settings(self, sent: object) -> EditorSettings:
        settings, wrong = EditorSettings.of(sent)
        for text in wrong:
            self.say(text, types.MessageType.Warning)
        return settings

    def _folder_paths(self) -> list[str]:
        if self.protocol._workspace is None:
            return []
        paths = [to_fs_path(folder.uri) for folder in self.workspace.folders.values()]
        root = self.workspace.root_path
        return [os.path.normpath(path) for path in paths or [root] if path]

    def _new_surroundings(self) -> Surroundings:
        return Surroundings(self._folders, self._defaults, self._say_from_worker)

    # Documents.

    def path_of(self, uri: str) -> str:
        """Return the file of a document; one that was never saved is called ``Dockerfile``."""
        path = to_fs_path(uri) if uri.startswith("file:") else None
        if path:
            return os.path.normpath(path)
        folders = self._folder_paths() or [os.getcwd()]
        return os.path.join(folders[0], "Dockerfile")

    def settings_of(self, uri: str) -> EditorSettings:
        """Return the editor's settings for a document."""
        return self._surroundings.settings(self.path_of(uri))

    def positions(self, analysis: Analysis) -> Positions:
        """Return the positions in a document, in the units of the client."""
        return Positions(analysis.text, str(getattr(self.encoding, "value", self.encoding)))

    @property
    def encoding(self) -> object:
        """The unit of columns that the client wants."""
        return self.workspace.position_encoding or types.PositionEncodingKind.Utf16

    async def analysis(self, uri: str, *, run_git: bool = False) -> Analysis | None:
        """Return what is known of the present state of a document; None if it is not open.

        Raises:
            ContentModifiedError: it changed meanwhile.
        """
        if self._configured is not None and not self._configured.is_set():
            try:
                await asyncio.wait_for(self._configured.wait(), PATIENCE)
            except TimeoutError:
                self._configured.set()
        if not self.watches and time.monotonic() - self._surroundings.born > STALE:
            self._surroundings = self._new_surroundings()
        asked: object = None
        while True:
            document = self._document(uri)
            if document is None:
                return None
            state = document.version, document.source
            if asked not in (None, state):
                raise ContentModifiedError
            asked = state
            around, path = self._surroundings, self.path_of(uri)
            try:
                return await self.analyses.of(uri, path, document.source, around, run_git=run_git)
            except ContentModifiedError:
                # New settings, or a file that changed, are no fault of who asks about this text.
                if around is self._surroundings:
                    raise

    def version_of(self, uri: str) -> int | None:
        """Return the version of a document."""
        document = self._document(uri)
        return None if document is None else document.version

    def _document(self, uri: str) -> Any:
        from urllib.parse import unquote

        return self.workspace.text_documents.get(unquote(uri))

    def schedule(self, uri: str, delay: float = REST) -> None:
        """Look at a document once it has not changed for a while."""
        self.unschedule(uri)
        loop = asyncio.get_running_loop()
        self._timers[uri] = loop.call_later(delay, self._begin, uri)

    def unschedule(self, uri: str) -> None:
        """Do not look at a document."""
        timer = self._timers.pop(uri, None)
        if timer is not None:
            timer.cancel()

    def _begin(self, uri: str) -> None:
        self._timers.pop(uri, None)
        task = asyncio.get_running_loop().create_task(self._look_at(uri))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _look_at(self, uri: str) -> None:
        """Analyse a document ahead of requests, and send its diagnostics to who does not ask."""
        try:
            analysis = await self.analysis(uri, run_git=True)
            if analysis is None or self.pulls:
                return
            found = self.diagnostics(uri, analysis)
        except ContentModifiedError:
            # The change has scheduled a look of its own.
            return
        except Exception as error:
            self.complain("diagnostics", error)
            return
        params = types.PublishDiagnosticsParams(uri, found, self.version_of(uri))
        self.text_document_publish_diagnostics(params)

    def diagnostics(self, uri: str, analysis: Analysis) -> list[types.Diagnostic]:
        """Return the diagnostics of a document."""
        show = self.settings_of(uri).show_blocked
        return diagnostics_of(analysis, self.positions(analysis), show_blocked=show)

    def workspace_edit(self, uri: str, edits: list[types.TextEdit]) -> types.WorkspaceEdit:
        """Return edits of one document, tied to its version if the client can check that."""
        if self.supports("workspace", "workspace_edit", "document_changes"):
            document = types.OptionalVersionedTextDocumentIdentifier(uri, self.version_of(uri))
            return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(document, edits)])
        return types.WorkspaceEdit(changes={uri: edits})

    # The log.

    def say(self, text: str, kind: types.MessageType = types.MessageType.Log) -> None:
        """Write a line to the client's log."""
        from dfopt.report.escape import printable

        self.window_log_message(types.LogMessageParams(kind, printable(text)))

    def complain(self, method: str, error: Exception) -> None:
        """Write to the log that dfopt has failed."""
        place = ""
        trace = error.__traceback__
        while trace is not None:
            name = os.path.basename(trace.tb_frame.f_code.co_filename)
            place = f" at {name}:{trace.tb_lineno}"
            trace = trace.tb_next
        what = f"{type(error).__name__}: {error}"[:200]
        self.say(f"{method}: internal error ({what}{place}); please report this", _ERROR)

    def _say_from_worker(self, text: str) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self.say, text)


_ERROR = types.MessageType.Error
_REFUSED = "{path}: left as it is: {reason}"


def guarded(
    handler: Callable[[Server, P], Awaitable[R]],
) -> Callable[[Server, P], Coroutine[Any, Any, R | None]]:
    """Make a handler answer with nothing where it fails, and write that to the log."""

    @functools.wraps(handler)
    async def wrapped(ls: Server, params: P) -> R | None:
        try:
            return await handler(ls, params)
        except JsonRpcException:
            raise
        except Exception as error:
            ls.complain(handler.__name__, error)
            return None

    return wrapped


def make_server() -> Server:
    """Return a server with all its methods."""
    server = Server()
    for method, handler, options in (*_LIFE, *_ANSWERS):
        server.feature(method, options)(guarded(handler))
    server.command(APPLY)(apply_autofix)
    server.command(DEBUG)(print_debug_information)
    return server


def serve() -> int:
    """Serve on standard input and output until the client says goodbye.

    Returns:
        0, or 1 where the client went away without a word.
    """
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
    logging.getLogger("pygls.protocol.json_rpc").addFilter(_without_traces)
    server = make_server()
    server.start_io()
    server.analyses.close()
    return 0 if server.was_shut_down else 1


def _without_traces(record: logging.LogRecord) -> bool:
    """Keep what is no fault of anybody out of the log of the library."""
    found = record.exc_info[1] if record.exc_info else None
    return not isinstance(found, ContentModifiedError)


# The life of the server.


async def initialize(ls: Server, params: types.InitializeParams) -> None:
    """Read the settings that come with the greeting."""
    ls.start(params)


async def initialized(ls: Server, _: types.InitializedParams) -> None:
    """Ask to be told of changes, and for the settings."""
    registrations = []
    if ls.watches:
        options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher("**/*")])
        method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
        registrations.append(types.Registration("dfopt-files", method, options))
    if ls.supports("workspace", "did_change_configuration", "dynamic_registration"):
        settings = types.DidChangeConfigurationRegistrationOptions(SECTION)
        method = types.WORKSPACE_DID_CHANGE_CONFIGURATION
        registrations.append(types.Registration("dfopt-settings", method, settings))
    if registrations:
        ls.client_register_capability(types.RegistrationParams(registrations))
    await ls.ask_settings()


async def shutdown(ls: Server, _: None) -> None:
    """Note that the client says goodbye."""
    ls.was_shut_down = True


async def did_open(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
    """Look at a document that was opened."""
    ls.schedule(params.text_document.uri, 0.0)


async def did_change(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
    """Look at a document that was changed, once it rests."""
    ls.analyses.outdate(params.text_document.uri)
    ls.schedule(params.text_document.uri)


async def did_save(ls: Server, _: types.DidSaveTextDocumentParams) -> None:
    """Take what was saved for a file event where the client sends none."""
    if not ls.watches:
        ls.renew()


async def did_close(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
    """Forget a document."""
    uri = params.text_document.uri
    ls.unschedule(uri)
    ls.analyses.outdate(uri)
    if not ls.pulls:
        ls.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))


async def did_change_configuration(ls: Server, params: types.DidChangeConfigurationParams) -> None:
    """Take new settings."""
    if ls.supports("workspace", "configuration"):
        await ls.ask_settings()
    elif isinstance(params.settings, dict):
        ls.configure_all(params.settings.get(SECTION, params.settings))
    ls.refresh_views()


async def did_change_watched_files(ls: Server, params: types.DidChangeWatchedFilesParams) -> None:
    """Read again what depends on files that have changed."""
    changed = types.FileChangeType.Changed
    paths = [(to_fs_path(event.uri), event.type == changed) for event in params.changes]
    ls.take_file_events([(os.path.normpath(path), kind) for path, kind in paths if path])


async def did_change_workspace_folders(
    ls: Server, _: types.DidChangeWorkspaceFoldersParams
) -> None:
    """Ask for the settings of new folders."""
    await ls.ask_settings()


# Answers.


async def formatting(
    ls: Server, params: types.DocumentFormattingParams
) -> list[types.TextEdit] | None:
    """Return the edits that ``dfopt --write`` would make."""
    return await _edits(ls, params.text_document.uri)


async def will_save_wait_until(
    ls: Server, params: types.WillSaveTextDocumentParams
) -> list[types.TextEdit] | None:
    """Do as formatting does, if the settings say so."""
    uri = params.text_document.uri
    return await _edits(ls, uri) if ls.settings_of(uri).fix_on_save else None


async def _edits(ls: Server, uri: str) -> list[types.TextEdit] | None:
    analysis = await ls.analysis(uri)
    if analysis is None:
        return None
    if analysis.failure:
        ls.say(_REFUSED.format(path=analysis.path, reason=analysis.failure))
        return None
    rewrite = analysis.rewrite
    if rewrite is None:
        return []
    return text_edits(analysis.text, rewrite.text, ls.positions(analysis))


async def range_formatting(
    ls: Server, params: types.DocumentRangeFormattingParams
) -> list[types.TextEdit] | None:
    """Return the edits that touch only instructions within the range."""
    analysis = await ls.analysis(params.text_document.uri)
    if analysis is None:
        return None
    if analysis.failure:
        ls.say(_REFUSED.format(path=analysis.path, reason=analysis.failure))
        return None
    positions = ls.positions(analysis)
    first, last = _lines(params.range, positions)
    text = await ls.analyses.work(rewritten_lines, analysis, first, last)
    return [] if text is None else text_edits(analysis.text, text, positions)


def _lines(where: types.Range, positions: Positions) -> tuple[int, int]:
    """Return the first and the last line of a range, counted from 1.

    A range that ends at the start of a line does not mean that line.
    """
    first, last = positions.line_of(where.start), positions.line_of(where.end)
    if last > first and where.end.character == 0:
        last -= 1
    return first, last


async def code_action(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction] | None:
    """Offer rewrites, and comments that keep rules off."""
    uri = params.text_document.uri
    analysis = await ls.analysis(uri)
    if analysis is None:
        return None
    positions = ls.positions(analysis)
    first, last = _lines(params.range, positions)
    where = Span(Position(first, 1), Position(last, 1))
    kinds = params.context.only
    only = None if kinds is None else [str(getattr(kind, "value", kind)) for kind in kinds]
    resolves = ls.supports("text_document", "code_action", "resolve_support")
    found = []
    for offer in offers(analysis, where, only):
        action = types.CodeAction(offer.title, offer.kind)
        action.diagnostics = _about(offer, params.context.diagnostics, positions)
        if resolves and offer.change is not None:
            action.data = {"uri": uri, "version": ls.version_of(uri), "change": offer.change}
        else:
            edits = await ls.analyses.work(edits_of, offer, analysis, positions)
            if not edits:
                continue
            action.edit = ls.workspace_edit(uri, edits)
        found.append(action)
    return found


def _about(offer: Offer, diagnostics: Any, positions: Positions) -> list[types.Diagnostic] | None:
    """Return the diagnostics that an action is about."""
    found = [
        d
        for d in diagnostics
        if d.code == offer.rule and positions.line_of(d.range.start) == offer.span.start.line
    ]
    return found or None


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
    number = data.get("change")
    if (
        analysis is None
        or result is None
        or ls.version_of(uri) != data.get("version")
        or not isinstance(number, int)
        or not 0 <= number < len(result.changes)
    ):
        raise ContentModifiedError
    change = result.changes[number]
    for offer in offers(analysis, change.before, None):
        if offer.change == number:
            positions = ls.positions(analysis)
            edits = await ls.analyses.work(edits_of, offer, analysis, positions)
            params.edit = ls.workspace_edit(uri, edits)
    return params


async def diagnostic(
    ls: Server, params: types.DocumentDiagnosticParams
) -> types.DocumentDiagnosticReport:
    """Return the diagnostics to a client that asks for them."""
    uri = params.text_document.uri
    analysis = await ls.analysis(uri)
    items = [] if analysis is None else ls.diagnostics(uri, analysis)
    identity = f"{hash(repr(items)):x}"
    if params.previous_result_id == identity:
        return types.RelatedUnchangedDocumentDiagnosticReport(identity)
    return types.RelatedFullDocumentDiagnosticReport(items, result_id=identity)


async def hover(ls: Server, params: types.HoverParams) -> types.Hover | None:
    """Explain the instruction at a position."""
    analysis = await ls.analysis(params.text_document.uri)
    if analysis is None:
        return None
    line = ls.positions(analysis).line_of(params.position)
    formats = getattr(
        getattr(ls.client_capabilities.text_document, "hover", None), "content_format", None
    )
    markdown = formats is None or types.MarkupKind.Markdown in formats
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
    if not ls.settings_of(uri).inlay_hints:
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


# Commands.

APPLY = "dfopt.applyAutofix"
DEBUG = "dfopt.printDebugInformation"


async def apply_autofix(ls: Server, document: Any) -> None:
    """Apply all rewrites of a document: ``{"uri": ..., "version": ...}``."""
    uri = str(document.get("uri")) if isinstance(document, dict) else str(document)
    try:
        edits = await _edits(ls, uri)
    except Exception as error:
        if not isinstance(error, ContentModifiedError):
            ls.complain(APPLY, error)
        return
    if edits:
        edit = ls.workspace_edit(uri, edits)
        label = "dfopt: apply all rewrites"
        await ls.workspace_apply_edit_async(types.ApplyWorkspaceEditParams(edit, label))


async def print_debug_information(ls: Server, document: Any) -> str:
    """Return what the server knows about a document: version, settings, context, profile."""
    uri = str(document.get("uri")) if isinstance(document, dict) else str(document)
    lines = [f"dfopt {__version__}", f"document: {uri}", f"settings: {ls.settings_of(uri)}"]
    try:
        analysis = await ls.analysis(uri)
        inputs = analysis.inputs if analysis is not None else None
        if analysis is not None and analysis.error:
            lines.append(f"error: {analysis.error}")
        if inputs is not None:
            lines.append(f"configuration: {inputs.setting}")
            found = await ls.analyses.work(inputs.context) if inputs.context else None
            where = f"{found.directory} ({found.origin})" if found is not None else "unknown"
            lines.append(f"context: {where}")
            lines.append(f"profile: {'none' if inputs.profile is None else 'found'}")
    except Exception as error:
        lines.append(f"error: {error}")
    return "\n".join(lines)


_LIFE: tuple[tuple[str, Callable[..., Any], Any], ...] = (
    (types.INITIALIZE, initialize, None),
    (types.INITIALIZED, initialized, None),
    (types.SHUTDOWN, shutdown, None),
    (types.TEXT_DOCUMENT_DID_OPEN, did_open, None),
    (types.TEXT_DOCUMENT_DID_CHANGE, did_change, None),
    (types.TEXT_DOCUMENT_DID_SAVE, did_save, None),
    (types.TEXT_DOCUMENT_DID_CLOSE, did_close, None),
    (types.WORKSPACE_DID_CHANGE_CONFIGURATION, did_change_configuration, None),
    (types.WORKSPACE_DID_CHANGE_WATCHED_FILES, did_change_watched_files, None),
    (types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, did_change_workspace_folders, None),
)

_ANSWERS: tuple[tuple[str, Callable[..., Any], Any], ...] = (
    (types.TEXT_DOCUMENT_FORMATTING, formatting, None),
    (types.TEXT_DOCUMENT_RANGE_FORMATTING, range_formatting, None),
    (types.TEXT_DOCUMENT_WILL_SAVE_WAIT_UNTIL, will_save_wait_until, None),
    (
        types.TEXT_DOCUMENT_CODE_ACTION,
        code_action,
        types.CodeActionOptions([types.CodeActionKind.QuickFix, FIX_ALL]),
    ),
    (types.CODE_ACTION_RESOLVE, code_action_resolve, None),
    (
        types.TEXT_DOCUMENT_DIAGNOSTIC,
        diagnostic,
        types.DiagnosticOptions(
            inter_file_dependencies=False, workspace_diagnostics=False, identifier=SECTION
        ),
    ),
    (types.TEXT_DOCUMENT_HOVER, hover, None),
    (types.TEXT_DOCUMENT_INLAY_HINT, inlay_hint, None),
    (types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, document_symbol, None),
    (types.TEXT_DOCUMENT_FOLDING_RANGE, folding_range, None),
)
